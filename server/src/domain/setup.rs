//! The first minutes of a house: whoever holds the one-time link names it and becomes its first admin.

use crate::domain::access::Person;
use crate::domain::accounts::{self as accounting, NewAccount};
use crate::domain::actors::Keys;
use crate::domain::settings::{self, House};
use crate::domain::tokens;
use crate::store::accounts::{self, LinkPurpose, Role};
use crate::store::conn::Tx;
use crate::{Error, Result};

/// Opens the house. The link is used up exactly if everything else was right.
pub fn open_house(tx: &mut Tx<'_>, token: &str, house: &House, admin: &NewAccount, keys: &Keys) -> Result<Person> {
    accounts::use_link(tx, &tokens::hash(token), LinkPurpose::SetUp)?.ok_or(Error::NotFound("link"))?;
    settings::set_up(tx, house)?;
    let person = accounting::create(tx, admin, Role::Admin, keys)?;
    // Links that were printed by earlier starts must not outlive the set-up.
    accounts::drop_links(tx, LinkPurpose::SetUp)?;
    Ok(person)
}

/// How long the link of one start of the server lasts.
const INVITATION: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 60 * 60);

/// Makes the one-time link for a house that nobody has set up yet; the links of earlier starts no
/// longer work. Says whether there is anything to set up.
pub fn invite(tx: &mut Tx<'_>, token: &str) -> Result<bool> {
    if settings::load(tx.conn)?.set_up {
        return Ok(false);
    }
    accounts::drop_links(tx, LinkPurpose::SetUp)?;
    accounting::give_link(tx, LinkPurpose::SetUp, None, token, INVITATION)?;
    Ok(true)
}
