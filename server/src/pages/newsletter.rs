//! A newsletter: its public page and feed, a subscription, and the desk where its stewards write.

use std::collections::HashMap;

use crate::Result;
use crate::clock::Time;
use crate::domain::newsletter::{self as rules, keys::Keys, keys::Use, subscribing};
use crate::domain::{Origin, access};
use crate::formats::Format;
use crate::pages::reader::Reader;
use crate::pages::roadmap::dressed;
use crate::pages::view::{
    DeskIssue, Form, IssueLine, NewsletterDeskPage, NewsletterIssuePage, NewsletterPage, NewsletterPreviewPage, Page, Pager, PeopleCount,
    ReturnedMail, SubscriberRow, SubscribersPage, SubscriptionPage, Tab, WhenView,
};
use crate::pages::{Depends, Loaded, community, frame, introduce, named, newsletter_letter, seen};
use crate::render::Renderer;
use crate::store::actors::{self, Actor};
use crate::store::communities::{Access, Community, CommunityState};
use crate::store::conn::Conn;
use crate::store::newsletters::{self, Issue, IssueState};
use crate::store::subscribers::{self, Subscriber, SubscriberState};
use crate::store::copies;
use crate::urls::Urls;
use crate::{Error, i18n::Lang};

/// Issues on the public page.
const ISSUES: i64 = 50;
/// Issues on the desk.
const DESK: i64 = 200;
/// Subscribers on one page of the stewards' list.
const PEOPLE: i64 = 100;
const RETURNED: i64 = 20;

/// What somebody agrees to who subscribes.
pub fn consent(lang: &Lang, community: &str) -> String {
    lang.text_with("newsletter-consent", &[("community", community.into())])
}

