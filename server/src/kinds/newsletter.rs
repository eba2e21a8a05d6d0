//! An issue of a newsletter: the article that its subscribers get by mail. Written at the stewards' desk and nowhere else.

use serde_json::{Map, Value, json};

use super::{Kind, Looker, Panel};
use crate::Result;
use crate::clock::Time;
use crate::formats::Format;
use crate::store::actors;
use crate::store::conn::Conn;
use crate::store::posts::Post;

pub const NAME: &str = "newsletter";
/// What we call it for servers that know it; for all others it is an article.
const TYPE: &str = "NewsletterIssue";

#[derive(Debug)]
pub(super) struct Newsletter;

impl Kind for Newsletter {
    fn name(&self) -> &'static str {
        NAME
    }

    fn format(&self) -> Format {
        Format::Newsletter
    }

    fn sent_as(&self) -> &'static str {
        "Article"
    }

    fn recognizes(&self, extra: &Map<String, Value>) -> bool {
        extra.get("additionalType").and_then(Value::as_str) == Some(TYPE)
    }

    /// The way to the newsletter that it is an issue of.
    fn panel(&self, conn: &mut Conn, post: &Post, _looker: &Looker, _now: Time) -> Result<Option<Panel>> {
        let Some(community) = post.community_id else { return Ok(None) };
        let community = actors::by_id(conn, community)?;
        Ok(community.is_local().then(|| json!({ "title": community.label(), "url": format!("/c/{}/newsletter", community.name) })))
    }

    fn send(&self, _conn: &mut Conn, _post: &Post, extra: &mut Map<String, Value>) -> Result<()> {
        extra.insert("additionalType".to_owned(), TYPE.into());
        Ok(())
    }
}
