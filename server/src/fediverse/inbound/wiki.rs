//! Changes of wiki pages, as wiki software asks for them.

use folkmoot_federation::host::Change;

use super::{Applied, Outcome};
use crate::domain::wiki::suggestions::{self, Patch};
use crate::domain::{Origin, wiki};
use crate::store::conn::Tx;
use crate::store::posts;

/// A patch of a page of ours waits for its stewards like any other suggestion.
pub(super) fn patched(tx: &mut Tx<'_>, origin: &Origin, change: &Change) -> Outcome {
    let Change::Patched { id, page, diff, summary, previous } = change else {
        return Ok(Applied::Ignored("no patch"));
    };
    let Some(post) = posts::by_ap_id(tx.conn, page.as_str())?.filter(|post| post.kind == wiki::KIND) else {
        return Ok(Applied::Ignored("a change of a page that is not known here"));
    };
    let previous = previous.as_deref().and_then(|version| version.parse().ok());
    suggestions::patched(tx, origin, post.id, &Patch { id: id.as_str(), diff, summary, previous })?;
    Ok(Applied::Done)
}
