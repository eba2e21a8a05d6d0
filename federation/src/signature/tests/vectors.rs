//! The test vectors of both specifications.

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::*;
use super::BODY;

/// draft-cavage-http-signatures-12, appendix C.2 and C.3. Its key has 1,024 bits, which the server
/// refuses, and its key id is no address: so the parts are tested on their own.
#[test]
fn the_vectors_of_the_cavage_draft_hold() {
    const KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQAB";
    const BASIC: &str = r#"keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date", signature="qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=""#;
    const ALL: &str = r#"keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date content-type digest content-length",signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=""#;
    let key = ParsedPublicKey::new(
        &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        STANDARD.decode(KEY).unwrap(),
    )
    .unwrap();
    let here = Here {
        scheme: "https".to_owned(),
        authority: "example.com".to_owned(),
    };
    for (field, name) in [
        (BASIC, "signature"),
        (ALL, "signature"),
        (ALL, "authorization"),
    ] {
        let field = if name == "authorization" {
            format!("Signature {field}")
        } else {
            field.to_owned()
        };
        let headers = Headers::new(vec![
            ("host", "example.com"),
            ("date", "Sun, 05 Jan 2014 21:31:40 GMT"),
            ("content-type", "application/json"),
            (
                "digest",
                "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
            ),
            ("content-length", "18"),
            (name, &field),
        ]);
        let (key_id, value, parameters) = cavage::read(&headers).unwrap();
        assert_eq!(key_id, "Test");
        let request = Request {
            method: "POST",
            path_and_query: "/foo?param=value&pet=dog",
            headers,
            body: Some(BODY),
        };
        let text = parameters
            .signed_text(&request, request.path_and_query)
            .unwrap();
        key.verify_sig(text.as_bytes(), &value)
            .expect("the signature of the draft");
        let judged = parameters.check(&request, &here, 1_388_957_500);
        assert_eq!(
            judged.is_ok(),
            field.contains("digest"),
            "only the one with a digest is enough for a body: {judged:?}"
        );
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
        (
            "content-digest",
            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        ),
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
    let here = Here {
        scheme: "https".to_owned(),
        authority: "origin.host.internal.example".to_owned(),
    };
    let (key_id, value, parameters) = message::read(&headers).unwrap();
    assert_eq!(key_id, "test-key-rsa");
    let request = Request {
        method: "POST",
        path_and_query: "/foo?param=Value&Pet=dog",
        headers,
        body: Some(BODY),
    };
    let key = VerifyingKey::from_pem(KEY).unwrap();
    parameters.allows(&key).unwrap();
    key.verify(&parameters.signed_text(&request, &here).unwrap(), &value)
        .expect("the signature of the RFC");
    assert_eq!(
        parameters.check(&request, &here, 1_618_884_480),
        Err(SignatureError::Uncovered("@target-uri")),
        "it leaves out the query"
    );
}

/// RFC 9421, appendix B.2.6.
#[test]
fn the_ed25519_vector_of_rfc_9421_holds() {
    let headers = Headers::new(vec![
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
        (
            "signature-input",
            r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#,
        ),
        (
            "signature",
            "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
        ),
    ]);
    let key = VerifyingKey::from_pem("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n").unwrap();
    let here = Here {
        scheme: "https".to_owned(),
        authority: "example.com".to_owned(),
    };
    let (_, value, parameters) = message::read(&headers).unwrap();
    let request = Request {
        method: "POST",
        path_and_query: "/foo?param=Value&Pet=dog",
        headers,
        body: None,
    };
    let text = parameters.signed_text(&request, &here).unwrap();
    key.verify(&text, &value).expect("the signature of the RFC");
    assert_eq!(
        key.verify(&text.replace("POST", "PUT"), &value),
        Err(SignatureError::Wrong)
    );
}
