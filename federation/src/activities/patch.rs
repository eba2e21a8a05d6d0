//! Edit, and Create or Update, of a Patch: Ibis's change of a wiki page, as lines that come and go.

use serde_json::Value;

use super::{Parsed, governed_by};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::protocol::links::{address_of, type_of};
use crate::vocabulary::objects;

/// More of a patch than this is none.
const DIFF_MAX: usize = 256 * 1024;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let mut found = Vec::new();
    for object in activity.objects()? {
        found.extend(in_object(object, activity)?.map(Into::into));
    }
    Ok(found)
}

/// The change that a patch asks for; nothing where the object is no patch.
pub(super) fn in_object(object: &Value, activity: &Envelope<'_>) -> Result<Option<Change>, Malformed> {
    if type_of(object) != Some(objects::PATCH) {
        return Ok(None);
    }
    let named = |key: &str| object.get(key).and_then(address_of);
    let id = named("id").ok_or(Malformed::new("the patch has no id"))?;
    governed_by(&activity.actor, &id)?;
    if named("attributedTo").is_some_and(|author| author != activity.actor) {
        return Err(Malformed::new("the patch is attributed to someone else than the actor"));
    }
    let page = named("object").ok_or(Malformed::new("the patch names no page"))?;
    let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let diff = text("content");
    if diff.is_empty() || diff.len() > DIFF_MAX {
        return Err(Malformed::new("the patch is empty or too long"));
    }
    let previous = Some(text("previousVersion")).filter(|version| !version.is_empty());
    Ok(Some(Change::Patched { id, page, diff, summary: text("summary"), previous }))
}
