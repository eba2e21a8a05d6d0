//! A person's mail address after registering: changed by them, in force once the new one is confirmed.

use std::time::Duration;

use crate::domain::access::Person;
use crate::domain::tokens;
use crate::error::FieldErrors;
use crate::store::accounts::{self, LinkPurpose, OneTimeLink};
use crate::store::conn::Tx;
use crate::{Error, Result};

/// How long the link in the mail works.
const LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// A person gives another address. It stands at once, so that the link can be sent to it, and counts as theirs (for
/// notifications) when the link was opened.
pub fn ask(tx: &mut Tx<'_>, person: &Person, email: &str, token: &str) -> Result<()> {
    let email = check(tx, person, email)?;
    accounts::set_email(tx, person.account.id, &email, false)?;
    let link = OneTimeLink {
        id: tx.id(),
        token_hash: tokens::hash(token),
        purpose: LinkPurpose::Confirm,
        account_id: Some(person.account.id),
        data: Some(email),
        expires_at: tx.now.plus(LASTS),
        used_at: None,
    };
    accounts::insert_link(tx, &link)
}

/// Where the house sends no mail nothing can be confirmed, so the address counts at once.
pub fn set_unconfirmed(tx: &mut Tx<'_>, person: &Person, email: &str) -> Result<()> {
    let email = check(tx, person, email)?;
    accounts::set_email(tx, person.account.id, &email, false)
}

fn check(tx: &mut Tx<'_>, person: &Person, email: &str) -> Result<String> {
    let email = email.trim();
    let mut errors = FieldErrors::new();
    if email.len() > 254 || email.parse::<lettre::Address>().is_err() {
        errors.add("email", "form-email-bad");
    } else if accounts::by_email(tx.conn, email)?.is_some_and(|a| a.id != person.account.id) {
        errors.add("email", "form-email-taken");
    }
    errors.check()?;
    Ok(email.to_owned())
}

/// The link in the mail was opened. Somebody else may have taken the address meanwhile.
pub(super) fn confirm(tx: &mut Tx<'_>, account_id: i64, email: &str) -> Result<()> {
    if accounts::by_email(tx.conn, email)?.is_some_and(|a| a.id != account_id) {
        return Err(Error::Conflict("This mail address belongs to another account by now."));
    }
    accounts::set_email(tx, account_id, email, true)
}
