//! What a visitor can read. Handlers only read the address; the pages are loaded in `pages`.

pub(super) mod communities;
pub(super) mod community;
pub(super) mod home;
pub(super) mod interact;
pub(super) mod person;
pub(super) mod search;
pub(super) mod site;
pub(super) mod tag;
pub(super) mod thread;

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use url::form_urlencoded;

use crate::store::posts::Cursor;

/// More of an address than this is not looked at.
const QUERY_MAX: usize = 4_096;

/// The parameters of an address. The first of a name counts; what is not understood is not there.
struct Params(BTreeMap<String, String>);

impl Params {
    fn of(request: &HttpRequest) -> Self {
        let query = request.query_string();
        let mut params = BTreeMap::new();
        if query.len() <= QUERY_MAX {
            for (name, value) in form_urlencoded::parse(query.as_bytes()).take(32) {
                params.entry(name.into_owned()).or_insert_with(|| value.into_owned());
            }
        }
        Self(params)
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn cursor(&self) -> Option<Cursor> {
        Cursor::decode(self.get("after"))
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok().filter(|n| *n >= 0)
    }
}

/// An address of ours with those parameters that say something, in the order given.
fn address(path: &str, params: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut joint = '?';
    for (name, value) in params.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(joint);
        address.push_str(name);
        address.push('=');
        address.extend(form_urlencoded::byte_serialize(value.as_bytes()));
        joint = '&';
    }
    address
}

fn cursor_text(cursor: Option<Cursor>) -> String {
    cursor.map(|c| c.encode()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_what_says_something_names_a_page() {
        assert_eq!(address("/c/a", &[("sort", ""), ("after", "1.2.3")]), "/c/a?after=1.2.3");
        assert_eq!(address("/search", &[("q", "a b&c"), ("show", "all")]), "/search?q=a+b%26c&show=all");
        assert_eq!(address("/", &[]), "/");
    }

    #[test]
    fn parameters_are_read_leniently() {
        let request = TestRequest::with_uri("/?after=zz&page=-4&q=a%20b&q=c&new=1").to_http_request();
        let params = Params::of(&request);
        assert_eq!(params.get("q"), "a b");
        assert!(params.cursor().is_none() && params.number("page").is_none() && params.get("new") == "1");
    }
}
