//! The types of settings: how each is read from TOML or the environment, and written as TOML.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use figment::value::Value;
use url::Url;

/// A type that a setting can have.
pub trait SettingValue: Sized {
    /// Messages do not repeat a bad value of this type.
    const HIDDEN: bool = false;

    /// Nothing where the value is not one of these.
    fn from_value(value: &Value) -> Option<Self>;

    fn to_toml(&self) -> String;
}

/// Text, or a lone number that TOML or YAML habits left without quotes.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.trim().to_owned()),
        Value::Char(_, letter) => Some(letter.to_string()),
        Value::Num(_, number) => number
            .to_i128()
            .or_else(|| number.to_u128().and_then(|n| i128::try_from(n).ok()))
            .map(|n| n.to_string()),
        Value::Bool(_, flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

macro_rules! parsed {
    ($($type:ty => $write:expr;)+) => {$(
        impl SettingValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                text(value)?.parse().ok()
            }

            fn to_toml(&self) -> String {
                let write: fn(&$type) -> String = $write;
                write(self)
            }
        }
    )+};
}

parsed! {
    u64 => u64::to_string;
    usize => usize::to_string;
    bool => bool::to_string;
    SocketAddr => |address| quoted(&address.to_string());
    IpAddr => |address| quoted(&address.to_string());
    Rate => |rate| quoted(&rate.to_string());
    LogFormat => |format| quoted(&format.to_string());
    DevHost => |host| quoted(&host.to_string());
    Url => |url| quoted(url.as_str().trim_end_matches('/'));
}

impl SettingValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        text(value)
    }

    fn to_toml(&self) -> String {
        quoted(self)
    }
}

impl SettingValue for PathBuf {
    fn from_value(value: &Value) -> Option<Self> {
        text(value).map(Self::from)
    }

    fn to_toml(&self) -> String {
        quoted(&self.display().to_string())
    }
}

/// A list; in the environment, words with commas between them.
impl<T: SettingValue> SettingValue for Vec<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Array(_, items) => items.iter().map(T::from_value).collect(),
            Value::String(_, text) => text
                .trim()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .split(',')
                .map(|word| word.trim().trim_matches('"'))
                .filter(|word| !word.is_empty())
                .map(|word| T::from_value(&Value::from(word)))
                .collect(),
            _ => None,
        }
    }

    fn to_toml(&self) -> String {
        let items: Vec<String> = self.iter().map(T::to_toml).collect();
        format!("[{}]", items.join(", "))
    }
}

/// Empty text is nothing.
impl<T: SettingValue> SettingValue for Option<T> {
    const HIDDEN: bool = T::HIDDEN;

    fn from_value(value: &Value) -> Option<Self> {
        if text(value).is_some_and(|text| text.is_empty()) {
            return Some(None);
        }
        T::from_value(value).map(Some)
    }

    fn to_toml(&self) -> String {
        self.as_ref().map_or_else(|| quoted(""), T::to_toml)
    }
}

/// Text that no log and no message shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl SettingValue for Secret {
    const HIDDEN: bool = true;

    fn from_value(value: &Value) -> Option<Self> {
        text(value).map(Self)
    }

    fn to_toml(&self) -> String {
        quoted(&self.0)
    }
}

/// One of the two databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(Secret),
}

impl DatabaseUrl {
    /// The file, where the database is one.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl SettingValue for DatabaseUrl {
    const HIDDEN: bool = true;

    fn from_value(value: &Value) -> Option<Self> {
        let text = text(value)?;
        if let Some(path) = text.strip_prefix("sqlite://") {
            return (!path.is_empty()).then(|| Self::Sqlite(PathBuf::from(path)));
        }
        let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        (postgres && Url::parse(&text).is_ok()).then_some(Self::Postgres(Secret(text)))
    }

    fn to_toml(&self) -> String {
        match self {
            Self::Sqlite(path) => quoted(&format!("sqlite://{}", path.display())),
            Self::Postgres(url) => quoted(url.expose()),
        }
    }
}

/// A server that tests may reach without TLS, and where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevHost {
    /// As in handles: with the port where it is not the scheme's own.
    pub host: String,
    /// Where DNS does not know the name.
    pub address: Option<SocketAddr>,
}

impl FromStr for DevHost {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (host, address) = match text.split_once('=') {
            Some((host, address)) => {
                let address = address
                    .trim()
                    .parse()
                    .map_err(|_bad: std::net::AddrParseError| ())?;
                (host.trim(), Some(address))
            }
            None => (text.trim(), None),
        };
        let url = Url::parse(&format!("http://{host}/")).map_err(|_bad: url::ParseError| ())?;
        if url.path() != "/" || !url.username().is_empty() || url.query().is_some() {
            return Err(());
        }
        let host = crate::urls::host_of(&url).ok_or(())?;
        Ok(Self { host, address })
    }
}

impl fmt::Display for DevHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        match self.address {
            Some(address) => write!(f, "={address}"),
            None => Ok(()),
        }
    }
}

/// So often in so long a time; the whole count may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
}

const UNITS: [(Unit, &str, u64); 4] = [
    (Unit::Second, "second", 1),
    (Unit::Minute, "minute", 60),
    (Unit::Hour, "hour", 3_600),
    (Unit::Day, "day", 86_400),
];

impl Rate {
    /// At least one: a count of zero would be a switch, and this is none.
    #[must_use]
    pub const fn per_minute(count: u32) -> Self {
        Self {
            count: if count == 0 { 1 } else { count },
            unit: Unit::Minute,
        }
    }

    #[must_use]
    pub const fn per_hour(count: u32) -> Self {
        Self {
            count: if count == 0 { 1 } else { count },
            unit: Unit::Hour,
        }
    }

    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }

    #[must_use]
    pub fn period(self) -> Duration {
        let seconds = UNITS
            .iter()
            .find(|(unit, ..)| *unit == self.unit)
            .map_or(1, |(.., seconds)| *seconds);
        Duration::from_secs(seconds)
    }
}

impl FromStr for Rate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (count, name) = text.split_once('/').ok_or(())?;
        let count = count
            .trim()
            .parse()
            .ok()
            .filter(|count| *count > 0)
            .ok_or(())?;
        let unit = UNITS
            .iter()
            .find(|(_, known, _)| *known == name.trim())
            .map(|(unit, ..)| *unit)
            .ok_or(())?;
        Ok(Self { count, unit })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = UNITS
            .iter()
            .find(|(unit, ..)| *unit == self.unit)
            .map_or("second", |(_, name, _)| *name);
        write!(f, "{}/{name}", self.count)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl FromStr for LogFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// For defaults only.
pub(super) fn url(text: &str) -> Url {
    Url::parse(text).expect("defaults are addresses")
}

pub(super) fn is_smtp_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some_and(|h| !h.is_empty())
    })
}

pub(super) fn is_mailbox(text: &str) -> bool {
    text.parse::<lettre::message::Mailbox>().is_ok()
}

pub(super) fn is_dns_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A name as people and communities here have it.
pub(super) fn is_handle(text: &str) -> bool {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !text.is_empty() && text.len() <= 30 && text.bytes().all(good) && !text.starts_with('_')
}

pub(super) fn is_log_filter(text: &str) -> bool {
    !text.is_empty() && tracing_subscriber::EnvFilter::try_new(text).is_ok()
}
