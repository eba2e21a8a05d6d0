//! The key that signs mail (DKIM): read in either form that openssl writes, and shown as the record that DNS needs.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};

/// A private key in PEM, as `openssl genrsa` makes it with and without `-traditional`.
fn read(pem: &str) -> anyhow::Result<RsaPrivateKey> {
    let pem = pem.trim();
    if pem.contains("BEGIN RSA PRIVATE KEY") {
        return RsaPrivateKey::from_pkcs1_pem(pem).context("this is no RSA key");
    }
    RsaPrivateKey::from_pkcs8_pem(pem).context("this is no RSA key")
}

/// The same key in the form that signing takes.
pub(super) fn for_signing(pem: &str) -> anyhow::Result<String> {
    let key = read(pem)?;
    Ok(key.to_pkcs1_pem(LineEnding::LF).context("the key cannot be written")?.to_string())
}

/// A TXT record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub name: String,
    pub value: String,
}

/// What DNS has to say, so that others can check the signature.
pub fn record(pem: &str, selector: &str, domain: &str) -> anyhow::Result<Record> {
    let public = read(pem)?.to_public_key().to_public_key_der().context("the key cannot be written")?;
    Ok(Record { name: format!("{selector}._domainkey.{domain}"), value: format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(public.as_bytes())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_key_are_one_key() {
        let pair = folkmoot_federation::signature::generate_keypair().expect("a key");
        let traditional = for_signing(&pair.private_pem).expect("a key");
        assert!(traditional.starts_with("-----BEGIN RSA PRIVATE KEY"));
        let (one, other) = (record(&pair.private_pem, "folkmoot", "moot.example"), record(&traditional, "folkmoot", "moot.example"));
        let (one, other) = (one.expect("a record"), other.expect("a record"));
        assert_eq!(one, other);
        assert_eq!(one.name, "folkmoot._domainkey.moot.example");
        let lines: String = pair.public_pem.lines().filter(|line| !line.starts_with('-')).collect();
        assert!(one.value.ends_with(&lines), "the record holds the public key");
        assert!(read("").is_err() && read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----").is_err());
    }
}
