//! Keys: which are taken, which are not, and that a changed one is noticed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::*;
use crate::host::SigningKey;

/// One DER element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    match length {
        0..=0x7f => der.push(length as u8),
        0x80..=0xff => der.extend([0x81, length as u8]),
        _ => der.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    der.extend_from_slice(content);
    der
}

/// The PEM of an RSA key with a modulus of so many bits. Nobody has its other half, and nobody asks.
fn rsa(bits: usize, bare: bool) -> String {
    let mut modulus = vec![0x55; bits.div_ceil(8)];
    modulus[0] = 1 << ((bits - 1) % 8);
    *modulus.last_mut().unwrap() = 0x55;
    if modulus[0] == 0x80 {
        modulus.insert(0, 0);
    }
    let key = element(
        0x30,
        &[element(2, &modulus), element(2, &[1, 0, 1])].concat(),
    );
    if bare {
        return pem("RSA PUBLIC KEY", &key);
    }
    let kind = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let key = element(3, &[vec![0], key].concat());
    pem("PUBLIC KEY", &element(0x30, &[kind.to_vec(), key].concat()))
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

#[test]
fn keys_are_taken_by_their_size() {
    for bare in [false, true] {
        for bits in [2_048, 2_049, 3_000, 3_072, 4_096, 8_192] {
            let key = VerifyingKey::from_pem(&rsa(bits, bare));
            assert!(matches!(key, Ok(VerifyingKey::Rsa(_))), "{bits}: {key:?}");
        }
        for bits in [512, 1_024, 2_040, 2_047, 8_200, 16_384] {
            let key = VerifyingKey::from_pem(&rsa(bits, bare));
            assert!(matches!(key, Err(SignatureError::Key(_))), "{bits}");
        }
    }
}

#[test]
fn what_is_no_key_for_signatures_is_refused() {
    let good = generate_keypair().unwrap().public_pem;
    assert!(VerifyingKey::from_pem(&good).is_ok());
    assert!(VerifyingKey::from_pem(&good.replace('\n', "\r\n")).is_ok());
    assert!(VerifyingKey::from_pem(&good.replace('\n', " ")).is_ok());
    // An elliptic curve (P-256), a private key, a half, a flood.
    let curve = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqYeqXyS/JS04FU43DGW92oCEO0I30kzcMNvOeb6Lqp5rfk2AItmvWtDBP8dt1OaNHEAoN+ET1mRWWDiU2XtGbA==\n-----END PUBLIC KEY-----";
    let private = generate_keypair().unwrap().private_pem;
    let half = &good[..good.len() / 2];
    let flood = format!("{}{good}", " ".repeat(20_000));
    for bad in [curve, &private, half, &flood] {
        let short: String = bad.chars().take(60).collect();
        assert!(VerifyingKey::from_pem(bad).is_err(), "{short}");
    }
}

#[test]
fn a_changed_private_key_is_noticed() {
    let (one, other) = (generate_keypair().unwrap(), generate_keypair().unwrap());
    let keys = Keys::new(4);
    let key_id = Url::parse("https://far.example/u/ann#main-key").unwrap();
    let first = keys
        .sign(
            &SigningKey {
                key_id: key_id.clone(),
                private_pem: one.private_pem,
            },
            "text",
        )
        .unwrap();
    let second = keys
        .sign(
            &SigningKey {
                key_id,
                private_pem: other.private_pem,
            },
            "text",
        )
        .unwrap();
    assert_ne!(first, second);
    assert!(VerifyingKey::from_pem(&one.public_pem).is_ok());
    for bad in [
        "",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ] {
        assert!(keys.public(bad).is_err(), "{bad}");
    }
}
