//! On the spot: founded in one step by anyone who may post, dispersed when it grows quiet.

use std::time::Duration;

use super::task::everyone;
use super::{DAY, Life, about, held, pin_up, turn};
use crate::domain::access;
use crate::domain::actors::{self as people, Keys};
use crate::domain::communities::{self as founding, Draft};
use crate::domain::content::Content;
use crate::domain::convener;
use crate::domain::events::{self, Event};
use crate::domain::membership;
use crate::domain::moderation;
use crate::domain::notifications::notify;
use crate::domain::origin::Origin;
use crate::domain::posts as posting;
use crate::error::FieldErrors;
use crate::render::one_line;
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community, CommunityState, Lifespan};
use crate::store::conn::Tx;
use crate::store::lifespans::{self, Afterwards, Span};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::search;
use crate::{Error, Result};

/// Titles are cut here when they come in a message; the form says so instead.
const TITLE_MAX: usize = 80;
/// Of a name that is made of a title; a number behind it still fits.
const NAME_MAX: usize = 24;
/// Names tried before a number nobody else has is put behind one.
const TRIES: u32 = 20;
/// How long a dispersed community that is to be deleted can still be read.
const LAST_LOOK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What the operator set: how much founding on the spot is too much in a day, and how long quiet is.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub quiet_hours: i32,
    pub per_person: i64,
    pub per_server: i64,
}

/// What somebody wants who founds one.
#[derive(Debug, Clone)]
pub struct Wish {
    pub title: String,
    /// The usual where it is absent.
    pub quiet_hours: Option<i32>,
    pub afterwards: Afterwards,
    /// The message from elsewhere that asks for it.
    pub request: Option<String>,
}

/// Founds a community on the spot: no approval, no charter, and nobody at the host is told.
pub fn found(tx: &mut Tx<'_>, origin: &Origin, wish: &Wish, rules: Rules, keys: &Keys) -> Result<(Community, Actor)> {
    access::may_act(origin)?;
    let since = tx.now.minus(DAY);
    let founder = origin.actor();
    let mine = lifespans::founded_by(tx.conn, founder.id, since)?;
    let theirs = if origin.is_local() { 0 } else { lifespans::founded_from(tx.conn, founder.host_id, since)? };
    if mine >= rules.per_person || (!origin.is_local() && theirs >= rules.per_server) {
        return Err(Error::TooMany { retry_after: DAY });
    }
    let life = Life::Impromptu {
        quiet_hours: wish.quiet_hours.unwrap_or(rules.quiet_hours),
        afterwards: wish.afterwards,
        request: wish.request.clone(),
    };
    let name = free_name(tx, &wish.title)?;
    let draft = Draft { title: wish.title.trim().to_owned(), life, ..Draft::default() };
    founding::found(tx, origin, &name, &draft, keys)
}

/// A name made of a title, which nobody has yet.
fn free_name(tx: &mut Tx<'_>, title: &str) -> Result<String> {
    let base = slug(title);
    for n in 1..=TRIES {
        let name = if n == 1 { base.clone() } else { format!("{base}_{n}") };
        let mut errors = FieldErrors::new();
        people::check_name(tx, &name, &mut errors)?;
        if errors.is_empty() {
            return Ok(name);
        }
    }
    let number = tx.id().rem_euclid(1_000_000_000);
    Ok(format!("{}_{number}", base.chars().take(20).collect::<String>().trim_end_matches('_')))
}

/// Small letters, digits and `_` out of any words.
pub(super) fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_ascii_alphanumeric() => out.push(c),
            // What stands between the letters of one word goes, what stands between words stays as one stroke.
            None if c == '\'' || c == '’' => {}
            None if !out.is_empty() && !out.ends_with('_') => out.push('_'),
            None => {}
        }
        if out.len() >= NAME_MAX {
            break;
        }
    }
    out.truncate(NAME_MAX);
    let out = out.trim_matches('_');
    if out.is_empty() { "gathering".to_owned() } else { out.to_owned() }
}

/// Letters with marks, as people write them where they cannot.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' => "s",
        'ù' | 'ú' | 'û' | 'ů' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// Whether a community has been quiet for as long as its founder chose.
