//! Finished pages for visitors, kept as bytes and served only while the database says that they are true.
//!
//! Every hit reads the present state of what the page depends on, so that several processes on one database never show
//! an old page. A minute later the page is drawn again for its relative times; while one request does that, the others
//! get the page with times one minute old.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::clock::Time;
use crate::pages::Seen;
use crate::pages::memo::Memo;

/// All kept pages together.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A page above this is drawn for each who asks.
const LARGEST: usize = 1024 * 1024;
/// Counted for each page beside its bytes.
const OVERHEAD: usize = 512;
/// How many pages can be drawn anew at the same time; the same page is drawn once.
const DOORS: usize = 64;
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Which page: its address as we write it ourselves, the language, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub path: String,
    pub locale: String,
}

#[derive(Debug)]
pub struct Entry {
    body: Bytes,
    gzip: OnceLock<Option<Bytes>>,
    etag: HeaderValue,
    content_type: &'static str,
    seen: Seen,
    minute: AtomicI64,
    used: AtomicU64,
}

/// What the cache knows of a key.
#[derive(Debug)]
pub enum Found {
    /// True, if the database still says the same as [`Entry::seen`].
    Kept(Arc<Entry>),
    Nothing,
}

/// The kept pages of one instance.
#[derive(Debug)]
pub struct PageCache {
    inner: Mutex<Inner>,
    clock: AtomicU64,
    doors: Vec<tokio::sync::Mutex<()>>,
    hash: RandomState,
    /// The theme that was last asked for: its languages choose the key. Another one changes the settings, and so what
    /// every kept page depends on.
    theme: Mutex<String>,
    pub memo: Arc<Memo>,
}

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<Key, Arc<Entry>>,
    bytes: usize,
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            clock: AtomicU64::new(0),
            doors: (0..DOORS).map(|_| tokio::sync::Mutex::default()).collect(),
            hash: RandomState::new(),
            theme: Mutex::new(super::theme::BASE.to_owned()),
            memo: Arc::default(),
        }
    }
}

impl Entry {
    fn new(body: String, content_type: &'static str, seen: Seen, now: Time) -> Self {
        let digest = Sha256::digest(body.as_bytes());
        let tag = URL_SAFE_NO_PAD.encode(&digest[..12]);
        // Weak: the compressed form carries the same tag.
        let etag = HeaderValue::from_str(&format!("W/\"{tag}\"")).unwrap_or_else(|_impossible| HeaderValue::from_static("W/\"\""));
        Self {
            body: Bytes::from(body),
            gzip: OnceLock::new(),
            etag,
            content_type,
            seen,
            minute: AtomicI64::new(minute(now)),
            used: AtomicU64::new(0),
        }
    }

    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    fn weight(&self) -> usize {
        // The compressed form comes later; counting it now keeps the sum below its limit.
        self.body.len() + self.body.len() / 3 + OVERHEAD
    }

    /// Whether this request is the one that draws the page anew for its relative times.
    pub fn claim_minute(&self, now: Time) -> bool {
        let (kept, now) = (self.minute.load(Ordering::Relaxed), minute(now));
        kept != now && self.minute.compare_exchange(kept, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The answer, as short as the request allows.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let same = text_of(request, header::IF_NONE_MATCH).split(',').any(|tag| tag.trim().as_bytes() == self.etag.as_bytes());
        let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((header::ETAG, self.etag.clone()))
            .insert_header((header::VARY, "Accept, Accept-Language, Cookie, Accept-Encoding"))
            .insert_header((header::CACHE_CONTROL, "no-cache"));
        if same {
            return response.finish();
        }
        response.insert_header((header::CONTENT_TYPE, self.content_type));
        if takes_gzip(text_of(request, header::ACCEPT_ENCODING))
            && let Some(gzip) = self.gzip.get_or_init(|| compress(&self.body))
        {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
            return response.body(gzip.clone());
        }
        response.body(self.body.clone())
    }
}

fn minute(now: Time) -> i64 {
    now.unix_seconds().div_euclid(60)
}

fn compress(body: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::default());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn takes_gzip(accept: &str) -> bool {
    accept.split(',').any(|item| {
        let mut parts = item.split(';');
        let name = parts.next().unwrap_or_default().trim();
        let refused = parts.any(|part| {
            let part = part.trim();
            part.strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q == 0.0))
        });
        (name.eq_ignore_ascii_case("gzip") || name == "*") && !refused
    })
}

