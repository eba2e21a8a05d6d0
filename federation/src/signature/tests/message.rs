//! What peers send by RFC 9421, and what a forger would try.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::digest::check_content_digest;
use super::super::*;
use super::{BODY, NOW, Pair};

/// A signed RFC 9421 request with the given covered components.
fn message_over(
    pair: &Pair,
    covered: &str,
    parameters: &str,
    lines: &[String],
) -> (String, String) {
    let params = format!("({covered}){parameters}");
    let text = format!("{}\n\"@signature-params\": {params}", lines.join("\n"));
    (
        format!("sig1={params}"),
        format!("sig1=:{}:", pair.keys.sign(&pair.signer, &text).unwrap()),
    )
}

const KEY: &str = "keyid=\"https://far.example/u/ann#main-key\"";
const DATE: &str = "Fri, 15 Jan 2027 08:00:00 GMT";

/// One way to sign, and the request that goes with it.
struct Shape {
    what: &'static str,
    covered: &'static str,
    /// `KEY` and `NOW` stand for themselves.
    parameters: &'static str,
    method: &'static str,
    target: &'static str,
    body: bool,
    digests: &'static [&'static str],
}

impl Shape {
    const POST: Self = Self {
        what: "",
        covered: r#""@method" "@target-uri" "content-digest""#,
        parameters: ";created=NOW;KEY",
        method: "POST",
        target: "/inbox",
        body: true,
        digests: &["sha-256"],
    };

    fn digest(&self, body: &[u8]) -> String {
        let of = |name: &&str| {
            let made = match *name {
                "sha-512" => digest(&SHA512, body).as_ref().to_vec(),
                _ => digest(&SHA256, body).as_ref().to_vec(),
            };
            format!("{name}=:{}:", STANDARD.encode(made))
        };
        self.digests.iter().map(of).collect::<Vec<_>>().join(", ")
    }

    /// Signs for one request and judges another one, which differs in `method`, `target` or `body`.
    fn judged(
        &self,
        pair: &Pair,
        method: &str,
        target: &str,
        body: &[u8],
    ) -> Result<(), SignatureError> {
        let digest = self.digest(BODY);
        let value = |name: &str| match name.trim_matches('"') {
            "@method" => self.method.to_owned(),
            "@target-uri" => format!("https://here.example{}", self.target),
            "@authority" | "host" => "here.example".to_owned(),
            "@path" => self.target.split('?').next().unwrap().to_owned(),
            "@query" => format!("?{}", self.target.split_once('?').unwrap().1),
            "date" => DATE.to_owned(),
            _ => digest.clone(),
        };
        let lines: Vec<String> = self
            .covered
            .split_whitespace()
            .map(|name| format!("{name}: {}", value(name)))
            .collect();
        let parameters = self
            .parameters
            .replace("KEY", KEY)
            .replace("NOW", &NOW.to_string());
        let (input, signature) = message_over(pair, self.covered, &parameters, &lines);
        let mut headers = vec![
            ("host", "here.example"),
            ("date", DATE),
            ("signature-input", &input),
            ("signature", &signature),
        ];
        if self.body {
            headers.push(("content-digest", &digest));
        }
        pair.judge(
            &Request {
                method,
                path_and_query: target,
                headers: Headers::new(headers),
                body: self.body.then_some(body),
            },
            NOW,
        )
    }
}

/// Fedify's first knock, Mastodon's second one, and whatever else the RFC leaves open to them.
const SHAPES: [Shape; 12] = [
    Shape {
        what: "Mastodon",
        ..Shape::POST
    },
    Shape {
        what: "Fedify",
        covered: r#""@method" "@target-uri" "@authority" "host" "date" "content-digest""#,
        parameters: ";alg=\"rsa-v1_5-sha256\";KEY;created=NOW",
        ..Shape::POST
    },
    Shape {
        what: "host and date, no algorithm",
        covered: r#""@method" "@target-uri" "content-digest" "host" "date""#,
        ..Shape::POST
    },
    Shape {
        what: "nonce, tag and expiry",
        parameters: ";alg=\"rsa-v1_5-sha256\";KEY;created=NOW;expires=1800003600;nonce=\"a\\\"b\";tag=\"x\"",
        ..Shape::POST
    },
    Shape {
        what: "an unknown parameter",
        parameters: ";created=NOW;KEY;zeal;more=2.5",
        ..Shape::POST
    },
    Shape {
        what: "a query",
        target: "/inbox?page=2&name=a%20b&empty=",
        ..Shape::POST
    },
    Shape {
        what: "an empty query",
        target: "/inbox?",
        ..Shape::POST
    },
    Shape {
        what: "path and query apart",
        covered: r#""@method" "@path" "@query" "@authority" "content-digest""#,
        target: "/inbox?page=2",
        ..Shape::POST
    },
    Shape {
        what: "two digests",
        digests: &["sha-256", "sha-512"],
        ..Shape::POST
    },
    Shape {
        what: "two digests, the longer first",
        digests: &["sha-512", "sha-256"],
        ..Shape::POST
    },
    Shape {
        what: "the longer digest alone",
        digests: &["sha-512"],
        ..Shape::POST
    },
    Shape {
        what: "a fetch",
        covered: r#""@method" "@target-uri""#,
        method: "GET",
        target: "/c/x?page=true",
        body: false,
        ..Shape::POST
    },
];

