//! The tags that a community offers for its threads: stewards define them, authors choose among them.

use url::Url;

use crate::domain::events::{self, Event};
use crate::domain::moderation::{self, Target};
use crate::domain::origin::Origin;
use crate::error::FieldErrors;
use crate::store::actors::{self, Actor};
use crate::store::communities;
use crate::store::conn::{Conn, Tx};
use crate::store::labels::{self, Label};
use crate::store::moderation::Act;
use crate::urls;
use crate::{Error, Result};

/// Tags of one community, and of one thread.
const OFFERED_MAX: usize = 50;
pub const CHOSEN_MAX: usize = 10;
const NAME_MAX: usize = 40;
const DESCRIPTION_MAX: usize = 200;
/// The palette, in the words of Lemmy.
pub const COLORS: [&str; 10] =
    ["color01", "color02", "color03", "color04", "color05", "color06", "color07", "color08", "color09", "color10"];

/// What stewards decide about a tag.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub name: String,
    pub description: String,
    pub color: String,
}

impl Draft {
    fn check(&self, others: &[Label]) -> Result<()> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim();
        if name.is_empty() {
            errors.add("name", "form-label-empty");
        } else if name.chars().count() > NAME_MAX {
            errors.add_with("name", "form-too-long", [("max", NAME_MAX.to_string())]);
        } else if others.iter().any(|other| other.name.to_lowercase() == name.to_lowercase()) {
            errors.add("name", "form-label-twice");
        }
        if self.description.chars().count() > DESCRIPTION_MAX {
            errors.add_with("description", "form-too-long", [("max", DESCRIPTION_MAX.to_string())]);
        }
        if !COLORS.contains(&self.color.as_str()) {
            errors.add("color", "form-label-color");
        }
        errors.check().map_err(Error::from)
    }
}

fn by_steward(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, what: &str) -> Result<()> {
    if !community.is_local() {
        return Err(Error::Forbidden("This community is changed on its own server."));
    }
    let target = Target { community: Some(community.id), ..Target::default() };
    moderation::by_steward(tx, origin, community, Act::ChangeCommunity, &target, what)?;
    // Two stewards who write at once take turns: the number of tags holds.
    communities::bump(tx, community.id)
}

/// Defines a tag, or changes the one with this number.
pub fn define(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, id: Option<i64>, draft: &Draft) -> Result<Label> {
    by_steward(tx, origin, community, &format!("Tag: {}", draft.name.trim()))?;
    let mut others = labels::of_community(tx.conn, community.id)?;
    let known = id.map(|id| others.iter().find(|l| l.id == id).cloned().ok_or(Error::NotFound("tag"))).transpose()?;
    others.retain(|label| Some(label.id) != id);
    draft.check(&others)?;
    if known.is_none() && others.len() >= OFFERED_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("name", "form-too-many", [("max", OFFERED_MAX.to_string())]);
        errors.check()?;
    }
    let number = known.as_ref().map_or_else(|| tx.id(), |label| label.id);
    let label = Label {
        id: number,
        community_id: community.id,
        ap_id: known.as_ref().map_or_else(|| format!("{}/tag/{number}", community.ap_id), |label| label.ap_id.clone()),
        name: draft.name.trim().to_owned(),
        description: draft.description.trim().to_owned(),
        color: draft.color.clone(),
        position: known.map_or_else(|| others.iter().map(|l| l.position + 1).max().unwrap_or(0), |label| label.position),
        retired_at: None,
    };
    labels::put(tx, &label)?;
    events::emit(tx, origin, Event::CommunityChanged { community: community.id })?;
    Ok(label)
}

/// Takes a tag out of use. Threads lose it with that.
pub fn retire(tx: &mut Tx<'_>, origin: &Origin, community: &Actor, id: i64) -> Result<()> {
    let label = labels::find(tx.conn, id)?.filter(|l| l.community_id == community.id).ok_or(Error::NotFound("tag"))?;
    if label.retired_at.is_some() {
        return Ok(());
    }
    by_steward(tx, origin, community, &format!("Tag taken out of use: {}", label.name))?;
    labels::put(tx, &Label { retired_at: Some(tx.now), ..label })?;
    events::emit(tx, origin, Event::CommunityChanged { community: community.id })
}

/// A tag as a community elsewhere offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub ap_id: String,
    pub name: String,
    pub description: String,
    pub color: String,
}

/// Keeps what a community elsewhere offers: what it does not name any more is out of use.
pub(super) fn keep(tx: &mut Tx<'_>, community: i64, told: &[Told]) -> Result<()> {
    let actor = actors::by_id(tx.conn, community)?;
    let known = labels::all_of(tx.conn, community)?;
    let mut changed = false;
    for (one, position) in told.iter().take(OFFERED_MAX).zip(0..) {
        // An id on another server is not this community's to give.
        if host(&one.ap_id).is_none() || host(&one.ap_id) != host(&actor.ap_id) {
            continue;
        }
        let before = known.iter().find(|label| label.ap_id == one.ap_id);
        let label = Label {
            id: before.map_or_else(|| tx.id(), |label| label.id),
            community_id: community,
            ap_id: one.ap_id.clone(),
            name: one.name.chars().take(NAME_MAX).collect(),
            description: one.description.chars().take(DESCRIPTION_MAX).collect(),
            color: one.color.clone(),
            position,
            retired_at: None,
        };
        if before != Some(&label) {
            labels::put(tx, &label)?;
            changed = true;
        }
    }
    for label in known.into_iter().filter(|l| l.retired_at.is_none() && told.iter().all(|one| one.ap_id != l.ap_id)) {
        labels::put(tx, &Label { retired_at: Some(tx.now), ..label })?;
        changed = true;
    }
    if changed { communities::bump(tx, community) } else { Ok(()) }
}

fn host(id: &str) -> Option<String> {
    urls::host_of(&Url::parse(id).ok()?)
}

/// Which of the chosen tags a thread may carry. What does not fit is an error of our people, and left out from elsewhere.
pub(super) fn fitting(conn: &mut Conn, community: Option<i64>, chosen: &[i64], local: bool) -> Result<Vec<i64>> {
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let offered = match community {
        Some(id) => labels::of_community(conn, id)?,
        None => Vec::new(),
    };
    let fits = |id: &i64| offered.iter().any(|label| label.id == *id);
    if local && !chosen.iter().all(fits) {
        return Err(Error::field("tags", "form-label-unknown"));
    }
    let mut fitting: Vec<i64> = chosen.iter().copied().filter(fits).collect();
    fitting.sort_unstable();
    fitting.dedup();
    if local && fitting.len() > CHOSEN_MAX {
        let mut errors = FieldErrors::new();
        errors.add_with("tags", "form-too-many", [("max", CHOSEN_MAX.to_string())]);
        errors.check()?;
    }
    fitting.truncate(CHOSEN_MAX);
    Ok(fitting)
}
