//! Drafts: kept, handed in to stewards, published now or at a time. Whatever the way, [`super::posts`] publishes them.

use serde_json::{Map, Value};

use crate::clock::Time;
use crate::domain::access::{self, Person, Viewer};
use crate::domain::content::{self, Attached, Content, SOURCE_MAX, TITLE_MAX};
use crate::domain::media;
use crate::domain::moderation::{self, Target};
use crate::domain::notifications::{notify, notify_stewards};
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::error::FieldErrors;
use crate::kinds::{self, Details, Offer};
use crate::render::Renderer;
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::drafts::{self, Draft, DraftState};
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::store::posts::Post;
use crate::store::{accounts, jobs};
use crate::urls::Urls;
use crate::{Error, Result};

/// The job that publishes what is due.
pub const JOB: &str = "draft";
/// Drafts of one person.
const MANY: i64 = 200;
/// The longest word to an author, and the longest details of a draft, in characters and bytes.
const NOTE_MAX: usize = 1_000;
const DETAILS_MAX: usize = 20_000;
/// Nothing is scheduled beyond this: a slip of the keyboard, and no plan.
const AHEAD: std::time::Duration = std::time::Duration::from_secs(2 * 365 * 24 * 60 * 60);
/// The fields of a draft's cover, beside those of its kind.
pub const COVER: [&str; 5] = ["cover", "cover_type", "cover_width", "cover_height", "cover_alt"];

/// What its author wrote so far.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub title: String,
    pub source: String,
    pub details: Details,
}

/// What is kept of a draft's details.
pub fn details(draft: &Draft) -> Details {
    Details(serde_json::from_str(&draft.details).unwrap_or_default())
}

