//! Accounts of local people: registering, logging in, sessions, tokens, leaving.

use std::time::Duration;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::domain::access::Person;
use crate::domain::actors::{self as people, Keys};
use crate::domain::email;
use crate::domain::moderation::{self, Target};
use crate::domain::newsletter;
use crate::domain::notifications::notify_admins;
use crate::domain::origin::Origin;
use crate::domain::settings::{self, Registration};
use crate::domain::tokens;
use crate::error::FieldErrors;
use crate::store::accounts::{self, Account, AccountState, ApiToken, LinkPurpose, OneTimeLink, Role, Session};
use crate::store::actors::{self, ActorKind};
use crate::store::conn::Tx;
use crate::store::moderation::Act;
use crate::store::notifications::NotificationKind;
use crate::{Error, Result};

/// How long a session lasts after it was last used.
pub const SESSION_DAYS: u64 = 30;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const PASSWORD_MIN: usize = 10;
const PASSWORD_MAX: usize = 256;

/// argon2id with 19 MiB, two passes: OWASP's first recommendation for interactive log-in.
fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password: slow on purpose, so do it on a thread that may block.
pub fn hash_password(password: &str) -> Result<String> {
    let salt = tokens::fresh()?;
    let salt = SaltString::encode_b64(salt.as_bytes().get(..16).unwrap_or_default())
        .map_err(|e| Error::internal(anyhow::anyhow!("salt: {e}")))?;
    let hash = argon()?.hash_password(password.as_bytes(), &salt).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))?;
    Ok(hash.to_string())
}

/// Compares a password with a stored hash. With no hash it does the same work and says no, so
/// that the time taken tells nobody which names exist.
pub fn verify_password(password: &str, hash: Option<&str>) -> Result<bool> {
    let Some(hash) = hash else {
        hash_password(password)?;
        return Ok(false);
    };
    let parsed = PasswordHash::new(hash).map_err(|e| Error::internal(anyhow::anyhow!("stored hash: {e}")))?;
    Ok(argon()?.verify_password(password.as_bytes(), &parsed).is_ok())
}

pub fn check_password(password: &str, errors: &mut FieldErrors) {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        errors.add_with("password", "form-password-short", [("min", PASSWORD_MIN.to_string())]);
    } else if password.len() > PASSWORD_MAX {
        errors.add_with("password", "form-too-long", [("max", PASSWORD_MAX.to_string())]);
    }
}

/// What somebody gives to get an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub name: String,
    pub email: String,
    pub password_hash: String,
    pub application: Option<String>,
    pub locale: Option<String>,
}

/// Checks that need the database; the password was checked before it was hashed.
fn check(tx: &mut Tx<'_>, new: &NewAccount) -> Result<()> {
    let mut errors = FieldErrors::new();
    people::check_name(tx, &new.name, &mut errors)?;
    let email = new.email.trim();
    let shaped = email.len() <= 254 && email.parse::<lettre::Address>().is_ok();
    if !shaped {
        errors.add("email", "form-email-bad");
    } else if accounts::by_email(tx.conn, email)?.is_some() {
        errors.add("email", "form-email-taken");
    }
    if new.application.as_deref().map_or(0, |a| a.chars().count()) > 2000 {
        errors.add_with("application", "form-too-long", [("max", "2000".to_owned())]);
    }
    errors.check()
}

fn insert(tx: &mut Tx<'_>, new: &NewAccount, role: Role, state: AccountState, keys: &Keys) -> Result<Person> {
    let actor = people::create(tx, ActorKind::Person, &new.name, "", keys)?;
    let email = new.email.trim();
    let account = Account {
        id: tx.id(),
        actor_id: actor.id,
        email: Some(email.to_owned()),
        email_key: Some(email.to_lowercase()),
        email_confirmed_at: (state == AccountState::Active).then_some(tx.now),
        password_hash: Some(new.password_hash.clone()),
        role,
        state,
        application: new.application.clone(),
        locale: new.locale.clone(),
        mail_preferences: "{}".to_owned(),
        created_at: tx.now,
        seen_at: None,
    };
    accounts::insert(tx, &account)?;
    Ok(Person::new(actor, account))
}

