//! A real mail server for tests: it speaks enough SMTP (RFC 5321) to take mail, and keeps what it took.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// More than any mail of ours has; a client that goes on and on is a failure to be seen.
const LONGEST_LINE: u64 = 1024 * 1024;

/// One mail, as it was handed over.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: Vec<u8>,
}

impl Mail {
    /// The value of a header, unfolded and decoded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mail = MessageParser::default().parse(&self.raw)?;
        match mail.header(name)? {
            HeaderValue::Text(text) => Some(text.to_string()),
            HeaderValue::TextList(list) => Some(list.join(", ")),
            _ => mail
                .header_raw(name)
                .map(|raw| raw.trim().replace("\r\n", "")),
        }
    }

    pub(crate) fn subject(&self) -> String {
        self.header("Subject").unwrap_or_default()
    }

    /// The plain text that a person reads.
    pub(crate) fn text(&self) -> String {
        let mail = MessageParser::default().parse(&self.raw);
        mail.and_then(|mail| Some(mail.body_text(0)?.replace("\r\n", "\n")))
            .unwrap_or_default()
    }

    /// The part of type `text/html`, when there is one.
    pub(crate) fn html(&self) -> Option<String> {
        let mail = MessageParser::default().parse(&self.raw)?;
        let part = mail.html_bodies().find(|part| {
            part.content_type()
                .is_some_and(|kind| kind.subtype() == Some("html"))
        })?;
        Some(part.text_contents()?.to_owned())
    }

    /// The first address in the text that contains `part`: what a person would click on.
    pub(crate) fn link(&self, part: &str) -> Result<String> {
        let text = self.text();
        let links = text
            .split(|c: char| c.is_whitespace() || "<>\"()".contains(c))
            .filter(|word| word.starts_with("http"));
        let found = links
            .map(|word| word.trim_end_matches(['.', ',']))
            .find(|link| link.contains(part));
        found
            .map(str::to_owned)
            .with_context(|| format!("no link with {part} in this mail:\n{text}"))
    }
}

/// The server. It ends when it is dropped.
pub(crate) struct SmtpSink {
    addr: SocketAddr,
    mails: watch::Sender<Vec<Mail>>,
    busy: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl SmtpSink {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (mails, _) = watch::channel(Vec::new());
        let busy = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn(serve(listener, mails.clone(), busy.clone()));
        Ok(Self {
            addr,
            mails,
            busy,
            task,
        })
    }

    /// For the setting `mail.smtp_url`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.addr)
    }

    /// What has come so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.mails.borrow().clone()
    }

    /// Waits until `count` mails have come, and returns all of them.
    pub(crate) async fn wait_for(&self, count: usize) -> Result<Vec<Mail>> {
        let mut mails = self.mails.subscribe();
        let enough = mails.wait_for(|mails| mails.len() >= count);
        match tokio::time::timeout(Duration::from_secs(20), enough).await {
            Ok(mails) => Ok(mails?.clone()),
            Err(_) => {
                let subjects: Vec<String> = self.mails().iter().map(Mail::subject).collect();
                bail!(
                    "waited for {count} mails, {} came: {subjects:?}",
                    subjects.len()
                )
            }
        }
    }

    /// The next `times` mails are turned away with "try again later", as a busy server does.
    pub(crate) fn be_busy(&self, times: usize) {
        self.busy.store(times, Ordering::SeqCst);
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, mails: watch::Sender<Vec<Mail>>, busy: Arc<AtomicUsize>) {
    while let Ok((stream, _)) = listener.accept().await {
        let session = Session {
            stream: BufReader::new(stream),
            mails: mails.clone(),
            busy: busy.clone(),
        };
        tokio::spawn(async move {
            if let Err(error) = session.run().await {
                eprintln!("smtp sink: {error:#}");
            }
        });
    }
}

struct Session {
    stream: BufReader<TcpStream>,
    mails: watch::Sender<Vec<Mail>>,
    busy: Arc<AtomicUsize>,
}

