//! Add and Remove: stewards, and pinned threads.

use url::Url;

use super::{Parsed, each};
use crate::host::Change;
use crate::protocol::Malformed;
use crate::protocol::activity::Envelope;
use crate::vocabulary::verbs;

enum Shelf {
    Stewards,
    Pins,
}

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let collection = activity
        .target()
        .ok_or(Malformed::new("the activity has no target"))?;
    // FEP-171b and FEP-7aa9 add to collections that we do not keep.
    let Some(shelf) = shelf_of(&collection) else {
        return Ok(Vec::new());
    };
    let adding = activity.kind == verbs::ADD;
    each(activity, |object| {
        let collection = collection.clone();
        match (&shelf, adding) {
            (Shelf::Stewards, true) => Change::StewardAdded {
                collection,
                person: object,
            },
            (Shelf::Stewards, false) => Change::StewardRemoved {
                collection,
                person: object,
            },
            (Shelf::Pins, true) => Change::Pinned { collection, object },
            (Shelf::Pins, false) => Change::Unpinned { collection, object },
        }
    })
}

/// Lemmy, PieFed and we end them in `moderators` and `featured`, Mbin in `pinned`. Whether the
/// collection is really that of a known community is for the server to compare.
fn shelf_of(collection: &Url) -> Option<Shelf> {
    match collection.path_segments()?.rfind(|part| !part.is_empty())? {
        "moderators" | "mods" => Some(Shelf::Stewards),
        "featured" | "pinned" => Some(Shelf::Pins),
        _ => None,
    }
}
