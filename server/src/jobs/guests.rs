//! What time brings to events: reminders, further dates of series, mail to guests, and forgetting their addresses.

use std::sync::Arc;

use crate::app::App;
use crate::domain::occasions::{self as rules, tell};
use crate::mail::{Message, SendError};
use crate::pages::guest_letter;
use crate::store::occasions::Date;
use crate::store::{guests, occasions};
use crate::{Error, Result};

/// Dates, series and guests looked at in one run; the rest comes with the next.
const BATCH: i64 = 500;
/// Series are worked out anew when less than this lies before the end of their dates.
const AHEAD: std::time::Duration = std::time::Duration::from_secs(300 * 24 * 60 * 60);

/// Each step asks the clock anew inside of its transaction, so that running twice tells nobody twice.
pub(super) async fn look(app: &Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let dates = app.db.read(move |conn| occasions::soon(conn, now, now.plus(tell::DAY), BATCH)).await?;
    for date in dates {
        let hour = date.starts_at <= now.plus(tell::HOUR);
        // Who is reminded in the last hour needs no word that it is tomorrow.
        remind(app, date, !hour).await?;
    }
    let series = app.db.read(move |conn| occasions::undated(conn, now.plus(AHEAD), BATCH)).await?;
    for row in series {
        app.db.write(move |tx| rules::extend(tx, row.post_id)).await?;
    }
    forget(app).await
}

async fn remind(app: &Arc<App>, date: Date, day: bool) -> Result<()> {
    while app.db.write(move |tx| tell::remind(tx, &date, day)).await? {}
    Ok(())
}

async fn forget(app: &Arc<App>) -> Result<()> {
    let before = app.clock.now().minus(tell::DAY * 3);
    let mut after = 0;
    loop {
        let found = app.db.read(move |conn| guests::with_mail_before(conn, before, after, BATCH)).await?;
        let Some(last) = found.last().map(|guest| guest.id) else { return Ok(()) };
        for guest in found {
            app.db.write(move |tx| tell::forget(tx, guest.id)).await?;
        }
        after = last;
    }
}

/// Tells some of those who come to an event; the rule asks for the rest.
pub(super) async fn tell(app: &Arc<App>, data: &str) -> Result<()> {
    let errand = tell::errand(data)?;
    app.db.write(move |tx| tell::some(tx, errand)).await
}

/// Mails one guest. Whoever is gone by now gets nothing.
pub(super) async fn mail(app: &Arc<App>, data: &str) -> Result<()> {
    let asked = tell::letter(data)?;
    let (urls, now) = (app.urls.clone(), app.clock.now());
    let Some(mut letter) = app.db.read(move |conn| guest_letter::letter(conn, &urls, &asked, now)).await? else { return Ok(()) };
    let theme = app.themes.get(&letter.theme).map_err(Error::internal)?;
    if let Some(event) = &letter.view.guest {
        let args = [("title", event.title.as_str().into())];
        letter.view.headline = theme.lang(&letter.locale).text_with(&format!("guest-{}", event.news), &args);
    }
    let drawn = theme.mail(letter.template, &letter.locale, &letter.view).map_err(Error::internal)?;
    let message = Message { to: letter.to, subject: drawn.subject, text: drawn.text, html: Some(drawn.html), ..Message::default() };
    match app.mailer.send(message).await {
        Ok(()) => Ok(()),
        Err(SendError::Refused(why)) => {
            tracing::warn!(why, "a mail to a guest was refused for good");
            Ok(())
        }
        Err(SendError::Failed(why)) => Err(Error::unavailable(why)),
    }
}