/// A community of ours with a newsletter, as far as the reader may see it.
pub fn place(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<(Community, Actor)> {
    let (_, actor) = access::part(conn, &reader.viewer, handle, Format::Newsletter)?;
    Ok((rules::of(conn, &actor)?, actor))
}

/// `mail`: newsletters go out by mail here.
pub fn load(conn: &mut Conn, reader: &Reader, renderer: &Renderer, handle: &str, mail: bool, form: Option<Form>) -> Result<Loaded<NewsletterPage>> {
    let id = actors::by_handle(conn, handle)?.ok_or(Error::NotFound("community"))?.id;
    let seen = seen::by(conn, reader, Depends::Community(id))?;
    let (community, actor) = place(conn, reader, handle)?;
    let head = community::head(conn, reader, renderer, &community, &actor, Format::Newsletter)?;
    let url = format!("{}/newsletter", head.community.url);
    let order = newsletters::published(conn, actor.id, ISSUES)?;
    let mut page = NewsletterPage {
        about: newsletters::about(conn, actor.id)?,
        issues: dressed(conn, reader, &order)?
            .into_iter()
            .map(|row| IssueLine { title: row.title, url: row.url, when: row.when, excerpt: row.excerpt, replies: row.replies })
            .collect(),
        feed_url: format!("{url}/feed.atom"),
        consent: consent(&reader.lang, actor.label()),
        desk_url: if head.can_edit { format!("{url}/desk") } else { String::new() },
        form: form.unwrap_or_default(),
        head,
        ..NewsletterPage::default()
    };
    subscription(conn, reader, &mut page, &community, mail)?;
    let mut frame = frame(conn, reader, "")?;
    let title = reader.lang.text_with("newsletter-of", &[("community", page.head.community.title.as_str().into())]);
    let text = if page.about.is_empty() { community.job.clone() } else { page.about.clone() };
    introduce(&mut frame, reader, &url, &title, &text, "website");
    frame.noindex = community.access != Access::Public || rules::is_closed(conn, actor.id)?;
    frame.feed.clone_from(&page.feed_url);
    Ok(Loaded { page: Page { frame, body: page, template: "newsletter.html" }, seen })
}

/// How the reader can come to get it.
fn subscription(conn: &mut Conn, reader: &Reader, page: &mut NewsletterPage, community: &Community, mail: bool) -> Result<()> {
    let person = reader.viewer.person().filter(|p| p.is_active());
    if let Some(person) = person
        && let Some(row) = subscribing::mine(conn, person, community.actor_id)?.filter(|row| row.state == SubscriberState::Active)
    {
        "mine".clone_into(&mut page.state);
        page.email = row.email;
    } else if community.state != CommunityState::Open {
        "newsletter-over".clone_into(&mut page.closed);
    } else if rules::is_closed(conn, community.actor_id)? {
        "newsletter-read-here".clone_into(&mut page.closed);
    } else if !mail {
        "newsletter-no-mail".clone_into(&mut page.closed);
    } else {
        let proven = person.filter(|p| p.account.email_confirmed_at.is_some()).and_then(|p| p.account.email.clone());
        page.state = if proven.is_some() { "join" } else { "ask" }.to_owned();
        page.email = proven.unwrap_or_default();
    }
    Ok(())
}

/// What a subscriber without account sees of what is known of them.
pub fn own(conn: &mut Conn, reader: &Reader, row: &Subscriber, state: &str, issue: Option<i64>) -> Result<SubscriptionPage> {
    let actor = actors::by_id(conn, row.community_id)?;
    let key = Keys::load(conn)?.give(Use::Subscriber, row.id);
    let own = format!("/newsletter/{key}");
    let query = issue.map(|id| format!("?issue={id}")).unwrap_or_default();
    Ok(SubscriptionPage {
        state: state.to_owned(),
        place: actor.label().to_owned(),
        place_url: format!("/c/{}/newsletter", actor.name),
        action: format!("{own}/leave{query}"),
        email: row.email.clone(),
        consent: row.consent_text.clone(),
        standing: format!("subscriber-{}", row.state),
        source: row.consent_source.clone(),
        since: Some(WhenView::new(&reader.lang, reader.now, row.consent_at)),
        confirmed: row.confirmed_at.map(|at| WhenView::new(&reader.lang, reader.now, at)),
        own,
    })
}

/// The page that a link in a mail leads to before anything is agreed to.
pub fn question(conn: &mut Conn, lang: &Lang, row: &Subscriber, token: &str) -> Result<SubscriptionPage> {
    let actor = actors::by_id(conn, row.community_id)?;
    Ok(SubscriptionPage {
        state: "ask".to_owned(),
        place: actor.label().to_owned(),
        place_url: format!("/c/{}/newsletter", actor.name),
        action: format!("/newsletter/confirm/{token}"),
        email: row.email.clone(),
        consent: consent(lang, actor.label()),
        ..SubscriptionPage::default()
    })
}

/// A day and hour to come or past, as the desk needs it: exact.
fn exact(at: Time) -> WhenView {
    let iso = at.rfc3339();
    let human = iso.get(..16).map(|text| format!("{} UTC", text.replace('T', " "))).unwrap_or_default();
    WhenView { iso, human }
}

fn desk_issue(issue: &Issue, url: &str) -> DeskIssue {
    // What came back was sent first.
    let settled = issue.sent + issue.failed;
    let when = match issue.state {
        IssueState::Draft => issue.updated_at,
        IssueState::Scheduled | IssueState::Sending | IssueState::Sent => issue.finished_at.or(issue.send_at).unwrap_or(issue.updated_at),
    };
    DeskIssue {
        id: issue.id.to_string(),
        title: issue.title.clone(),
        url: format!("{url}/issues/{}", issue.id),
        state: issue.state.to_string(),
        when: exact(when),
        copies: issue.copies,
        sent: issue.sent,
        failed: issue.failed,
        bounced: issue.bounced,
        parted: issue.parted,
        percent: if issue.copies > 0 { (settled.min(issue.copies) * 100) / issue.copies } else { 0 },
        post_url: issue.post_id.map(|id| format!("/post/{id}")).unwrap_or_default(),
    }
}

/// The community, for those who write its newsletter; nobody else sees these pages.
fn tended(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str) -> Result<(Community, Actor, String)> {
    let (_, actor) = access::part(conn, &reader.viewer, handle, Format::Newsletter)?;
    let community = rules::tended(conn, origin, &actor)?;
    let url = format!("/c/{}/newsletter", actor.name);
    Ok((community, actor, url))
}

pub fn desk(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, mail_works: bool) -> Result<NewsletterDeskPage> {
    let (community, actor, url) = tended(conn, reader, origin, handle)?;
    let issues = newsletters::list(conn, actor.id, DESK)?;
    let (drafts, out): (Vec<&Issue>, Vec<&Issue>) = issues.iter().partition(|issue| issue.can_change());
    let counts: HashMap<SubscriberState, i64> = subscribers::counts(conn, actor.id)?.into_iter().collect();
    let people = SubscriberState::ALL.iter().map(|state| PeopleCount {
        label: format!("subscriber-{state}"),
        url: format!("{url}/subscribers?state={state}"),
        count: counts.get(state).copied().unwrap_or(0),
    });
    let returned = copies::returned(conn, actor.id, RETURNED)?;
    let about = newsletters::about(conn, actor.id)?;
    Ok(NewsletterDeskPage {
        community: named::card(&community, &actor, reader.urls.host()),
        drafts: drafts.into_iter().map(|issue| desk_issue(issue, &url)).collect(),
        out: out.into_iter().map(|issue| desk_issue(issue, &url)).collect(),
        people: people.collect(),
        returned: returned
            .into_iter()
            .map(|(copy, to)| ReturnedMail { email: to.email, state: copy.state.to_string(), why: copy.error.unwrap_or_default() })
            .collect(),
        mail_works,
        form: Form::filled([("days", "14".to_owned())]),
        about_form: Form::filled([("about", about)]),
        url,
    })
}

/// An issue, for those who write it.
fn look(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, id: i64) -> Result<(Community, Actor, String, Issue)> {
    let (community, actor, url) = tended(conn, reader, origin, handle)?;
    let issue = newsletters::find(conn, id)?.filter(|issue| issue.community_id == actor.id).ok_or(Error::NotFound("issue"))?;
    Ok((community, actor, url, issue))
}

pub fn issue(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, id: i64) -> Result<NewsletterIssuePage> {
    let (community, actor, url, issue) = look(conn, reader, origin, handle, id)?;
    let counts = subscribers::counts(conn, actor.id)?;
    let send_at = issue.send_at.map(|at| at.rfc3339().get(..16).unwrap_or_default().to_owned()).unwrap_or_default();
    Ok(NewsletterIssuePage {
        community: named::card(&community, &actor, reader.urls.host()),
        desk_url: format!("{url}/desk"),
        problem: issue.problem.clone().unwrap_or_default(),
        can_change: issue.can_change(),
        can_stop: issue.state == IssueState::Sending,
        receivers: counts.iter().find(|(state, _)| *state == SubscriberState::Active).map_or(0, |(_, count)| *count),
        form: Form::filled([("title", issue.title.clone()), ("body", issue.source.clone()), ("send_at", send_at)]),
        issue: desk_issue(&issue, &url),
    })
}

/// An issue as its readers will get it.
pub fn letter(conn: &mut Conn, reader: &Reader, renderer: &Renderer, origin: &Origin, handle: &str, id: i64) -> Result<(newsletter_letter::IssueLetter, NewsletterPreviewPage)> {
    let (_, actor, url, issue) = look(conn, reader, origin, handle, id)?;
    let letter = newsletter_letter::issue(conn, &reader.urls, renderer, &issue)?;
    let issue_url = format!("{url}/issues/{id}");
    let page = NewsletterPreviewPage {
        place: actor.label().to_owned(),
        subject: issue.title,
        html: letter.view.body_html.clone(),
        text: String::new(),
        mail_url: format!("{issue_url}/mail.html"),
        issue_url,
    };
    Ok((letter, page))
}

pub fn people(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, state: SubscriberState, before: Option<i64>) -> Result<SubscribersPage> {
    let (community, actor, url) = tended(conn, reader, origin, handle)?;
    let here = format!("{url}/subscribers");
    let mut rows = subscribers::list(conn, actor.id, state, before, PEOPLE + 1)?;
    let more = i64::try_from(rows.len()).unwrap_or(0) > PEOPLE;
    rows.truncate(usize::try_from(PEOPLE).unwrap_or(usize::MAX));
    let address = |state: SubscriberState| format!("{here}?state={state}");
    let next = rows.last().filter(|_| more).map(|row| format!("{}&before={}", address(state), row.id)).unwrap_or_default();
    let row = |row: Subscriber| SubscriberRow {
        since: exact(row.consent_at),
        source: row.consent_source,
        consent: row.consent_text,
        bounces: row.bounces,
        why: row.error.unwrap_or_default(),
        email: row.email,
    };
    Ok(SubscribersPage {
        community: named::card(&community, &actor, reader.urls.host()),
        desk_url: format!("{url}/desk"),
        tabs: SubscriberState::ALL.iter().map(|one| Tab::new(&format!("subscriber-{one}"), address(*one), *one == state)).collect(),
        rows: rows.into_iter().map(row).collect(),
        pager: Pager { next, first: if before.is_some() { address(state) } else { String::new() } },
        url: here,
        form: Form::default(),
    })
}

/// The next piece of the list that stewards take along: the columns that can be brought in elsewhere.
pub fn export(conn: &mut Conn, community: i64, before: Option<i64>) -> Result<(Vec<[String; 4]>, Option<i64>)> {
    let rows = subscribers::list(conn, community, SubscriberState::Active, before, PEOPLE)?;
    let last = rows.last().map(|row| row.id);
    Ok((rows.into_iter().map(|row| [row.email, row.consent_at.rfc3339(), row.consent_text, row.consent_source]).collect(), last))
}

/// Everything that is kept of one subscription, for its owner.
pub fn record(conn: &mut Conn, urls: &Urls, row: &Subscriber) -> Result<serde_json::Value> {
    let actor = actors::by_id(conn, row.community_id)?;
    Ok(serde_json::json!({
        "newsletter": urls.community(&actor.name).as_str(),
        "email": row.email,
        "language": row.locale,
        "state": row.state.as_str(),
        "consent": { "text": row.consent_text, "source": row.consent_source, "address": row.consent_address, "at": row.consent_at },
        "confirmed": row.confirmed_at,
        "bounces": row.bounces,
        "last_error": row.error,
        "since": row.created_at,
        "changed": row.changed_at,
    }))
}
