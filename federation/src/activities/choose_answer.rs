//! ChooseAnswer: PieFed's accepted answer.

use super::{Parsed, one};
use crate::host::Change;
use crate::protocol::activity::Envelope;

pub(super) fn read(activity: &Envelope<'_>) -> Parsed {
    one(Change::AnswerChosen {
        reply: activity.object_id()?,
    })
}
