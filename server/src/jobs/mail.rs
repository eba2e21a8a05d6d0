//! Mail that the house sends: asked for in the transaction that causes it, sent by a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::notifications::wants_mail;
use crate::mail::{Message, SendError};
use crate::pages::letter::letter;
use crate::store::accounts::{self, AccountState};
use crate::store::conn::Tx;
use crate::store::{jobs, notifications};
use crate::{Error, Result};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// Carries the link that confirms an address.
    Confirm,
    /// Carries the link that sets a new password.
    Reset,
    /// An admin let somebody in.
    Approved,
    /// An admin did not.
    Refused,
    /// Something happened; `detail` is the notification's id.
    Notification,
}

/// A mail to send. `detail` is the token of a link or the id of what happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    pub account: i64,
    pub kind: MailKind,
    pub detail: String,
}

/// Asks for a mail to an account. It goes out exactly if the transaction lasts.
pub fn enqueue_mail(tx: &mut Tx<'_>, account: i64, kind: MailKind, detail: &str) -> Result<()> {
    let data = serde_json::to_string(&Request { account, kind, detail: detail.to_owned() })?;
    let now = tx.now;
    jobs::enqueue(tx, "mail", None, data, now)
}

/// Asks for a mail about a notification, where its receiver wants such mail.
pub(super) fn ask_for_notification(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(row) = notifications::by_id(tx.conn, id)? else { return Ok(()) };
    let Some(account) = accounts::by_actor(tx.conn, row.actor_id)? else { return Ok(()) };
    let reachable = account.state == AccountState::Active && account.email_confirmed_at.is_some();
    if !reachable || !wants_mail(&account.mail_preferences, row.kind) {
        return Ok(());
    }
    enqueue_mail(tx, account.id, MailKind::Notification, &id.to_string())
}

/// Sends one mail that was asked for. An account that is gone by now gets none.
pub(super) async fn send(app: &Arc<App>, data: &str) -> Result<()> {
    let request: Request = serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))?;
    let urls = app.urls.clone();
    let Some(letter) = app.db.read(move |conn| letter(conn, &urls, &request)).await? else { return Ok(()) };
    let theme = app.themes.get(&letter.theme).map_err(Error::internal)?;
    let drawn = theme.mail(letter.template, &letter.locale, &letter.view).map_err(Error::internal)?;
    let message = Message { to: letter.to, subject: drawn.subject, text: drawn.text, html: Some(drawn.html), ..Message::default() };
    match app.mailer.send(message).await {
        Ok(()) => Ok(()),
        Err(SendError::Refused(why)) => {
            tracing::warn!(why, "a mail was refused for good");
            Ok(())
        }
        Err(SendError::Failed(why)) => Err(Error::unavailable(why)),
    }
}
