//! What a forger would try with RFC 9421.

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
