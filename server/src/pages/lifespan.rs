//! How long a community lasts: on its own page, in lists, and on the page where its stewards decide about it.

use crate::Result;
use crate::clock::Time;
use crate::domain::access::{self, Sight};
use crate::domain::{Origin, lifecycle};
use crate::pages::communities::cards;
use crate::pages::reader::Reader;
use crate::pages::tend;
use crate::pages::view::{CommunityCard, Form, LifeView, LifespanPage, LinkView};
use crate::pages::named;
use crate::render::Renderer;
use crate::store::Conn;
use crate::store::actors::{self, Actor};
use crate::store::communities::{Community, CommunityState, Lifespan};
use crate::store::lifespans::{self, Afterwards, Span};
use crate::store::posts;

/// How many gatherings are shown as happening now.
const HAPPENING: i64 = 6;
const HOUR: u64 = 60 * 60;

/// What the page of a community says about its time; nothing where it simply stands, or lives elsewhere.
pub fn life(conn: &mut Conn, reader: &Reader, renderer: &Renderer, community: &Community, actor: &Actor) -> Result<Option<LifeView>> {
    let plain = community.lifespan == Lifespan::Standing && community.state == CommunityState::Open;
    if !actor.is_local() || plain || community.state == CommunityState::Closed {
        return Ok(None);
    }
    let span = lifecycle::span(conn, community.actor_id)?;
    let mut view = view(reader, community, &span);
    if let Some(id) = span.outcome_id
        && let Some(post) = posts::by_id(conn, id)?
    {
        let author = actors::by_id(conn, post.author_id)?;
        if access::sight(conn, &post, &author, Some(actor), &reader.viewer)? == Sight::Full {
            view.outcome = Some(LinkView { text: post.title.clone().unwrap_or_default(), url: format!("/post/{id}") });
            if community.state == CommunityState::Dispersed {
                view.outcome_html = renderer.checked(post.html);
            }
        }
    }
    if let Some(id) = span.successor_id {
        let next = actors::by_id(conn, id)?;
        if access::sees_community(&next, &reader.viewer) {
            let host = actors::host_name(conn, &next)?;
            let url = if next.is_local() { format!("/c/{}", next.name) } else { format!("/c/{}@{host}", next.name) };
            view.successor = Some(LinkView { text: next.label().to_owned(), url });
        }
    }
    if community.state == CommunityState::Dispersed && span.afterwards == Afterwards::Export {
        view.export_url = format!("/c/{}/export.json", actor.name);
    }
    Ok(Some(view))
}

fn view(reader: &Reader, community: &Community, span: &Span) -> LifeView {
    let (text, percent) = time_left(reader, community, span);
    LifeView {
        kind: community.lifespan.to_string(),
        state: community.state.to_string(),
        goal: span.goal.clone(),
        text,
        percent,
        progress: u8::try_from(span.progress.clamp(0, 100)).unwrap_or(0),
        progress_note: span.progress_note.clone(),
        ..LifeView::default()
    }
}

/// What is left in words, and its share of the whole.
fn time_left(reader: &Reader, community: &Community, span: &Span) -> (String, u8) {
    let lang = &reader.lang;
    let now = reader.now;
    match (community.state, community.lifespan) {
        (CommunityState::Dispersed, _) => (lang.text("life-dispersed"), 0),
        (CommunityState::Archived, Lifespan::Task) if span.ends_at.is_some_and(|at| at <= now) => (lang.text("life-task-ended"), 0),
        (CommunityState::Archived | CommunityState::Closed, _) => (lang.text("life-archived"), 0),
        (CommunityState::Open, Lifespan::Standing) => (lang.text("life-standing"), 100),
        (CommunityState::Open, Lifespan::Task) => {
            let ends_at = span.ends_at.unwrap_or(now);
            let left = seconds(now, ends_at);
            let percent = share(left, seconds(community.created_at, ends_at));
            let (key, n) = if left >= 48 * HOUR { ("life-task-days", left / (24 * HOUR)) } else { ("life-task-hours", left.div_ceil(HOUR).max(1)) };
            (lang.text_with(key, &[("n", i64::try_from(n).unwrap_or(0).into())]), percent)
        }
        (CommunityState::Open, Lifespan::Impromptu) => {
            let whole = u64::try_from(span.quiet_hours).unwrap_or(0) * HOUR;
            let left = whole.saturating_sub(seconds(community.active_at, now));
            let n = i64::try_from(left.div_ceil(HOUR).max(1)).unwrap_or(1);
            (lang.text_with("life-quiet", &[("n", n.into())]), share(left, whole))
        }
    }
}

