//! Pages of wikis on their way: each new revision is an update of the one article, never another post.

use folkmoot_federation::compose::{self, AnnounceForm};

use super::ways::*;
use crate::Result;
use crate::fediverse::convert::{self, url};
use crate::store::communities;
use crate::store::conn::Tx;

pub(super) fn edited(tx: &mut Tx<'_>, post: i64) -> Result<()> {
    let about = About::load(tx, post)?;
    let Some(home) = about.home().filter(|_| about.post.stands()) else { return Ok(()) };
    let doc = convert::object_doc(tx.conn, &tx.env.urls, &about.post, &about.author, about.community.as_ref())?;
    let actor = url(&about.author.ap_id)?;
    // Software that knows only posts has the page from a boost; it takes the update from its author.
    let boosted = if about.part().is_none() { communities::follower_inboxes(tx.conn, home.id)? } else { Vec::new() };
    let also = boosted
        .into_iter()
        .filter(|(_, _, software)| compose::forms_for(software.as_deref()) == AnnounceForm::Object)
        .map(|(inbox, host, _)| (inbox, host))
        .collect();
    let (id, body) = record(tx, &about.author, "Update", Some(post), true, |id| compose::update(id, &actor, &doc))?;
    spread(tx, &about, id, body, also)
}
