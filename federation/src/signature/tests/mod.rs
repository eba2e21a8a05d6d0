//! What we sign, and what a forger would try.

mod keys;
mod message;
mod vectors;

use reqwest::header::HeaderMap;

use super::*;
use crate::host::SigningKey;

const BODY: &[u8] = br#"{"hello": "world"}"#;

fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

/// A peer that signs, and the server it signs for.
struct Pair {
    keys: Keys,
    signer: SigningKey,
    public: VerifyingKey,
    here: Here,
}

const NOW: i64 = 1_800_000_000;

impl Pair {
    fn new() -> Self {
        let made = generate_keypair().unwrap();
        Self {
            keys: Keys::new(4),
            signer: SigningKey {
                key_id: Url::parse("https://far.example/u/ann#main-key").unwrap(),
                private_pem: made.private_pem,
            },
            public: VerifyingKey::from_pem(&made.public_pem).unwrap(),
            here: Here::new(&Url::parse("https://here.example/").unwrap()),
        }
    }

    fn post(&self, address: &str) -> HeaderMap {
        let what = Signing::Post {
            body: BODY,
            content_type: "application/activity+json",
        };
        sign(
            &self.keys,
            &self.signer,
            &Url::parse(address).unwrap(),
            what,
            at(NOW),
        )
        .unwrap()
    }

    fn judge(&self, request: &Request<'_>, now: i64) -> Result<(), SignatureError> {
        let signature = Signature::read(&request.headers)?;
        signature.check(request, &self.here, at(now))?;
        signature.verify(request, &self.here, &self.public)
    }
}

fn fields(headers: &HeaderMap) -> Vec<(&str, &str)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect()
}

#[test]
fn what_we_sign_covers_what_the_strictest_peer_asks_for() {
    let pair = Pair::new();
    let post = pair.post("https://here.example/inbox");
    let field = post["signature"].to_str().unwrap();
    assert!(
        field.contains(r#"headers="(request-target) host date digest content-type""#),
        "{field}"
    );
    let get = sign(
        &pair.keys,
        &pair.signer,
        &Url::parse("https://here.example/c/x?page=2").unwrap(),
        Signing::Get { accept: "a/b" },
        at(NOW),
    )
    .unwrap();
    let field = get["signature"].to_str().unwrap();
    assert!(
        field.contains(r#"headers="(request-target) host date accept""#),
        "{field}"
    );
    let request = Request {
        method: "GET",
        path_and_query: "/c/x?page=2",
        headers: Headers::new(fields(&get)),
        body: None,
    };
    assert_eq!(pair.judge(&request, NOW), Ok(()));
}

#[test]
fn a_query_may_be_left_out_of_what_is_signed() {
    let pair = Pair::new();
    let get = sign(
        &pair.keys,
        &pair.signer,
        &Url::parse("https://here.example/c/x").unwrap(),
        Signing::Get { accept: "a/b" },
        at(NOW),
    )
    .unwrap();
    let asked = |path_and_query| Request {
        method: "GET",
        path_and_query,
        headers: Headers::new(fields(&get)),
        body: None,
    };
    assert_eq!(pair.judge(&asked("/c/x?page=2"), NOW), Ok(()));
    assert_eq!(
        pair.judge(&asked("/c/y?page=2"), NOW),
        Err(SignatureError::Wrong)
    );
}

#[test]
fn any_change_breaks_a_cavage_signature() {
    let pair = Pair::new();
    let headers = pair.post("https://here.example/inbox?a=1");
    let plain = fields(&headers);
    let with = |name: &'static str, value: &'static str| {
        let mut changed: Vec<_> = plain
            .iter()
            .copied()
            .filter(|(field, _)| *field != name)
            .collect();
        if !value.is_empty() {
            changed.push((name, value));
        }
        changed
    };
    let twice =
        |name: &'static str, value: &'static str| [plain.clone(), vec![(name, value)]].concat();
    let ask = |method, path, headers, body| Request {
        method,
        path_and_query: path,
        headers: Headers::new(headers),
        body: Some(body),
    };
    let other_digest = digest_header(b"other").leak();
    assert_eq!(
        pair.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW),
        Ok(())
    );
    for (what, request) in [
        ("body", ask("POST", "/inbox?a=1", plain.clone(), b"{}")),
        ("method", ask("PUT", "/inbox?a=1", plain.clone(), BODY)),
        ("path", ask("POST", "/other?a=1", plain.clone(), BODY)),
        ("query", ask("POST", "/inbox?a=2", plain.clone(), BODY)),
        (
            "host",
            ask("POST", "/inbox?a=1", with("host", "other.example"), BODY),
        ),
        ("no host", ask("POST", "/inbox?a=1", with("host", ""), BODY)),
        (
            "date",
            ask(
                "POST",
                "/inbox?a=1",
                with("date", "Fri, 15 Jan 2027 08:00:01 GMT"),
                BODY,
            ),
        ),
        ("no date", ask("POST", "/inbox?a=1", with("date", ""), BODY)),
        (
            "type",
            ask(
                "POST",
                "/inbox?a=1",
                with("content-type", "application/ld+json"),
                BODY,
            ),
        ),
        (
            "body and digest",
            ask("POST", "/inbox?a=1", with("digest", other_digest), b"other"),
        ),
        (
            "no digest",
            ask("POST", "/inbox?a=1", with("digest", ""), BODY),
        ),
        (
            "two digests",
            ask("POST", "/inbox?a=1", twice("digest", other_digest), BODY),
        ),
        (
            "two hosts",
            ask("POST", "/inbox?a=1", twice("host", "here.example"), BODY),
        ),
        (
            "two signatures",
            ask(
                "POST",
                "/inbox?a=1",
                twice("signature", "keyId=\"https://x.example/\",signature=\"\""),
                BODY,
            ),
        ),
        (
            "no signature",
            ask("POST", "/inbox?a=1", with("signature", ""), BODY),
        ),
    ] {
        assert!(
            pair.judge(&request, NOW).is_err(),
            "{what} was changed unseen"
        );
    }
    let stranger = Pair::new();
    assert_eq!(
        stranger.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW),
        Err(SignatureError::Wrong)
    );
    for (late, fine) in [
        (3_000, true),
        (-3_000, true),
        (3_700, false),
        (-3_700, false),
    ] {
        let judged = pair.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW + late);
        assert_eq!(judged.is_ok(), fine, "{late} seconds later: {judged:?}");
    }
}

