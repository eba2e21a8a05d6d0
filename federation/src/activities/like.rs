//! Like, Dislike, EmojiReact: votes. PieFed sends several things in one.

use super::{Parsed, each};
use crate::host::Change;
use crate::protocol::activity::Envelope;
use crate::vocabulary::verbs;

/// Whatever picture comes with it (Misskey's `content`, Pleroma's EmojiReact) is a vote for it.
pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    let value = if activity.kind == verbs::DISLIKE {
        -1
    } else {
        1
    };
    each(activity, |object| Change::Vote { object, value })
}
