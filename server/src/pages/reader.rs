//! Who reads a page, and what every page needs to know about them: plain data, so that loaders
//! need no request.

use crate::clock::Time;
use crate::domain::Viewer;
use crate::domain::settings::House;
use crate::i18n::Lang;
use crate::pages::view::Flash;
use crate::store::accounts::Session;
use crate::urls::Urls;

#[derive(Debug, Clone)]
pub struct Reader {
    pub viewer: Viewer,
    pub session: Option<Session>,
    pub house: House,
    pub lang: Lang,
    /// Colour scheme that the reader chose: "light", "dark" or "" to follow the system.
    pub scheme: String,
    /// What the page's forms carry; empty for visitors on pages without a form of theirs.
    pub csrf: String,
    /// Path and query of the request.
    pub path: String,
    pub now: Time,
    pub urls: Urls,
    pub flash: Vec<Flash>,
    /// `/brand.css` with a version that changes with the brand.
    pub brand_css: String,
    /// Development federation is on: said on every page.
    pub development: bool,
    /// Mail really leaves the house.
    pub mail_works: bool,
}

impl Reader {
    /// The language tag of the page.
    pub fn locale(&self) -> &str {
        self.lang.tag()
    }
}
