//! Two people at one page at once.

use reqwest::Method;
use serde_json::json;

use super::{begins, edits, founds, history, page};
use crate::support::{Story, World, number_at, text_at};

const TEXT: &str = "# Saws\n\nThe big saw hangs left.\n\n# Drills\n\nThe small drill is lent.";

#[tokio::test]
async fn two_people_edit_one_page_at_once_and_both_texts_are_kept() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", TEXT).await?;
    let id = text_at(&tools, "/id").to_owned();

    // Both opened the page, and both send at the same moment.
    let (left, right) = (TEXT.replace("hangs left", "hangs right"), TEXT.replace("is lent", "is back"));
    let (one, two) = tokio::join!(edits(&ann, &tools, &left, "The saw moved"), edits(&bob, &tools, &right, "The drill is back"));
    (one?.is(200)?, two?.is(200)?);
    let now = page(&ann, &id).await?;
    assert_eq!(text_at(&now, "/source"), "# Saws\n\nThe big saw hangs right.\n\n# Drills\n\nThe small drill is back.");
    let revisions = history(&ann, &id).await?;
    assert_eq!(revisions.len(), 3, "{revisions:#?}");
    assert_eq!(text_at(&revisions[0], "/sort"), "merged");
    let mut authors = [text_at(&revisions[0], "/author/id"), text_at(&revisions[1], "/author/id")];
    authors.sort_unstable();
    let mut expected = [ann.id.as_str(), bob.id.as_str()];
    expected.sort_unstable();
    assert_eq!(authors, expected);
    world.end().await
}

#[tokio::test]
async fn whoever_comes_second_to_the_same_line_loses_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "workshop").await?;
    let tools = begins(&ann, "workshop", "tools", "Tools", TEXT).await?;
    let id = text_at(&tools, "/id").to_owned();
    let (left, right) = (TEXT.replace("hangs left", "hangs on the right"), TEXT.replace("hangs left", "broke on Sunday"));
    edits(&ann, &tools, &left, "").await?.is(200)?;
    let clash = edits(&bob, &tools, &right, "").await?.is(409)?;
    assert!(clash.at("/theirs").contains("on the right") && clash.at("/yours").contains("broke on Sunday"), "{clash:?}");
    let merged = clash.at("/merged");
    assert!(merged.contains("on the right") && merged.contains("broke on Sunday") && merged.contains("<<<<<<<"), "{merged}");
    // With the marks in it nothing is saved.
    let body = json!({ "title": "Tools", "body": merged, "base": clash.at("/base") });
    bob.api(Method::PATCH, &format!("/wiki/{id}"), body).await?.is(422)?;
    let body = json!({ "title": "Tools", "body": TEXT.replace("hangs left", "hung right, and broke"), "base": clash.at("/base") });
    bob.api(Method::PATCH, &format!("/wiki/{id}"), body).await?.is(200)?;
    assert!(text_at(&page(&ann, &id).await?, "/source").contains("hung right, and broke"));

    // The same in a browser: the form comes back with both texts.
    let visit = alpha.visit()?;
    visit.login("bob").await?;
    let edit = format!("/wiki/{id}/edit");
    let form = visit.page(&edit).await?.is(200)?.text;
    let old = crate::support::visit::hidden_fields(&form, &edit).unwrap_or_default();
    let now = page(&ann, &id).await?;
    edits(&ann, &now, &TEXT.replace("hangs left", "is new"), "").await?.is(200)?;
    let mut fields = old;
    fields.extend([("title".to_owned(), "Tools".to_owned()), ("body".to_owned(), TEXT.replace("hangs left", "is old"))]);
    let came_back = visit.post_fields(&edit, &fields).await?.is(409)?;
    assert!(came_back.text.contains("is new") && came_back.text.contains("is old") && came_back.text.contains("Nothing is lost"), "{}", came_back.text);
    assert_eq!(number_at(&page(&ann, &id).await?, "/number"), 4);
    world.end().await
}

/// Six people, each at their own line, without a pause.
#[tokio::test]
async fn a_busy_page_keeps_every_line() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    founds(&ann, "workshop").await?;
    let text: String = (0..6).map(|n| format!("Line {n}\n\n---\n\n")).collect();
    let lines = begins(&ann, "workshop", "lines", "Lines", &text).await?;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push((n, alpha.person(&format!("p{n}")).await?));
    }
    let saves = people.iter().map(|(n, person)| {
        let (text, lines) = (text.replace(&format!("Line {n}\n"), &format!("Line {n}, seen\n")), lines.clone());
        async move { edits(person, &lines, &text, "").await?.is(200).map(drop) }
    });
    for saved in futures_util::future::join_all(saves).await {
        saved?;
    }
    let now = page(&ann, text_at(&lines, "/id")).await?;
    assert_eq!(text_at(&now, "/source").matches(", seen").count(), 6, "{now:#}");
    assert_eq!(number_at(&now, "/number"), 7);
    world.end().await
}
