//! Every setting, declared once: its type, default, meaning and what it takes.
//!
//! The declarations below give the structs, their defaults, the reading, the messages about bad
//! values and `config.example.toml`. To add a setting, add its lines here.

mod example;
mod load;
mod value;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use url::{Host, Url};

pub use example::example;
pub use load::{ConfigError, ENV_PREFIX};
pub use value::{DatabaseUrl, DevHost, LogFormat, Rate, Secret, SettingValue};

/// One setting as `config.example.toml` and messages tell of it.
#[derive(Debug)]
pub struct Setting {
    pub section: &'static str,
    pub key: &'static str,
    pub doc: &'static [&'static str],
    pub allowed: &'static str,
    /// As TOML.
    pub default: String,
}

macro_rules! sections {
    ($(
        #[doc = $section_doc:literal]
        $section:ident : $Section:ident {
            $(
                $(#[doc = $doc:literal])+
                $key:ident : $type:ty = $default:expr, $allowed:literal $(, if $check:expr)? ;
            )+
        }
    )+) => {
        /// Everything that an operator can set, in the order of the sections below.
        #[derive(Debug, Clone, Default)]
        pub struct Config {
            $( #[doc = $section_doc] pub $section: $Section, )+
        }

        $(
            #[doc = $section_doc]
            #[derive(Debug, Clone)]
            pub struct $Section {
                $( $(#[doc = $doc])+ pub $key: $type, )+
            }

            impl Default for $Section {
                fn default() -> Self {
                    Self { $( $key: $default, )+ }
                }
            }

            impl $Section {
                fn read(source: &load::Source) -> Result<Self, ConfigError> {
                    let mut section = Self::default();
                    $(
                        let check: fn(&$type) -> bool = sections!(@check $type $(, $check)?);
                        if let Some(value) =
                            source.read(stringify!($section), stringify!($key), $allowed, check)?
                        {
                            section.$key = value;
                        }
                    )+
                    Ok(section)
                }
            }
        )+

        /// All settings, for the example file and for "did you mean".
        #[must_use]
        pub fn settings() -> Vec<Setting> {
            let mut all = Vec::new();
            $(
                let defaults = $Section::default();
                $(
                    all.push(Setting {
                        section: stringify!($section),
                        key: stringify!($key),
                        doc: &[$($doc),+],
                        allowed: $allowed,
                        default: defaults.$key.to_toml(),
                    });
                )+
            )+
            all
        }

        /// Each section with its one line.
        const SECTIONS: &[(&str, &str)] = &[$((stringify!($section), $section_doc)),+];

        impl Config {
            fn read(source: &load::Source) -> Result<Self, ConfigError> {
                Ok(Self { $( $section: $Section::read(source)?, )+ })
            }
        }
    };
    (@check $type:ty) => { |_: &$type| true };
    (@check $type:ty, $check:expr) => { $check };
}

sections! {
    /// Where this instance listens, and what the world calls it.
    server: Server {
        /// Where to listen. Behind a proxy on the same machine, leave it on 127.0.0.1.
        bind: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)),
            "an address and a port, such as 127.0.0.1:8080 or [::]:8080";
        /// The address that people and other servers use. It is part of every name and id, so
        /// choose it before the first person comes in: it cannot change afterwards.
        public_url: Url = value::url("http://localhost:8080"),
            "https:// and a host name without a path; http or a port only for localhost and federation.development";
        /// Where the database, the uploads and the keys live.
        data_dir: PathBuf = PathBuf::from("data"),
            "a directory that folkmoot may write to",
            if |dir| !dir.as_os_str().is_empty();
        /// Threads that answer requests. 0 is one for each processor.
        workers: usize = 0,
            "a whole number from 0 to 256", if |count| *count <= 256;
        /// Proxies whose X-Forwarded-For is believed. List yours if it runs on another machine.
        trusted_proxies: Vec<IpAddr> = vec![
            IpAddr::from([127, 0, 0, 1]),
            IpAddr::from([0_u16, 0, 0, 0, 0, 0, 0, 1]),
        ],
            "a list of IP addresses";
    }

    /// Where the data is kept.
    database: Database {
        /// Empty is SQLite in the data directory, which is right for one machine.
        url: Option<DatabaseUrl> = None,
            "sqlite:///path/to/file or postgres://user:password@host/name, or empty";
        /// How many pages can read at the same time.
        readers: usize = 4,
            "a whole number from 1 to 64", if |count| (1..=64).contains(count);
    }

    /// How this instance meets other servers.
    federation: Federation {
        /// Whether this instance talks with other servers at all.
        enabled: bool = true,
            "true or false";
        /// Answer signed requests only. Blocked servers then cannot read along, and some servers
        /// can no longer show what is written here.
        authorized_fetch: bool = false,
            "true or false";
        /// For tests only: servers that may be reached by http, on any port and at private
        /// addresses. Every page and the log warn while this is set.
        development: Vec<DevHost> = Vec::new(),
            "a list of host names, each with its port and, where DNS does not know it, its address: [\"b.localhost:8081=127.0.0.1:8081\"]";
        /// How long another server may take for one whole answer, in seconds.
        timeout: u64 = 10,
            "a whole number from 1 to 60", if |seconds| (1..=60).contains(seconds);
    }

    /// How mail leaves the house.
    mail: Mail {
        /// The mail server. Empty means that no mail is sent: the log says what would have been.
        smtp_url: Option<Secret> = None,
            "smtps://user:password@host (TLS), smtp://user:password@host:587?tls=required (STARTTLS), smtp://host:25 (plain), or empty",
            if |url| url.as_ref().is_none_or(|url| value::is_smtp_url(url.expose()));
        /// Who the mail is from. Empty is noreply@ this instance's host.
        from: Option<String> = None,
            "an address, such as Riverside <moot@riverside.example>, or empty",
            if |from| from.as_ref().is_none_or(|from| value::is_mailbox(from));
        /// Signs the mail (DKIM): a file with an RSA key, as `folkmoot admin dkim` or `openssl genrsa 2048` makes it.
        /// Leave it empty when the mail server signs.
        dkim_key: Option<PathBuf> = None,
            "a path to a PEM file, or empty";
        /// The name of the key in DNS: the part before ._domainkey.
        dkim_selector: String = "folkmoot".to_owned(),
            "letters, digits and hyphens", if |name| value::is_dns_label(name);
        /// Where newsletters that do not arrive come back to: an address with room for `+` and a key behind its name, whose
        /// mail is handed to /api/v1/mail/reports. Empty lets them come back to `from`, where nobody counts them.
        bounces: Option<String> = None,
            "an address, such as bounces@riverside.example, or empty",
            if |address| address.as_ref().is_none_or(|address| value::is_mailbox(address) && !address.contains('<'));
        /// After so many newsletters that came back for good, an address gets no more.
        bounces_most: u64 = 3,
            "a whole number from 1 to 100", if |count| (1..=100).contains(count);
        /// How fast newsletters go out to the addresses of one and the same domain.
        newsletter_pace: Rate = Rate::per_minute(120), "a rate, such as 120/minute or 5/second";
    }

    /// What the log says.
    log: Log {
        /// How much is said: for everything, or for parts of it.
        level: String = "info".to_owned(),
            "error, warn, info, debug or trace, or a filter such as info,folkmoot::jobs=debug",
            if |level| value::is_log_filter(level);
        /// For people, or one JSON object a line.
        format: LogFormat = LogFormat::Text,
            "text or json";
    }

    /// How much is too much. Rates hold for one account, and for one address without an account.
    limits: Limits {
        /// Attempts to log in.
        login: Rate = Rate::per_minute(10), "a rate, such as 10/minute, 3/second, 100/hour or 5/day";
        /// New accounts.
        register: Rate = Rate::per_hour(5), "a rate, such as 5/hour";
        /// Threads, replies, edits, votes and reports.
        post: Rate = Rate::per_minute(30), "a rate, such as 30/minute";
        /// Searches.
        search: Rate = Rate::per_minute(30), "a rate, such as 30/minute";
        /// Look-ups of something on another server.
        resolve: Rate = Rate::per_minute(15), "a rate, such as 15/minute";
        /// The largest picture that can be uploaded, in MiB.
        upload_mib: u64 = 8,
            "a whole number from 1 to 64", if |size| (1..=64).contains(size);
        /// The largest picture in megapixels, before it is scaled down.
        upload_megapixels: u64 = 32,
            "a whole number from 1 to 100", if |size| (1..=100).contains(size);
    }

    /// The convener: whom people elsewhere write to, to bring others together on the spot.
    convener: Convener {
        /// Its name, as in @moot@ this instance's host. A name that was used before is still answered.
        name: String = "moot".to_owned(),
            "small letters, digits and _, at most 30, a name that nobody here has",
            if |name| value::is_handle(name);
        /// Quiet hours after which such a community disperses, where its founder chooses none.
        quiet_hours: u64 = 48,
            "a whole number from 1 to 336", if |hours| (1..=336).contains(hours);
        /// How many one person may found on the spot in a day.
        per_person: u64 = 3,
            "a whole number from 0 to 1000", if |count| *count <= 1000;
        /// How many all people of one other server may found on the spot in a day.
        per_server: u64 = 20,
            "a whole number from 0 to 10000", if |count| *count <= 10_000;
    }

    /// Work behind the pages.
    jobs: Jobs {
        /// Jobs that run at the same time.
        workers: usize = 2,
            "a whole number from 1 to 64", if |count| (1..=64).contains(count);
        /// Deliveries to other servers at the same time.
        deliveries: usize = 64,
            "a whole number from 1 to 1024", if |count| (1..=1024).contains(count);
        /// Deliveries to one and the same server at the same time. More than one is faster and gives
        /// up that they arrive in their order.
        deliveries_per_host: usize = 1,
            "a whole number from 1 to 32", if |count| (1..=32).contains(count);
    }

    /// For those who work on Folkmoot itself or on a theme.
    development: Development {
        /// Read the themes from this directory, anew for each page: the folder that holds `default`.
        theme_dir: Option<PathBuf> = None,
            "a directory of themes, such as themes, or empty";
    }
}

impl Config {
    /// Where the data is: what is set, or SQLite in the data directory.
    #[must_use]
    pub fn database_url(&self) -> DatabaseUrl {
        self.database
            .url
            .clone()
            .unwrap_or_else(|| DatabaseUrl::Sqlite(self.server.data_dir.join("folkmoot.sqlite3")))
    }

    /// Where uploads are kept.
    #[must_use]
    pub fn media_dir(&self) -> PathBuf {
        self.server.data_dir.join("media")
    }

    #[must_use]
    pub fn is_development(&self) -> bool {
        !self.federation.development.is_empty()
    }

    /// Cookies are for https only, except where there is no https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.server.public_url.scheme() == "https"
    }

    /// Whether the public address may stand: other servers keep it for ever, so a slip is dear.
    fn public_url_fits(&self) -> bool {
        let url = &self.server.public_url;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let at_home = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return false,
        };
        let host = crate::urls::host_of(url).unwrap_or_default();
        let development = self
            .federation
            .development
            .iter()
            .any(|dev| dev.host == host);
        let real = url.scheme() == "https"
            && url.port().is_none()
            && matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        bare && (real || (matches!(url.scheme(), "http" | "https") && (at_home || development)))
    }
}
