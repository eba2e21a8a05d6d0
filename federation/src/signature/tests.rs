//! Test vectors of the specifications, round trips, and what a forger would try.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderMap;

use super::*;
use crate::host::SigningKey;

const BODY: &[u8] = br#"{"hello": "world"}"#;

fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

/// draft-cavage-http-signatures-12, appendix C.2 and C.3. Its key has 1,024 bits, which the server
/// refuses, and its key id is no address: so the parts are tested on their own.
#[test]
fn the_vectors_of_the_cavage_draft_hold() {
    const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB";
    const BASIC: &str = r#"keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date", signature="qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=""#;
    const ALL: &str = r#"keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date content-type digest content-length",signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=""#;
    let key = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, STANDARD.decode(KEY).unwrap()).unwrap();
    let here = Here { scheme: "https".to_owned(), authority: "example.com".to_owned() };
    for (field, name) in [(BASIC, "signature"), (ALL, "signature"), (ALL, "authorization")] {
        let field = if name == "authorization" { format!("Signature {field}") } else { field.to_owned() };
        let headers = Headers::new(vec![
            ("host", "example.com"),
            ("date", "Sun, 05 Jan 2014 21:31:40 GMT"),
            ("content-type", "application/json"),
            ("digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
            ("content-length", "18"),
            (name, &field),
        ]);
        let (key_id, value, parameters) = cavage::read(&headers).unwrap();
        assert_eq!(key_id, "Test");
        let request = Request { method: "POST", path_and_query: "/foo?param=value&pet=dog", headers, body: Some(BODY) };
        let text = parameters.signed_text(&request, request.path_and_query).unwrap();
        key.verify_sig(text.as_bytes(), &value).expect("the signature of the draft");
        let judged = parameters.check(&request, &here, 1_388_957_500);
        assert_eq!(judged.is_ok(), field.contains("digest"), "only the one with a digest is enough for a body: {judged:?}");
    }
}

/// RFC 9421, section 4.3: the one example with rsa-v1_5-sha256. Its key stands in appendix B.1.1,
/// its parameters in an order that only an exact reader keeps.
#[test]
fn the_rsa_vector_of_rfc_9421_holds() {
    const KEY: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";
    let headers = Headers::new(vec![
        ("content-type", "application/json"),
        ("content-digest", "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"),
        ("content-length", "18"),
        ("forwarded", "for=192.0.2.123;host=example.com;proto=https"),
        (
            "signature-input",
            r#"proxy_sig=("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540"#,
        ),
        (
            "signature",
            "proxy_sig=:S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==:",
        ),
    ]);
    let here = Here { scheme: "https".to_owned(), authority: "origin.host.internal.example".to_owned() };
    let (key_id, value, parameters) = message::read(&headers).unwrap();
    assert_eq!(key_id, "test-key-rsa");
    let request = Request { method: "POST", path_and_query: "/foo?param=Value&Pet=dog", headers, body: Some(BODY) };
    let key = VerifyingKey::from_pem(KEY).unwrap();
    parameters.allows(&key).unwrap();
    key.verify(&parameters.signed_text(&request, &here).unwrap(), &value).expect("the signature of the RFC");
    assert_eq!(parameters.check(&request, &here, 1_618_884_480), Err(SignatureError::Uncovered("@target-uri")), "it leaves out the query");
}