/// A draft that this viewer may read: their own, or one handed in to a community that they tend.
pub fn open(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<(Draft, Actor)> {
    let person = viewer.person().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let draft = drafts::find(conn, id)?.ok_or(Error::NotFound("draft"))?;
    let community = actors::by_id(conn, draft.community_id)?;
    let own = draft.author_id == person.id();
    if !own {
        let tends = draft.state == DraftState::Proposed && access::has_power_over(conn, &Origin::Local(person.clone()), &community)?;
        if !tends {
            return Err(Error::NotFound("draft"));
        }
    }
    Ok((draft, community))
}

fn own(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<Draft> {
    access::may_act(origin)?;
    drafts::hold(tx, id)?.filter(|d| d.author_id == origin.actor().id).ok_or(Error::NotFound("draft"))
}

fn check(written: &Written) -> Result<String> {
    let mut errors = FieldErrors::new();
    if written.title.chars().count() > TITLE_MAX {
        errors.add_with("title", "form-too-long", [("max", TITLE_MAX.to_string())]);
    }
    if written.source.len() > SOURCE_MAX {
        errors.add_with("body", "form-too-long", [("max", SOURCE_MAX.to_string())]);
    }
    let details = Value::Object(written.details.0.clone()).to_string();
    if details.len() > DETAILS_MAX {
        errors.add_with("authors", "form-too-long", [("max", DETAILS_MAX.to_string())]);
    }
    errors.check()?;
    Ok(details)
}

/// Keeps a new draft.
pub fn begin(tx: &mut Tx<'_>, origin: &Origin, community_id: i64, kind: &'static str, written: &Written) -> Result<Draft> {
    let kept = check(written)?;
    let community = communities::by_id(tx.conn, community_id)?;
    access::may_take_part(tx, origin, &community)?;
    let here = actors::by_id(tx.conn, community_id)?.is_local();
    if !here || !kinds::by_name(kind).is_some_and(|k| k.offered(&Offer::of(&community))) {
        return Err(Error::field("kind", "form-kind-not-here"));
    }
    if drafts::count_of_author(tx.conn, origin.actor().id)? >= MANY {
        return Err(Error::Forbidden("You have as many drafts as fit. Publish or delete one first."));
    }
    let draft = Draft {
        id: tx.id(),
        community_id,
        author_id: origin.actor().id,
        kind: kind.to_owned(),
        title: written.title.trim().to_owned(),
        source: written.source.clone(),
        details: kept,
        state: DraftState::Own,
        publish_at: None,
        note: String::new(),
        created_at: tx.now,
        updated_at: tx.now,
    };
    drafts::insert(tx, &draft)?;
    Ok(draft)
}

/// Keeps what was written since.
pub fn save(tx: &mut Tx<'_>, origin: &Origin, id: i64, written: &Written) -> Result<Draft> {
    let kept = check(written)?;
    let mut draft = own(tx, origin, id)?;
    let before = cover_key(&details(&draft));
    draft.title = written.title.trim().to_owned();
    draft.source.clone_from(&written.source);
    draft.details = kept;
    // Two changes within one tick of the clock are still two.
    draft.updated_at = tx.now.max(Time(draft.updated_at.0 + 1));
    drafts::update(tx, &draft)?;
    release_cover(tx, before, &details(&draft))?;
    Ok(draft)
}

fn cover_key(details: &Details) -> String {
    details.text("cover").to_owned()
}

/// A cover that was taken out is looked at: perhaps nobody needs it any more.
fn release_cover(tx: &mut Tx<'_>, before: String, now: &Details) -> Result<()> {
    if before.is_empty() || before == now.text("cover") {
        return Ok(());
    }
    let url = tx.urls().media(&before).to_string();
    media::release(tx, [url.as_str()])
}

/// Takes a draft away for good.
pub fn delete(tx: &mut Tx<'_>, origin: &Origin, id: i64) -> Result<()> {
    let draft = own(tx, origin, id)?;
    forget(tx, &draft)?;
    release_cover(tx, cover_key(&details(&draft)), &Details::default())
}

fn forget(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    jobs::cancel(tx, JOB, &draft.id.to_string())?;
    drafts::delete(tx, draft.id)
}

/// Somebody leaves for good, with what they never published.
pub(super) fn erase_all_of(tx: &mut Tx<'_>, author: i64) -> Result<()> {
    for draft in drafts::of_author(tx.conn, author, i64::MAX)? {
        forget(tx, &draft)?;
    }
    Ok(())
}

/// Has it published at a time, or no longer. Whoever may not publish there is told now, and not when nobody looks.
pub fn schedule(tx: &mut Tx<'_>, origin: &Origin, id: i64, at: Option<Time>) -> Result<()> {
    let mut draft = own(tx, origin, id)?;
    let key = draft.id.to_string();
    jobs::cancel(tx, JOB, &key)?;
    if let Some(at) = at {
        if at <= tx.now {
            return Err(Error::field("publish_at", "form-date-past"));
        }
        if at > tx.now.plus(AHEAD) {
            return Err(Error::field("publish_at", "form-date-far"));
        }
        if draft.title.is_empty() {
            return Err(Error::field("title", "form-title-empty"));
        }
        posting::may_start(tx, origin, &draft.kind, draft.community_id)?;
        jobs::enqueue(tx, JOB, Some(&key), key.clone(), at)?;
        draft.note.clear();
        draft.state = DraftState::Own;
    }
    draft.publish_at = at;
    drafts::update(tx, &draft)
}

/// Hands it in to the stewards, or takes it back from them.
pub fn propose(tx: &mut Tx<'_>, origin: &Origin, id: i64, handed_in: bool) -> Result<()> {
    let mut draft = own(tx, origin, id)?;
    if !handed_in {
        draft.state = DraftState::Own;
        return drafts::update(tx, &draft);
    }
    if draft.title.is_empty() {
        return Err(Error::field("title", "form-title-empty"));
    }
    if draft.source.trim().is_empty() {
        return Err(Error::field("body", "form-body-empty"));
    }
    let community = communities::by_id(tx.conn, draft.community_id)?;
    access::may_take_part(tx, origin, &community)?;
    if draft.publish_at.take().is_some() {
        jobs::cancel(tx, JOB, &draft.id.to_string())?;
    }
    let news = draft.state != DraftState::Proposed;
    draft.state = DraftState::Proposed;
    draft.note.clear();
    drafts::update(tx, &draft)?;
    if news {
        notify_stewards(tx, origin, draft.community_id, NotificationKind::DraftProposed)?;
    }
    Ok(())
}

/// Stewards give it back to its author, with a word. The word is for the author alone; the log says only that it happened.
pub fn send_back(tx: &mut Tx<'_>, origin: &Origin, id: i64, note: &str) -> Result<()> {
    let note = note.trim();
    if note.is_empty() {
        return Err(Error::field("note", "form-reason-empty"));
    }
    if note.chars().count() > NOTE_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("note", "form-too-long", [("max", NOTE_MAX.to_string())]);
        return Err(errors.into());
    }
    let (mut draft, community) = proposed(tx, id)?;
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, &community, Act::ReturnDraft, &target, "A draft went back to its author")?;
    draft.state = DraftState::Own;
    draft.note = note.to_owned();
    drafts::update(tx, &draft)?;
    notify(tx, origin, draft.author_id, NotificationKind::DraftReturned, None, Some(community.id))
}

fn proposed(tx: &mut Tx<'_>, id: i64) -> Result<(Draft, Actor)> {
    let draft = drafts::hold(tx, id)?.filter(|d| d.state == DraftState::Proposed).ok_or(Error::NotFound("draft"))?;
    let community = actors::by_id(tx.conn, draft.community_id)?;
    Ok((draft, community))
}

/// A draft as a post: rendered before the transaction that publishes it.
#[derive(Debug, Clone)]
pub struct Made {
    pub content: Content,
    pub details: Details,
    /// Which text it was made of: one that changed meanwhile is not published.
    pub of: Time,
}

