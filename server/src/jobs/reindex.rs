//! Once after an update that cuts words in another way: everything is put into the index again, piece by piece.

use std::sync::Arc;

use crate::Result;
use crate::app::App;
use crate::domain::content::SOURCE_MAX;
use crate::domain::finding;
use crate::render::plain_text;
use crate::store::actors::{self, Actor};
use crate::store::posts::{self, Post};
use crate::store::{jobs, search};

const BATCH: i64 = 200;
/// Batches of one go: other jobs wait no longer than for these.
const BATCHES: usize = 20;

/// `place` is how far it has come: `actors 17`, `posts 4711`.
pub(super) async fn run(app: &Arc<App>, place: &str) -> Result<()> {
    let (what, after) = place.split_once(' ').unwrap_or(("", "0"));
    let (mut in_posts, mut after) = (what == "posts", after.parse().unwrap_or(0));
    if what.is_empty() {
        app.db.write(search::forget_words).await?;
    }
    for _ in 0..BATCHES {
        let last = if in_posts { some_posts(app, after).await? } else { some_actors(app, after).await? };
        match last {
            Some(last) => after = last,
            None if in_posts => return Ok(()),
            None => (in_posts, after) = (true, 0),
        }
    }
    let place = format!("{} {after}", if in_posts { "posts" } else { "actors" });
    app.db
        .write(move |tx| {
            let now = tx.now;
            jobs::enqueue(tx, "reindex", Some("once"), place.clone(), now)
        })
        .await
}

/// The id of the last one; nothing at the end.
async fn some_actors(app: &Arc<App>, after: i64) -> Result<Option<i64>> {
    let found = app.db.read(move |conn| actors::ids_after(conn, after, BATCH)).await?;
    let Some(last) = found.last().copied() else { return Ok(None) };
    let rows = app.db.read(move |conn| actors::by_ids(conn, &found)).await?;
    let with_words = |actor: Actor| (plain_text(&actor.summary_html, SOURCE_MAX), actor);
    let rows: Vec<(String, Actor)> = rows.into_iter().filter(Actor::is_active).map(with_words).collect();
    app.db
        .write(move |tx| {
            for (plain, actor) in &rows {
                finding::put_actor_again(tx, actor, plain)?;
            }
            Ok(())
        })
        .await?;
    Ok(Some(last))
}

async fn some_posts(app: &Arc<App>, after: i64) -> Result<Option<i64>> {
    let found = app.db.read(move |conn| posts::ids_after(conn, after, BATCH)).await?;
    let Some(last) = found.last().copied() else { return Ok(None) };
    let (rows, authors) = app
        .db
        .read(move |conn| {
            let rows = posts::by_ids(conn, &found)?;
            let mut ids: Vec<i64> = rows.iter().map(|post| post.author_id).collect();
            ids.sort_unstable();
            ids.dedup();
            Ok((rows, actors::by_ids(conn, &ids)?))
        })
        .await?;
    let with_words = |post: Post| (plain_text(&post.html, SOURCE_MAX), post);
    let rows: Vec<(String, Post)> = rows.into_iter().filter(Post::stands).map(with_words).collect();
    app.db
        .write(move |tx| {
            for (plain, post) in &rows {
                if let Some(author) = authors.iter().find(|actor| actor.id == post.author_id) {
                    finding::put_post(tx, post, author, post.title.as_deref().unwrap_or_default(), plain, false)?;
                }
            }
            Ok(())
        })
        .await?;
    Ok(Some(last))
}