fn text_of(request: &HttpRequest, name: header::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl PageCache {
    /// The kept page, whose truth the caller still has to check.
    pub fn get(&self, key: &Key) -> Found {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        match inner.entries.get(key) {
            Some(entry) => {
                entry.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
                Found::Kept(Arc::clone(entry))
            }
            None => Found::Nothing,
        }
    }

    /// Keeps a page, and lets those go that nobody asked for the longest.
    pub fn put(&self, key: Key, body: String, content_type: &'static str, seen: Seen, now: Time) -> Arc<Entry> {
        let entry = Arc::new(Entry::new(body, content_type, seen, now));
        entry.used.store(self.clock.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        if entry.body.len() > LARGEST {
            return entry;
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.bytes += entry.weight();
        if let Some(old) = inner.entries.insert(key, Arc::clone(&entry)) {
            inner.bytes -= old.weight();
        }
        while inner.bytes > MOST_BYTES {
            let oldest = inner.entries.iter().min_by_key(|(_, e)| e.used.load(Ordering::Relaxed)).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            if let Some(gone) = inner.entries.remove(&oldest) {
                inner.bytes -= gone.weight();
            }
        }
        entry
    }

    /// The door of a page: whoever draws it holds it.
    pub fn door(&self, key: &Key) -> &tokio::sync::Mutex<()> {
        let place = usize::try_from(self.hash.hash_one(key) % (DOORS as u64)).unwrap_or(0);
        &self.doors[place]
    }

    pub fn theme(&self) -> String {
        self.theme.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_theme(&self, name: &str) {
        let mut theme = self.theme.lock().unwrap_or_else(PoisonError::into_inner);
        if *theme != name {
            name.clone_into(&mut theme);
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::pages::Depends;

    fn key(path: &str) -> Key {
        Key { path: path.to_owned(), locale: "en".to_owned() }
    }

    const NOW: Time = Time(1_800_000_000_000_000);

    #[test]
    fn the_cache_stays_small_and_keeps_what_is_used() {
        let cache = PageCache::default();
        let body = "x".repeat(500_000);
        cache.put(key("/first"), body.clone(), HTML, Seen::for_test(Depends::House), NOW);
        for n in 0..100 {
            cache.put(key(&format!("/{n}")), body.clone(), HTML, Seen::for_test(Depends::House), NOW);
            assert!(matches!(cache.get(&key("/first")), Found::Kept(_)));
        }
        let inner = cache.inner.lock().unwrap();
        assert!(inner.bytes <= MOST_BYTES && inner.entries.len() > 10);
        assert!(!inner.entries.contains_key(&key("/0")));
        let sum: usize = inner.entries.values().map(|e| e.weight()).sum();
        assert_eq!(sum, inner.bytes);
    }

    #[test]
    fn one_request_a_minute_draws_again() {
        let entry = Entry::new("x".to_owned(), HTML, Seen::for_test(Depends::House), NOW);
        let later = NOW.plus(std::time::Duration::from_secs(60));
        assert!(!entry.claim_minute(NOW));
        assert!(entry.claim_minute(later));
        assert!(!entry.claim_minute(later));
    }

    #[test]
    fn answers_are_short_where_they_can_be() {
        let entry = Entry::new("page ".repeat(1_000), HTML, Seen::for_test(Depends::House), NOW);
        let plain = entry.answer(&TestRequest::default().to_http_request());
        let tag = plain.headers().get(header::ETAG).unwrap().clone();
        assert_eq!(plain.into_body().try_into_bytes().unwrap().len(), 5_000);
        let packed = entry.answer(&TestRequest::default().insert_header((header::ACCEPT_ENCODING, "br, gzip;q=0.5")).to_http_request());
        assert_eq!(packed.headers().get(header::CONTENT_ENCODING).unwrap(), "gzip");
        assert!(packed.into_body().try_into_bytes().unwrap().len() < 500);
        let known = entry.answer(&TestRequest::default().insert_header((header::IF_NONE_MATCH, tag)).to_http_request());
        assert_eq!(known.status(), 304);
        assert!(!takes_gzip("gzip;q=0, br"));
        assert!(!takes_gzip(""));
    }
}