fn seconds(from: Time, to: Time) -> u64 {
    if to <= from { 0 } else { to.since(from).as_secs() }
}

fn share(part: u64, whole: u64) -> u8 {
    u8::try_from((part * 100).checked_div(whole).unwrap_or(0).min(100)).unwrap_or(100)
}

/// What came together on the spot and is still going on.
pub fn happening(conn: &mut Conn, reader: &Reader) -> Result<Vec<CommunityCard>> {
    let found = lifespans::happening(conn, HAPPENING)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = cards(conn, reader, &found)?;
    tell(conn, reader, &mut all, &found)?;
    Ok(all)
}

/// Says on the cards of these communities how much of their time is left, where it is limited.
pub fn tell(conn: &mut Conn, reader: &Reader, cards: &mut [CommunityCard], found: &[Community]) -> Result<()> {
    let passing: Vec<&Community> = found.iter().filter(|c| c.lifespan != Lifespan::Standing).collect();
    if passing.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = passing.iter().map(|c| c.actor_id).collect();
    let spans = lifespans::of(conn, &ids)?;
    for community in passing {
        let card = cards.iter_mut().find(|card| card.id == community.actor_id.to_string());
        if let (Some(card), Some(span)) = (card, spans.get(&community.actor_id)) {
            card.life = time_left(reader, community, span).0;
        }
    }
    Ok(())
}

/// The page where stewards decide about a community's time.
pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, origin: &Origin, handle: &str) -> Result<LifespanPage> {
    let (community, actor, host) = tend::community(conn, reader, origin, handle)?;
    if !actor.is_local() {
        return Err(crate::Error::Forbidden("This community is changed on its own server."));
    }
    let span = lifecycle::span(conn, community.actor_id)?;
    let open = community.state == CommunityState::Open;
    let ended_task = community.lifespan == Lifespan::Task && community.state == CommunityState::Archived;
    let mut form = Form::filled([
        ("progress", span.progress.to_string()),
        ("progress_note", span.progress_note.clone()),
        ("purpose", community.purpose.to_string()),
        ("goal", span.goal.clone()),
    ]);
    let can_outcome = ended_task && span.outcome_id.is_none();
    if can_outcome {
        let facts = lifecycle::facts(conn, community.actor_id)?;
        form.set("title", lifecycle::digest_title(&facts.title));
        form.set("body", lifecycle::outcome_source(&facts));
    }
    let life = life(conn, reader, renderer, &community, &actor)?.unwrap_or_else(|| view(reader, &community, &span));
    Ok(LifespanPage {
        community: named::card(&community, &actor, &host),
        life,
        form,
        can_archive: open,
        can_undo: lifecycle::can_undo(&span, reader.now),
        can_progress: open && community.lifespan == Lifespan::Task,
        can_keep: ended_task || (open && community.lifespan != Lifespan::Standing),
        can_outcome,
        can_succeed: !open,
    })
}

/// A day, as a form's date field sends it: until its end, in UTC.
pub fn end_of_day(text: &str) -> Option<Time> {
    let text = text.trim();
    let shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if shaped { Time::parse(&format!("{text}T23:59:59Z")) } else { Time::parse(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_its_end() {
        assert_eq!(end_of_day(" 2026-03-02 "), Time::parse("2026-03-02T23:59:59Z"));
        assert_eq!(end_of_day("2026-03-02T10:00:00Z"), Time::parse("2026-03-02T10:00:00Z"));
        assert!(end_of_day("2026-03-02").is_some());
        for bad in ["", "soon", "2026-13-40", "2026-3-2"] {
            assert_eq!(end_of_day(bad), None, "{bad}");
        }
        assert_eq!(share(30, 60), 50);
        assert_eq!(share(1, 0), 0);
    }
}
