//! `folkmoot admin`: sets up and repairs an instance, also while it runs.

use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Subcommand;
use folkmoot::app::{self, App};
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::domain::{accounts as rules, reputation, tokens};
use folkmoot::error::{Error, FieldErrors};
use folkmoot::i18n::Arg;
use folkmoot::mail::dkim::record;
use folkmoot::store::accounts::{self, LinkPurpose, Role};
use folkmoot::store::{communities, polls, posts, votes};
use folkmoot::web::theme::{self, Themes};

use super::{runtime, say};

/// Rows that are counted anew in one transaction, so that a running server gets its turn.
const AT_ONCE: i64 = 500;
/// How long a link to choose a password works.
const LINK_LASTS: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make an account that can log in at once.
    CreateUser {
        /// The name in the handle: small letters, digits and underscores.
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// member, analyst, responder, moderator or admin
        #[arg(long, default_value = "member", value_parser = role)]
        role: Role,
        #[command(flatten)]
        password: Password,
    },
    /// Make a token for a script, and print it alone.
    CreateToken {
        /// What the token is for.
        #[arg(long)]
        name: String,
        /// Whose account the script acts as. [default: the first admin]
        #[arg(long)]
        user: Option<String>,
    },
    /// Give an account a new password, and end its sessions.
    ResetPassword {
        /// The name or the mail address of the account.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// Make a key that signs mail (DKIM), and print the setting and the DNS record for it.
    Dkim {
        /// The file to write it to; one that is there already stays as it is.
        #[arg(long)]
        out: std::path::PathBuf,
    },
    /// Count members, threads, replies, votes and reputation anew from what is stored.
    Recount,
}

#[derive(clap::Args)]
pub(super) struct Password {
    /// Read the password from standard input. Without this, a link is printed where it can be chosen.
    #[arg(long)]
    password_stdin: bool,
}

impl Password {
    /// The password from standard input, where it is asked for there.
    fn read(&self) -> anyhow::Result<Option<String>> {
        if !self.password_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
        let password = line.trim_end_matches(['\r', '\n']).to_owned();
        let mut errors = FieldErrors::new();
        rules::check_password(&password, &mut errors);
        errors.check().map_err(explain)?;
        Ok(Some(password))
    }
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let names: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("allowed: {}", names.join(", "))
    })
}

/// What is wrong with the values, by their names and in words.
fn explain(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(fields) => {
            let theme = Themes::shipped().get(theme::BASE).ok();
            let lines: Vec<String> = fields
                .iter()
                .map(|field| {
                    let args: Vec<(&str, Arg)> = field.args.iter().map(|(name, value)| (*name, Arg::Text(value.clone()))).collect();
                    let words = theme.as_ref().and_then(|theme| theme.catalog().fallback().find(&field.key, &args));
                    format!("{}: {}", field.field, words.unwrap_or_else(|| field.key.to_string()))
                })
                .collect();
            anyhow::anyhow!("{}", lines.join("; "))
        }
        Error::Internal { cause } => cause,
        other => anyhow::anyhow!("{}", other.safe_text()),
    }
}

