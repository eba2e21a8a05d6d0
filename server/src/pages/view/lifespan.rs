//! How long a community lasts, on pages.

use serde::Serialize;

use super::{CommunityCard, Form, LinkView};

/// What a community's own page says about its time.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LifeView {
    /// "standing", "task" or "impromptu".
    pub kind: String,
    /// "open", "archived" or "dispersed".
    pub state: String,
    /// What a task is for.
    pub goal: String,
    /// "Ends in 12 days", in the reader's language.
    pub text: String,
    /// The share of its time that is left, 0 to 100.
    pub percent: u8,
    /// How far a task is, 0 to 100.
    pub progress: u8,
    pub progress_note: String,
    /// The digest or outcome.
    pub outcome: Option<LinkView>,
    /// The digest itself, safe HTML, on the page of one that dispersed.
    pub outcome_html: String,
    pub successor: Option<LinkView>,
    /// Where everything can be taken along; empty where it is not offered.
    pub export_url: String,
}

/// `/c/{name}/lifespan`: `lifespan.html`. Forms with `act` (`archive`, `undo`, `progress`, `outcome`, `keep`, `task`, `successor`) and
/// their fields `reason`; `progress`, `progress_note`; `title`, `body`; `purpose`; `goal`, `ends_at`; `successor`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct LifespanPage {
    pub community: CommunityCard,
    pub life: LifeView,
    pub form: Form,
    pub can_archive: bool,
    pub can_undo: bool,
    pub can_progress: bool,
    pub can_keep: bool,
    pub can_outcome: bool,
    pub can_succeed: bool,
}

/// `/impromptu`: `impromptu.html`. Fields `title`, `quiet_hours`, `afterwards`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ImpromptuPage {
    pub form: Form,
    /// The convener's address, for those who would rather write to it from home.
    pub convener: String,
}
