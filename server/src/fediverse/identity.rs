//! Who this instance is to others, and what happens when its address changes.

use crate::domain::actors::INSTANCE_NAME;
use crate::store::conn::{Conn, Tx};
use crate::store::identity as rows;
use crate::store::{actors, hosts};
use crate::{Error, Result};

/// The address that this database was last run under, where it was.
pub fn current(conn: &mut Conn) -> Result<Option<String>> {
    let Some(actor) = actors::by_name(conn, hosts::LOCAL, INSTANCE_NAME)? else {
        return Ok(None);
    };
    Ok(actor.ap_id.strip_suffix("/actor").map(ToOwned::to_owned))
}

/// Moves a database that nobody elsewhere knows yet to a new address.
///
/// Ids are for ever once another server has seen them: then the change is refused, since every
/// member elsewhere would silently lose the house.
pub fn rebase(tx: &mut Tx<'_>, before: &str) -> Result<()> {
    if rows::knows_others(tx.conn)? {
        return Err(Error::internal(anyhow::anyhow!(
            "server.public_url is {} but this database has met other servers as {before}; its address cannot change any more",
            tx.urls().origin()
        )));
    }
    let now = tx.urls().origin().to_owned();
    tracing::warn!(%before, %now, "the address of this instance changed before it met anybody; its ids change with it");
    let host = tx.urls().host().to_owned();
    rows::rebase(tx, before, &now, &host)
}
