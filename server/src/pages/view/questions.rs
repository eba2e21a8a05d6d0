//! Questions on pages: those that resemble each other.

use serde::Serialize;

use super::{CommunityCard, Form, ThreadRow};

/// What `/c/{handle}/similar` answers to a script: `fragments/similar.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct SimilarFragment {
    pub rows: Vec<ThreadRow>,
}

/// `/post/{id}/merge`: `question_merge.html`. Fields `into` (an address or a number) and `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct QuestionMergePage {
    pub title: String,
    /// The question's page; the form goes to `{url}/merge`.
    pub url: String,
    /// What resembles it, to choose from.
    pub similar: Vec<ThreadRow>,
    pub form: Form,
}

/// `/c/{handle}/duplicates`: `duplicates.html`. Fields `pair`, `same` (1 or 0) and `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct DuplicatesPage {
    pub community: CommunityCard,
    pub pairs: Vec<PairView>,
    pub form: Form,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct PairView {
    pub id: String,
    /// The newer question, which would be merged, and the one that stays.
    pub question: ThreadRow,
    pub other: ThreadRow,
    pub percent: u8,
}
