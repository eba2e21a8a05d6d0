//! `/settings`: everything that a person decides about themselves.

use crate::domain::notifications::wants_mail;
use crate::domain::Person;
use crate::i18n::Lang;
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::view::{Form, SessionRow, SettingsPage, Tab, TokenRow, WhenView};
use crate::store::accounts;
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::notifications::{self, NotificationKind};
use crate::{Error, Result};

/// The sections, in the order of their tabs.
pub const SECTIONS: [&str; 6] = ["profile", "password", "mail", "blocks", "tokens", "data"];
/// What can be had by mail, with the field of the form.
pub const MAILS: &[(NotificationKind, &str)] = &[
    (NotificationKind::Reply, "mail_replies"),
    (NotificationKind::Mention, "mail_mentions"),
    (NotificationKind::Answer, "mail_answers"),
    (NotificationKind::Merged, "mail_merged"),
    (NotificationKind::PollEnded, "mail_polls"),
    (NotificationKind::Suggestion, "mail_suggestion"),
    (NotificationKind::SuggestionDecided, "mail_suggestion_decided"),
    (NotificationKind::Follow, "mail_follows"),
    (NotificationKind::Moderation, "mail_moderation"),
    (NotificationKind::Report, "mail_reports"),
    (NotificationKind::Standing, "mail_standing"),
    (NotificationKind::Registration, "mail_registrations"),
    (NotificationKind::TaskEnding, "mail_task_ending"),
    (NotificationKind::Successor, "mail_successor"),
    (NotificationKind::AsksToJoin, "mail_asks_to_join"),
    (NotificationKind::Admitted, "mail_admitted"),
];

pub fn load(conn: &mut Conn, reader: &Reader, section: &str) -> Result<SettingsPage> {
    let person = reader.viewer.person().ok_or_else(|| Error::unauthorized("Log in to do that."))?;
    let section = SECTIONS.iter().find(|s| **s == section).copied().unwrap_or("profile");
    let mut page = SettingsPage {
        section: section.to_owned(),
        tabs: SECTIONS.iter().map(|s| Tab::new(&format!("section-{s}"), address(s), *s == section)).collect(),
        me: named::person(&person.actor, reader.urls.host()),
        form: filled(person, reader),
        mail_works: reader.mail_works,
        email_confirmed: person.account.email_confirmed_at.is_some(),
        ..SettingsPage::default()
    };
    match section {
        "password" => page.sessions = sessions(conn, reader, person)?,
        "blocks" => blocks(conn, person, &mut page)?,
        "tokens" => page.tokens = tokens(conn, reader, person)?,
        _ => {}
    }
    Ok(page)
}

/// Where a section is.
pub fn address(section: &str) -> String {
    if section == "profile" { "/settings".to_owned() } else { format!("/settings?section={section}") }
}

fn filled(person: &Person, reader: &Reader) -> Form {
    let flag = |on: bool| if on { "1".to_owned() } else { String::new() };
    let mut form = Form::filled([
        ("display", person.actor.display_name.clone()),
        ("bio", person.actor.summary_source.clone().unwrap_or_default()),
        ("locale", person.account.locale.clone().unwrap_or_default()),
        ("scheme", reader.scheme.clone()),
        ("discoverable", flag(person.actor.discoverable == Some(true))),
        ("indexable", flag(person.actor.indexable == Some(true))),
        ("email", person.account.email.clone().unwrap_or_default()),
    ]);
    for (kind, field) in MAILS.iter().copied() {
        form.set(field, flag(wants_mail(&person.account.mail_preferences, kind)));
    }
    form
}

fn sessions(conn: &mut Conn, reader: &Reader, person: &Person) -> Result<Vec<SessionRow>> {
    let current = reader.session.as_ref().map(|s| s.id);
    let when = |at| WhenView::new(&reader.lang, reader.now, at);
    let rows = accounts::sessions_of(conn, person.account.id, reader.now)?;
    Ok(rows
        .into_iter()
        .map(|s| SessionRow {
            id: s.id.to_string(),
            device: device(&reader.lang, &s.agent),
            address: s.address,
            since: when(s.created_at),
            seen: when(s.seen_at),
            current: current == Some(s.id),
        })
        .collect())
}

fn blocks(conn: &mut Conn, person: &Person, page: &mut SettingsPage) -> Result<()> {
    for (_, actor, host) in notifications::blocks_of(conn, person.id())? {
        if let Some(actor) = actor {
            let host = actors::host_name(conn, &actor)?;
            page.blocked_people.push(named::person(&actor, &host));
        } else if let Some(host) = host {
            page.blocked_hosts.push(host);
        }
    }
    Ok(())
}

fn tokens(conn: &mut Conn, reader: &Reader, person: &Person) -> Result<Vec<TokenRow>> {
    let rows = accounts::tokens_of(conn, person.account.id)?;
    let when = |at| WhenView::new(&reader.lang, reader.now, at);
    Ok(rows
        .into_iter()
        .map(|t| TokenRow { id: t.id.to_string(), label: t.name, since: when(t.created_at), used: t.used_at.map(when) })
        .collect())
}

/// "Firefox, Linux" out of what a browser calls itself; the start of it where neither is known.
fn device(lang: &Lang, agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    // Order matters: most browsers also claim to be the ones below them.
    let browser = first(&[("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrom", "Chrome"), ("Safari", "Safari"), ("curl", "curl")]);
    let system = first(&[("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.is_empty() => lang.text("device-unknown"),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Catalog;

    #[test]
    fn devices_are_named_as_people_know_them() {
        let catalog = Catalog::new([("en", "device-unknown = A device\n")]).unwrap();
        let name = |agent: &str| device(catalog.fallback(), agent);
        assert_eq!(name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox, Linux");
        assert_eq!(name("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"), "Chrome, Android");
        assert_eq!(name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"), "Safari, iPhone");
        assert_eq!(name(""), "A device");
        assert_eq!(name("something odd"), "something odd");
    }
}