pub fn make(conn: &mut Conn, urls: &Urls, renderer: &Renderer, draft: &Draft) -> Result<Made> {
    let mut content = content::from_markdown(conn, urls, renderer, &draft.source)?;
    let mut details = details(draft);
    content.title = Some(draft.title.clone());
    content.attachments = cover(urls, &details).into_iter().collect();
    details.0.retain(|name, _| !COVER.contains(&name.as_str()));
    Ok(Made { content, details, of: draft.updated_at })
}

/// The picture that stands above it.
pub fn cover(urls: &Urls, details: &Details) -> Option<Attached> {
    let key = details.text("cover");
    let side = |name: &str| details.text(name).parse().ok();
    (!key.is_empty()).then(|| Attached {
        url: urls.media(key).to_string(),
        media_type: details.text("cover_type").to_owned(),
        alt: details.text("cover_alt").to_owned(),
        width: side("cover_width"),
        height: side("cover_height"),
    })
}

/// The details of a draft with what is kept of its cover.
pub fn with_cover(mut details: Details, cover: Option<&Details>) -> Details {
    let kept = |name: &&str| cover.and_then(|c| c.0.get(*name)).map(|value| ((*name).to_owned(), value.clone()));
    details.0.extend(COVER.iter().filter_map(kept).collect::<Map<String, Value>>());
    details
}

fn same(draft: &Draft, made: &Made) -> Result<()> {
    if draft.updated_at == made.of {
        return Ok(());
    }
    Err(Error::Conflict("This draft was changed meanwhile. Read it again."))
}

fn new_post(draft: &Draft, made: &Made) -> Result<NewPost> {
    let kind = posting::kind(&draft.kind)?;
    Ok(NewPost { details: made.details.clone(), ..NewPost::thread(kind, draft.community_id, made.content.clone()) })
}

/// Its author publishes it.
pub fn publish(tx: &mut Tx<'_>, origin: &Origin, id: i64, made: &Made) -> Result<Post> {
    let draft = own(tx, origin, id)?;
    same(&draft, made)?;
    // First the place of the cover changes hands, then the draft that held it goes.
    let post = posting::publish(tx, origin, new_post(&draft, made)?)?;
    forget(tx, &draft)?;
    Ok(post)
}

/// Stewards publish it under its author's name.
pub fn approve(tx: &mut Tx<'_>, origin: &Origin, id: i64, made: &Made) -> Result<Post> {
    let (draft, community) = proposed(tx, id)?;
    same(&draft, made)?;
    access::power_over(tx.conn, origin, &community)?;
    let author = author_of(tx, &draft)?;
    let post = posting::publish_for(tx, &author, origin, new_post(&draft, made)?)?;
    let target = Target { community: Some(community.id), post: Some(post.id), person: Some(draft.author_id), ..Target::default() };
    moderation::by_steward(tx, origin, &community, Act::PublishDraft, &target, "Published for its author")?;
    forget(tx, &draft)?;
    notify(tx, origin, draft.author_id, NotificationKind::DraftPublished, Some(&post), Some(community.id))?;
    Ok(post)
}

fn author_of(tx: &mut Tx<'_>, draft: &Draft) -> Result<Origin> {
    let actor = actors::by_id(tx.conn, draft.author_id)?;
    let account = accounts::by_actor(tx.conn, draft.author_id)?.ok_or(Error::Gone)?;
    Ok(Origin::Local(Person::looking(tx.conn, actor, account)?))
}

/// What became of a draft when its job came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Published,
    /// Taken away or put off since.
    NotDue,
    /// Its text changed since it was read.
    Changed,
}

/// Its time has come: published as its author would have done it.
pub fn due(tx: &mut Tx<'_>, id: i64, made: &Made) -> Result<Due> {
    let Some(draft) = drafts::hold(tx, id)?.filter(|d| d.publish_at.is_some_and(|at| at <= tx.now)) else { return Ok(Due::NotDue) };
    if draft.updated_at != made.of {
        return Ok(Due::Changed);
    }
    let author = author_of(tx, &draft)?;
    posting::publish(tx, &author, new_post(&draft, made)?)?;
    forget(tx, &draft)?;
    Ok(Due::Published)
}

/// It could not be published: the draft stays, and its author is told why.
pub fn failed(tx: &mut Tx<'_>, convener: &Origin, id: i64, why: &str) -> Result<()> {
    let Some(mut draft) = drafts::hold(tx, id)?.filter(|d| d.publish_at.is_some()) else { return Ok(()) };
    draft.publish_at = None;
    draft.note = why.chars().take(NOTE_MAX).collect();
    drafts::update(tx, &draft)?;
    notify(tx, convener, draft.author_id, NotificationKind::DraftFailed, None, Some(draft.community_id))
}
