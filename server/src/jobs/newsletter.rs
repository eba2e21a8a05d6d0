//! Newsletters on their way: an issue that is due becomes an article and copies, and copies become mail.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::content::from_markdown;
use crate::domain::newsletter::keys::{Keys, Use};
use crate::domain::newsletter::sending::{self, Outcome};
use crate::domain::newsletter::{Note, Pace, TEST_JOB, is_closed};
use crate::fediverse::deliver;
use crate::mail::{Message, SendError, report};
use crate::pages::newsletter_letter::{self as letters, IssueLetter, LEAVE};
use crate::store::conn::Tx;
use crate::store::copies::{self, MailCopy};
use crate::store::subscribers::Subscriber;
use crate::store::{accounts, jobs, newsletters};
use crate::web::theme::DrawnMail;
use crate::{Error, Result};

/// Copies that are claimed at once: few enough that all are done before somebody else may take them.
const AT_ONCE: i64 = 32;
/// Copies that are handed over side by side.
const SIDE_BY_SIDE: usize = 4;

/// How fast mail goes out in this house.
pub fn pace(app: &App) -> Pace {
    Pace(app.config.mail.newsletter_pace)
}

/// Whether newsletters go out by mail here. While one tries things out, the log shows what would have been sent.
pub fn takes_subscribers(app: &App) -> bool {
    app.mailer.is_on() || app.config.is_development()
}

/// Publishes an issue that is due and makes its copies. Run twice, it goes on where it stopped.
pub(super) async fn issue(app: &Arc<App>, data: &str) -> Result<()> {
    let id: i64 = data.parse().map_err(|_bad: std::num::ParseIntError| Error::malformed("an issue without number"))?;
    let (now, reader) = (app.clock.now(), Arc::clone(app));
    let content = app
        .db
        .read(move |conn| {
            let Some(issue) = sending::due(conn, id, now)? else { return Ok(None) };
            let mut content = from_markdown(conn, &reader.urls, &reader.renderer, &issue.source)?;
            content.title = Some(issue.title);
            Ok(Some(content))
        })
        .await?;
    if let Some(content) = content {
        app.db.write(move |tx| sending::publish(tx, id, &content)).await?;
        app.bell.ring();
    }
    if !takes_subscribers(app) {
        return app.db.write(move |tx| sending::without_mail(tx, id)).await;
    }
    let pace = pace(app);
    while app.db.write(move |tx| sending::make_copies(tx, id, pace)).await? {
        app.bell.ring();
    }
    Ok(())
}

/// Sends one mail about a subscription.
pub(super) async fn note(app: &Arc<App>, data: &str) -> Result<()> {
    let note: Note = serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))?;
    let urls = app.urls.clone();
    let Some(letter) = app.db.read(move |conn| letters::note(conn, &urls, &note)).await? else { return Ok(()) };
    let theme = app.themes.get(&letter.theme).map_err(Error::internal)?;
    let drawn = theme.mail(letter.template, &letter.locale, &letter.view).map_err(Error::internal)?;
    let headers = vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())];
    let message = Message { to: letter.to, subject: drawn.subject, text: drawn.text, html: Some(drawn.html), headers, ..Message::default() };
    deliver_now(app, message).await
}

async fn deliver_now(app: &App, message: Message) -> Result<()> {
    match app.mailer.send(message).await {
        Ok(()) => Ok(()),
        Err(SendError::Refused(why)) => {
            tracing::warn!(why, "a mail was refused for good");
            Ok(())
        }
        Err(SendError::Failed(why)) => Err(Error::unavailable(why)),
    }
}

/// Who wants to see an issue before its subscribers do.
#[derive(Debug, Serialize, Deserialize)]
struct Test {
    issue: i64,
    account: i64,
}

/// Asks for an issue as a mail to whoever writes it.
pub fn enqueue_test(tx: &mut Tx<'_>, issue: i64, account: i64) -> Result<()> {
    let data = serde_json::to_string(&Test { issue, account })?;
    let now = tx.now;
    jobs::enqueue(tx, TEST_JOB, None, data, now)
}

pub(super) async fn test(app: &Arc<App>, data: &str) -> Result<()> {
    let asked: Test = serde_json::from_str(data).map_err(|e| Error::malformed(e.to_string()))?;
    let reader = Arc::clone(app);
    let found = app
        .db
        .read(move |conn| {
            let account = accounts::by_id(conn, asked.account)?;
            let Some(issue) = newsletters::find(conn, asked.issue)? else { return Ok(None) };
            let letter = letters::issue(conn, &reader.urls, &reader.renderer, &issue)?;
            Ok(account.email.map(|to| (to, account.locale.unwrap_or_default(), letter)))
        })
        .await?;
    let Some((to, locale, letter)) = found else { return Ok(()) };
    let drawn = draw(app, &letter, &locale)?;
    let mut message = filled(&drawn, &letter, &letter.archive);
    message.to = to;
    deliver_now(app, message).await
}

