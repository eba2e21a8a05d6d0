//! Sends mail by SMTP, or says in the log what it would have sent.
//!
//! Subjects and bodies come ready from the theme; who gets what is decided by those who call.
//! Call it from jobs only: a mail server may take its time.

pub mod dkim;
pub mod report;

use std::time::{Duration, SystemTime};

use anyhow::Context;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::address::Envelope;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use time::OffsetDateTime;
use url::Url;

use crate::clock::Clock;
use crate::config;
use crate::urls::Urls;

/// For one whole conversation with the mail server.
const PATIENCE: Duration = Duration::from_secs(30);
const CONNECTIONS: u32 = 4;

/// One mail to one person.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Shown instead of the text where the reader's program can.
    pub html: Option<String>,
    /// One click leaves the list, as RFC 8058 has it: this address takes a POST.
    pub unsubscribe: Option<Url>,
    /// Further headers, such as `In-Reply-To`.
    pub headers: Vec<(String, String)>,
    /// Who speaks, where it is not the house itself; the address is the house's all the same.
    pub from_name: Option<String>,
    /// What its id begins with; chance otherwise.
    pub id: Option<String>,
    /// Added to the address that it comes back to, so that what comes back can be told apart.
    pub return_key: Option<String>,
}

/// Whether it makes sense to try again.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Not this mail, ever: a bad address, or the server's final word.
    #[error("mail refused: {0}")]
    Refused(String),
    #[error("mail not sent: {0}")]
    Failed(String),
}

pub struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
    /// Where mail that does not arrive comes back to.
    bounces: Option<Address>,
    dkim: Option<DkimConfig>,
    record: Option<dkim::Record>,
    domain: String,
    clock: Clock,
}

impl Mailer {
    /// Reads the DKIM key; does not talk to the mail server yet.
    pub fn new(config: &config::Mail, urls: &Urls, clock: Clock) -> anyhow::Result<Self> {
        let domain = urls.base().host_str().unwrap_or("localhost").to_owned();
        let from = config
            .from
            .clone()
            .unwrap_or_else(|| format!("noreply@{domain}"));
        let from: Mailbox = from.parse().context("mail.from is no mail address")?;
        let transport = config
            .smtp_url
            .as_ref()
            .map(|url| {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
                    .context("mail.smtp_url is no mail server")?;
                anyhow::Ok(
                    builder
                        .timeout(Some(PATIENCE))
                        .hello_name(ClientId::Domain(domain.clone()))
                        .pool_config(PoolConfig::new().max_size(CONNECTIONS))
                        .build(),
                )
            })
            .transpose()?;
        let bounces = config
            .bounces
            .as_deref()
            .map(|address| address.parse().context("mail.bounces is no mail address"))
            .transpose()?;
        let (mut dkim, mut record) = (None, None);
        if let Some(path) = &config.dkim_key {
            let pem = std::fs::read_to_string(path)
                .with_context(|| format!("mail.dkim_key: cannot read {}", path.display()))?;
            let unfit = || format!("mail.dkim_key: {} is no RSA key", path.display());
            let key = DkimSigningKey::new(
                &dkim::for_signing(&pem).with_context(unfit)?,
                DkimSigningAlgorithm::Rsa,
            )
            .with_context(unfit)?;
            record = Some(
                dkim::record(&pem, &config.dkim_selector, from.email.domain())
                    .with_context(unfit)?,
            );
            dkim = Some(dkim_config(config, &from, key));
        }
        Ok(Self {
            transport,
            from,
            bounces,
            dkim,
            record,
            domain,
            clock,
        })
    }