/// Signs any set of fields, as a forger would who leaves some out.
fn cavage_over(pair: &Pair, covered: &str, more: &str, text: &str) -> String {
    let signature = pair.keys.sign(&pair.signer, text).unwrap();
    format!(
        "keyId=\"{}\",headers=\"{covered}\",{more}signature=\"{signature}\"",
        pair.signer.key_id
    )
}

#[test]
fn a_signature_must_cover_what_matters() {
    let pair = Pair::new();
    let digest = digest_header(BODY);
    let date = httpdate::fmt_http_date(at(NOW).into());
    let line = |name: &str| match name {
        "(request-target)" => "(request-target): post /inbox".to_owned(),
        "(created)" => format!("(created): {NOW}"),
        "host" => "host: here.example".to_owned(),
        "date" => format!("date: {date}"),
        _ => format!("digest: {digest}"),
    };
    for (covered, enough) in [
        ("(request-target) host date digest", true),
        ("(request-target) (created) host digest", true),
        ("host date digest", false),
        ("(request-target) date digest", false),
        ("(request-target) host digest", false),
        ("(request-target) host date", false),
        ("", false),
    ] {
        let text: Vec<String> = covered.split_whitespace().map(line).collect();
        let field = cavage_over(&pair, covered, &format!("created={NOW},"), &text.join("\n"));
        let headers = Headers::new(vec![
            ("host", "here.example"),
            ("date", &date),
            ("digest", &digest),
            ("signature", &field),
        ]);
        let judged = pair.judge(
            &Request {
                method: "POST",
                path_and_query: "/inbox",
                headers,
                body: Some(BODY),
            },
            NOW,
        );
        assert_eq!(judged.is_ok(), enough, "{covered}: {judged:?}");
    }
}

#[test]
fn unreadable_signatures_are_refused_and_never_panic() {
    for field in [
        "",
        "keyId",
        "keyId=",
        "keyId=\"https://x.example/\"",
        "keyId=\"https://x.example/\",signature=\"*\"",
        "keyId=\"no address\",signature=\"\"",
        "keyId=\"https://x.example/\",keyId=\"https://y.example/\",signature=\"\"",
        "keyId=\"https://x.example/\",algorithm=\"hmac-sha256\",signature=\"\"",
        "keyId=\"https://x.example/\",algorithm=\"rsa-sha1\",signature=\"\"",
        "keyId=\"https://x.example/\",created=nan,signature=\"\"",
        "signature=\"",
        "====",
        "\"\"\"",
    ] {
        let headers = Headers::new(vec![("signature", field)]);
        assert!(Signature::read(&headers).is_err(), "{field}");
    }
    let huge = "keyId=\"https://x.example/\",created=9223372036854775807,expires=9223372036854775807,headers=\"(request-target) (created) (expires) host\",signature=\"\"";
    let headers = Headers::new(vec![("host", "here.example"), ("signature", huge)]);
    let request = Request {
        method: "GET",
        path_and_query: "/",
        headers,
        body: None,
    };
    assert_eq!(
        Pair::new().judge(&request, NOW),
        Err(SignatureError::Untimely)
    );
    for input in [
        "",
        "a",
        "a=1",
        "a=()",
        "a=(\"date\";bs);keyid=\"https://x.example/\"",
        "a=(\"@x\");keyid=\"https://x.example/\"",
        "a=(\"date\" \"date\");keyid=\"https://x.example/\"",
        "a=();keyid=1",
        "a=(),b=()",
    ] {
        let headers = Headers::new(vec![("signature-input", input), ("signature", "a=:AAAA:")]);
        let request = Request {
            method: "GET",
            path_and_query: "/",
            headers,
            body: None,
        };
        assert!(Pair::new().judge(&request, NOW).is_err(), "{input}");
    }
}
