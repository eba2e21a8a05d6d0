//! Polls on their way: each server gets the form that its software understands, votes go to the poll's home alone.

use std::collections::BTreeMap;

use folkmoot_federation::compose::{self, AnnounceForm, PollForm};
use url::Url;

use super::ways::*;
use crate::Result;
use crate::domain::events::Told;
use crate::fediverse::convert::{self, url};
use crate::fediverse::forms;
use crate::store::actors;
use crate::store::conn::Tx;
use crate::store::{hosts, polls};

/// Whether a thread of ours leaves in several forms.
pub(super) fn is_ours(about: &About) -> bool {
    about.author.is_local() && forms::kind_of(&about.post).is_some()
}

/// What becomes of the thread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    Created,
    Edited,
    /// Only its numbers are others.
    Counted,
}

pub(super) fn created(tx: &mut Tx<'_>, about: &About) -> Result<()> {
    let also = addressed(tx, about)?;
    tell(tx, about, News::Created, also)?;
    match about.home() {
        Some(home) => boost(tx, home, &about.post),
        None => Ok(()),
    }
}

pub(super) fn edited(tx: &mut Tx<'_>, about: &About) -> Result<()> {
    let also = addressed(tx, about)?;
    tell(tx, about, News::Edited, also)
}

/// How a poll of ours stands, for whoever shows it: also those who got it by a boost, and the voters' homes.
pub(super) fn counted(tx: &mut Tx<'_>, post: i64, over: bool) -> Result<()> {
    let about = About::load(tx, post)?;
    if !about.post.stands() || !is_ours(&about) {
        return Ok(());
    }
    let mut also = addressed(tx, &about)?;
    if about.part().is_none() {
        also.extend(polls::voters_mailboxes(tx.conn, post)?);
    }
    if let Some(home) = about.home().filter(|_| about.part().is_none()) {
        let members = listeners(tx, home, None)?;
        also.extend(members.into_iter().filter(|(_, _, s)| compose::forms_for(s.as_deref()) == AnnounceForm::Object).map(|(inbox, host, _)| (inbox, host)));
    }
    // A page says how it ended, and nothing before.
    tell(tx, &about, if over { News::Edited } else { News::Counted }, also)
}

/// Who gets which form: by the community's announcement, and directly.
#[derive(Default)]
struct Part {
    announced: Mailboxes,
    direct: Mailboxes,
}

fn parts(tx: &mut Tx<'_>, about: &About, mut also: Mailboxes) -> Result<BTreeMap<PollForm, Part>> {
    let mut parts: BTreeMap<PollForm, Part> = BTreeMap::new();
    match &about.community {
        Some(c) if c.is_local() => {
            for (inbox, host, software) in listeners(tx, c, about.part())? {
                if compose::forms_for(software.as_deref()) == AnnounceForm::Activity {
                    also.remove(&(inbox.clone(), host));
                    parts.entry(compose::poll_form(software.as_deref())).or_default().announced.insert((inbox, host));
                }
            }
        }
        Some(c) => also.extend(mailbox(c)),
        None => {}
    }
    let homes: Vec<i64> = also.iter().map(|(_, host)| *host).collect();
    let software = hosts::software(tx.conn, &homes)?;
    for (inbox, host) in also {
        let form = compose::poll_form(software.get(&host).and_then(Option::as_deref));
        parts.entry(form).or_default().direct.insert((inbox, host));
    }
    Ok(parts)
}

fn tell(tx: &mut Tx<'_>, about: &About, news: News, also: Mailboxes) -> Result<()> {
    let mut parts = parts(tx, about, also)?;
    if news == News::Created {
        // The outbox is read by those who join later.
        parts.entry(PollForm::Thread).or_default();
    }
    if news == News::Counted {
        parts.remove(&PollForm::Page);
    }
    let actor = url(&about.author.ap_id)?;
    let post = about.post.id;
    for (form, part) in parts {
        let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
        let doc = forms::shaped(tx.conn, &tx.env.urls, &about.post, doc, form)?;
        let verb = if news == News::Created { "Create" } else { "Update" };
        let make = |id: &Url| if news == News::Created { compose::create(id, &doc) } else { compose::update(id, &actor, &doc) };
        let (id, body) = record(tx, &about.author, verb, Some(post), true, make)?;
        send(tx, id, &part.direct)?;
        let Some(home) = about.home() else { continue };
        let kept = form == PollForm::Thread && news == News::Created;
        if kept || !part.announced.is_empty() {
            announce_to(tx, if kept { NEWS } else { TALK }, home, about.into(), body, &part.announced)?;
        }
    }
    Ok(())
}

/// A vote of ours in a poll elsewhere, one note for each option, for the eyes of its home.
pub(super) fn voted(tx: &mut Tx<'_>, told: &Told, post: i64, options: &[String]) -> Result<()> {
    let about = About::load(tx, post)?;
    if !told.local || about.author.is_local() || !about.author.is_active() {
        return Ok(());
    }
    let by = actors::by_id(tx.conn, told.by)?;
    let (actor, author, question) = (url(&by.ap_id)?, url(&about.author.ap_id)?, url(&about.post.ap_id)?);
    for option in options {
        let number = tx.id();
        // The note is served nowhere: it is between the voter's home and the poll's.
        let note = url(&format!("{}/vote", tx.urls().activity(number)))?;
        let make = |id: &Url| compose::poll_vote(id, &note, &actor, &question, &author, option);
        let (id, _) = record_as(tx, number, &by, "PollVote", None, false, make)?;
        send(tx, id, &own_mailbox(&about.author))?;
    }
    Ok(())
}
