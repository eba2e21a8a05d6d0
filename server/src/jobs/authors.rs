//! Fetches the people whom an article from elsewhere names with its author.

use std::sync::Arc;

use crate::Result;
use crate::app::App;
use crate::domain::articles;
use crate::error::Error;
use crate::fediverse::fetch;

/// Whoever cannot be fetched is not named; the article stands without them.
pub(super) async fn look_up(app: &Arc<App>, data: &str) -> Result<()> {
    let id: i64 = data.parse().map_err(|_bad: std::num::ParseIntError| Error::malformed("authors without article"))?;
    let unknown = app.db.read(move |conn| articles::unknown_authors(conn, id)).await?;
    for person in &unknown {
        if let Err(error) = fetch::person(app, person).await {
            tracing::debug!(%error, %person, "an author could not be fetched");
        }
    }
    app.db.write(move |tx| articles::name_known(tx, id)).await
}