#[test]
fn every_peer_that_signs_messages_is_understood() {
    let pair = Pair::new();
    for shape in SHAPES {
        let (what, method, target) = (shape.what, shape.method, shape.target);
        assert_eq!(shape.judged(&pair, method, target, BODY), Ok(()), "{what}");
        let more = format!(
            "{target}{}x=1",
            if target.contains('?') { '&' } else { '?' }
        );
        for (method, target) in [("PUT", target), (method, "/other"), (method, more.as_str())] {
            assert!(
                shape.judged(&pair, method, target, BODY).is_err(),
                "{what}: {method} {target}"
            );
        }
        if shape.body {
            let other = shape.judged(&pair, method, target, b"{}");
            assert!(matches!(other, Err(SignatureError::Digest(_))), "{what}");
        }
    }
}

/// Of several digests each must be of this body, or a reader of another one would see another body.
#[test]
fn no_digest_beside_the_right_one_may_be_wrong() {
    let right = |name: &str, of: &'static Algorithm| {
        format!("{name}=:{}:", STANDARD.encode(digest(of, BODY)))
    };
    let (short, long) = (right("sha-256", &SHA256), right("sha-512", &SHA512));
    let other = format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, b"{}")));
    let judged = |fields: &[&str]| {
        let headers = fields.iter().map(|field| ("content-digest", *field));
        check_content_digest(&Headers::new(headers.collect()), BODY)
    };
    for good in [
        short.clone(),
        long.clone(),
        format!("{short}, {long}"),
        format!("md5=:AAAA:, {short}"),
        format!("{short};x=1"),
    ] {
        assert_eq!(judged(&[&good]), Ok(()), "{good}");
    }
    for bad in [
        other.clone(),
        format!("{other}, {long}"),
        format!("{long}, {other}"),
        format!("{short}, sha-512=:AAAA:"),
        format!("{short}, {other}"),
        format!("{short}, sha-512=x"),
        "md5=:AAAA:".to_owned(),
        "sha-256".to_owned(),
        "sha-256=(:AAAA:)".to_owned(),
        String::new(),
        "\u{0}".to_owned(),
    ] {
        assert!(judged(&[&bad]).is_err(), "{bad}");
    }
    assert!(judged(&[&short, &short]).is_err(), "two fields");
    assert!(judged(&[]).is_err());
}

#[test]
fn any_change_breaks_a_message_signature() {
    let pair = Pair::new();
    let digest = format!(
        "sha-256=:{}:",
        digest_header(BODY).strip_prefix("SHA-256=").unwrap()
    );
    let both = format!("{digest}, sha-512=:AAAA:");
    let line = |name: &str| match name {
        "\"@method\"" => "\"@method\": POST".to_owned(),
        "\"@target-uri\"" => "\"@target-uri\": https://here.example/inbox".to_owned(),
        _ => format!("\"content-digest\": {digest}"),
    };
    let key = "keyid=\"https://far.example/u/ann#main-key\"";
    let whole = "\"@method\" \"@target-uri\" \"content-digest\"";
    let created = format!(";{key};created={NOW}");
    let judge = |covered: &str, parameters: &str, method, path, digest: &str, body| {
        let lines: Vec<String> = covered.split(' ').map(line).collect();
        let (input, signature) = message_over(&pair, covered, parameters, &lines);
        let headers = Headers::new(vec![
            ("content-digest", digest),
            ("signature-input", &input),
            ("signature", &signature),
        ]);
        pair.judge(
            &Request {
                method,
                path_and_query: path,
                headers,
                body: Some(body),
            },
            NOW,
        )
    };
    assert_eq!(
        judge(whole, &created, "POST", "/inbox", &digest, BODY),
        Ok(())
    );
    assert_eq!(
        judge(
            whole,
            &format!("{created};alg=\"rsa-v1_5-sha256\""),
            "POST",
            "/inbox",
            &digest,
            BODY
        ),
        Ok(())
    );
    assert_eq!(
        judge(
            whole,
            &format!("{created};expires={}", NOW + 60),
            "POST",
            "/inbox",
            &digest,
            BODY
        ),
        Ok(())
    );
    for (what, judged) in [
        (
            "another body",
            judge(whole, &created, "POST", "/inbox", &digest, b"{}".as_slice()),
        ),
        (
            "another method",
            judge(whole, &created, "PUT", "/inbox", &digest, BODY),
        ),
        (
            "another path",
            judge(whole, &created, "POST", "/other", &digest, BODY),
        ),
        (
            "an added query",
            judge(whole, &created, "POST", "/inbox?x", &digest, BODY),
        ),
        (
            "two digests",
            judge(whole, &created, "POST", "/inbox", &both, BODY),
        ),
        (
            "no time",
            judge(whole, &format!(";{key}"), "POST", "/inbox", &digest, BODY),
        ),
        (
            "an old time",
            judge(
                whole,
                &format!(";{key};created={}", NOW - 4_000),
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "a future time",
            judge(
                whole,
                &format!(";{key};created={}", NOW + 4_000),
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "a negative time",
            judge(
                whole,
                &format!(";{key};created=-1"),
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "another algorithm",
            judge(
                whole,
                &format!("{created};alg=\"hmac-sha256\""),
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "an algorithm for other keys",
            judge(
                whole,
                &format!("{created};alg=\"ed25519\""),
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "no method",
            judge(
                "\"@target-uri\" \"content-digest\"",
                &created,
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "no target",
            judge(
                "\"@method\" \"content-digest\"",
                &created,
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
        (
            "no digest",
            judge(
                "\"@method\" \"@target-uri\"",
                &created,
                "POST",
                "/inbox",
                &digest,
                BODY,
            ),
        ),
    ] {
        assert!(judged.is_err(), "{what} went unseen");
    }
}
