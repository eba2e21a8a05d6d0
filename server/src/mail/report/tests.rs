//! Reports as servers send them, and the same spoiled in thousands of ways.

use super::*;

const KEY: &str = "1f3a-00112233445566778899";

fn dsn(action: &str, status: &str, diagnostic: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: bounces+{KEY}@moot.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_b\"\r\n\r\n\
         --=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI am sorry to have to inform you.\r\n\
         --=_b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n\
         Final-Recipient: rfc822; ann@home.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n\r\n\
         --=_b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: news@moot.example\r\nMessage-ID: <copy.{KEY}@moot.example>\r\n--=_b--\r\n"
    )
}

fn arf(kind: &str) -> String {
    format!(
        "From: fbl@provider.example\r\nTo: abuse@moot.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n\
         --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: Provider/1\r\nVersion: 1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: news@moot.example\r\nMessage-ID: <copy.{KEY}@moot.example>\r\nSubject: News\r\n\r\nHello\r\n--b--\r\n"
    )
}

fn finding(mail: &str) -> Finding {
    read(mail.as_bytes()).finding
}

#[test]
fn what_did_not_arrive_is_told_apart() {
    let hard = read(dsn("failed", "5.1.1", "smtp; 550 5.1.1\r\n  No such person").as_bytes());
    assert_eq!(hard.keys, [KEY]);
    assert_eq!(hard.finding, Finding::Bounce { hard: true, why: "5.1.1 550 5.1.1 No such person".to_owned() });
    assert!(matches!(finding(&dsn("Failed", "4.4.7", "smtp; 421 too late")), Finding::Bounce { hard: false, .. }));
    assert!(matches!(finding(&dsn("failed", "", "smtp; 550 gone")), Finding::Bounce { hard: true, .. }));
    for action in ["delayed", "delivered", "relayed", ""] {
        assert_eq!(finding(&dsn(action, "4.0.0", "smtp; 421 wait")), Finding::Nothing, "{action}");
    }
    assert_eq!(finding("From: ann@home.example\r\nSubject: Out of office\r\n\r\nBack on Monday.\r\n"), Finding::Nothing);
}

#[test]
fn complaints_name_the_mail_that_they_are_about() {
    let report = read(arf("abuse").as_bytes());
    assert_eq!((report.finding, report.keys), (Finding::Complaint, vec![KEY.to_owned()]));
    for kind in ["not-spam", "auth-failure", "virus", ""] {
        assert_eq!(finding(&arf(kind)), Finding::Nothing, "{kind}");
    }
}

#[test]
fn keys_are_found_wherever_servers_leave_them() {
    let keys = |text: &str| read(text.as_bytes()).keys;
    assert_eq!(keys(&format!("X-Original-To: BOUNCES+{KEY}@moot.example\n\nx")), [KEY]);
    assert_eq!(keys("To: a@b.example, 12-34@c.example, -@d.example, @"), Vec::<String>::new());
    let many: String = (0..200).map(|n| format!("{n:x}-00112233445566778899@x ")).collect();
    assert_eq!(keys(&many).len(), KEYS_MAX);
}

/// The same numbers in the same order each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

#[test]
fn nothing_that_comes_breaks_the_reader() {
    let seeds = [dsn("failed", "5.1.1", "smtp; 550 no"), arf("abuse"), "\r\n\r\n".to_owned(), String::new()];
    let pieces: [&[u8]; 12] = [
        b"Content-Type: message/rfc822\r\n\r\n", b"--=_b\r\n", b"--b--\r\n", b"\0\0\0", b"\xff\xfe", b"Content-Transfer-Encoding: base64\r\n",
        b"=?utf-8?q?", b"multipart/digest; boundary=b", b"\r\n ", b"@", b":;,<>\"", b"Action: failed\r\n\r\n",
    ];
    let mut dice = Dice(11);
    for seed in &seeds {
        for _ in 0..3_000 {
            let mut mail = seed.clone().into_bytes();
            for _ in 0..=dice.below(8) {
                let at = dice.below(mail.len() + 1);
                match dice.below(4) {
                    0 => mail.truncate(at),
                    1 => drop(mail.splice(at..at, pieces[dice.below(pieces.len())].iter().copied())),
                    2 if at < mail.len() => mail[at] = u8::try_from(dice.below(256)).unwrap_or(0),
                    _ => {
                        let end = (at + dice.below(200)).min(mail.len());
                        let again = mail[at..end].to_vec();
                        drop(mail.splice(at..at, again));
                    }
                }
            }
            let report = read(&mail);
            assert!(report.keys.len() <= KEYS_MAX);
        }
    }
}

#[test]
fn a_mail_in_a_mail_in_a_mail_has_an_end() {
    for nested in ["Content-Type: message/rfc822\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "content-type:message/global\n\n"] {
        let bomb = nested.repeat(BYTES_MAX / nested.len());
        assert_eq!(finding(&bomb), Finding::Nothing);
        assert_eq!(finding(&nested.repeat(PARTS_MAX)), Finding::Nothing);
    }
}
