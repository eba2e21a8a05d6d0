//! What people elsewhere say to the house itself: heard, and taken in as feedback or set aside by those who speak for the host.

use serde_json::Value;

use crate::clock::Time;
use crate::domain::access;
use crate::domain::content::Content;
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::domain::standing;
use crate::kinds::Details;
use crate::store::accounts::Role;
use crate::store::actors;
use crate::store::communities::{self, Purpose};
use crate::store::conn::Tx;
use crate::store::feedback::FeedbackSort;
use crate::store::hails::{self, Hail, HailState};
use crate::store::moderation::Act;
use crate::{Error, Result};

/// Of one person, what waits at the same time; more is not kept.
const WAITING_MAX: i64 = 5;

/// What somebody elsewhere said.
#[derive(Debug, Clone)]
pub struct Said {
    pub ap_id: String,
    pub url: String,
    pub html: String,
    pub published_at: Time,
}

/// Keeps what was said to the house. Says whether it was kept.
pub fn hear(tx: &mut Tx<'_>, origin: &Origin, said: &Said) -> Result<bool> {
    access::may_act(origin)?;
    let author = origin.actor();
    if author.silenced_at.is_some() || hails::count_waiting_of(tx.conn, author.id)? >= WAITING_MAX {
        return Ok(false);
    }
    let hail = Hail {
        id: tx.id(),
        ap_id: said.ap_id.clone(),
        url: said.url.clone(),
        author_id: author.id,
        html: said.html.clone(),
        published_at: said.published_at.min(tx.now),
        state: HailState::New,
        post_id: None,
    };
    hails::insert(tx, &hail)
}

fn speaks_for_the_host(origin: &Origin) -> Result<()> {
    match origin {
        Origin::Local(person) if person.has(Role::Responder) => Ok(()),
        _ => Err(Error::Forbidden("Only staff of this house may do that.")),
    }
}

/// Takes it in as feedback in a community: a thread that quotes it and links to where it was said. Says which one.
pub fn take_in(tx: &mut Tx<'_>, origin: &Origin, hail_id: i64, community_id: i64, quote: &Content) -> Result<i64> {
    speaks_for_the_host(origin)?;
    let hail = hails::find(tx.conn, hail_id)?.ok_or(Error::NotFound("mention"))?;
    let community = actors::by_id(tx.conn, community_id)?;
    if !community.is_local() || communities::by_id(tx.conn, community_id)?.purpose != Purpose::Feedback {
        return Err(Error::Forbidden("This community does not take feedback."));
    }
    if !hails::settle(tx, hail_id, HailState::TakenIn)? {
        return hail.post_id.ok_or(Error::Gone);
    }
    standing::by_voice(tx, origin, &community, Act::TakeIn, None, "Taken in as feedback")?;
    let details = Details([("feedback_sort".to_owned(), Value::from(FeedbackSort::Problem.as_str()))].into_iter().collect());
    let thread = posting::publish(tx, origin, NewPost { details, ..NewPost::thread("feedback", community_id, quote.clone()) })?;
    hails::set_post(tx, hail_id, thread.id)?;
    Ok(thread.id)
}

/// Nothing is to be done about it.
pub fn set_aside(tx: &mut Tx<'_>, origin: &Origin, hail_id: i64) -> Result<()> {
    speaks_for_the_host(origin)?;
    hails::settle(tx, hail_id, HailState::SetAside).map(drop)
}
