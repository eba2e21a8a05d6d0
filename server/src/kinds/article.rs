//! A long text of its own. For now taken from elsewhere and shown.

use super::Kind;

#[derive(Debug)]
pub(super) struct Article;

impl Kind for Article {
    fn name(&self) -> &'static str {
        "article"
    }

    fn sent_as(&self) -> &'static str {
        "Article"
    }

    fn taken_from(&self) -> &'static [&'static str] {
        &["Article"]
    }
}
