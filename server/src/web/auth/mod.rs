//! Coming in: set-up, registering, logging in and out, links from mails.

mod confirm;
pub(super) mod login;
mod register;
mod reset;
mod setup;

use actix_web::cookie::Cookie;
use actix_web::web;
use anyhow::Context;

use crate::domain::{Person, accounts as accounting, tokens};
use crate::store::accounts::Account;
use crate::store::actors;
use crate::web::cookies::{self, Jar};
use crate::web::ctx::Ctx;
use crate::Result;

pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/setup").route(web::get().to(setup::page)).route(web::post().to(setup::open)))
        .service(web::resource("/register").route(web::get().to(register::page)).route(web::post().to(register::send)))
        .service(web::resource("/confirm").route(web::get().to(confirm::ask_again)).route(web::post().to(confirm::send_again)))
        .service(web::resource("/confirm/{token}").route(web::get().to(confirm::page)).route(web::post().to(confirm::press)))
        .service(web::resource("/login").route(web::get().to(login::page)).route(web::post().to(login::enter)))
        .service(web::resource("/logout").route(web::post().to(login::leave)))
        .service(web::resource("/reset").route(web::get().to(reset::page)).route(web::post().to(reset::ask)))
        .service(web::resource("/reset/{token}").route(web::get().to(reset::choose)).route(web::post().to(reset::set)));
}

/// Somebody who has just logged in.
pub(crate) struct Entered {
    pub(crate) cookies: [Cookie<'static>; 2],
    /// What the forms of the new session carry.
    pub(crate) csrf: String,
    pub(crate) person: Person,
}

/// Logs an account in: a fresh token, whatever cookie the browser came with.
pub(crate) async fn open_session(ctx: &Ctx, account: &Account) -> Result<Entered> {
    let (token, csrf) = (tokens::fresh()?, tokens::fresh()?);
    let cookie = cookies::set(Jar::Session, &token, ctx.is_https());
    let (account, address, agent) = (account.clone(), ctx.address.to_string(), ctx.agent.clone());
    let old = ctx.session.as_ref().map(|s| (s.account_id, s.id));
    let given = csrf.clone();
    let person = ctx
        .app
        .db
        .write(move |tx| {
            if let Some((account, session)) = old {
                crate::store::accounts::end_session(tx, account, session)?;
            }
            accounting::open_session(tx, &account, &token, &given, &address, &agent)?;
            Ok(Person::new(actors::by_id(tx.conn, account.actor_id)?, account.clone()))
        })
        .await?;
    Ok(Entered { cookies: [cookie, cookies::unset(Jar::Visit, ctx.is_https())], csrf, person })
}

/// Hashes on a thread that may block.
pub(crate) async fn hash_password(password: &str) -> Result<String> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || accounting::hash_password(&password)).await.context("password hashing was stopped")?
}

/// Compares on a thread that may block; without a hash it takes as long and says no.
pub(crate) async fn password_fits(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || accounting::verify_password(&password, hash.as_deref()))
        .await
        .context("password hashing was stopped")?
}
