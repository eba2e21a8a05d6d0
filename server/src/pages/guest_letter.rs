//! What a mail to a guest without an account says: the facts behind one that was asked for.

use crate::Result;
use crate::calendar::Zone;
use crate::clock::Time;
use crate::domain::occasions::tell::{Letter as Asked, News};
use crate::domain::settings;
use crate::kinds::event;
use crate::pages::letter::Letter;
use crate::pages::view::{GuestMail, MailView};
use crate::store::conn::Conn;
use crate::store::{guests, occasions};
use crate::urls::Urls;

/// The mail, or none where there is nobody to send it to any more, or nothing to tell.
pub fn letter(conn: &mut Conn, urls: &Urls, asked: &Asked, now: Time) -> Result<Option<Letter>> {
    let Some(guest) = guests::by_id(conn, asked.guest)? else { return Ok(None) };
    let Some(to) = guest.email.clone() else { return Ok(None) };
    let Some((post, row)) = event::find(conn, guest.post_id)? else { return Ok(None) };
    let house = settings::load(conn)?;
    let zone = Zone::parse(&row.zone).unwrap_or(Zone::UTC);
    let next = occasions::next(conn, post.id, now)?;
    let (start, end) = next.map_or((row.starts_at, row.ends_at), |date| (date.starts_at, row.ends_at.map(|_| date.ends_at)));
    let place: Vec<&str> = [row.place.as_str(), row.address.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    let view = MailView {
        brand_name: house.name.clone(),
        accent: house.accent.clone(),
        display: guest.name.clone(),
        url: urls.at(&format!("/guests/{}", asked.token)).to_string(),
        guest: Some(GuestMail {
            news: asked.news.word().to_owned(),
            title: post.title.clone().unwrap_or_default(),
            start: zone.parts(start),
            end: end.map(|at| zone.parts(at).time).unwrap_or_default(),
            zone: row.zone.clone(),
            place: place.join(", "),
            online: if asked.news == News::Confirm { String::new() } else { row.online_url.clone() },
            reason: row.reason.clone(),
        }),
        ..MailView::default()
    };
    Ok(Some(Letter { to, theme: house.theme, locale: guest.locale, template: "guest", view }))
}
