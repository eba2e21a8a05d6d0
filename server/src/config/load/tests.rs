//! What an operator meets when settings are right, wrong or misspelt.

use std::io::Write;

use super::*;
use crate::config::{DatabaseUrl, Rate};

fn with(toml: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let mut file = tempfile();
    file.1.write_all(toml.as_bytes()).expect("a written file");
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let result = Config::load(Some(&file.0), variables).map_err(|error| {
        error
            .to_string()
            .replace(&file.0.display().to_string(), "FILE")
    });
    std::fs::remove_file(&file.0).expect("a removed file");
    result
}

fn tempfile() -> (PathBuf, std::fs::File) {
    let name = format!("folkmoot-config-{:032x}.toml", rand::random::<u128>());
    let path = std::env::temp_dir().join(name);
    let file = std::fs::File::create(&path).expect("a new file");
    (path, file)
}

fn refusal(toml: &str, variables: &[(&str, &str)]) -> String {
    let line = with(toml, variables).expect_err("a refusal");
    assert!(!line.contains('\n'), "one line: {line}");
    line
}

#[test]
fn nothing_set_is_a_whole_configuration() {
    let config = with("", &[]).expect("defaults");
    assert_eq!(config.server.public_url.as_str(), "http://localhost:8080/");
    assert_eq!(
        config.database_url(),
        DatabaseUrl::Sqlite("data/folkmoot.sqlite3".into())
    );
    assert!(!config.is_development());
}

#[test]
fn the_environment_is_over_the_file() {
    let toml = "[server]\nbind = '0.0.0.0:80'\nworkers = 3\n[database]\nurl = 'sqlite:///a/b'";
    let config = with(
        toml,
        &[
            ("FOLKMOOT_SERVER__WORKERS", "5"),
            ("FOLKMOOT_LIMITS__LOGIN", "7/hour"),
            ("FOLKMOOT_DATABASE__URL", "postgres://u:p@h/d"),
            (
                "FOLKMOOT_FEDERATION__DEVELOPMENT",
                "a.test:1=127.0.0.1:1, b.test",
            ),
            ("HOME", "/root"),
        ],
    )
    .expect("a configuration");
    assert_eq!(config.server.bind.port(), 80);
    assert_eq!(config.server.workers, 5);
    assert_eq!(config.limits.login, Rate::per_hour(7));
    assert!(matches!(config.database_url(), DatabaseUrl::Postgres(_)));
    assert_eq!(config.federation.development.len(), 2);
    assert_eq!(config.federation.development[1].host, "b.test");
    assert!(
        !format!("{config:?}").contains("u:p@"),
        "secrets stay hidden"
    );
}

#[test]
fn a_bad_value_names_file_key_value_and_what_is_allowed() {
    assert_eq!(
        refusal("[server]\nbind = 'here'", &[]),
        "FILE: server.bind cannot be \"here\"; allowed: an address and a port, such as 127.0.0.1:8080 or [::]:8080"
    );
    assert_eq!(
        refusal("[database]\nreaders = 0", &[]),
        "FILE: database.readers cannot be (0); allowed: a whole number from 1 to 64"
    );
    assert_eq!(
        refusal("", &[("FOLKMOOT_LOG__FORMAT", "xml")]),
        "FOLKMOOT_LOG__FORMAT: log.format cannot be \"xml\"; allowed: text or json"
    );
    let hidden = refusal("[mail]\nsmtp_url = 'imap://ann:secret@host'", &[]);
    assert!(hidden.contains("mail.smtp_url") && !hidden.contains("secret"));
}

#[test]
fn unknown_keys_are_refused() {
    assert!(refusal("[server]\nbnd = 'x'", &[]).contains("there is no setting server.bnd"));
    assert!(refusal("[sever]\nbind = 'x'", &[]).contains("there is no section sever"));
    assert!(refusal("bind = 'x'", &[]).contains("outside of a section"));
    assert!(refusal("[server", &[]).starts_with("FILE: this is not TOML"));
    assert_eq!(
        refusal("", &[("FOLKMOOT_SERVER_BIND", "x")]),
        "FOLKMOOT_SERVER_BIND: there is no such setting; did you mean FOLKMOOT_SERVER__BIND?"
    );
    assert!(refusal("", &[("FOLKMOOT_SERVER__BNID", "x")]).contains("no such setting"));
    assert!(with("", &[("FOLKMOOT_CONFIG", "x"), ("FOLKMOOT_BACKUP", "y")]).is_ok());
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let error = Config::load(Some(Path::new("/no/such.toml")), []).expect_err("no file");
    assert_eq!(error.to_string(), "/no/such.toml: there is no such file");
}

#[test]
fn the_public_url_is_an_origin_that_can_last() {
    let url = |url: &str| with("", &[("FOLKMOOT_SERVER__PUBLIC_URL", url)]);
    for good in [
        "https://moot.example",
        "http://localhost:8080",
        "http://a.localhost:1234/",
        "http://127.0.0.1:8080",
    ] {
        assert!(url(good).is_ok(), "{good}");
    }
    for bad in [
        "http://moot.example",
        "https://moot.example/forum",
        "https://moot.example:8443",
        "https://moot.example/?x",
        "https://ann@moot.example",
        "https://192.0.2.1",
        "https://moot",
        "ftp://localhost",
        "moot.example",
        "",
    ] {
        let line = url(bad).expect_err(bad);
        assert!(
            line.starts_with("FOLKMOOT_SERVER__PUBLIC_URL: server.public_url cannot be"),
            "{line}"
        );
    }
    let development = [
        ("FOLKMOOT_SERVER__PUBLIC_URL", "http://a.test:81"),
        ("FOLKMOOT_FEDERATION__DEVELOPMENT", "a.test:81"),
    ];
    assert!(with("", &development).is_ok());
}