pub fn is_quiet(community: &Community, span: &Span, now: crate::clock::Time) -> bool {
    let hours = u64::try_from(span.quiet_hours).unwrap_or(0);
    now.since(community.active_at) >= Duration::from_secs(hours * 60 * 60)
}

/// It was quiet for long enough: its digest is published, and then it is read-only.
pub fn disperse(tx: &mut Tx<'_>, origin: &Origin, id: i64, digest: &Content) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    // Somebody may have spoken while the digest was written.
    let due = community.lifespan == Lifespan::Impromptu && community.state == CommunityState::Open && is_quiet(&community, &span, tx.now);
    if !due {
        return Ok(());
    }
    moderation::by_steward(tx, origin, &actor, Act::Disperse, &about(id), "It was quiet for as long as its founder chose")?;
    let mut digest = digest.clone();
    digest.mentions = everyone(tx, id, &digest.mentions)?;
    span.outcome_id = Some(pin_up(tx, origin, id, digest, "What was found out here")?);
    span.settled_at = None;
    turn(tx, origin, &community, &mut span, (Lifespan::Impromptu, CommunityState::Dispersed))
}

/// What its founder chose to happen after it dispersed, once that can no longer be taken back.
pub fn settle(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    let (community, actor, mut span) = held(tx, origin, id)?;
    let Some(ended_at) = span.ended_at else { return Ok(()) };
    if community.state != CommunityState::Dispersed || span.settled_at.is_some() {
        return Ok(());
    }
    let wait = if span.afterwards == Afterwards::Delete { LAST_LOOK } else { DAY };
    if tx.now.since(ended_at) < wait {
        return Ok(());
    }
    span.settled_at = Some(tx.now);
    span.undo = None;
    lifespans::put(tx, &span)?;
    match span.afterwards {
        Afterwards::Keep => Ok(()),
        Afterwards::Export => offer_export(tx, origin, &community, &actor),
        Afterwards::Delete => delete(tx, origin, &actor),
    }
}

fn offer_export(tx: &mut Tx<'_>, origin: &Origin, community: &Community, actor: &Actor) -> Result<()> {
    let Some(founder) = community.founder_id.map(|id| actors::by_id(tx.conn, id)).transpose()? else { return Ok(()) };
    if founder.is_local() {
        return notify(tx, origin, founder.id, NotificationKind::Export, None, Some(actor.id));
    }
    let link = tx.urls().at(&format!("/c/{}/export.json", actor.name));
    let html = convener::export_words(&one_line(actor.label(), TITLE_MAX), &link);
    let event = Event::ConvenerSaid { convener: origin.actor().id, person: founder.id, reply_to: None, html };
    events::emit(tx, origin, event)
}

/// Everything goes, as its founder chose. What people elsewhere wrote stays with them at home.
fn delete(tx: &mut Tx<'_>, origin: &Origin, actor: &Actor) -> Result<()> {
    moderation::by_steward(tx, origin, actor, Act::DeleteCommunity, &about(actor.id), "As its founder chose when it was founded")?;
    // Told first, as the community's own last word.
    events::emit_for(tx, actor.id, Event::ActorDeleted { actor: actor.id })?;
    loop {
        let batch = lifespans::posts_left(tx.conn, actor.id, 200)?;
        if batch.is_empty() {
            break;
        }
        for post in &batch {
            posting::erase(tx, post)?;
        }
    }
    loop {
        let batch = communities::followers(tx.conn, actor.id, 0, 500)?;
        if batch.is_empty() {
            break;
        }
        for (follow, _) in batch {
            let Some(follow) = communities::follow_by_id(tx.conn, follow)? else { continue };
            membership::end(tx, &follow, actor)?;
        }
    }
    search::remove(tx, actor.id)?;
    actors::bury(tx, actor.id)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_are_made_of_titles() {
        for (title, name) in [
            ("Power cut in Riverside", "power_cut_in_riverside"),
            ("  ¡Qué! ", "que"),
            ("Stromausfall in Köln-Süd", "stromausfall_in_koeln_su"),
            ("停电", "gathering"),
            ("___", "gathering"),
            ("Who's there?", "whos_there"),
            ("a very long title that goes on and on", "a_very_long_title_that_g"),
        ] {
            assert_eq!(slug(title), name);
        }
    }
}