/// RFC 9421, appendix B.2.6.
#[test]
fn the_ed25519_vector_of_rfc_9421_holds() {
    let headers = Headers::new(vec![
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
        ("signature-input", r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#),
        ("signature", "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"),
    ]);
    let key = VerifyingKey::from_pem("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n").unwrap();
    let here = Here { scheme: "https".to_owned(), authority: "example.com".to_owned() };
    let (_, value, parameters) = message::read(&headers).unwrap();
    let request = Request { method: "POST", path_and_query: "/foo?param=Value&Pet=dog", headers, body: None };
    let text = parameters.signed_text(&request, &here).unwrap();
    key.verify(&text, &value).expect("the signature of the RFC");
    assert_eq!(key.verify(&text.replace("POST", "PUT"), &value), Err(SignatureError::Wrong));
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
            signer: SigningKey { key_id: Url::parse("https://far.example/u/ann#main-key").unwrap(), private_pem: made.private_pem },
            public: VerifyingKey::from_pem(&made.public_pem).unwrap(),
            here: Here::new(&Url::parse("https://here.example/").unwrap()),
        }
    }

    fn post(&self, address: &str) -> HeaderMap {
        let what = Signing::Post { body: BODY, content_type: "application/activity+json" };
        sign(&self.keys, &self.signer, &Url::parse(address).unwrap(), what, at(NOW)).unwrap()
    }

    fn judge(&self, request: &Request<'_>, now: i64) -> Result<(), SignatureError> {
        let signature = Signature::read(&request.headers)?;
        signature.check(request, &self.here, at(now))?;
        signature.verify(request, &self.here, &self.public)
    }
}

fn fields(headers: &HeaderMap) -> Vec<(&str, &str)> {
    headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect()
}

