//! Proof that a form was sent from a page of ours: a token that only such a page knows, and the browser's own word for
//! where the request comes from. Both must fit.

use actix_web::http::header::{self, HeaderMap};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The token for a visitor's form. It follows from their cookie, which no other site can read or set; the cookie itself
/// stays out of the page.
pub fn for_visit(cookie: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, cookie.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, b"visitor's form"))
}

/// Compares in the same time wherever the first difference is. An empty expectation fits nothing.
pub fn fits(expected: &str, given: &str) -> bool {
    !expected.is_empty() && verify_slices_are_equal(expected.as_bytes(), given.as_bytes()).is_ok()
}

/// Whether the browser says that a page of ours sent this. Programs that say nothing are judged by their token alone.
pub fn from_here(headers: &HeaderMap, own_origin: &str) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site"))
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    if origin == own_origin {
        return true;
    }
    // Reached by another name than the public one (an address, a tunnel): its own pages may still send forms.
    let named = text(header::HOST).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, host)| !named.is_empty() && host.eq_ignore_ascii_case(named))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn tokens_follow_from_the_cookie_and_hide_it() {
        let token = for_visit("secret");
        assert!(fits(&token, &for_visit("secret")));
        assert!(!fits(&token, &for_visit("other")));
        assert!(!token.contains("secret"));
        assert!(!fits("", ""));
        assert!(!fits(&token, ""));
    }

    fn asked(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut request = TestRequest::post();
        for pair in pairs {
            request = request.insert_header(*pair);
        }
        from_here(request.to_http_request().headers(), "https://moot.example")
    }

    #[test]
    fn other_sites_send_nothing() {
        assert!(asked(&[("origin", "https://moot.example"), ("sec-fetch-site", "same-origin")]));
        assert!(asked(&[]));
        assert!(asked(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!asked(&[("origin", "https://evil.example")]));
        assert!(!asked(&[("origin", "https://evil.example"), ("host", "moot.example")]));
        assert!(!asked(&[("origin", "null")]));
        assert!(!asked(&[("origin", "null"), ("host", "null")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]));
        assert!(!asked(&[("sec-fetch-site", "same-site"), ("origin", "https://moot.example")]));
    }
}
