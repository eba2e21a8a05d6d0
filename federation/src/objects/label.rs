//! The tags that communities offer for their threads, as Lemmy and PieFed write them.

use crate::host::LabelDoc;
use crate::protocol::post::TagWire;
use crate::protocol::{caps, cut};

/// The type of such a tag, on a group and on a thread.
pub(super) const LABEL: &str = "CommunityPostTag";
/// Lemmy knows these colors, and refuses a list of tags that names another.
const COLORS: [&str; 10] = [
    "color01", "color02", "color03", "color04", "color05", "color06", "color07", "color08", "color09",
    "color10",
];

pub(super) fn label_of(wire: TagWire) -> Option<LabelDoc> {
    if wire.kind != LABEL {
        return None;
    }
    let name = wire.name.or(wire.preferred_username)?;
    let name = name.trim();
    Some(LabelDoc {
        id: wire.id?,
        name: (!name.is_empty()).then(|| name.to_owned())?,
        description: cut(&wire.content.unwrap_or_default(), caps::NAME).to_owned(),
        color: wire
            .color
            .filter(|color| COLORS.contains(&color.as_str()))
            .unwrap_or_default(),
    })
}

pub(super) fn label_wire(label: &LabelDoc) -> TagWire {
    TagWire {
        kind: LABEL.to_owned(),
        id: Some(label.id.clone()),
        name: Some(label.name.clone()),
        preferred_username: Some(label.name.clone()),
        content: (!label.description.is_empty()).then(|| label.description.clone()),
        color: COLORS.contains(&label.color.as_str()).then(|| label.color.clone()),
        ..TagWire::default()
    }
}