    /// Whether mail really leaves the house.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.transport.is_some()
    }

    #[must_use]
    pub fn from(&self) -> String {
        self.from.to_string()
    }

    /// What DNS has to say of the key that signs, where the house signs by itself.
    #[must_use]
    pub fn dkim_record(&self) -> Option<&dkim::Record> {
        self.record.as_ref()
    }

    /// Says hello to the mail server, for `folkmoot doctor`.
    pub async fn check(&self) -> Result<(), SendError> {
        match &self.transport {
            None => Ok(()),
            Some(transport) => match transport.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err(SendError::Failed("the mail server hung up".to_owned())),
                Err(error) => Err(SendError::Failed(with_causes(&error))),
            },
        }
    }

    pub async fn send(&self, message: Message) -> Result<(), SendError> {
        let mail = self.write(&message)?;
        let Some(transport) = &self.transport else {
            tracing::info!(
                to = message.to,
                subject = message.subject,
                text = message.text,
                "no mail server is set (mail.smtp_url), so this was not sent"
            );
            return Ok(());
        };
        match transport.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(SendError::Refused(with_causes(&error))),
            Err(error) => Err(SendError::Failed(with_causes(&error))),
        }
    }

    fn write(&self, message: &Message) -> Result<lettre::Message, SendError> {
        let refused = |what: &str| SendError::Refused(what.to_owned());
        let to: Mailbox = message
            .to
            .parse()
            .map_err(|error| SendError::Refused(format!("the recipient's address: {error}")))?;
        let id = match &message.id {
            Some(id) => format!("<{id}@{}>", self.domain),
            None => format!("<{:032x}@{}>", rand::random::<u128>(), self.domain),
        };
        let from = match &message.from_name {
            Some(name) => Mailbox::new(Some(one_line(name)), self.from.email.clone()),
            None => self.from.clone(),
        };
        let now = SystemTime::from(OffsetDateTime::from(self.clock.now()));
        let mut builder = lettre::Message::builder()
            .from(from)
            .to(to.clone())
            .subject(one_line(&message.subject))
            .date(now)
            .message_id(Some(id));
        if let Some(back) = self.return_address(message) {
            let envelope = Envelope::new(Some(back), vec![to.email])
                .map_err(|error| SendError::Refused(error.to_string()))?;
            builder = builder.envelope(envelope);
        }
        for (name, value) in &message.headers {
            builder =
                builder.raw_header(header(name, value).ok_or_else(|| refused("a header's name"))?);
        }
        if let Some(url) = &message.unsubscribe {
            for (name, value) in [
                ("List-Unsubscribe", format!("<{url}>")),
                (
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ),
            ] {
                builder =
                    builder.raw_header(header(name, &value).ok_or_else(|| refused("a header"))?);
            }
        }
        let text = message.text.clone();
        let mut mail = match &message.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html.clone())),
            None => builder.singlepart(SinglePart::plain(text)),
        }
        .map_err(|error| SendError::Refused(format!("the mail cannot be written: {error}")))?;
        if let Some(dkim) = &self.dkim {
            mail.sign(dkim);
        }
        Ok(mail)
    }
}

impl Mailer {
    /// `bounces+KEY@moot.example`, where an address for bounces is set.
    fn return_address(&self, message: &Message) -> Option<Address> {
        let (bounces, key) = (self.bounces.as_ref()?, message.return_key.as_ref()?);
        Address::new(format!("{}+{key}", bounces.user()), bounces.domain()).ok()
    }

    /// How long it takes to write and sign mails, for the benchmarks: nothing is sent.
    pub fn rehearse(&self, message: &Message) -> Result<usize, SendError> {
        Ok(self.write(message)?.formatted().len())
    }
}

/// RFC 8058 asks that the signature covers the headers of the one-click leave.
fn dkim_config(config: &config::Mail, from: &Mailbox, key: DkimSigningKey) -> DkimConfig {
    let headers = [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    ];
    DkimConfig::new(
        config.dkim_selector.clone(),
        from.email.domain().to_owned(),
        key,
        headers.map(HeaderName::new_from_ascii_str).to_vec(),
        DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        },
    )
}

/// Nothing where the name is no header's name. The value loses its line breaks, which would
/// otherwise start a header of somebody else's making.
fn header(name: &str, value: &str) -> Option<HeaderValue> {
    let named = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let name = named
        .then(|| HeaderName::new_from_ascii(name.to_owned()).ok())
        .flatten()?;
    Some(HeaderValue::new(name, one_line(value)))
}

fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.trim().to_owned()
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
