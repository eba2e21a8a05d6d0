//! Keys: making, reading and remembering them. All mathematics is aws-lc-rs.

use std::ops::RangeInclusive;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize, PublicEncryptingKey};
use aws_lc_rs::signature::{
    ED25519, KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaParameters,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::SignatureError;
use crate::bounded::Bounded;
use crate::host::SigningKey;

/// A new key pair as the store keeps it and the actor's document shows it.
pub struct GeneratedKey {
    /// PKCS#8.
    pub private_pem: String,
    /// SubjectPublicKeyInfo.
    pub public_pem: String,
}

/// Makes an RSA key of 2048 bits, the one kind that every peer can read. Takes tens of
/// milliseconds or more: not for an async worker.
pub fn generate_keypair() -> Result<GeneratedKey, SignatureError> {
    let failed = |_| SignatureError::Key("it could not be made");
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(failed)?;
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).map_err(failed)?;
    Ok(GeneratedKey {
        private_pem: to_pem("PRIVATE KEY", private.as_ref()),
        public_pem: to_pem("PUBLIC KEY", public.as_ref()),
    })
}

fn to_pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = more;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

/// The label and content of the first PEM block. Lenient about line ends and white space, which
/// peers get wrong in many ways.
fn from_pem(pem: &str) -> Result<(&str, Vec<u8>), SignatureError> {
    const NOT_PEM: SignatureError = SignatureError::Key("it is not PEM");
    let (_, rest) = pem.split_once("-----BEGIN ").ok_or(NOT_PEM)?;
    let (label, rest) = rest.split_once("-----").ok_or(NOT_PEM)?;
    let (text, _) = rest.split_once("-----END ").ok_or(NOT_PEM)?;
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(der) = STANDARD.decode(text) else {
        return Err(NOT_PEM);
    };
    Ok((label.trim(), der))
}

/// A peer's public key, ready for use.
#[derive(Debug)]
pub enum VerifyingKey {
    Rsa(ParsedPublicKey),
    Ed25519(ParsedPublicKey),
}

/// The start of every Ed25519 SubjectPublicKeyInfo: its length is fixed, and so are these bytes.
const ED25519_PREFIX: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Smaller ones are broken, larger ones cost whoever must check them too much.
const RSA_BITS: RangeInclusive<usize> = 2_048..=8_192;
/// No PEM of such a key is longer, with room for comments around it.
const LONGEST_PEM: usize = 8_192;
const UNFIT: SignatureError =
    SignatureError::Key("it is neither Ed25519 nor RSA of 2048 to 8192 bits");

/// The size of an RSA key, bare or as SubjectPublicKeyInfo. `None` where it is neither, or out of
/// every use.
fn rsa_bits(der: &[u8]) -> Option<usize> {
    if let Ok(bits) = RsaParameters::public_modulus_len(der) {
        return usize::try_from(bits).ok();
    }
    let key = PublicEncryptingKey::from_der(der).ok()?;
    Some(key.key_size_bits())
}

impl VerifyingKey {
    pub fn from_pem(pem: &str) -> Result<Self, SignatureError> {
        if pem.len() > LONGEST_PEM {
            return Err(UNFIT);
        }
        let (label, der) = from_pem(pem)?;
        if label != "PUBLIC KEY" && label != "RSA PUBLIC KEY" {
            return Err(SignatureError::Key("it is not a public key"));
        }
        let parsed = if der.starts_with(ED25519_PREFIX) {
            ParsedPublicKey::new(&ED25519, &der).map(Self::Ed25519)
        } else {
            // The library looks at the size only when a signature comes. Here is where keys are chosen.
            if !rsa_bits(&der).is_some_and(|bits| RSA_BITS.contains(&bits)) {
                return Err(UNFIT);
            }
            // One padding and one digest, whatever a request claims: nothing weaker can be asked for.
            ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der).map(Self::Rsa)
        };
        match parsed {
            Ok(key) => Ok(key),
            Err(_) => Err(UNFIT),
        }
    }

    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Result<(), SignatureError> {
        let (Self::Rsa(key) | Self::Ed25519(key)) = self;
        match key.verify_sig(text.as_bytes(), signature) {
            Ok(()) => Ok(()),
            Err(_) => Err(SignatureError::Wrong),
        }
    }
}

/// Keys already parsed: reading one costs more than using it.
pub struct Keys {
    /// By key id; the PEM beside it tells whether the key was changed since.
    private: Bounded<String, (Arc<str>, Arc<RsaKeyPair>)>,
    /// By PEM.
    public: Bounded<String, Arc<VerifyingKey>>,
}

impl Keys {
    /// Remembers up to `limit` keys of each half.
    pub fn new(limit: usize) -> Self {
        Self {
            private: Bounded::new(limit),
            public: Bounded::new(limit),
        }
    }

    pub fn public(&self, pem: &str) -> Result<Arc<VerifyingKey>, SignatureError> {
        if let Some(key) = self.public.get(pem) {
            return Ok(key);
        }
        let key = Arc::new(VerifyingKey::from_pem(pem)?);
        self.public.insert(pem.to_owned(), Arc::clone(&key));
        Ok(key)
    }

    fn private(&self, key: &SigningKey) -> Result<Arc<RsaKeyPair>, SignatureError> {
        if let Some((pem, pair)) = self.private.get(key.key_id.as_str())
            && *pem == *key.private_pem
        {
            return Ok(pair);
        }
        let (label, der) = from_pem(&key.private_pem)?;
        let pair = match label {
            "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
            _ => return Err(SignatureError::Key("it is not a private key")),
        };
        let Ok(pair) = pair.map(Arc::new) else {
            return Err(SignatureError::Key("it is not an RSA key"));
        };
        self.private.insert(
            key.key_id.to_string(),
            (Arc::from(key.private_pem.as_str()), Arc::clone(&pair)),
        );
        Ok(pair)
    }

    /// Signs with RSA PKCS#1 v1.5 and SHA-256, in base64.
    pub(super) fn sign(&self, key: &SigningKey, text: &str) -> Result<String, SignatureError> {
        let pair = self.private(key)?;
        let mut signature = vec![0; pair.public_modulus_len()];
        match pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        ) {
            Ok(()) => Ok(STANDARD.encode(signature)),
            Err(_) => Err(SignatureError::Key("it could not sign")),
        }
    }
}
