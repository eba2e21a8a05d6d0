//! What a mail says: the facts behind one that was asked for.

use crate::Result;
use crate::domain::settings;
use crate::jobs::mail::{MailKind, Request};
use crate::pages::view::MailView;
use crate::render::plain_text;
use crate::store::accounts::{self, AccountState};
use crate::store::conn::Conn;
use crate::store::notifications::NotificationKind;
use crate::store::{actors, notifications, posts};
use crate::urls::Urls;

/// A mail, ready to be drawn.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub theme: String,
    pub locale: String,
    pub template: &'static str,
    pub view: MailView,
}

/// The mail that was asked for, or none where there is nobody to send it to any more.
pub fn letter(conn: &mut Conn, urls: &Urls, request: &Request) -> Result<Option<Letter>> {
    let account = accounts::by_id(conn, request.account)?;
    let Some(to) = account.email.clone() else { return Ok(None) };
    if matches!(account.state, AccountState::Deleted | AccountState::Disabled) {
        return Ok(None);
    }
    let actor = actors::by_id(conn, account.actor_id)?;
    let house = settings::load(conn)?;
    let mut view = MailView {
        brand_name: house.name.clone(),
        accent: house.accent.clone(),
        display: actor.label().to_owned(),
        ..MailView::default()
    };
    let template = match request.kind {
        MailKind::Confirm => {
            view.url = urls.at(&format!("/confirm/{}", request.detail)).to_string();
            "confirm"
        }
        MailKind::Reset => {
            view.url = urls.at(&format!("/reset/{}", request.detail)).to_string();
            "reset"
        }
        MailKind::Approved => {
            view.url = urls.at("/login").to_string();
            "approved"
        }
        MailKind::Refused => {
            view.url = urls.at("/").to_string();
            "refused"
        }
        MailKind::Notification => {
            if !notification(conn, urls, &request.detail, &mut view)? {
                return Ok(None);
            }
            "notification"
        }
    };
    let locale = account.locale.unwrap_or_default();
    Ok(Some(Letter { to, theme: house.theme, locale, template, view }))
}

/// Fills in what happened. `false` where it is no longer there to be told.
fn notification(conn: &mut Conn, urls: &Urls, id: &str, view: &mut MailView) -> Result<bool> {
    let Some(row) = id.parse().ok().map(|id| notifications::by_id(conn, id)).transpose()?.flatten() else { return Ok(false) };
    // Read on the page already: a mail would be late news.
    if row.read_at.is_some() {
        return Ok(false);
    }
    let who = row.from_id.map(|id| actors::by_id(conn, id)).transpose()?;
    let name = who.as_ref().map_or("", |a| a.label());
    let post = row.post_id.map(|id| posts::by_id(conn, id)).transpose()?.flatten();
    if matches!(row.kind, NotificationKind::Reply | NotificationKind::Mention | NotificationKind::Standing) {
        let Some(post) = post.as_ref().filter(|p| p.stands()) else { return Ok(false) };
        // A mail is read in places that no door guards.
        if post.visibility.part().is_none() {
            view.excerpt = plain_text(post.warning.as_deref().unwrap_or(&post.html), 400);
        }
    }
    let place = row.community_id.map(|id| actors::by_id(conn, id)).transpose()?;
    view.url = match (&post, row.kind) {
        (Some(post), _) => urls.post(post.id).to_string(),
        (None, NotificationKind::DraftReturned | NotificationKind::DraftFailed) => urls.at("/drafts").to_string(),
        (None, NotificationKind::DraftProposed) if place.is_some() => place.as_ref().map(|p| format!("{}/blog/desk", p.url)).unwrap_or_default(),
        (None, NotificationKind::Registration) => urls.at("/admin/approvals").to_string(),
        (None, NotificationKind::Report) => urls.at("/admin/reports").to_string(),
        (None, NotificationKind::TaskEnding | NotificationKind::TaskEnded | NotificationKind::Successor | NotificationKind::AsksToJoin | NotificationKind::Admitted) if place.is_some() => {
            place.as_ref().map(|p| p.url.clone()).unwrap_or_default()
        }
        (None, _) => urls.at("/notifications").to_string(),
    };
    view.headline = headline(row.kind, name, place.as_ref().map_or("", |p| p.label()));
    view.stop_url = urls.at("/settings?section=mail").to_string();
    Ok(true)
}

/// One line for the subject and the head of the mail.
fn headline(kind: NotificationKind, name: &str, place: &str) -> String {
    match kind {
        NotificationKind::Reply => format!("{name} replied to you"),
        NotificationKind::Mention => format!("{name} mentioned you"),
        NotificationKind::Follow => format!("{name} follows you"),
        NotificationKind::Moderation => "The stewards took something of yours down".to_owned(),
        NotificationKind::Report => "A report waits for you".to_owned(),
        NotificationKind::Registration => "Somebody asks to join".to_owned(),
        NotificationKind::Answer => "Your question has an answer".to_owned(),
        NotificationKind::Merged => "Your question goes on in another one".to_owned(),
        NotificationKind::PollEnded => "A poll that you took part in is over".to_owned(),
        NotificationKind::Suggestion => format!("Somebody suggests an edit in {place}"),
        NotificationKind::SuggestionDecided => format!("Your suggestion in {place} was looked at"),
        NotificationKind::Standing => format!("News in {place} about something that you stand behind"),
        NotificationKind::TaskEnding => format!("{place} ends soon"),
        NotificationKind::TaskEnded => format!("{place} has ended: write what came of it"),
        NotificationKind::Successor => format!("What ended goes on in {place}"),
        NotificationKind::AsksToJoin => format!("{name} asks to join {place}"),
        NotificationKind::Admitted => format!("You are let into {place}"),
        NotificationKind::Rank => format!("You have a new rank in {place}"),
        NotificationKind::Export => format!("{place} can be taken along"),
        NotificationKind::Authorship => format!("{name} names you as an author of an article"),
        NotificationKind::DraftProposed => format!("{name} hands in a draft for {place}"),
        NotificationKind::DraftReturned => format!("Your draft for {place} came back with a word"),
        NotificationKind::DraftPublished => format!("Your draft was published in {place}"),
        NotificationKind::DraftFailed => format!("Your draft for {place} could not be published"),
    }
}
