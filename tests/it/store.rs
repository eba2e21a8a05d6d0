//! What is stored: schemas that agree, counters that hold, searches that find the same on both databases.

use anyhow::{Context, Result};
use diesel::prelude::*;
use diesel::sql_types::Text;
use folkmoot::domain::content::Content;
use folkmoot::domain::posts::{self, NewPost};
use folkmoot::domain::{membership, moderation, votes};
use folkmoot::store::{Conn, communities, migrate};
use folkmoot::store::votes as vote_rows;

use crate::support::database::Database;
use crate::support::scratch::Scratch;
use crate::support::{Story, World};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Everything that the database knows of its own shape, in words.
fn shape(conn: &mut Conn) -> Result<Vec<String>> {
    let query = match conn {
        Conn::Sqlite(_) => "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS line FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
        Conn::Postgres(_) => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS line \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public' \
             UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"
        }
    };
    Ok(diesel::sql_query(query).load::<Line>(conn)?.into_iter().map(|line| line.line).collect())
}

#[tokio::test]
async fn up_down_and_up_again_leaves_the_same_schema() -> Result<()> {
    let dir = Scratch::new()?;
    let database = Database::create(dir.path()).await?;
    let mut conn = database.engine().open()?;
    let before = shape(&mut conn)?;
    assert!(before.len() > 40);
    let count = folkmoot_migrations::ALL.len();
    for steps in 1..=count {
        assert_eq!(migrate::down(&mut conn, steps)?.len(), steps);
        if steps == count {
            let left: Vec<String> = shape(&mut conn)?.into_iter().filter(|line| !line.contains("schema_migrations")).collect();
            assert!(left.is_empty(), "left behind: {left:#?}");
        }
        assert_eq!(migrate::up(&mut conn)?.len(), steps);
        assert_eq!(shape(&mut conn)?, before, "after {steps} steps down and up");
    }
    assert!(migrate::pending(&mut conn)?.is_empty());
    Ok(())
}

/// `schema.rs` as it is written: each table, its columns in order, and which of them may be empty.
fn written() -> Result<Vec<(String, String, bool)>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/store/schema.rs");
    let text = std::fs::read_to_string(path)?;
    let mut table = String::new();
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("diesel::") {
            continue;
        }
        if let Some((name, kind)) = line.split_once(" -> ") {
            found.push((table.clone(), name.to_owned(), kind.starts_with("Nullable<")));
        } else if let Some((name, _)) = line.split_once(" (").filter(|(name, rest)| line.ends_with('{') && !name.contains(' ') && !rest.is_empty()) {
            table = name.to_owned();
        }
    }
    found.sort();
    Ok(found)
}

#[tokio::test]
async fn the_schema_in_the_code_is_that_of_the_database() -> Result<()> {
    let dir = Scratch::new()?;
    let database = Database::create(dir.path()).await?;
    let mut conn = database.engine().open()?;
    let written = written()?;
    assert!(written.len() > 150, "only {} columns were read", written.len());
    let mut there: Vec<(String, String, bool)> =
        migrate::columns(&mut conn)?.into_iter().map(|c| (c.table_name, c.column_name, c.nullable == "YES")).collect();
    there.retain(|(table, ..)| table != "schema_migrations");
    there.sort();
    let tables: std::collections::BTreeSet<&str> = written.iter().map(|(table, ..)| table.as_str()).collect();
    // Columns that only the database itself reads, such as those of the search index, stand in no query of ours.
    let unknown: Vec<_> = there.iter().filter(|it| tables.contains(it.0.as_str()) && !written.contains(it)).collect();
    let missing: Vec<_> = written.iter().filter(|it| !there.contains(it)).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "in the code alone: {missing:#?}\nin the database alone: {unknown:#?}");
    Ok(())
}

