//! Events of the demo: when they take place, counted from today, and who comes.

use std::time::Duration;

use serde_json::{Value, json};

use super::play::Play;
use super::script::{Meeting, Said};
use crate::calendar::Zone;
use crate::clock::Time;
use crate::domain::occasions::rsvp::{self, Wish};
use crate::domain::occasions::tell_outcome;
use crate::kinds::Details;
use crate::store::posts;
use crate::{Error, Result};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the form of an event would say.
pub(super) fn asked(said: &Said, now: Time) -> Option<Details> {
    let meeting = said.meeting.as_ref()?;
    let day = if meeting.days < 0 { now.minus(DAY * meeting.days.unsigned_abs()) } else { now.plus(DAY * meeting.days.unsigned_abs()) };
    let zone = Zone::parse(&meeting.zone).unwrap_or(Zone::UTC);
    let date = zone.parts(day).date;
    let at = |time: &str| Value::from(format!("{date}T{time}"));
    let mut details = json!({
        "event_start": at(&meeting.from), "event_end": at(&meeting.to), "event_zone": meeting.zone, "event_place": meeting.place,
        "event_address": meeting.address, "event_repeats": meeting.repeats, "event_capacity": meeting.places,
    });
    match details.as_object_mut() {
        Some(map) => Some(Details(std::mem::take(map))),
        None => None,
    }
}

impl Play<'_> {
    /// Everybody of one house comes to what they like, wherever it takes place; and tells what came of what is over.
    pub(super) async fn meet(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in self.lines.iter().filter(|line| line.parent.is_none()) {
            let (Some(meeting), Some(ap_id)) = (&line.said.meeting, line.ap_id.clone()) else { continue };
            let coming = meeting.coming.iter().filter(|name| stage.person(name).is_some());
            let origins = coming.map(|name| stage.origin(name)).collect::<Result<Vec<_>>>()?;
            if let Some(id) = self.here(house, &ap_id).await? {
                self.come(house, id, meeting, origins).await?;
            }
            let Some(told) = meeting.told.clone().filter(|_| stage.person(&line.said.by).is_some()) else { continue };
            let content = stage.contents(vec![told]).await?.pop().unwrap_or_default();
            let origin = stage.origin(&line.said.by)?;
            stage
                .app
                .db
                .write(move |tx| {
                    let id = posts::by_ap_id(tx.conn, &ap_id)?.ok_or(Error::NotFound("event"))?.id;
                    tell_outcome(tx, &origin, id, &content).map(drop)
                })
                .await?;
        }
        Ok(())
    }

    async fn here(&self, house: usize, ap_id: &str) -> Result<Option<i64>> {
        let ap_id = ap_id.to_owned();
        self.stage(house)?.app.db.read(move |conn| Ok(posts::by_ap_id(conn, &ap_id)?.map(|post| post.id))).await
    }

    async fn come(&self, house: usize, id: i64, meeting: &Meeting, origins: Vec<crate::domain::Origin>) -> Result<()> {
        // Nobody signs up for what is over; who was there stands in its replies.
        if meeting.days < 0 {
            return Ok(());
        }
        let wish = Wish { shown: true, remind_day: true, remind_hour: false };
        self.stage(house)?
            .app
            .db
            .write(move |tx| {
                for origin in &origins {
                    rsvp::join(tx, origin, id, wish, None)?;
                }
                Ok(())
            })
            .await
    }
}
