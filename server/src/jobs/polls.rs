//! Polls end by themselves, and other servers hear how they stand.

use std::sync::Arc;

use crate::app::App;
use crate::domain::polls as rules;
use crate::kinds::poll;
use crate::store::jobs::JobRow;
use crate::{Error, Result};

pub(super) async fn run(app: &Arc<App>, job: &JobRow) -> Result<()> {
    let id: i64 = job.data.parse().map_err(|_e: std::num::ParseIntError| Error::malformed("a poll without number"))?;
    let ends = job.kind == poll::END;
    app.db.write(move |tx| if ends { rules::end(tx, id) } else { rules::tell(tx, id) }).await
}
