//! Events on pages: a community's calendar, one's own, the list at the door, and the forms around them.

use serde::Serialize;

use super::{CommunityHead, Form, KindField, LinkView, Pager, Tab, WhenView};
use crate::calendar::Parts;

/// One date of an event in a list.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventRow {
    pub id: String,
    pub url: String,
    pub title: String,
    pub start: Parts,
    /// Nothing where nobody says when it ends.
    pub end: Option<Parts>,
    pub zone: String,
    pub place: String,
    pub online: bool,
    /// "on", "postponed" or "cancelled".
    pub state: String,
    pub series: bool,
    pub going: u64,
    /// All places are taken.
    pub full: bool,
    /// "going", "waiting", "asked" or empty: how the viewer stands to it.
    pub mine: String,
    /// Where lists mix communities.
    pub community: Option<LinkView>,
}

/// `/c/{name}/events`: `events.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventsPage {
    #[serde(flatten)]
    pub head: CommunityHead,
    pub tabs: Vec<Tab>,
    /// The month that is shown, as its first day; nothing in the other lists.
    pub month: Option<Parts>,
    pub month_before: String,
    pub month_after: String,
    pub rows: Vec<EventRow>,
    pub pager: Pager,
    /// Where an event is planned; empty for those who may not.
    pub plan_url: String,
    pub ics_url: String,
    /// The same as a subscription.
    pub webcal_url: String,
    pub signed_in: bool,
}

/// `/events/mine`: `my_events.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct MyEventsPage {
    pub coming: Vec<EventRow>,
    pub past: Vec<EventRow>,
    /// When the address of the own calendar was made.
    pub since: Option<WhenView>,
    /// That address, once, when it was just made.
    pub calendar_url: String,
    pub webcal_url: String,
}

/// `/events/{id}/edit`: `event_edit.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventEditPage {
    pub title: String,
    pub url: String,
    pub action: String,
    pub fields: Vec<KindField>,
    pub form: Form,
}

/// `/events/{id}/state`: `event_state.html`. Fields `state` and `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventStatePage {
    pub title: String,
    pub url: String,
    pub action: String,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// Of a series, which is called off as a whole.
    pub series: bool,
    pub going: u64,
    pub form: Form,
}

/// `/events/{id}/outcome`: `event_outcome.html`. Fields `body` and pictures.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventOutcomePage {
    pub title: String,
    pub url: String,
    pub action: String,
    pub form: Form,
}

/// `/events/{id}/door`: `event_door.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct EventDoorPage {
    pub title: String,
    pub url: String,
    pub base: String,
    /// The date that the list is for.
    pub date: Parts,
    /// Its moment, as forms send it.
    pub moment: String,
    /// The other dates of a series.
    pub dates: Vec<LinkView>,
    pub rows: Vec<DoorRow>,
    pub pager: Pager,
    pub going: u64,
    pub waiting: u64,
    pub here: u64,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct DoorRow {
    pub id: String,
    pub name: String,
    /// `@ann@social.example`; empty for guests by mail.
    pub handle: String,
    pub here: bool,
}

/// `/events/{id}/guest` and `/guests/{token}`: `guest.html`. Fields `name`, `email`, `shown`, `remind_day`, `remind_hour`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct GuestPage {
    /// "form", "sent", "ask", "going", "waiting", "refused", "left", "closed" or "off" (no mail leaves this house).
    pub state: String,
    pub event: EventRow,
    pub action: String,
    /// Their place in the line.
    pub place: u64,
    pub form: Form,
}
