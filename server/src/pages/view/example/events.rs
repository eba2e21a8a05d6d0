//! Examples of events: a calendar, one's own, an event in every state, the door, and the forms around them.

use serde_json::json;

use super::*;
use crate::calendar::{Parts, Zone};
use crate::clock::Time;

fn parts(day: u8, hour: u8) -> Parts {
    let zone = Zone::parse("Europe/Berlin").unwrap_or(Zone::UTC);
    zone.parts(Time::parse(&format!("2026-03-{day:02}T{hour:02}:00:00Z")).unwrap_or_default())
}

fn row(state: &str, mine: &str) -> EventRow {
    EventRow {
        id: "77".into(),
        url: "/post/77".into(),
        title: "Repair café: bring what is broken, and somebody who can hold it".into(),
        start: parts(17, 18),
        end: Some(parts(17, 20)),
        zone: "Europe/Berlin".into(),
        place: "Old Mill, first floor".into(),
        online: state == "on",
        state: state.into(),
        series: state == "on",
        going: 12,
        full: mine.is_empty(),
        mine: mine.into(),
        community: Some(LinkView { text: "Repair together".into(), url: "/c/repair".into() }),
    }
}

fn dates() -> Vec<EventRow> {
    [("on", ""), ("on", "going"), ("on", "waiting"), ("on", "asked"), ("postponed", ""), ("cancelled", "")].map(|(state, mine)| row(state, mine)).to_vec()
}

fn panel(full: bool, state: &str, mine: &str) -> ThreadPage {
    let person = json!({ "id": "2", "name": "Ann Moreau", "handle": "@ann@social.example", "url": "/u/ann@social.example" });
    let guest = json!({ "id": "", "name": "Otto", "handle": "", "url": "" });
    let panel = json!({
        "state": state, "reason": if state == "on" { "" } else { "The mill has no heating this week." },
        "start": parts(17, 18), "end": if full { json!(parts(17, 20)) } else { Value::Null }, "same_day": full,
        "zone": "Europe/Berlin", "offset": "+01:00", "over": state == "over", "on_now": mine == "going",
        "series": full, "dates": if full { vec![parts(24, 18), parts(31, 17)] } else { Vec::new() },
        "place": "Old Mill", "address": if full { "Bridge Street 4" } else { "" }, "map": if full { "https://map.example/x" } else { "" },
        "online": if full { "https://meet.example/repair" } else { "" },
        "joining": "open", "capacity": if full { json!(12) } else { Value::Null }, "going": 12, "waiting": if full { 2 } else { 0 }, "left": 0,
        "full": full, "line": if full { "wait" } else { "refuse" }, "here": true, "home": "social.example",
        "may_join": mine.is_empty() && full, "visitor": mine.is_empty() && !full,
        "mine": if mine.is_empty() { Value::Null } else { json!({ "state": mine, "shown": true, "remind_day": true, "remind_hour": false, "place": 3 }) },
        "people": if full { vec![person.clone(), guest] } else { Vec::new() }, "more": 10,
        "organizers": if full { vec![person] } else { Vec::new() },
        "plans": full, "may_change": full, "may_tell": full, "told": mine == "going",
        "url": "/post/77", "base": "/events/77", "data": "{}",
    });
    ThreadPage { kind: "event".into(), panel: Some(panel), ..thread() }
}

fn field(name: &str, input: &str) -> KindField {
    let choices = ["no", "weekly"].iter().map(|word| Choice { value: (*word).into(), label: (*word).into() }).collect();
    KindField { name: name.into(), label: name.into(), hint: "By the clock of the place.".into(), input: input.into(), choices, max: 200, ..KindField::default() }
}

