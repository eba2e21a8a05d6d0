//! `/c/{name}/feedback`: what waits for an answer, whoever waits longest first. For stewards and those who speak for the host.

use std::collections::HashMap;

use crate::domain::access;
use crate::pages::reader::Reader;
use crate::pages::roadmap::{decides, dressed};
use crate::pages::view::{FeedbackPage, FeedbackRow, FeedbackTab, Form, Pager, Tab};
use crate::pages::{community, named};
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::communities::Purpose;
use crate::store::feedback::{self, Feedback, FeedbackState};
use crate::{Error, Result};

const PER_PAGE: i64 = 40;

pub fn inbox(conn: &mut Conn, reader: &Reader, handle: &str, state: FeedbackState, after: Option<i64>, form: Option<Form>) -> Result<FeedbackPage> {
    let (row, actor) = access::community(conn, &reader.viewer, handle)?;
    if row.purpose != Purpose::Feedback {
        return Err(Error::NotFound("page"));
    }
    if !decides(conn, reader, &actor)? {
        return Err(Error::Forbidden("Only its stewards and staff read the inbox of feedback."));
    }
    let host = actors::host_name(conn, &actor)?;
    let card = named::card(&row, &actor, &host);
    let base = format!("{}/feedback", card.url);
    let address = |state: FeedbackState| if state == FeedbackState::New { base.clone() } else { format!("{base}?state={state}") };
    let mut tabs = Vec::new();
    for one in FeedbackState::ALL {
        let count = u64::try_from(feedback::count(conn, actor.id, *one)?).unwrap_or(0);
        tabs.push(FeedbackTab { tab: Tab::new(&format!("state-{one}"), address(*one), *one == state), count });
    }
    let mut found = feedback::inbox(conn, actor.id, state, after.unwrap_or(0), PER_PAGE + 1)?;
    let limit = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let order: Vec<i64> = found.iter().map(|(row, _)| row.post_id).collect();
    let next = order.last().filter(|_| more).map(|last| super::rows::with_query(&address(state), "after", &last.to_string()));
    let ups: HashMap<String, u64> =
        found.iter().map(|(_, post)| (post.id.to_string(), u64::try_from(post.ups).unwrap_or(0))).collect();
    let facts: HashMap<String, Feedback> = found.into_iter().map(|(row, _)| (row.post_id.to_string(), row)).collect();
    let rows = dressed(conn, reader, &order)?;
    let items = rows.into_iter().filter_map(|row| {
        let fact = facts.get(&row.id)?;
        Some(FeedbackRow {
            sort: format!("choice-feedback_sort-{}", fact.sort),
            area: fact.area.clone(),
            joined: ups.get(&row.id).copied().unwrap_or(0),
            waiting: row.when.clone(),
            change_url: format!("/feedback/{}/state", row.id),
            row,
        })
    });
    let areas = feedback::areas(conn, actor.id)?.join("\n");
    Ok(FeedbackPage {
        items: items.collect(),
        tabs,
        pager: Pager { next: next.unwrap_or_default(), first: if after.is_some() { address(state) } else { String::new() } },
        can_edit: community::tends(conn, reader, &actor)?,
        form: form.unwrap_or_else(|| Form::filled([("areas", areas)])),
        community: card,
    })
}