/// Draws an issue in one language, for all who read it.
pub fn draw(app: &App, letter: &IssueLetter, locale: &str) -> Result<DrawnMail> {
    let theme = app.themes.get(&letter.theme).map_err(Error::internal)?;
    theme.mail("newsletter", locale, &letter.view).map_err(Error::internal)
}

fn filled(drawn: &DrawnMail, letter: &IssueLetter, leave: &str) -> Message {
    Message {
        subject: drawn.subject.clone(),
        text: drawn.text.replace(LEAVE, leave),
        html: Some(drawn.html.replace(LEAVE, leave)),
        from_name: Some(letter.from_name.clone()),
        headers: vec![
            ("List-Id".to_owned(), letter.list_id.clone()),
            ("List-Archive".to_owned(), format!("<{}>", letter.archive)),
            ("Precedence".to_owned(), "bulk".to_owned()),
        ],
        ..Message::default()
    }
}

/// The mail for one subscriber: the drawn issue with the way out that is theirs alone.
pub fn copy_for(app: &App, keys: &Keys, drawn: &DrawnMail, letter: &IssueLetter, copy: &MailCopy, to: &Subscriber) -> Message {
    let leave = app.urls.at(&letters::leave_path(keys, to.id, copy.issue_id));
    let mut message = filled(drawn, letter, leave.as_str());
    let key = keys.give(Use::Copy, copy.id);
    message.to.clone_from(&to.email);
    message.id = Some(format!("{}{key}", report::ID_PREFIX));
    message.return_key = Some(key);
    message.unsubscribe = Some(leave);
    message
}

/// Everything that a batch of copies needs, read at once.
struct Batch {
    keys: Keys,
    letters: HashMap<i64, IssueLetter>,
    receivers: HashMap<i64, Subscriber>,
    /// By issue and language.
    drawn: HashMap<(i64, String), DrawnMail>,
}

impl Batch {
    async fn of(app: &Arc<App>, claimed: &[MailCopy]) -> Result<Self> {
        let reader = Arc::clone(app);
        let mut issues: Vec<i64> = claimed.iter().map(|copy| copy.issue_id).collect();
        issues.sort_unstable();
        issues.dedup();
        let people: Vec<i64> = claimed.iter().map(|copy| copy.subscriber_id).collect();
        let mut batch = app
            .db
            .read(move |conn| {
                let mut found = HashMap::new();
                for id in issues {
                    // A door that was closed meanwhile holds for what waits as well.
                    if let Some(issue) = newsletters::find(conn, id)?
                        && !is_closed(conn, issue.community_id)?
                    {
                        found.insert(id, letters::issue(conn, &reader.urls, &reader.renderer, &issue)?);
                    }
                }
                Ok(Self { keys: Keys::load(conn)?, letters: found, receivers: copies::receivers(conn, &people)?, drawn: HashMap::new() })
            })
            .await?;
        for copy in claimed {
            if let (Some(letter), Some(to)) = (batch.letters.get(&copy.issue_id), batch.receivers.get(&copy.subscriber_id)) {
                let key = (copy.issue_id, to.locale.clone());
                if !batch.drawn.contains_key(&key) {
                    let drawn = draw(app, letter, &to.locale)?;
                    batch.drawn.insert(key, drawn);
                }
            }
        }
        Ok(batch)
    }

    /// The mail of a copy, where somebody still wants it.
    fn message(&self, app: &App, copy: &MailCopy) -> Option<Message> {
        let to = self.receivers.get(&copy.subscriber_id)?;
        let drawn = self.drawn.get(&(copy.issue_id, to.locale.clone()))?;
        Some(copy_for(app, &self.keys, drawn, self.letters.get(&copy.issue_id)?, copy, to))
    }
}

/// Sends copies that are due. Says whether there were any.
pub(super) async fn run(app: &Arc<App>) -> Result<bool> {
    let now = app.clock.now();
    if !app.db.read(move |conn| copies::any_due(conn, now)).await? {
        return Ok(false);
    }
    let claimed = app.db.write(|tx| sending::claim(tx, AT_ONCE)).await?;
    if claimed.is_empty() {
        return Ok(false);
    }
    let batch = Batch::of(app, &claimed).await?;
    stream::iter(&claimed)
        .for_each_concurrent(SIDE_BY_SIDE, |copy| async {
            if let Err(error) = one(app, &batch, copy).await {
                error.log("sending a newsletter");
            }
        })
        .await;
    Ok(true)
}

async fn one(app: &Arc<App>, batch: &Batch, copy: &MailCopy) -> Result<()> {
    let row = copy.clone();
    let Some(message) = batch.message(app, copy) else { return app.db.write(move |tx| sending::let_go(tx, &row)).await };
    if !app.db.write(move |tx| sending::begin(tx, &row)).await? {
        return Ok(());
    }
    let outcome = match app.mailer.send(message).await {
        Ok(()) => Outcome::Sent,
        Err(SendError::Refused(why)) => Outcome::Refused(why),
        Err(SendError::Failed(why)) => Outcome::Failed(why),
    };
    let (row, pause) = (copy.clone(), deliver::pause(copy.attempts));
    app.db.write(move |tx| sending::settle(tx, &row, &outcome, pause)).await
}