fn forms() -> Vec<Sample> {
    let (title, url) = ("Repair café".to_owned(), "/post/77".to_owned());
    let inputs = [("event_start", "moment"), ("event_until", "day"), ("event_zone", "zone"), ("event_place", "line"), ("event_repeats", "choice"), ("event_capacity", "number")];
    let edit = EventEditPage {
        title: title.clone(),
        url: url.clone(),
        action: "/events/77/edit".into(),
        fields: inputs.iter().map(|(name, input)| field(name, input)).collect(),
        form: form(&[("event_zone", "Middle-earth/Shire")], &[("event_zone", "form-event-zone"), ("event_start", "form-event-start")]),
    };
    let state = EventStatePage {
        title: title.clone(),
        url: url.clone(),
        action: "/events/77/state".into(),
        choices: ["on", "postponed", "cancelled"].map(str::to_owned).to_vec(),
        series: true,
        going: 12,
        form: form(&[("state", "cancelled")], &[("reason", "form-reason-empty"), ("state", "form-status-empty")]),
    };
    let outcome = EventOutcomePage { title, url, action: "/events/77/outcome".into(), form: refused("body") };
    let guest = |word: &str| GuestPage {
        state: word.into(),
        event: row("on", ""),
        action: "/events/77/guest".into(),
        place: 3,
        form: form(&[("name", "Otto"), ("shown", "1")], &[("email", "form-email-bad")]),
    };
    let mut all = vec![
        sample("event_edit.html", true, edit),
        sample("event_edit.html", false, EventEditPage::default()),
        sample("event_state.html", true, state),
        sample("event_state.html", false, EventStatePage::default()),
        sample("event_outcome.html", true, outcome),
        sample("event_outcome.html", false, EventOutcomePage::default()),
    ];
    all.extend(["form", "sent", "off", "closed", "ask", "going", "waiting", "left", "refused"].map(|word| sample("guest.html", word == "form", guest(word))));
    all
}

pub(super) fn samples() -> Vec<Sample> {
    let calendar = EventsPage {
        head: CommunityHead { community: card(0), ..CommunityHead::default() },
        tabs: vec![Tab::new("events-coming", "/c/repair/events", true), Tab::new("events-past", "/c/repair/events?show=past", false)],
        rows: dates(),
        pager: pager(),
        plan_url: "/c/repair?new=event#new".into(),
        ics_url: "/c/repair/events.ics".into(),
        webcal_url: "webcal://talk.example/c/repair/events.ics".into(),
        signed_in: true,
        ..EventsPage::default()
    };
    let month = EventsPage { month: Some(parts(1, 12)), month_before: "/c/repair/events?month=2026-02".into(), rows: Vec::new(), ..calendar.clone() };
    let mine = MyEventsPage {
        coming: dates(),
        past: dates(),
        since: Some(when("3 days ago")),
        calendar_url: "https://talk.example/calendar/secret.ics".into(),
        webcal_url: "webcal://talk.example/calendar/secret.ics".into(),
    };
    let here = |name: &str, handle: &str, here: bool| DoorRow { id: "5".into(), name: name.into(), handle: handle.into(), here };
    let door = EventDoorPage {
        title: "Repair café".into(),
        url: "/post/77".into(),
        base: "/events/77/door".into(),
        date: parts(17, 18),
        moment: "1".into(),
        dates: vec![LinkView { text: "2026-03-24 19:00".into(), url: "/events/77/door?at=2".into() }],
        rows: vec![here("Ann Moreau", "@ann@social.example", true), here("Otto", "", false), here("", "", false)],
        pager: pager(),
        going: 12,
        waiting: 2,
        here: 1,
    };
    let bare_door = EventDoorPage { date: parts(17, 18), ..EventDoorPage::default() };
    let mut all: Vec<Sample> =
        [panel(true, "on", ""), panel(false, "on", ""), panel(true, "on", "going"), panel(true, "on", "waiting"), panel(false, "cancelled", "asked"), panel(false, "postponed", ""), panel(true, "over", "")]
            .into_iter()
            .map(|page| sample("thread.html", true, page))
            .collect();
    all.extend([
        sample("events.html", true, calendar),
        sample("events.html", true, month),
        sample("events.html", false, EventsPage::default()),
        sample("my_events.html", true, mine),
        sample("my_events.html", false, MyEventsPage::default()),
        sample("event_door.html", true, door),
        sample("event_door.html", false, bare_door),
    ]);
    all.extend(forms());
    all
}

/// Mails to guests, one for each thing that they tell.
pub(super) fn mails() -> Vec<(&'static str, MailView)> {
    let one = |news: &str, reason: &str| MailView {
        brand_name: "Harbour Library".into(),
        accent: "#2f6f62".into(),
        display: "Otto".into(),
        url: "https://talk.harbour.example/guests/abc".into(),
        headline: "There is a place for you: Repair café".into(),
        guest: Some(GuestMail {
            news: news.into(),
            title: "Repair café".into(),
            start: parts(17, 18),
            end: "21:00".into(),
            zone: "Europe/Berlin".into(),
            place: "Old Mill, Bridge Street 4".into(),
            online: "https://meet.example/repair".into(),
            reason: reason.into(),
        }),
        ..MailView::default()
    };
    let all = ["confirm", "seat", "waiting", "full", "changed", "cancelled", "postponed", "on", "soon"];
    all.iter().map(|news| ("guest", one(news, "The mill has no heating."))).chain([("guest", MailView::default())]).collect()
}
