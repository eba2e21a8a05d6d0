//! `folkmoot doctor`: looks for what may be wrong, and says what to do about it.
//!
//! Each check stands alone: one that fails does not keep the others from looking.

use std::net::IpAddr;
use std::process::ExitCode;
use std::time::Duration;

use folkmoot::app::{self, App};
use folkmoot::clock::{Clock, Time};
use folkmoot::config::Config;
use folkmoot::id;
use folkmoot::mail::Mailer;
use folkmoot::store::migrate;
use folkmoot::urls::Urls;
use folkmoot_federation::client::{Ask, is_public};

use super::{runtime, say};

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Fine(String),
    /// What was found, and what to do.
    Doubtful(String, String),
    Broken(String, String),
}

use Outcome::{Broken, Doubtful, Fine};

pub(super) fn run(config: Config) -> anyhow::Result<ExitCode> {
    runtime()?.block_on(async {
        let urls = Urls::new(&config.server.public_url);
        let mut broken = false;
        let mut report = |name: &str, outcome: Outcome| {
            broken |= matches!(outcome, Broken(..));
            say(&line(name, &outcome));
        };
        report("settings", settings(&config));
        report("data directory", data_dir(&config));
        let database = database(&config);
        let usable = matches!(database, Fine(_));
        report("database", database);
        report("clock", clock(&Clock::System, &config));
        report("DNS", dns(&urls).await);
        report("mail", mail(&config, &urls).await);
        if let Some(outcome) = signed(&config, &urls) {
            report("DKIM", outcome);
        }
        if usable {
            match app::build(config, Clock::System).await {
                Ok(app) => {
                    for (name, outcome) in reachability(&app).await {
                        report(name, outcome);
                    }
                }
                Err(error) => report(
                    "start",
                    Broken(
                        error.to_string(),
                        "see the message; the server would not start".into(),
                    ),
                ),
            }
        }
        Ok(if broken {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    })
}

fn line(name: &str, outcome: &Outcome) -> String {
    match outcome {
        Fine(found) => format!("ok    {name}: {found}"),
        Doubtful(found, advice) => format!("warn  {name}: {found}\n      {advice}"),
        Broken(found, advice) => format!("fail  {name}: {found}\n      {advice}"),
    }
}

fn settings(config: &Config) -> Outcome {
    let url = config
        .server
        .public_url
        .as_str()
        .trim_end_matches('/')
        .to_owned();
    if config.is_development() {
        return Doubtful(
            format!("{url}, with federation.development set"),
            "Fine for tests. Remove federation.development before other people come in.".into(),
        );
    }
    if is_at_home(config) {
        return Doubtful(
            format!("{url} works on this machine only"),
            "Set server.public_url to https:// and your host name before the first person comes in.".into(),
        );
    }
    Fine(url)
}

fn is_at_home(config: &Config) -> bool {
    config.server.public_url.host_str().is_none_or(|host| {
        host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]"
    })
}

fn data_dir(config: &Config) -> Outcome {
    let dir = &config.server.data_dir;
    let probe = dir.join(format!(".doctor-{:016x}", rand::random::<u64>()));
    let written = std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&probe, b"probe"))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Fine(format!("{} can be written to", dir.display())),
        Err(error) => Broken(
            format!("{} cannot be written to: {error}", dir.display()),
            "Give the directory to the user that runs folkmoot, or set server.data_dir.".into(),
        ),
    }
}

fn database(config: &Config) -> Outcome {
    let pending = app::engine(config)
        .and_then(|engine| engine.open())
        .and_then(|mut conn| migrate::pending(&mut conn));
    match pending {
        Ok(steps) if steps.is_empty() => Fine("reachable and up to date".into()),
        Ok(steps) => Doubtful(
            format!("{} steps behind this program", steps.len()),
            "Make a backup. Then start the server or run `folkmoot migrate`, which takes them.".into(),
        ),
        Err(error) => Broken(
            error.to_string(),
            "Check database.url, that the server runs, and that the file belongs to the user that runs folkmoot.".into(),
        ),
    }
}

/// Signed requests carry the time, and servers refuse those that are minutes off.
fn clock(clock: &Clock, config: &Config) -> Outcome {
    let now = clock.now();
    // The ids of a database name the moments in which they were made.
    let newest = config
        .database_url()
        .sqlite_path()
        .and_then(|path| std::fs::metadata(path).ok())
        .and_then(|found| found.modified().ok())
        .map(|at| Time::from(time::OffsetDateTime::from(at)));
    judge_clock(now, newest)
}

fn judge_clock(now: Time, newest: Option<Time>) -> Outcome {
    let advice = || "Switch time synchronization on: `timedatectl set-ntp true`.".to_owned();
    if now < id::time_of(0).plus(Duration::from_secs(365 * 24 * 3600)) {
        return Broken(format!("it is {now}, which cannot be"), advice());
    }
    match newest {
        Some(newest) if newest.since(now) > Duration::from_secs(60) => Broken(
            format!("it is {now}, and the database was written at {newest}"),
            advice(),
        ),
        _ => Fine(now.to_string()),
    }
}

