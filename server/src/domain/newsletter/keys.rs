//! Keys in links and return addresses: they say who or which mail is meant, and nobody can make one up.
//!
//! Nothing is stored for each: a key is a number and a mark that only the house can make. That way ten thousand links
//! need no ten thousand secrets, and whoever reads the tables learns none.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

use crate::domain::tokens;
use crate::store::conn::{Conn, Tx};
use crate::store::settings;
use crate::{Error, Result};

const SETTING: &str = "newsletter.key";
/// Bytes of the mark; in hexadecimal it fits a return address beside its number.
const MARK: usize = 10;

/// What a key is for. One for a mail's way back opens nobody's subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Subscriber,
    Copy,
}

/// The house's secret for keys.
#[derive(Clone)]
pub struct Keys(hmac::Key);

impl Keys {
    fn of(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The secret, as far as there is one: without it no key was ever given out.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        settings::get(conn, SETTING)?.map(|secret| Self::of(&secret)).ok_or(Error::NotFound("subscription"))
    }

    fn mark(&self, what: Use, id: i64) -> String {
        let word = match what {
            Use::Subscriber => "subscriber",
            Use::Copy => "copy",
        };
        let tag = hmac::sign(&self.0, format!("{word} {id}").as_bytes());
        hex::encode(tag.as_ref().get(..MARK).unwrap_or_default())
    }

    pub fn give(&self, what: Use, id: i64) -> String {
        format!("{id:x}-{}", self.mark(what, id))
    }

    /// Whom a key names; nothing where it was made up.
    pub fn read(&self, what: Use, key: &str) -> Option<i64> {
        let (id, mark) = key.split_once('-')?;
        let id = i64::from_str_radix(id, 16).ok()?;
        // Mail servers may change the case of what stands before the @.
        let mark = mark.to_ascii_lowercase();
        verify_slices_are_equal(self.mark(what, id).as_bytes(), mark.as_bytes()).ok().map(|()| id)
    }
}

/// Makes the secret, once.
pub(super) fn ensure(tx: &mut Tx<'_>) -> Result<()> {
    if settings::get(tx.conn, SETTING)?.is_none() {
        settings::set(tx, SETTING, &tokens::fresh()?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_for_one_use_and_cannot_be_made_up() {
        let keys = Keys::of("secret");
        let key = keys.give(Use::Copy, 0x12ab);
        assert!(key.starts_with("12ab-") && key.len() == 25, "{key}");
        assert_eq!(keys.read(Use::Copy, &key), Some(0x12ab));
        assert_eq!(keys.read(Use::Copy, &key.to_uppercase()), Some(0x12ab));
        assert_eq!(keys.read(Use::Subscriber, &key), None);
        assert_eq!(Keys::of("other").read(Use::Copy, &key), None);
        for bad in ["", "-", "12ab", "12ab-", "zz-00", "12ac-00112233445566778899"] {
            assert_eq!(keys.read(Use::Copy, bad), None, "{bad}");
        }
    }
}
