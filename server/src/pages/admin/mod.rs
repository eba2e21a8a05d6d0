//! What staff of the house see.

pub mod hails;
pub mod people;
pub mod reports;
pub mod servers;

use crate::domain::settings::House;
use crate::pages::reader::Reader;
use crate::pages::view::{AdminApprovalsPage, AdminSettingsPage, ApprovalRow, Form, Pager, Tab, WhenView};
use crate::store::accounts::{self, AccountState, Role};
use crate::store::conn::Conn;
use crate::Result;

const ON_A_PAGE: usize = 50;

/// The tabs of the staff pages, as far as the reader's role goes.
pub fn tabs(reader: &Reader, current: &str) -> Vec<Tab> {
    let admin = reader.viewer.person().is_some_and(|p| p.has(Role::Admin));
    let all = [
        ("tab-house", "/admin", true),
        ("approvals", "/admin/approvals", true),
        ("people", "/admin/people", false),
        ("reports", "/admin/reports", false),
        ("tab-mentions", "/admin/mentions", false),
        ("servers", "/admin/servers", false),
        ("reputation", "/admin/reputation", true),
    ];
    all.iter()
        .filter(|(_, _, for_admins)| admin || !for_admins)
        .map(|(label, url, _)| Tab::new(label, *url, *url == current))
        .collect()
}

pub fn settings(reader: &Reader, themes: &[String]) -> AdminSettingsPage {
    AdminSettingsPage {
        tabs: tabs(reader, "/admin"),
        form: filled(&reader.house),
        logo: reader.house.logo.as_deref().map(|key| format!("/media/{key}")).unwrap_or_default(),
        themes: themes.to_vec(),
    }
}

fn filled(house: &House) -> Form {
    Form::filled([
        ("name", house.name.clone()),
        ("purpose", house.purpose.clone()),
        ("accent", house.accent.clone()),
        ("theme", house.theme.clone()),
        ("registration", house.registration.as_str().to_owned()),
        ("about", house.about.clone()),
        ("terms", house.terms.clone()),
        ("contact", house.contact.clone()),
    ])
}

pub fn approvals(conn: &mut Conn, reader: &Reader, after: Option<i64>) -> Result<AdminApprovalsPage> {
    let limit = i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = accounts::in_state(conn, AccountState::Pending, after.unwrap_or(0), limit)?;
    let more = rows.len() > ON_A_PAGE;
    rows.truncate(ON_A_PAGE);
    let next = rows.last().filter(|_| more).map(|(account, _)| format!("/admin/approvals?after={}", account.id));
    let items = rows
        .into_iter()
        .map(|(account, actor)| ApprovalRow {
            id: account.id.to_string(),
            name: actor.name,
            email: account.email.unwrap_or_default(),
            about: account.application.unwrap_or_default(),
            when: WhenView::new(&reader.lang, reader.now, account.created_at),
            confirmed: account.email_confirmed_at.is_some(),
        })
        .collect();
    let first = if after.is_some() { "/admin/approvals".to_owned() } else { String::new() };
    Ok(AdminApprovalsPage { tabs: tabs(reader, "/admin/approvals"), items, pager: Pager { next: next.unwrap_or_default(), first } })
}
