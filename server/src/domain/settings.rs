//! The house: what the host says of itself, and how it lets people in. Stored, changed by admins.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::accounts::{self, LinkPurpose};
use crate::store::conn::{Conn, Tx};
use crate::store::moderation::Act;
use crate::store::settings;
use crate::text_enum;
use crate::{Error, Result};

text_enum! {
    /// Who may make an account here.
    pub enum Registration { Open = "open", Approval = "approval", Closed = "closed" }
}

/// What the organization chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct House {
    pub name: String,
    /// One line: what this house is for.
    pub purpose: String,
    /// `#rrggbb`.
    pub accent: String,
    /// The storage key of the logo.
    pub logo: Option<String>,
    pub theme: String,
    pub registration: Registration,
    /// Markdown on the page about the house.
    pub about: String,
    /// Markdown: what people agree to when they make an account. Empty asks for nothing.
    pub terms: String,
    /// Where people reach the host: a mail address, a telephone number, a page.
    pub contact: String,
    pub set_up: bool,
}

impl Default for House {
    fn default() -> Self {
        Self {
            name: "Folkmoot".to_owned(),
            purpose: String::new(),
            accent: "#3a6b52".to_owned(),
            logo: None,
            theme: "default".to_owned(),
            registration: Registration::Approval,
            about: String::new(),
            terms: String::new(),
            contact: String::new(),
            set_up: false,
        }
    }
}

/// The stored settings over the defaults.
pub fn load(conn: &mut Conn) -> Result<House> {
    let stored: BTreeMap<String, String> = settings::all(conn)?.into_iter().collect();
    let mut house = House::default();
    let get = |key: &str| stored.get(key).cloned();
    if let Some(v) = get("house.name") {
        house.name = v;
    }
    if let Some(v) = get("house.purpose") {
        house.purpose = v;
    }
    if let Some(v) = get("house.accent") {
        house.accent = v;
    }
    house.logo = get("house.logo").filter(|v| !v.is_empty());
    if let Some(v) = get("house.theme") {
        house.theme = v;
    }
    if let Some(v) = get("house.registration").as_deref().and_then(Registration::parse) {
        house.registration = v;
    }
    if let Some(v) = get("house.about") {
        house.about = v;
    }
    house.terms = get("house.terms").unwrap_or_default();
    house.contact = get("house.contact").unwrap_or_default();
    house.set_up = get("house.set_up").as_deref() == Some("yes");
    Ok(house)
}

fn check(house: &House) -> Result<()> {
    let mut errors = FieldErrors::new();
    let name = house.name.trim().chars().count();
    if name == 0 {
        errors.add("name", "form-name-empty");
    } else if name > 80 {
        errors.add_with("name", "form-too-long", [("max", "80".to_owned())]);
    }
    if house.purpose.chars().count() > 200 {
        errors.add_with("purpose", "form-too-long", [("max", "200".to_owned())]);
    }
    if house.about.len() > 50_000 {
        errors.add_with("about", "form-too-long", [("max", "50000".to_owned())]);
    }
    if house.terms.len() > 100_000 {
        errors.add_with("terms", "form-too-long", [("max", "100000".to_owned())]);
    }
    if house.contact.chars().count() > 254 {
        errors.add_with("contact", "form-too-long", [("max", "254".to_owned())]);
    }
    let hex = house.accent.strip_prefix('#').unwrap_or_default();
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        errors.add("accent", "form-accent-bad");
    }
    errors.check()
}

fn store(tx: &mut Tx<'_>, house: &House) -> Result<()> {
    settings::set(tx, "house.name", house.name.trim())?;
    settings::set(tx, "house.purpose", house.purpose.trim())?;
    settings::set(tx, "house.accent", &house.accent)?;
    settings::set(tx, "house.logo", house.logo.as_deref().unwrap_or_default())?;
    settings::set(tx, "house.theme", &house.theme)?;
    settings::set(tx, "house.registration", house.registration.as_str())?;
    settings::set(tx, "house.about", &house.about)?;
    settings::set(tx, "house.terms", &house.terms)?;
    settings::set(tx, "house.contact", house.contact.trim())?;
    settings::set(tx, "house.set_up", if house.set_up { "yes" } else { "" })
}

/// An admin changes the house.
pub fn change(tx: &mut Tx<'_>, origin: &Origin, house: &House) -> Result<()> {
    check(house)?;
    let target = Target::default();
    moderation::by_admin(tx, origin, Act::ChangeSettings, &target, "Settings of the house changed")?;
    store(tx, house)
}

/// The operator made an admin from the command line: what the set-up link was for is done.
pub(super) fn has_admin(tx: &mut Tx<'_>) -> Result<()> {
    accounts::drop_links(tx, LinkPurpose::SetUp)?;
    settings::set(tx, "house.set_up", "yes")
}

/// The first set-up: allowed exactly while nobody has done it.
pub fn set_up(tx: &mut Tx<'_>, house: &House) -> Result<()> {
    if load(tx.conn)?.set_up {
        return Err(Error::Conflict("This house is set up already."));
    }
    check(house)?;
    store(tx, &House { set_up: true, ..house.clone() })
}
