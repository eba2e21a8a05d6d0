//! What comes back: mail that did not arrive, and people who call it spam.

use super::keys::{Keys, Use};
use crate::mail::report::{Finding, Report};
use crate::store::conn::{Conn, Tx};
use crate::store::copies::{self, CopyState, MailCopy};
use crate::store::newsletters::{self, Tally};
use crate::store::subscribers::{self, SubscriberState};
use crate::{Error, Result};

/// What a report was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is about no mail of ours, or of so long ago that nobody remembers.
    Unknown,
    /// It is about one of ours, and was counted before or says nothing final.
    Nothing,
    Bounce,
    Complaint,
}

impl Taken {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Nothing => "nothing",
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// The mail that a report is about: named by the address that it came back to, or by its id. Both hold a mark that only
/// the house can make, so that a made-up report ends nobody's subscription.
fn copy_of(conn: &mut Conn, report: &Report) -> Result<Option<MailCopy>> {
    let keys = match Keys::load(conn) {
        Ok(keys) => keys,
        Err(Error::NotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let id = report.keys.iter().find_map(|key| keys.read(Use::Copy, key));
    id.map(|id| copies::find(conn, id)).transpose().map(Option::flatten)
}

/// Takes a report in. `most` hard bounces end a subscription; a complaint does at once.
pub fn take(tx: &mut Tx<'_>, report: &Report, most: i32) -> Result<Taken> {
    let Some(copy) = copy_of(tx.conn, report)? else { return Ok(Taken::Unknown) };
    let Some(row) = subscribers::hold(tx, copy.subscriber_id)? else { return Ok(Taken::Unknown) };
    match &report.finding {
        Finding::Complaint => {
            if row.state != SubscriberState::Active {
                return Ok(Taken::Nothing);
            }
            newsletters::count(tx, copy.issue_id, Tally::Parted, 1)?;
            subscribers::set_state(tx, row.id, SubscriberState::Complained, None)?;
            Ok(Taken::Complaint)
        }
        Finding::Bounce { hard, why } => {
            // Once for each mail, however many servers on its way tell of it.
            if !matches!(copies::find(tx.conn, copy.id)?.map(|c| c.state), Some(CopyState::Sent | CopyState::Sending)) {
                return Ok(Taken::Nothing);
            }
            copies::settle(tx, copy.id, CopyState::Bounced, Some(why))?;
            newsletters::count(tx, copy.issue_id, Tally::Bounced, 1)?;
            if *hard {
                subscribers::add_bounce(tx, row.id, why)?;
                if row.state == SubscriberState::Active && row.bounces + 1 >= most {
                    subscribers::set_state(tx, row.id, SubscriberState::Bounced, Some(why))?;
                }
            }
            Ok(Taken::Bounce)
        }
        Finding::Nothing => Ok(Taken::Nothing),
    }
}