/// Somebody registers. The account sleeps until its mail address is confirmed, and until an admin
/// said yes where the house asks for that. `link` is the token that the confirmation mail carries.
pub fn register(tx: &mut Tx<'_>, new: &NewAccount, keys: &Keys, link: &str) -> Result<Person> {
    if settings::load(tx.conn)?.registration == Registration::Closed {
        return Err(Error::Forbidden("This house takes no new accounts right now."));
    }
    check(tx, new)?;
    let person = insert(tx, new, Role::Member, AccountState::Unconfirmed, keys)?;
    give_link(tx, LinkPurpose::Confirm, Some(person.account.id), link, 7 * DAY)?;
    Ok(person)
}

/// An account made by an operator or an admin: confirmed and active at once.
pub fn create(tx: &mut Tx<'_>, new: &NewAccount, role: Role, keys: &Keys) -> Result<Person> {
    check(tx, new)?;
    if role == Role::Admin {
        // A house with an admin is not set up by whoever finds the link first.
        settings::has_admin(tx)?;
    }
    insert(tx, new, role, AccountState::Active, keys)
}

/// Stores the hash of a link's token.
pub fn give_link(tx: &mut Tx<'_>, purpose: LinkPurpose, account: Option<i64>, token: &str, lasts: Duration) -> Result<()> {
    let link = OneTimeLink {
        id: tx.id(),
        token_hash: tokens::hash(token),
        purpose,
        account_id: account,
        data: None,
        expires_at: tx.now.plus(lasts),
        used_at: None,
    };
    accounts::insert_link(tx, &link)
}

/// The link in the confirmation mail was opened. Says in which state the account is now.
pub fn confirm(tx: &mut Tx<'_>, token: &str) -> Result<AccountState> {
    let link = accounts::use_link(tx, &tokens::hash(token), LinkPurpose::Confirm)?.ok_or(Error::NotFound("link"))?;
    let account = accounts::by_id(tx.conn, link.account_id.ok_or(Error::NotFound("link"))?)?;
    if let Some(email) = &link.data {
        email::confirm(tx, account.id, email)?;
    }
    confirmed(tx, account)
}

/// The mail with the link did not come, or the link is too old: another one for an address that waits to be confirmed.
/// Says whose it is.
pub fn confirm_again(tx: &mut Tx<'_>, email: &str, token: &str) -> Result<Option<i64>> {
    let Some(account) = accounts::by_email(tx.conn, email.trim())? else { return Ok(None) };
    if account.email_confirmed_at.is_some() || !matches!(account.state, AccountState::Unconfirmed | AccountState::Active) {
        return Ok(None);
    }
    let link = OneTimeLink {
        id: tx.id(),
        token_hash: tokens::hash(token),
        purpose: LinkPurpose::Confirm,
        account_id: Some(account.id),
        // Confirms the address that the mail goes to, and no other that may stand there by then.
        data: account.email.clone(),
        expires_at: tx.now.plus(7 * DAY),
        used_at: None,
    };
    accounts::insert_link(tx, &link)?;
    Ok(Some(account.id))
}

/// Somebody has shown that the mail address of an account is theirs.
fn confirmed(tx: &mut Tx<'_>, account: Account) -> Result<AccountState> {
    if account.state != AccountState::Unconfirmed {
        return Ok(account.state);
    }
    accounts::confirm_email(tx, account.id)?;
    let state = match settings::load(tx.conn)?.registration {
        Registration::Open => AccountState::Active,
        Registration::Approval | Registration::Closed => AccountState::Pending,
    };
    accounts::set_state(tx, account.id, state)?;
    if state == AccountState::Pending {
        let actor = actors::by_id(tx.conn, account.actor_id)?;
        let origin = Origin::Local(Person::new(actor, account));
        notify_admins(tx, &origin, NotificationKind::Registration)?;
    }
    Ok(state)
}

/// An admin lets somebody in, or does not.
pub fn decide(tx: &mut Tx<'_>, origin: &Origin, account_id: i64, approve: bool, reason: &str) -> Result<Account> {
    let account = accounts::by_id(tx.conn, account_id)?;
    if account.state != AccountState::Pending {
        return Err(Error::Conflict("Somebody decided this already."));
    }
    let act = if approve { Act::ApproveAccount } else { Act::RefuseAccount };
    let target = Target { person: Some(account.actor_id), ..Target::default() };
    moderation::by_admin(tx, origin, act, &target, if reason.trim().is_empty() { "Registration decided" } else { reason })?;
    accounts::set_state(tx, account_id, if approve { AccountState::Active } else { AccountState::Refused })?;
    accounts::by_id(tx.conn, account_id)
}

