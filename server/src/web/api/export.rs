//! Everything of one person as one JSON document, sent piece by piece.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};

use crate::Result;
use crate::app::App;
use crate::domain::access::Person;
use crate::pages::export;

/// The document ends with the person's posts, newest first.
pub(super) async fn stream(app: Arc<App>, person: Person) -> Result<impl Stream<Item = Result<Bytes>> + 'static> {
    let (me, now) = (person.actor.id, app.clock.now());
    let head = app.db.read(move |conn| export::head(conn, &person, now)).await?.to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    let start = Bytes::from(format!("{open},\"posts\":["));
    let batches = stream::unfold(Some(None), move |place: Option<Option<i64>>| {
        let app = Arc::clone(&app);
        async move {
            let before = place?;
            match app.db.read(move |conn| export::posts(conn, me, before)).await {
                Ok((posts, next)) => {
                    let mut text = posts.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                    if before.is_some() && !text.is_empty() {
                        text.insert(0, ',');
                    }
                    if next.is_none() {
                        text.push_str("]}\n");
                    }
                    Some((Ok(Bytes::from(text)), next.map(Some)))
                }
                Err(error) => {
                    error.log("export");
                    Some((Err(error), None))
                }
            }
        }
    });
    Ok(stream::once(std::future::ready(Ok(start))).chain(batches))
}
