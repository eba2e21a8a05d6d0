//! Publishes a draft whose time has come.

use std::sync::Arc;

use crate::app::App;
use crate::domain::{drafts as rules, lifecycle};
use crate::fediverse::inbound::is_final;
use crate::i18n::Arg;
use crate::store::drafts;
use crate::web::theme::BASE;
use crate::{Error, Result};

/// Its author may be writing at that very moment; the next look has the new text.
const LOOKS: usize = 5;

pub(super) async fn publish(app: &Arc<App>, data: &str) -> Result<()> {
    let id: i64 = data.parse().map_err(|_bad: std::num::ParseIntError| Error::malformed("a draft without number"))?;
    for _ in 0..LOOKS {
        let reader = Arc::clone(app);
        let made = app
            .db
            .read(move |conn| {
                let draft = drafts::find(conn, id)?.filter(|d| d.publish_at.is_some());
                draft.map(|d| rules::make(conn, &reader.urls, &reader.renderer, &d)).transpose()
            })
            .await?;
        // Taken away, or put off: then another job knows of it.
        let Some(made) = made else { return Ok(()) };
        match app.db.write(move |tx| rules::due(tx, id, &made)).await {
            Ok(rules::Due::Published | rules::Due::NotDue) => return Ok(()),
            Ok(rules::Due::Changed) => {}
            Err(error) if is_final(&error) => return tell(app, id, &error).await,
            Err(error) => return Err(error),
        }
    }
    Err(Error::unavailable("a draft changes faster than it can be published"))
}

/// A rule stands against it: trying again changes nothing until its author does.
async fn tell(app: &Arc<App>, id: i64, error: &Error) -> Result<()> {
    let why = words(app, error)?;
    app.db
        .write(move |tx| {
            let convener = lifecycle::convener(tx.conn)?;
            rules::failed(tx, &convener, id, &why)
        })
        .await
}

/// What its author is told, in the language of the house: a field's own message says more than "look again".
fn words(app: &Arc<App>, error: &Error) -> Result<String> {
    let Error::Invalid(fields) = error else { return Ok(error.safe_text().into_owned()) };
    let theme = app.themes.get(BASE).map_err(Error::internal)?;
    let lang = theme.catalog().fallback();
    let all = fields.iter().map(|field| {
        let args: Vec<(&str, Arg)> = field.args.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))).collect();
        lang.text_with(&field.key, &args)
    });
    Ok(all.collect::<Vec<_>>().join(" "))
}
