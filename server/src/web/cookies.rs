//! The cookies of this house: what each is for, and how it is set so that nobody else can read or plant it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::domain::accounts::SESSION_DAYS;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jar {
    /// Who is logged in.
    Session,
    /// Guards the forms of visitors; set only where such a form is shown.
    Visit,
    /// One message for the next page.
    Flash,
    /// Light or dark.
    Scheme,
}

impl Jar {
    /// `__Host-` makes browsers refuse the cookie from a neighbour's subdomain or over http.
    fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-folkmoot",
            (Self::Session, false) => "folkmoot",
            (Self::Visit, true) => "__Host-folkmoot-visit",
            (Self::Visit, false) => "folkmoot-visit",
            (Self::Flash, true) => "__Host-folkmoot-flash",
            (Self::Flash, false) => "folkmoot-flash",
            (Self::Scheme, true) => "__Host-folkmoot-scheme",
            (Self::Scheme, false) => "folkmoot-scheme",
        }
    }

    fn lasts(self) -> Option<Duration> {
        match self {
            Self::Session => i64::try_from(SESSION_DAYS).ok().map(Duration::days),
            Self::Scheme => Some(Duration::days(400)),
            Self::Flash => Some(Duration::minutes(5)),
            Self::Visit => None,
        }
    }
}

/// What a request brought, or nothing.
pub fn read(request: &HttpRequest, jar: Jar, https: bool) -> Option<String> {
    request.cookie(jar.name(https)).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}

/// A cookie for the whole house and nobody else, out of reach of scripts.
pub fn set(jar: Jar, value: &str, https: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build(jar.name(https), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .finish();
    if let Some(lasts) = jar.lasts() {
        cookie.set_max_age(lasts);
    }
    cookie
}

/// Takes a cookie back.
pub fn unset(jar: Jar, https: bool) -> Cookie<'static> {
    let mut cookie = set(jar, "", https);
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// Whether a page for this request looks the same as for any other visitor of the same language: it may be shared.
pub fn is_anonymous(request: &HttpRequest, https: bool) -> bool {
    [Jar::Session, Jar::Flash, Jar::Scheme].iter().all(|jar| request.cookie(jar.name(https)).is_none())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn cookies_are_locked_to_the_house() {
        let text = set(Jar::Session, "abc", true).to_string();
        for part in ["__Host-folkmoot=abc", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("Domain"), "{text}");
        let plain = set(Jar::Session, "abc", false).to_string();
        assert!(plain.starts_with("folkmoot=abc") && !plain.contains("Secure"), "{plain}");
        assert!(unset(Jar::Session, true).to_string().contains("Max-Age=0"));
    }

    #[test]
    fn an_https_house_ignores_the_plain_name() {
        let request = TestRequest::default().cookie(Cookie::new("folkmoot", "planted")).to_http_request();
        assert_eq!(read(&request, Jar::Session, true), None);
        assert_eq!(read(&request, Jar::Session, false).as_deref(), Some("planted"));
        assert!(is_anonymous(&request, true));
        assert!(!is_anonymous(&request, false));
    }
}