pub fn change_role(tx: &mut Tx<'_>, origin: &Origin, account_id: i64, role: Role, reason: &str) -> Result<()> {
    let account = accounts::by_id(tx.conn, account_id)?;
    let target = Target { person: Some(account.actor_id), ..Target::default() };
    moderation::by_admin(tx, origin, Act::ChangeRole, &target, reason)?;
    if account.role == Role::Admin && role != Role::Admin && accounts::admins(tx.conn)?.len() <= 1 {
        return Err(Error::Forbidden("The house keeps at least one admin."));
    }
    accounts::set_role(tx, account_id, role)
}

/// Opens a session for somebody whose password was verified. Its token is fresh, so a cookie that
/// somebody planted before the log-in is worth nothing after it.
pub fn open_session(tx: &mut Tx<'_>, account: &Account, token: &str, csrf: &str, address: &str, agent: &str) -> Result<i64> {
    match account.state {
        AccountState::Active => {}
        AccountState::Unconfirmed => return Err(Error::Forbidden("Confirm your mail address first: we sent you a link.")),
        AccountState::Pending => return Err(Error::Forbidden("An admin still has to let you in. You will get a mail.")),
        AccountState::Refused | AccountState::Disabled | AccountState::Deleted => {
            return Err(Error::Forbidden("This account is closed."));
        }
    }
    let session = Session {
        id: tx.id(),
        token_hash: tokens::hash(token),
        account_id: account.id,
        csrf: csrf.to_owned(),
        address: address.chars().take(64).collect(),
        agent: agent.chars().take(200).collect(),
        created_at: tx.now,
        seen_at: tx.now,
        expires_at: tx.now.plus(DAY * u32::try_from(SESSION_DAYS).unwrap_or(30)),
    };
    accounts::insert_session(tx, &session)?;
    accounts::touch_session(tx, session.id, account.id, session.expires_at)?;
    Ok(session.id)
}

/// Marks a session as used; called at most every few minutes.
pub fn keep_session(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let expires = tx.now.plus(DAY * u32::try_from(SESSION_DAYS).unwrap_or(30));
    accounts::touch_session(tx, session.id, session.account_id, expires)
}

/// Makes a token for scripts; only its hash is kept.
pub fn give_token(tx: &mut Tx<'_>, account_id: i64, name: &str, token: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Error::field("name", "form-name-empty"));
    }
    let row = ApiToken {
        id: tx.id(),
        token_hash: tokens::hash(token),
        account_id,
        name: name.to_owned(),
        created_at: tx.now,
        used_at: None,
    };
    accounts::insert_token(tx, &row)
}

/// Sets a new password and ends every other session.
pub fn change_password(tx: &mut Tx<'_>, account_id: i64, hash: &str, keep_session: Option<i64>) -> Result<()> {
    accounts::set_password(tx, account_id, hash)?;
    accounts::end_sessions(tx, account_id, keep_session)?;
    Ok(())
}

/// The link in the reset mail was used, with a new password.
pub fn reset_password(tx: &mut Tx<'_>, token: &str, hash: &str) -> Result<()> {
    let link = accounts::use_link(tx, &tokens::hash(token), LinkPurpose::Reset)?.ok_or(Error::NotFound("link"))?;
    let account = accounts::by_id(tx.conn, link.account_id.ok_or(Error::NotFound("link"))?)?;
    change_password(tx, account.id, hash, None)?;
    // The link came by mail, so it confirms the address as well: a lost first mail locks nobody out.
    confirmed(tx, account).map(|_| ())
}

/// A person leaves for good, with everything they wrote.
pub fn delete(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    if person.account.role == Role::Admin && accounts::admins(tx.conn)?.len() <= 1 {
        return Err(Error::Forbidden("The house keeps at least one admin."));
    }
    newsletter::subscribing::forget(tx, person.id())?;
    people::delete(tx, &Origin::Local(person.clone()))?;
    accounts::erase(tx, person.account.id)
}
