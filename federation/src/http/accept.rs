//! Whether a request wants the document or the page.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

use crate::vocabulary::{ACTIVITY_JSON, ACTIVITY_STREAMS, LD_JSON};

/// True where an ActivityPub document is asked for, in any of the three forms that peers use, at
/// least as strongly as a page. `*/*` gets the page.
pub fn wants_activity_json(request: &HttpRequest) -> bool {
    let mut document: Option<Wish> = None;
    let mut page: Option<Wish> = None;
    let listed = request
        .headers()
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok());
    for (place, item) in listed.flat_map(split_list).take(64).enumerate() {
        let (name, quality) = read_item(item);
        if quality == 0 {
            continue;
        }
        let wish = Wish { quality, place };
        let best = match kind_of(&name, item) {
            Some(Kind::Document) => &mut document,
            Some(Kind::Page) => &mut page,
            None => continue,
        };
        if best.is_none_or(|best| wish.beats(best)) {
            *best = Some(wish);
        }
    }
    match (document, page) {
        (Some(document), Some(page)) => document.beats(page),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// How much something is wanted: by quality in thousandths, then by who is named first.
#[derive(Clone, Copy)]
struct Wish {
    quality: u16,
    place: usize,
}

impl Wish {
    fn beats(self, other: Self) -> bool {
        (self.quality, std::cmp::Reverse(self.place))
            > (other.quality, std::cmp::Reverse(other.place))
    }
}

enum Kind {
    Document,
    Page,
}

fn kind_of(name: &str, item: &str) -> Option<Kind> {
    match name {
        ACTIVITY_JSON => Some(Kind::Document),
        // PieFed leaves out the profile; a profile of something else is not for us.
        LD_JSON if !item.contains("profile") || item.contains(ACTIVITY_STREAMS) => {
            Some(Kind::Document)
        }
        "text/html" | "application/xhtml+xml" => Some(Kind::Page),
        _ => None,
    }
}

/// Splits at commas outside of quotes: the profile is quoted and might hold one.
fn split_list(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
}

/// The media type in lower case, and the quality in thousandths.
fn read_item(item: &str) -> (String, u16) {
    let mut parts = item.split(';');
    let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let quality = parts.find_map(|part| {
        let (key, value) = part.trim().split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case("q")
            .then(|| value.trim().parse::<f32>().ok())
            .flatten()
    });
    let thousandths = quality
        .map_or(1000.0, |quality| quality.clamp(0.0, 1.0) * 1000.0)
        .round();
    // Clamped above, so it fits; a NaN counts as zero.
    (name, thousandths as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn accept_decides_between_page_and_document() {
        let table = [
            ("application/activity+json", true),
            ("application/ld+json", true),
            (
                r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#,
                true,
            ),
            (
                r#"Application/LD+JSON;profile="https://www.w3.org/ns/activitystreams", application/activity+json"#,
                true,
            ),
            ("application/activity+json;q=0.9, text/html;q=0.1", true),
            ("application/activity+json, text/html", true),
            ("application/activity+json, */*;q=0.1", true),
            ("text/html, application/activity+json", false),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
                false,
            ),
            ("text/html, application/activity+json;q=0.9", false),
            ("application/activity+json;q=0", false),
            (
                r#"application/ld+json; profile="https://www.w3.org/ns/json-ld#flattened""#,
                false,
            ),
            ("application/json", false),
            ("*/*", false),
            ("", false),
            (";;,,q=1,\"", false),
            ("application/activity+json;q=nonsense", true),
        ];
        for (accept, wanted) in table {
            let request = TestRequest::default()
                .insert_header((ACCEPT, accept))
                .to_http_request();
            assert_eq!(wants_activity_json(&request), wanted, "{accept}");
        }
        assert!(!wants_activity_json(
            &TestRequest::default().to_http_request()
        ));
    }
}
