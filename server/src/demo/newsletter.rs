//! The newsletter of the demo: one issue that went out, one that is being written, and who gets them.

use super::play::Play;
use crate::domain::content::from_markdown;
use crate::domain::newsletter::compile::compile;
use crate::domain::newsletter::{self as rules, issues, subscribing};
use crate::domain::origin::Origin;
use crate::pages::newsletter::consent;
use crate::store::actors;
use crate::{Error, Result};

/// The community that has one, and who writes it.
const PLACE: &str = "timetables";
const WRITER: &str = "mara";
const ABOUT: &str = "Once a month: what moved on the nine lines, what did not, and what we would like to know.";
const TITLE: &str = "The last 4 waits for the late shift";
/// Those who get it by mail.
const READERS: [&str; 5] = ["lotte", "jonas", "ines", "tarik", "pavel"];

impl Play<'_> {
    /// The house that has a newsletter sends one and begins the next.
    pub(super) async fn write_letters(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        if stage.person(WRITER).is_none() {
            return Ok(());
        }
        let origin = stage.origin(WRITER)?;
        let app = std::sync::Arc::clone(&stage.app);
        let now = app.clock.now();
        let (place, draft) = stage
            .app
            .db
            .read(move |conn| {
                let place = actors::by_handle(conn, PLACE)?.ok_or(Error::NotFound("community"))?;
                // Read once, so that a slip in it shows while the demo is made.
                from_markdown(conn, &app.urls, &app.renderer, include_str!("newsletter.md"))?;
                let draft = compile(conn, &app.urls, &place, 30, now)?;
                Ok((place, draft))
            })
            .await?;
        let theme = stage.app.themes.get(crate::web::theme::BASE).map_err(Error::internal)?;
        let words = consent(theme.catalog().fallback(), place.label());
        let readers: Vec<_> = READERS.iter().filter_map(|name| stage.person(name).cloned()).collect();
        let by: Origin = origin.clone();
        stage
            .app
            .db
            .write(move |tx| {
                rules::describe(tx, &by, &place, ABOUT)?;
                for reader in &readers {
                    subscribing::join(tx, reader, &place, &words, "127.0.0.1")?;
                }
                let issue = issues::draft(tx, &by, &place, TITLE, include_str!("newsletter.md"))?;
                issues::schedule(tx, &by, issue.id, Some(tx.now))?;
                issues::draft(tx, &by, &place, &draft.title, &draft.source).map(drop)
            })
            .await
    }
}