impl Session {
    async fn run(mut self) -> Result<()> {
        self.say("220 sink.localhost ESMTP").await?;
        let (mut from, mut to) = (None::<String>, Vec::<String>::new());
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    self.say("250-sink.localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING")
                        .await?
                }
                "HELO" | "NOOP" => self.say("250 OK").await?,
                "MAIL" if self.turn_away() => self.say("451 4.3.2 Busy, try again later").await?,
                "MAIL" => {
                    from = Some(path(&line)?);
                    to.clear();
                    self.say("250 OK").await?;
                }
                "RCPT" if from.is_some() => {
                    to.push(path(&line)?);
                    self.say("250 OK").await?;
                }
                "DATA" if !to.is_empty() => {
                    self.say("354 Go on, end with a dot").await?;
                    let raw = self.data().await?;
                    let mail = Mail {
                        from: from.take().unwrap_or_default(),
                        to: std::mem::take(&mut to),
                        raw,
                    };
                    self.mails.send_modify(|mails| mails.push(mail));
                    self.say("250 Kept").await?;
                }
                "RCPT" | "DATA" => self.say("503 Out of order").await?,
                "RSET" => {
                    (from, to) = (None, Vec::new());
                    self.say("250 OK").await?;
                }
                "QUIT" => return self.say("221 Bye").await,
                _ => self.say("502 Not known here").await?,
            }
        }
        Ok(())
    }

    fn turn_away(&self) -> bool {
        self.busy
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            })
            .is_ok()
    }

    async fn say(&mut self, reply: &str) -> Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{reply}\r\n").as_bytes())
            .await?;
        Ok(())
    }

    /// The next line with its end, or nothing when the client has gone.
    async fn line(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = (&mut self.stream)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .await?;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) => bail!("a line of {read} bytes has no end"),
        }
    }

    /// The mail up to the line with the single dot; the dots that were doubled on the way are single again.
    async fn data(&mut self) -> Result<Vec<u8>> {
        let mut raw = Vec::new();
        while let Some(line) = self.line().await? {
            if line == b".\r\n" {
                return Ok(raw);
            }
            raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        bail!("the client left in the middle of a mail")
    }
}

/// The address between the angle brackets of `MAIL FROM:<a@b>`.
fn path(line: &str) -> Result<String> {
    let (_, rest) = line
        .split_once('<')
        .with_context(|| format!("no address in {line}"))?;
    let (address, _) = rest
        .split_once('>')
        .with_context(|| format!("no address in {line}"))?;
    Ok(address.to_owned())
}

mod tests {
    use lettre::message::MultiPart;
    use lettre::transport::smtp::AsyncSmtpTransport;
    use lettre::{AsyncTransport, Message, Tokio1Executor};

    use super::SmtpSink;

    fn mail() -> anyhow::Result<Message> {
        let body = MultiPart::alternative_plain_html(
            "Grüße\n.dot\nhttps://a.example/confirm/1.".to_owned(),
            "<p>Grüße</p>".to_owned(),
        );
        Ok(Message::builder()
            .from("a@a.example".parse()?)
            .to("b@b.example".parse()?)
            .subject("Schön")
            .multipart(body)?)
    }

    #[tokio::test]
    async fn keeps_a_mail_as_it_was_meant() -> anyhow::Result<()> {
        let sink = SmtpSink::start().await?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&sink.url())?.build();
        transport.send(mail()?).await?;
        let mails = sink.wait_for(1).await?;
        let [mail] = mails.as_slice() else {
            anyhow::bail!("{} mails", mails.len())
        };
        assert_eq!(
            (mail.from.as_str(), mail.to.as_slice()),
            ("a@a.example", &["b@b.example".to_owned()][..])
        );
        assert_eq!(mail.subject(), "Schön");
        assert_eq!(
            mail.text().trim_end(),
            "Grüße\n.dot\nhttps://a.example/confirm/1."
        );
        assert_eq!(
            mail.html().as_deref().map(str::trim_end),
            Some("<p>Grüße</p>")
        );
        assert_eq!(mail.link("/confirm/")?, "https://a.example/confirm/1");
        Ok(())
    }

    #[tokio::test]
    async fn turns_mail_away_when_busy() -> anyhow::Result<()> {
        let sink = SmtpSink::start().await?;
        sink.be_busy(1);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&sink.url())?.build();
        let refused = transport.send(mail()?).await;
        assert!(refused.is_err_and(|error| error.is_transient()));
        transport.send(mail()?).await?;
        assert_eq!(sink.wait_for(1).await?.len(), 1);
        Ok(())
    }
}
