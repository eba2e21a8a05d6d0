//! What newsletter mails say: an issue, drawn once for all who get it in one language, and mails about a subscription.

use crate::Result;
use crate::domain::newsletter::keys::{Keys, Use};
use crate::domain::newsletter::{Note, NoteKind};
use crate::domain::settings;
use crate::pages::letter::Letter;
use crate::pages::view::MailView;
use crate::render::{Renderer, letter_text};
use crate::store::actors::{self, Actor};
use crate::store::conn::Conn;
use crate::store::newsletters::Issue;
use crate::store::posts;
use crate::store::subscribers::{self, SubscriberState};
use crate::urls::Urls;

/// Stands where each reader's own address to leave at comes: nothing that a text holds by chance, and the same as HTML.
pub const LEAVE: &str = "LEAVE7f3b9c2e51d84a06";

/// An issue as a mail without reader.
#[derive(Debug, Clone)]
pub struct IssueLetter {
    pub theme: String,
    pub view: MailView,
    /// The name of its community, and of its newsletter among lists.
    pub from_name: String,
    pub list_id: String,
    pub archive: String,
}

fn base(conn: &mut Conn, community: &Actor) -> Result<(String, MailView)> {
    let house = settings::load(conn)?;
    let view = MailView { brand_name: house.name, accent: house.accent, place: community.label().to_owned(), ..MailView::default() };
    Ok((house.theme, view))
}

/// What subscribers get: the text as it was published, or as it stands while it is written.
pub fn issue(conn: &mut Conn, urls: &Urls, renderer: &Renderer, issue: &Issue) -> Result<IssueLetter> {
    let community = actors::by_id(conn, issue.community_id)?;
    let (theme, mut view) = base(conn, &community)?;
    let page = urls.at(&format!("/c/{}/newsletter", community.name));
    let html = match issue.post_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten() {
        Some(post) => {
            view.url = urls.post(post.id).to_string();
            renderer.checked(post.html)
        }
        None => {
            view.url = page.to_string();
            crate::domain::content::from_markdown(conn, urls, renderer, &issue.source)?.html
        }
    };
    view.headline.clone_from(&issue.title);
    view.body_html = html;
    view.body_text = letter_text(&view.body_html);
    view.stop_url = LEAVE.to_owned();
    let host = urls.base().host_str().unwrap_or("localhost");
    Ok(IssueLetter {
        theme,
        view,
        from_name: community.label().to_owned(),
        list_id: format!("<{}.newsletter.{host}>", community.name),
        archive: page.to_string(),
    })
}

/// Where a reader leaves with one click, and where they see what is known of them.
pub fn leave_path(keys: &Keys, subscriber: i64, issue: i64) -> String {
    format!("/newsletter/{}/leave?issue={issue}", keys.give(Use::Subscriber, subscriber))
}

/// A mail about a subscription, or none where there is nothing to say any more.
pub fn note(conn: &mut Conn, urls: &Urls, note: &Note) -> Result<Option<Letter>> {
    let Some(row) = subscribers::find(conn, note.subscriber)? else { return Ok(None) };
    let community = actors::by_id(conn, row.community_id)?;
    let (theme, mut view) = base(conn, &community)?;
    let own = format!("/newsletter/{}", Keys::load(conn)?.give(Use::Subscriber, row.id));
    let template = match note.kind {
        NoteKind::Confirm => {
            view.url = urls.at(&format!("/newsletter/confirm/{}", note.token)).to_string();
            "newsletter-confirm"
        }
        NoteKind::Known | NoteKind::Brought if row.state != SubscriberState::Active => return Ok(None),
        NoteKind::Known => {
            view.url = urls.at(&own).to_string();
            "newsletter-known"
        }
        NoteKind::Brought => {
            view.url = urls.at(&own).to_string();
            view.excerpt = format!("{} ({}, {})", row.consent_text, row.consent_source, row.consent_at.rfc3339().get(..10).unwrap_or_default());
            "newsletter-brought"
        }
    };
    Ok(Some(Letter { to: row.email, theme, locale: row.locale, template, view }))
}