pub(super) fn run(config: Config, command: Command) -> anyhow::Result<ExitCode> {
    if let Command::Dkim { out } = &command {
        return dkim(&config, out);
    }
    runtime()?.block_on(async {
        let app = app::build(config, Clock::System).await?;
        match command {
            Command::CreateUser {
                name,
                email,
                role,
                password,
            } => {
                create_user(&app, name, email, role, password.read()?).await?;
            }
            Command::CreateToken { name, user } => create_token(&app, name, user).await?,
            Command::ResetPassword { name, password } => {
                reset_password(&app, name, password.read()?).await?;
            }
            Command::Recount => recount(&app).await?,
            Command::Dkim { .. } => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Needs no database, and touches none.
fn dkim(config: &Config, out: &std::path::Path) -> anyhow::Result<ExitCode> {
    let pair = folkmoot_federation::signature::generate_keypair().context("cannot make a key")?;
    write_secret(out, &pair.private_pem).with_context(|| format!("cannot write {}", out.display()))?;
    let from = config.mail.from.as_deref().and_then(|from| from.parse::<lettre::message::Mailbox>().ok());
    let host = config.server.public_url.host_str().unwrap_or("localhost");
    let domain = from.as_ref().map_or(host, |from| from.email.domain());
    let record = record(&pair.private_pem, &config.mail.dkim_selector, domain)?;
    say(&format!("[mail]\ndkim_key = \"{}\"\n\nTXT record {}\n{}", out.display(), record.name, record.value));
    Ok(ExitCode::SUCCESS)
}

/// A new file that only its owner reads.
fn write_secret(out: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(out)?.write_all(text.as_bytes())
}

async fn create_user(app: &Arc<App>, name: String, email: String, role: Role, password: Option<String>) -> anyhow::Result<()> {
    // Without a password of its own the account gets one that nobody knows, and a link to choose another.
    let chosen = password.is_some();
    let password = match password {
        Some(password) => password,
        None => tokens::fresh()?,
    };
    let new = rules::NewAccount { name, email, password_hash: rules::hash_password(&password)?, application: None, locale: None };
    let keys = app::new_keys().await?;
    let person = app.db.write(move |tx| rules::create(tx, &new, role, &keys)).await.map_err(explain)?;
    let handle = format!("@{}@{}", person.actor.name, app.urls.host());
    if chosen {
        say(&format!("{handle} can log in now, as {role}."));
    } else {
        let link = password_link(app, person.actor.name).await?;
        say(&format!("{handle} can log in as {role} with a password chosen here:\n{link}"));
    }
    Ok(())
}

/// A link that lets its holder choose a new password once.
async fn password_link(app: &Arc<App>, name: String) -> anyhow::Result<String> {
    let token = tokens::fresh()?;
    let given = token.clone();
    app.db
        .write(move |tx| {
            let account = accounts::by_login(tx.conn, &name)?.ok_or(Error::NotFound("account"))?;
            rules::give_link(tx, LinkPurpose::Reset, Some(account.id), &given, LINK_LASTS)
        })
        .await
        .map_err(no_account)?;
    Ok(format!("{}/reset/{token}", app.urls.origin()))
}

async fn create_token(app: &Arc<App>, name: String, user: Option<String>) -> anyhow::Result<()> {
    let token = tokens::fresh()?;
    let given = token.clone();
    app.db
        .write(move |tx| {
            let account = match &user {
                Some(user) => accounts::by_login(tx.conn, user)?,
                None => accounts::admins(tx.conn)?.into_iter().next(),
            };
            let account = account.ok_or(Error::NotFound("account"))?;
            rules::give_token(tx, account.id, &name, &given)
        })
        .await
        .map_err(no_account)?;
    say(&token);
    Ok(())
}

async fn reset_password(app: &Arc<App>, name: String, password: Option<String>) -> anyhow::Result<()> {
    let Some(password) = password else {
        let link = password_link(app, name).await?;
        say(&format!("A new password is chosen here, within a day:\n{link}"));
        return Ok(());
    };
    let hash = rules::hash_password(&password)?;
    app.db
        .write(move |tx| {
            let account = accounts::by_login(tx.conn, &name)?.ok_or(Error::NotFound("account"))?;
            rules::change_password(tx, account.id, &hash, None)
        })
        .await
        .map_err(no_account)?;
    say("The new password holds. All sessions of the account are closed.");
    Ok(())
}

fn no_account(error: Error) -> anyhow::Error {
    match error {
        Error::NotFound("account") => anyhow::anyhow!("there is no such account"),
        other => explain(other),
    }
}

async fn recount(app: &Arc<App>) -> anyhow::Result<()> {
    let all = app.db.read(communities::all_ids).await?;
    for id in &all {
        let id = *id;
        app.db.write(move |tx| communities::recount(tx, id)).await?;
    }
    let (mut after, mut counted) = (0, 0_usize);
    loop {
        let ids = app
            .db
            .read(move |conn| posts::ids_after(conn, after, AT_ONCE))
            .await?;
        let Some(last) = ids.last().copied() else {
            break;
        };
        after = last;
        counted += ids.len();
        app.db
            .write(move |tx| {
                ids.iter().try_for_each(|id| votes::recount(tx, *id))?;
                polls::recount(tx, &ids)?;
                reputation::hear_again(tx, &ids)
            })
            .await?;
    }
    let mut standing = (0, 0);
    while let Some(last) = app.db.write(move |tx| reputation::recount_some(tx, standing, AT_ONCE)).await? {
        standing = last;
    }
    say(&format!(
        "Counted {} communities and {counted} posts.",
        all.len()
    ));
    Ok(())
}