async fn dns(urls: &Urls) -> Outcome {
    let host = urls.base().host_str().unwrap_or_default().to_owned();
    if host.ends_with("localhost") {
        return Fine(format!("{host} is this machine"));
    }
    match tokio::net::lookup_host((host.as_str(), 443)).await {
        Ok(found) => judge_addresses(&host, &found.map(|one| one.ip()).collect::<Vec<_>>()),
        Err(error) => Broken(
            format!("{host} has no address: {error}"),
            "Make an A or AAAA record for the host of server.public_url that points to this machine.".into(),
        ),
    }
}

fn judge_addresses(host: &str, found: &[IpAddr]) -> Outcome {
    let list: Vec<String> = found.iter().map(ToString::to_string).collect();
    if found.iter().any(|address| is_public(*address)) {
        return Fine(format!("{host} is {}", list.join(", ")));
    }
    Doubtful(
        format!(
            "{host} is {} from here, which the world cannot reach",
            list.join(", ")
        ),
        "Look whether /etc/hosts or a local resolver answers in place of DNS.".into(),
    )
}

async fn mail(config: &Config, urls: &Urls) -> Outcome {
    let mailer = match Mailer::new(&config.mail, urls, Clock::System) {
        Ok(mailer) => mailer,
        Err(error) => {
            return Broken(
                format!("{error:#}"),
                "Correct the setting that is named.".into(),
            );
        }
    };
    if !mailer.is_on() {
        return Doubtful(
            "no mail is sent: mail.smtp_url is empty".into(),
            "Nobody can confirm an address or reset a password by mail until it is set.".into(),
        );
    }
    match mailer.check().await {
        Ok(()) => Fine(format!(
            "the mail server answers; mail is from {}",
            mailer.from()
        )),
        Err(error) => Broken(
            error.to_string(),
            "Check mail.smtp_url: host, port, user, password, TLS.".into(),
        ),
    }
}

/// What DNS has to hold where the house signs its mail itself.
fn signed(config: &Config, urls: &Urls) -> Option<Outcome> {
    let mailer = Mailer::new(&config.mail, urls, Clock::System).ok()?;
    let record = mailer.dkim_record()?;
    Some(Fine(format!("mail is signed; DNS must hold the TXT record {}\n      {}", record.name, record.value)))
}

/// Asks the public address for its own WebFinger, the way that another server would.
async fn reachability(app: &App) -> Vec<(&'static str, Outcome)> {
    if is_at_home(&app.config) {
        return vec![("TLS", Fine("not needed on this machine".into()))];
    }
    let actor = app.urls.instance_actor();
    let url = app
        .urls
        .at(&format!("/.well-known/webfinger?resource={actor}"));
    match app.federation.client().get(&url, Ask::SMALL).await {
        Ok(_) => vec![
            ("TLS", Fine("the certificate is valid".into())),
            (
                "WebFinger",
                Fine("this instance can be found by others".into()),
            ),
        ],
        Err(error) => judge_unreachable(&error.to_string()),
    }
}

fn judge_unreachable(error: &str) -> Vec<(&'static str, Outcome)> {
    let lower = error.to_lowercase();
    if ["certificate", "tls", "handshake"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return vec![(
            "TLS",
            Broken(
                error.to_owned(),
                "Let the proxy get a valid certificate for this host; Caddy does so by itself."
                    .into(),
            ),
        )];
    }
    vec![(
        "WebFinger",
        Broken(
            error.to_owned(),
            "Start the server, and let the proxy pass everything, also /.well-known, with the Host header. Some routers do not let a machine reach itself by its public name: then try from outside.".into(),
        ),
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).expect("a time")
    }

    #[test]
    fn a_wrong_clock_is_noticed() {
        let now = at("2027-01-01T00:00:00Z");
        assert!(matches!(judge_clock(now, None), Fine(_)));
        assert!(matches!(judge_clock(now, Some(now)), Fine(_)));
        assert!(matches!(
            judge_clock(now, Some(at("2027-01-01T00:05:00Z"))),
            Broken(..)
        ));
        assert!(matches!(judge_clock(Time::EPOCH, None), Broken(..)));
    }

    #[test]
    fn private_addresses_are_doubtful() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert!(matches!(
            judge_addresses("a.example", &[address("10.0.0.1")]),
            Doubtful(..)
        ));
        assert!(matches!(
            judge_addresses("a.example", &[address("10.0.0.1"), address("1.1.1.1")]),
            Fine(_)
        ));
    }

    #[test]
    fn what_is_unreachable_is_told_apart() {
        assert_eq!(
            judge_unreachable("invalid peer certificate: Expired")[0].0,
            "TLS"
        );
        assert_eq!(judge_unreachable("connection refused")[0].0, "WebFinger");
    }

    #[test]
    fn defaults_are_fine_on_this_machine() {
        assert!(matches!(settings(&Config::default()), Doubtful(..)));
        assert_eq!(line("x", &Fine("y".into())), "ok    x: y");
        assert!(line("x", &Broken("y".into(), "z".into())).starts_with("fail  x: y\n"));
    }
}
