//! Log-in data of local people: accounts, sessions, tokens, links that work once.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::actors::Actor;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{accounts, actors, api_tokens, one_time_links, sessions};
use crate::text_enum;

text_enum! {
    /// What a person is to the host, from least to most.
    #[derive(PartialOrd, Ord)]
    pub enum Role { Member = "member", Analyst = "analyst", Responder = "responder", Moderator = "moderator", Admin = "admin" }
}

text_enum! {
    pub enum AccountState {
        /// Registered; the mail address is not confirmed yet.
        Unconfirmed = "unconfirmed",
        /// Waits for an admin's yes.
        Pending = "pending",
        Active = "active",
        Refused = "refused",
        Disabled = "disabled",
        Deleted = "deleted",
    }
}

text_enum! {
    pub enum LinkPurpose { SetUp = "set_up", Confirm = "confirm", Reset = "reset" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: i64,
    pub actor_id: i64,
    pub email: Option<String>,
    /// The address as it is compared: lower case.
    pub email_key: Option<String>,
    pub email_confirmed_at: Option<Time>,
    pub password_hash: Option<String>,
    pub role: Role,
    pub state: AccountState,
    pub application: Option<String>,
    pub locale: Option<String>,
    /// JSON: notification kind -> bool.
    pub mail_preferences: String,
    pub created_at: Time,
    pub seen_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub account_id: i64,
    pub csrf: String,
    pub address: String,
    pub agent: String,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
pub struct ApiToken {
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub account_id: i64,
    pub name: String,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_links)]
pub struct OneTimeLink {
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub purpose: LinkPurpose,
    pub account_id: Option<i64>,
    pub data: Option<String>,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

pub fn insert(tx: &mut Tx<'_>, account: &Account) -> Result<()> {
    diesel::insert_into(accounts::table).values(account.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn by_id(conn: &mut Conn, id: i64) -> Result<Account> {
    Ok(accounts::table.find(id).select(Account::as_select()).first(conn)?)
}

pub fn by_actor(conn: &mut Conn, actor_id: i64) -> Result<Option<Account>> {
    Ok(accounts::table.filter(accounts::actor_id.eq(actor_id)).select(Account::as_select()).first(conn).optional()?)
}

pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::email_key.eq(email.trim().to_lowercase()))
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

/// By the name or the mail address that a person logs in with.
pub fn by_login(conn: &mut Conn, login: &str) -> Result<Option<Account>> {
    if login.contains('@') {
        return by_email(conn, login);
    }
    Ok(accounts::table
        .inner_join(actors::table)
        .filter(actors::host_id.eq(super::hosts::LOCAL))
        .filter(actors::name.eq(login.trim().to_lowercase()))
        .select(Account::as_select())
        .first(conn)
        .optional()?)
}

pub fn in_state(conn: &mut Conn, state: AccountState, after: i64, limit: i64) -> Result<Vec<(Account, Actor)>> {
    Ok(accounts::table
        .inner_join(actors::table)
        .filter(accounts::state.eq(state))
        .filter(accounts::id.gt(after))
        .order(accounts::id)
        .limit(limit)
        .select((Account::as_select(), Actor::as_select()))
        .load(conn)?)
}

pub fn set_state(tx: &mut Tx<'_>, id: i64, state: AccountState) -> Result<()> {
    diesel::update(accounts::table.find(id)).set(accounts::state.eq(state)).execute(tx.conn)?;
    Ok(())
}

pub fn set_password(tx: &mut Tx<'_>, id: i64, hash: &str) -> Result<()> {
    diesel::update(accounts::table.find(id)).set(accounts::password_hash.eq(hash)).execute(tx.conn)?;
    Ok(())
}

pub fn set_role(tx: &mut Tx<'_>, id: i64, role: Role) -> Result<()> {
    diesel::update(accounts::table.find(id)).set(accounts::role.eq(role)).execute(tx.conn)?;
    Ok(())
}

pub fn confirm_email(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::update(accounts::table.find(id)).set(accounts::email_confirmed_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

pub fn set_preferences(tx: &mut Tx<'_>, id: i64, locale: Option<&str>, mail: &str) -> Result<()> {
    diesel::update(accounts::table.find(id))
        .set((accounts::locale.eq(locale), accounts::mail_preferences.eq(mail)))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes everything that lets somebody log in or be reached by mail.
pub fn erase(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(tx.conn)?;
    diesel::delete(api_tokens::table.filter(api_tokens::account_id.eq(id))).execute(tx.conn)?;
    diesel::delete(one_time_links::table.filter(one_time_links::account_id.eq(id))).execute(tx.conn)?;
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(None::<String>),
            accounts::email_key.eq(None::<String>),
            accounts::password_hash.eq(None::<String>),
            accounts::application.eq(None::<String>),
            accounts::role.eq(Role::Member),
            accounts::state.eq(AccountState::Deleted),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn count_active(conn: &mut Conn) -> Result<i64> {
    Ok(accounts::table.filter(accounts::state.eq(AccountState::Active)).count().get_result(conn)?)
}

pub fn count_seen_since(conn: &mut Conn, since: Time) -> Result<i64> {
    Ok(accounts::table.filter(accounts::seen_at.ge(since)).count().get_result(conn)?)
}

pub fn admins(conn: &mut Conn) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::role.eq(Role::Admin))
        .filter(accounts::state.eq(AccountState::Active))
        .select(Account::as_select())
        .load(conn)?)
}

// Sessions

pub fn insert_session(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    diesel::insert_into(sessions::table).values(session.clone()).execute(tx.conn)?;
    Ok(())
}

/// The session of a cookie, with everything a page needs to know about who asks.
pub fn session(conn: &mut Conn, token_hash: &[u8], now: Time) -> Result<Option<(Session, Account, Actor)>> {
    Ok(sessions::table
        .inner_join(accounts::table.inner_join(actors::table))
        .filter(sessions::token_hash.eq(token_hash.to_vec()))
        .filter(sessions::expires_at.gt(now))
        .select((Session::as_select(), Account::as_select(), Actor::as_select()))
        .first(conn)
        .optional()?)
}

pub fn sessions_of(conn: &mut Conn, account_id: i64, now: Time) -> Result<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::account_id.eq(account_id))
        .filter(sessions::expires_at.gt(now))
        .order(sessions::seen_at.desc())
        .select(Session::as_select())
        .load(conn)?)
}

pub fn touch_session(tx: &mut Tx<'_>, id: i64, account_id: i64, expires_at: Time) -> Result<()> {
    diesel::update(sessions::table.find(id))
        .set((sessions::seen_at.eq(tx.now), sessions::expires_at.eq(expires_at)))
        .execute(tx.conn)?;
    diesel::update(accounts::table.find(account_id)).set(accounts::seen_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// Ends one session of an account, or all but `keep`.
pub fn end_session(tx: &mut Tx<'_>, account_id: i64, id: i64) -> Result<bool> {
    let ended = diesel::delete(sessions::table.filter(sessions::id.eq(id)).filter(sessions::account_id.eq(account_id)))
        .execute(tx.conn)?;
    Ok(ended > 0)
}

pub fn end_sessions(tx: &mut Tx<'_>, account_id: i64, keep: Option<i64>) -> Result<usize> {
    Ok(diesel::delete(
        sessions::table.filter(sessions::account_id.eq(account_id)).filter(sessions::id.ne(keep.unwrap_or(0))),
    )
    .execute(tx.conn)?)
}

pub fn sweep(tx: &mut Tx<'_>) -> Result<usize> {
    let ended = diesel::delete(sessions::table.filter(sessions::expires_at.le(tx.now))).execute(tx.conn)?;
    let old = diesel::delete(one_time_links::table.filter(one_time_links::expires_at.le(tx.now))).execute(tx.conn)?;
    Ok(ended + old)
}

// API tokens

pub fn insert_token(tx: &mut Tx<'_>, token: &ApiToken) -> Result<()> {
    diesel::insert_into(api_tokens::table).values(token.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn token(conn: &mut Conn, token_hash: &[u8]) -> Result<Option<(ApiToken, Account, Actor)>> {
    Ok(api_tokens::table
        .inner_join(accounts::table.inner_join(actors::table))
        .filter(api_tokens::token_hash.eq(token_hash.to_vec()))
        .select((ApiToken::as_select(), Account::as_select(), Actor::as_select()))
        .first(conn)
        .optional()?)
}

pub fn tokens_of(conn: &mut Conn, account_id: i64) -> Result<Vec<ApiToken>> {
    Ok(api_tokens::table
        .filter(api_tokens::account_id.eq(account_id))
        .order(api_tokens::id)
        .select(ApiToken::as_select())
        .load(conn)?)
}

pub fn revoke_token(tx: &mut Tx<'_>, account_id: i64, id: i64) -> Result<bool> {
    let gone =
        diesel::delete(api_tokens::table.filter(api_tokens::id.eq(id)).filter(api_tokens::account_id.eq(account_id)))
            .execute(tx.conn)?;
    Ok(gone > 0)
}

// Links that work once

pub fn insert_link(tx: &mut Tx<'_>, link: &OneTimeLink) -> Result<()> {
    diesel::insert_into(one_time_links::table).values(link.clone()).execute(tx.conn)?;
    Ok(())
}

/// Whether a link would still work, for showing its form.
pub fn peek_link(conn: &mut Conn, token_hash: &[u8], purpose: LinkPurpose, now: Time) -> Result<Option<OneTimeLink>> {
    Ok(one_time_links::table
        .filter(one_time_links::token_hash.eq(token_hash.to_vec()))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .select(OneTimeLink::as_select())
        .first(conn)
        .optional()?)
}

/// Uses a link up. `None` where it was used, has expired or never was.
pub fn use_link(tx: &mut Tx<'_>, token_hash: &[u8], purpose: LinkPurpose) -> Result<Option<OneTimeLink>> {
    let now = tx.now;
    let Some(link) = peek_link(tx.conn, token_hash, purpose, now)? else {
        return Ok(None);
    };
    let used = diesel::update(one_time_links::table.find(link.id).filter(one_time_links::used_at.is_null()))
        .set(one_time_links::used_at.eq(now))
        .execute(tx.conn)?;
    Ok((used == 1).then_some(link))
}

pub fn drop_links(tx: &mut Tx<'_>, purpose: LinkPurpose) -> Result<()> {
    diesel::delete(one_time_links::table.filter(one_time_links::purpose.eq(purpose))).execute(tx.conn)?;
    Ok(())
}

/// Another mail address; `confirmed` when its owner opened the link.
pub fn set_email(tx: &mut Tx<'_>, id: i64, email: &str, confirmed: bool) -> Result<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(email),
            accounts::email_key.eq(email.to_lowercase()),
            accounts::email_confirmed_at.eq(confirmed.then_some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Accounts with their actors, newest first; with `query` only those whose name begins with it, or whose address where
/// `by_mail` says so: who may not read addresses may not guess them either.
pub fn list(conn: &mut Conn, query: &str, by_mail: bool, before: Option<i64>, limit: i64) -> Result<Vec<(Account, Actor)>> {
    let mut rows = accounts::table
        .inner_join(actors::table)
        .filter(accounts::id.lt(before.unwrap_or(i64::MAX)))
        .filter(accounts::state.ne(AccountState::Deleted))
        .order(accounts::id.desc())
        .limit(limit)
        .select((Account::as_select(), Actor::as_select()))
        .into_boxed();
    if !query.is_empty() {
        let start = super::ext::starts_with(&query.to_lowercase());
        let named = actors::name.like(start.clone()).escape('\\');
        let mailed = accounts::email_key.assume_not_null().like(start).escape('\\');
        rows = if by_mail { rows.filter(named.or(mailed)) } else { rows.filter(named) };
    }
    Ok(rows.load(conn)?)
}

/// Marks a token, and its account with it, as used.
pub fn touch_token(tx: &mut Tx<'_>, id: i64, account_id: i64) -> Result<()> {
    diesel::update(api_tokens::table.find(id)).set(api_tokens::used_at.eq(tx.now)).execute(tx.conn)?;
    diesel::update(accounts::table.find(account_id)).set(accounts::seen_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}