#[test]
fn what_we_sign_covers_what_the_strictest_peer_asks_for() {
    let pair = Pair::new();
    let post = pair.post("https://here.example/inbox");
    let field = post["signature"].to_str().unwrap();
    assert!(field.contains(r#"headers="(request-target) host date digest content-type""#), "{field}");
    let get = sign(&pair.keys, &pair.signer, &Url::parse("https://here.example/c/x?page=2").unwrap(), Signing::Get { accept: "a/b" }, at(NOW)).unwrap();
    let field = get["signature"].to_str().unwrap();
    assert!(field.contains(r#"headers="(request-target) host date accept""#), "{field}");
    let request = Request { method: "GET", path_and_query: "/c/x?page=2", headers: Headers::new(fields(&get)), body: None };
    assert_eq!(pair.judge(&request, NOW), Ok(()));
}

#[test]
fn a_query_may_be_left_out_of_what_is_signed() {
    let pair = Pair::new();
    let get = sign(&pair.keys, &pair.signer, &Url::parse("https://here.example/c/x").unwrap(), Signing::Get { accept: "a/b" }, at(NOW)).unwrap();
    let asked = |path_and_query| Request { method: "GET", path_and_query, headers: Headers::new(fields(&get)), body: None };
    assert_eq!(pair.judge(&asked("/c/x?page=2"), NOW), Ok(()));
    assert_eq!(pair.judge(&asked("/c/y?page=2"), NOW), Err(SignatureError::Wrong));
}

#[test]
fn any_change_breaks_a_cavage_signature() {
    let pair = Pair::new();
    let headers = pair.post("https://here.example/inbox?a=1");
    let plain = fields(&headers);
    let with = |name: &'static str, value: &'static str| {
        let mut changed: Vec<_> = plain.iter().copied().filter(|(field, _)| *field != name).collect();
        if !value.is_empty() {
            changed.push((name, value));
        }
        changed
    };
    let twice = |name: &'static str, value: &'static str| [plain.clone(), vec![(name, value)]].concat();
    let ask = |method, path, headers, body| Request { method, path_and_query: path, headers: Headers::new(headers), body: Some(body) };
    let other_digest = digest_header(b"other").leak();
    assert_eq!(pair.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW), Ok(()));
    for (what, request) in [
        ("body", ask("POST", "/inbox?a=1", plain.clone(), b"{}")),
        ("method", ask("PUT", "/inbox?a=1", plain.clone(), BODY)),
        ("path", ask("POST", "/other?a=1", plain.clone(), BODY)),
        ("query", ask("POST", "/inbox?a=2", plain.clone(), BODY)),
        ("host", ask("POST", "/inbox?a=1", with("host", "other.example"), BODY)),
        ("no host", ask("POST", "/inbox?a=1", with("host", ""), BODY)),
        ("date", ask("POST", "/inbox?a=1", with("date", "Fri, 15 Jan 2027 08:00:01 GMT"), BODY)),
        ("no date", ask("POST", "/inbox?a=1", with("date", ""), BODY)),
        ("type", ask("POST", "/inbox?a=1", with("content-type", "application/ld+json"), BODY)),
        ("body and digest", ask("POST", "/inbox?a=1", with("digest", other_digest), b"other")),
        ("no digest", ask("POST", "/inbox?a=1", with("digest", ""), BODY)),
        ("two digests", ask("POST", "/inbox?a=1", twice("digest", other_digest), BODY)),
        ("two hosts", ask("POST", "/inbox?a=1", twice("host", "here.example"), BODY)),
        ("two signatures", ask("POST", "/inbox?a=1", twice("signature", "keyId=\"https://x.example/\",signature=\"\""), BODY)),
        ("no signature", ask("POST", "/inbox?a=1", with("signature", ""), BODY)),
    ] {
        assert!(pair.judge(&request, NOW).is_err(), "{what} was changed unseen");
    }
    let stranger = Pair::new();
    assert_eq!(stranger.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW), Err(SignatureError::Wrong));
    for (late, fine) in [(3_000, true), (-3_000, true), (3_700, false), (-3_700, false)] {
        let judged = pair.judge(&ask("POST", "/inbox?a=1", plain.clone(), BODY), NOW + late);
        assert_eq!(judged.is_ok(), fine, "{late} seconds later: {judged:?}");
    }
}

/// Signs any set of fields, as a forger would who leaves some out.
fn cavage_over(pair: &Pair, covered: &str, more: &str, text: &str) -> String {
    let signature = pair.keys.sign(&pair.signer, text).unwrap();
    format!("keyId=\"{}\",headers=\"{covered}\",{more}signature=\"{signature}\"", pair.signer.key_id)
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
        let headers = Headers::new(vec![("host", "here.example"), ("date", &date), ("digest", &digest), ("signature", &field)]);
        let judged = pair.judge(&Request { method: "POST", path_and_query: "/inbox", headers, body: Some(BODY) }, NOW);
        assert_eq!(judged.is_ok(), enough, "{covered}: {judged:?}");
    }
}

#[test]
fn unreadable_signatures_are_refused_and_never_panic() {
    for field in [
        "", "keyId", "keyId=", "keyId=\"https://x.example/\"", "keyId=\"https://x.example/\",signature=\"*\"", "keyId=\"no address\",signature=\"\"",
        "keyId=\"https://x.example/\",keyId=\"https://y.example/\",signature=\"\"", "keyId=\"https://x.example/\",algorithm=\"hmac-sha256\",signature=\"\"",
        "keyId=\"https://x.example/\",algorithm=\"rsa-sha1\",signature=\"\"", "keyId=\"https://x.example/\",created=nan,signature=\"\"", "signature=\"", "====", "\"\"\"",
    ] {
        let headers = Headers::new(vec![("signature", field)]);
        assert!(Signature::read(&headers).is_err(), "{field}");
    }
    let huge = "keyId=\"https://x.example/\",created=9223372036854775807,expires=9223372036854775807,headers=\"(request-target) (created) (expires) host\",signature=\"\"";
    let headers = Headers::new(vec![("host", "here.example"), ("signature", huge)]);
    let request = Request { method: "GET", path_and_query: "/", headers, body: None };
    assert_eq!(Pair::new().judge(&request, NOW), Err(SignatureError::Untimely));
    for input in ["", "a", "a=1", "a=()", "a=(\"date\";bs);keyid=\"https://x.example/\"", "a=(\"@x\");keyid=\"https://x.example/\"", "a=(\"date\" \"date\");keyid=\"https://x.example/\"", "a=();keyid=1", "a=(),b=()"] {
        let headers = Headers::new(vec![("signature-input", input), ("signature", "a=:AAAA:")]);
        let request = Request { method: "GET", path_and_query: "/", headers, body: None };
        assert!(Pair::new().judge(&request, NOW).is_err(), "{input}");
    }
}

/// A signed RFC 9421 request with the given covered components.
fn message_over(pair: &Pair, covered: &str, parameters: &str, lines: &[String]) -> (String, String) {
    let params = format!("({covered}){parameters}");
    let text = format!("{}\n\"@signature-params\": {params}", lines.join("\n"));
    (format!("sig1={params}"), format!("sig1=:{}:", pair.keys.sign(&pair.signer, &text).unwrap()))
}

#[test]
fn any_change_breaks_a_message_signature() {
    let pair = Pair::new();
    let digest = format!("sha-256=:{}:", digest_header(BODY).strip_prefix("SHA-256=").unwrap());
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
        let headers = Headers::new(vec![("content-digest", digest), ("signature-input", &input), ("signature", &signature)]);
        pair.judge(&Request { method, path_and_query: path, headers, body: Some(body) }, NOW)
    };
    assert_eq!(judge(whole, &created, "POST", "/inbox", &digest, BODY), Ok(()));
    assert_eq!(judge(whole, &format!("{created};alg=\"rsa-v1_5-sha256\""), "POST", "/inbox", &digest, BODY), Ok(()));
    assert_eq!(judge(whole, &format!("{created};expires={}", NOW + 60), "POST", "/inbox", &digest, BODY), Ok(()));
    for (what, judged) in [
        ("another body", judge(whole, &created, "POST", "/inbox", &digest, b"{}".as_slice())),
        ("another method", judge(whole, &created, "PUT", "/inbox", &digest, BODY)),
        ("another path", judge(whole, &created, "POST", "/other", &digest, BODY)),
        ("an added query", judge(whole, &created, "POST", "/inbox?x", &digest, BODY)),
        ("two digests", judge(whole, &created, "POST", "/inbox", &both, BODY)),
        ("no time", judge(whole, &format!(";{key}"), "POST", "/inbox", &digest, BODY)),
        ("an old time", judge(whole, &format!(";{key};created={}", NOW - 4_000), "POST", "/inbox", &digest, BODY)),
        ("a future time", judge(whole, &format!(";{key};created={}", NOW + 4_000), "POST", "/inbox", &digest, BODY)),
        ("a negative time", judge(whole, &format!(";{key};created=-1"), "POST", "/inbox", &digest, BODY)),
        ("another algorithm", judge(whole, &format!("{created};alg=\"hmac-sha256\""), "POST", "/inbox", &digest, BODY)),
        ("an algorithm for other keys", judge(whole, &format!("{created};alg=\"ed25519\""), "POST", "/inbox", &digest, BODY)),
        ("no method", judge("\"@target-uri\" \"content-digest\"", &created, "POST", "/inbox", &digest, BODY)),
        ("no target", judge("\"@method\" \"content-digest\"", &created, "POST", "/inbox", &digest, BODY)),
        ("no digest", judge("\"@method\" \"@target-uri\"", &created, "POST", "/inbox", &digest, BODY)),
    ] {
        assert!(judged.is_err(), "{what} went unseen");
    }
}

#[test]
fn a_changed_private_key_is_noticed() {
    let (one, other) = (generate_keypair().unwrap(), generate_keypair().unwrap());
    let keys = Keys::new(4);
    let key_id = Url::parse("https://far.example/u/ann#main-key").unwrap();
    let first = keys.sign(&SigningKey { key_id: key_id.clone(), private_pem: one.private_pem }, "text").unwrap();
    let second = keys.sign(&SigningKey { key_id, private_pem: other.private_pem }, "text").unwrap();
    assert_ne!(first, second);
    assert!(VerifyingKey::from_pem(&one.public_pem).is_ok());
    for bad in ["", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"] {
        assert!(keys.public(bad).is_err(), "{bad}");
    }
}
