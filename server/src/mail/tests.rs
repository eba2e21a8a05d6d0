//! Mail as a mail server sees it.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::clock::Time;
use crate::config::Secret;

fn urls() -> Urls {
    Urls::new(&Url::parse("https://moot.example").expect("a base"))
}

fn mailer(config: &config::Mail) -> Mailer {
    Mailer::new(config, &urls(), Clock::manual(Time(1_800_000_000_000_000))).expect("a mailer")
}

fn written(message: &Message) -> String {
    let mail = mailer(&config::Mail::default()).write(message);
    String::from_utf8(mail.expect("a mail").formatted()).expect("mail is text")
}

fn message() -> Message {
    Message {
        to: "Ann <ann@home.example>".to_owned(),
        subject: "Grüße".to_owned(),
        text: "Somebody answered.".to_owned(),
        ..Message::default()
    }
}

/// Takes one mail the way that a mail server does, and gives back what it heard.
async fn serve_one(listener: TcpListener, verdict: &'static str) -> String {
    let (stream, _) = listener.accept().await.expect("a client");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut heard = String::new();
    let mut in_data = false;
    write.write_all(b"220 sink\r\n").await.expect("a greeting");
    while let Some(line) = lines.next_line().await.expect("a line") {
        heard.push_str(&line);
        heard.push('\n');
        let answer = match (in_data, line.as_str()) {
            (true, ".") => {
                write
                    .write_all(verdict.as_bytes())
                    .await
                    .expect("a verdict");
                return heard;
            }
            (true, _) => continue,
            (false, "DATA") => {
                in_data = true;
                "354 go on\r\n"
            }
            (false, _) => "250 fine\r\n",
        };
        write.write_all(answer.as_bytes()).await.expect("an answer");
    }
    heard
}

async fn sent(verdict: &'static str) -> (Result<(), SendError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let sink = tokio::spawn(serve_one(listener, verdict));
    let mailer = mailer(&config::Mail {
        smtp_url: Some(Secret::new(format!("smtp://{address}"))),
        ..config::Mail::default()
    });
    let outcome = mailer.send(message()).await;
    (outcome, sink.await.expect("the sink"))
}

#[tokio::test]
async fn reaches_a_mail_server() {
    let (outcome, heard) = sent("250 taken\r\n").await;
    outcome.expect("sent");
    assert!(heard.contains("EHLO moot.example"), "{heard}");
    assert!(
        heard.contains("MAIL FROM:<noreply@moot.example>"),
        "{heard}"
    );
    assert!(heard.contains("RCPT TO:<ann@home.example>"), "{heard}");
    assert!(heard.contains("Somebody answered."), "{heard}");
}

#[tokio::test]
async fn tells_a_final_refusal_from_a_passing_one() {
    let (outcome, _) = sent("554 never\r\n").await;
    assert!(matches!(outcome, Err(SendError::Refused(_))), "{outcome:?}");
    let (outcome, _) = sent("451 later\r\n").await;
    assert!(matches!(outcome, Err(SendError::Failed(_))), "{outcome:?}");
}

#[tokio::test]
async fn without_a_server_nothing_fails() {
    let mailer = mailer(&config::Mail::default());
    assert!(!mailer.is_on());
    mailer.send(message()).await.expect("logged");
    mailer.check().await.expect("nothing to reach");
}

#[test]
fn headers_cannot_be_smuggled_in() {
    let text = written(&Message {
        subject: "Hello\r\nBcc: eve@evil.example".to_owned(),
        headers: vec![("X-Note".to_owned(), "a\r\nBcc: eve@evil.example".to_owned())],
        ..message()
    });
    assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
    let mut bad = message();
    bad.headers.push(("Bad\r\nName".to_owned(), "x".to_owned()));
    assert!(mailer(&config::Mail::default()).write(&bad).is_err());
    bad = message();
    bad.to = "ann@home.example\r\nBcc: eve@evil.example".to_owned();
    assert!(mailer(&config::Mail::default()).write(&bad).is_err());
}

#[test]
fn leaving_takes_one_click() {
    let text = written(&Message {
        unsubscribe: Url::parse("https://moot.example/leave/abc").ok(),
        html: Some("<p>Somebody answered.</p>".to_owned()),
        ..message()
    });
    assert!(
        text.contains("List-Unsubscribe: <https://moot.example/leave/abc>"),
        "{text}"
    );
    assert!(
        text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        "{text}"
    );
    assert!(text.contains("multipart/alternative"), "{text}");
    assert!(
        text.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000"),
        "{text}"
    );
    assert!(
        text.contains("@moot.example>"),
        "the id does not name the machine: {text}"
    );
}

#[test]
fn a_missing_key_is_told_with_its_setting() {
    let config = config::Mail {
        dkim_key: Some("/no/such/key.pem".into()),
        ..config::Mail::default()
    };
    let error = Mailer::new(&config, &urls(), Clock::System)
        .err()
        .expect("no key");
    assert!(error.to_string().contains("mail.dkim_key"), "{error}");
}