/// A small generator, so that a failing run can be told again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// Whatever people do, in whatever order, the numbers shown are those that counting gives.
#[tokio::test]
async fn counters_hold_after_anything() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let mut people = Vec::new();
    for name in ["ann", "bob", "cat", "dan"] {
        people.push(alpha.person(name).await?);
    }
    people[0].founds("garden").await?;
    let (_, garden) = alpha.read(|conn| folkmoot::domain::access::community(conn, &folkmoot::domain::Viewer::Visitor, "garden")).await?;
    let seed = std::env::var("IT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_260_302);
    let mut dice = Dice(seed);
    let mut written: Vec<i64> = Vec::new();
    for _ in 0..250 {
        let who = people[dice.roll(people.len())].origin();
        let steward = people[0].origin();
        let post = (!written.is_empty()).then(|| written[dice.roll(written.len())]);
        let (act, value, community) = (dice.roll(12), i32::try_from(dice.roll(3))? - 1, garden.clone());
        let done = alpha
            .write(move |tx| {
                let content = || Content { title: Some("Title".to_owned()), html: "<p>x</p>".to_owned(), plain: "x".to_owned(), source: Some("x".to_owned()), ..Content::default() };
                match (act, post) {
                    (0, _) | (1..=10, None) => posts::publish(tx, &who, NewPost::thread("discussion", community.id, content())).map(|p| Some(p.id)),
                    (1..=3, Some(post)) => posts::publish(tx, &who, NewPost::reply(post, content())).map(|p| Some(p.id)),
                    (4 | 5, Some(post)) => votes::cast(tx, &who, post, value).map(|()| None),
                    (6, Some(post)) => posts::delete(tx, &who, post).map(|()| None),
                    (7, Some(post)) => moderation::remove(tx, &steward, post, "story").map(|()| None),
                    (8, Some(post)) => moderation::restore(tx, &steward, post, "story").map(|()| None),
                    (9, _) => membership::follow(tx, &who, &community).map(|_| None),
                    (10, _) => membership::unfollow(tx, &who, &community).map(|_| None),
                    _ => Ok(None),
                }
            })
            .await;
        // A rule may say no; what counts is that no number moves then.
        if let Ok(Some(id)) = done {
            written.push(id);
        }
    }
    let numbers = async || -> Result<Vec<(i64, i64, i64, i64)>> {
        let mut rows = Vec::new();
        for id in &written {
            let id = *id;
            let post = alpha.read(move |conn| folkmoot::store::posts::by_id(conn, id)).await?.context("a post")?;
            rows.push((id, i64::from(post.ups), i64::from(post.downs), i64::from(post.score)));
        }
        let id = garden.id;
        let row = alpha.read(move |conn| communities::by_id(conn, id)).await?;
        rows.push((id, row.members, row.threads, row.replies));
        Ok(rows)
    };
    let kept = numbers().await?;
    let (ids, community) = (written.clone(), garden.id);
    alpha
        .write(move |tx| {
            communities::recount(tx, community)?;
            ids.iter().try_for_each(|id| vote_rows::recount(tx, *id))
        })
        .await?;
    assert_eq!(numbers().await?, kept, "IT_SEED={seed}");
    world.end().await
}

/// Many at once: no vote, member or reply is lost or counted twice.
#[tokio::test]
async fn counters_hold_when_many_act_at_once() -> Story {
    let world = World::plan().config(|_, config| config.database.readers = 4).start(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let mut people = Vec::new();
    for number in 0..6 {
        people.push(alpha.person(&format!("p{number}")).await?);
    }
    people[0].founds("garden").await?;
    let (_, garden) = alpha.read(|conn| folkmoot::domain::access::community(conn, &folkmoot::domain::Viewer::Visitor, "garden")).await?;
    let thread = people[0].posts("garden", "Bees", "").await?;
    let number: i64 = thread.number.parse()?;
    let mut tasks = Vec::new();
    for round in 0..20 {
        for person in &people {
            let (db, origin, community) = (alpha.app.db.clone(), person.origin(), garden.clone());
            tasks.push(tokio::spawn(async move {
                db.write(move |tx| {
                    votes::cast(tx, &origin, number, [1, -1, 0][round % 3])?;
                    if round % 4 == 0 {
                        membership::follow(tx, &origin, &community)?;
                    } else if round % 4 == 2 {
                        membership::unfollow(tx, &origin, &community)?;
                    }
                    Ok(())
                })
                .await
            }));
        }
    }
    for task in tasks {
        // Founders cannot leave, and the like: refusals are fine, drifting numbers are not.
        let _refused = task.await?;
    }
    let counted = alpha.number(&format!("SELECT COALESCE(sum(value), 0) AS number FROM votes WHERE post_id = {number}"))?;
    let shown = alpha.number(&format!("SELECT CAST(score AS bigint) AS number FROM posts WHERE id = {number}"))?;
    assert_eq!(shown, counted);
    let members = alpha.number(&format!("SELECT count(*) AS number FROM follows WHERE followed_id = {} AND state = 'accepted'", garden.id))?;
    let shown = alpha.number(&format!("SELECT members AS number FROM communities WHERE actor_id = {}", garden.id))?;
    assert_eq!(shown, members);
    world.end().await
}
