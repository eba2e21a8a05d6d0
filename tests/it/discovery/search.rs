//! Search over everything the viewer may see.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{found, found_by, names, wants_to_be_found};
use crate::support::{Story, World, text_at};

/// One list of what must be found, and in which order, whatever the database.
const SHARED: &[(&str, &[&str])] = &[
    // What has the words in its title first, then the newest; small and capital letters, accents and endings are alike.
    ("q=tomatoes", &["Tomatoes in winter", "Wintering tomatoes", "Compost"]),
    ("q=TOMATO", &["Tomatoes in winter", "Wintering tomatoes", "Compost"]),
    ("q=creme", &["Crème brûlée for fifty"]),
    ("q=br%C3%BBl%C3%A9e", &["Crème brûlée for fifty"]),
    ("q=strasse", &["Die Straße am Fluss"]),
    // All words, anywhere in the post, but in one post.
    ("q=winter%20cellar", &["Wintering tomatoes"]),
    ("q=winter%20fleece", &[]),
    // Short words whole, numbers, addresses taken apart.
    ("q=4b", &["Bus 4b is late"]),
    ("q=4", &[]),
    ("q=tram.example%2Fline", &["Bus 4b is late"]),
    // Scripts without spaces.
    ("q=%E5%81%9C%E7%94%B5", &["河边停电了"]),
    // Replies and threads by sort.
    ("q=fleece", &["Under fleece, says my aunt"]),
    ("q=tomatoes&kind=reply", &[]),
    // No syntax of an engine.
    ("q=%22tomatoes%22%20NOT%20winter", &[]),
    ("q=title%3A%20bus", &[]),
    ("q=*", &[]),
    ("q=%27%3A*%20%7C%20a", &[]),
];

#[tokio::test]
async fn both_databases_find_the_same() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("green").await?;
    ann.posts("green", "Compost", "What is left of tomatoes, and old leaves.").await?;
    let thread = ann.posts("green", "Wintering tomatoes", "In the *cellar*, at eight degrees.").await?;
    ann.posts("green", "Tomatoes in winter", "From Spain?").await?;
    ann.posts("green", "Crème brûlée for fifty", "Who has the torch?").await?;
    ann.posts("green", "Die Straße am Fluss", "Wird gesperrt.").await?;
    ann.posts("green", "Bus 4b is late", "See https://tram.example/line/4b").await?;
    ann.posts("green", "河边停电了", "").await?;
    ann.replies(alpha, &thread.id, "Under fleece, says my aunt").await?;
    for (query, wanted) in SHARED {
        assert_eq!(found(alpha, query).await?, *wanted, "{query}");
    }
    world.end().await
}

#[tokio::test]
async fn filters_narrow_and_combine() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob, dan) = (alpha.person("ann").await?, alpha.person("bob").await?, beta.person("dan").await?);
    ann.founds("green").await?;
    ann.api(Method::POST, "/communities", json!({ "name": "help", "title": "Help", "purpose": "support" })).await?.is(201)?;
    ann.api(Method::POST, "/communities", json!({ "name": "trams", "title": "Trams", "purpose": "ideation" })).await?.is(201)?;
    dan.joins(&alpha.handle("green")).await?;
    world.settle().await?;
    ann.posts("green", "Pumps for ponds", "").await?;
    world.clock.advance(std::time::Duration::from_secs(40 * 24 * 3_600));
    let asked = bob.api(Method::POST, "/communities/help/threads", json!({ "title": "My pump is loud", "kind": "question", "body": "" })).await?.is(201)?;
    bob.api(Method::POST, "/communities/help/threads", json!({ "title": "Which pump fits?", "kind": "question", "body": "" })).await?.is(201)?;
    let idea = ann.api(Method::POST, "/communities/trams/threads", json!({ "title": "Pump at each stop", "kind": "idea", "body": "" })).await?.is(201)?;
    dan.posts(&alpha.handle("green"), "A pump from elsewhere", "").await?;
    world.settle().await?;
    let answer = ann.replies(alpha, asked.at("/ap_id"), "Put the pump on felt").await?;
    let accept = format!("/questions/{}/answer", asked.at("/id"));
    bob.api(Method::POST, &accept, json!({ "reply_id": answer.number })).await?.is(200)?;
    ann.api(Method::POST, &format!("/ideas/{}/status", idea.at("/id")), json!({ "status": "planned", "reason": "In June." })).await?.is(200)?;

    let felt = "Put the pump on felt";
    let cases: &[(&str, &[&str])] = &[
        ("in=help", &["My pump is loud", "Which pump fits?", felt]),
        ("in=help&kind=thread", &["Which pump fits?", "My pump is loud"]),
        ("by=bob", &["Which pump fits?", "My pump is loud"]),
        ("thread_kind=idea", &["Pump at each stop"]),
        ("state=answered", &["My pump is loud", felt]),
        ("state=open", &["Pump at each stop", "Which pump fits?"]),
        ("state=planned", &["Pump at each stop"]),
        ("state=shipped", &[]),
        ("in=help&by=ann", &[felt]),
        ("until=2026-03-20T00:00:00Z", &["Pumps for ponds"]),
    ];
    for (filter, wanted) in cases {
        let list: BTreeSet<String> = found(alpha, &format!("q=pump&{filter}")).await?.into_iter().filter(|name| name.to_lowercase().contains("pump")).collect();
        assert_eq!(list, wanted.iter().map(|one| (*one).to_owned()).collect(), "{filter}");
    }
    let home = format!("q=pump&home={}", beta.host);
    assert_eq!(found(alpha, &home).await?, ["A pump from elsewhere"]);
    assert_eq!(found(alpha, &format!("by={}", dan.handle)).await?, ["A pump from elsewhere"], "a filter alone says enough");
    for bad in ["q=pump&kind=x", "q=pump&state=x", "q=pump&thread_kind=x", "q=pump&since=yesterday", "q=pump&cursor=zz"] {
        assert_eq!(alpha.api(Method::GET, &format!("/search?{bad}"), Value::Null).await?.status, 400, "{bad}");
    }
    for bad in ["q=pump&in=nowhere", "q=pump&by=nobody", "q=pump&home=never.example"] {
        assert_eq!(alpha.api(Method::GET, &format!("/search?{bad}"), Value::Null).await?.status, 404, "{bad}");
    }

    // The same on the page: filters stand in the address, as chips that come off, and in the form.
    let page = alpha.get("/search?q=pump&in=help&kind=question&state=open&since=month").await?.is(200)?.text;
    assert!(page.contains("Which <mark>pump</mark> fits?") && !page.contains("is loud"), "{page}");
    assert!(page.contains("In help") && page.contains("Question") && page.contains("In the last month"));
    assert!(page.contains("href=\"/search?q=pump&amp;kind=question&amp;state=open&amp;since=month\""), "{page}");
    let unknown = alpha.get("/search?q=pump&in=nowhere").await?.is(200)?.text;
    assert!(unknown.contains("Nobody here knows that name"));
    world.end().await
}

#[tokio::test]
async fn a_mistyped_word_finds_what_was_meant() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    ann.founds("wheels").await?;
    ann.posts("wheels", "Bicycle repair on Saturdays", "Bring your tools.").await?;
    let secret = ann.posts("wheels", "Unicorns", "").await?;
    let meant = async |query: &str| -> anyhow::Result<String> {
        let answer = alpha.api(Method::GET, &format!("/search?q={query}"), Value::Null).await?.is(200)?;
        Ok(text_at(&answer.json, "/meant").to_owned())
    };
    for (typed, right) in [("bycicle", "bicycle"), ("biycle%20repair", "bicycle repair"), ("saturdys", "saturdays"), ("unicron", "unicorns")] {
        assert_eq!(meant(typed).await?, right, "{typed}");
    }
    assert_eq!(meant("bicycle").await?, "", "what is found needs no correction");
    assert_eq!(meant("zzzzzz").await?, "");
    assert_eq!(meant("tols").await?, "", "only titles are learned");
    let page = alpha.get("/search?q=bycicle").await?.is(200)?.text;
    assert!(page.contains("<mark>Bicycle</mark> repair") && page.contains("This is for"), "{page}");
    // What nobody may see any more is nobody's correction.
    ann.acts(alpha, &secret.id, "remove").await?.is(200)?;
    assert_eq!(meant("unicron").await?, "");
    assert_eq!(text_at(&bob.gets("/search?q=unicron").await?, "/meant"), "");
    world.end().await
}

#[tokio::test]
async fn pages_are_full_and_their_order_stays() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, cat) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.person("cat").await?);
    ann.founds("green").await?;
    let mut mine = Vec::new();
    for number in 0..25 {
        let who = if number % 2 == 0 { &ann } else { &bob };
        let (title, body) = if number % 3 == 0 { (format!("Leaf {number}"), "a leaf") } else { (format!("Number {number}"), "on a leaf") };
        who.posts("green", &title, body).await?;
        if number % 2 == 0 {
            mine.push((number % 3 != 0, std::cmp::Reverse(number), title));
        }
    }
    mine.sort();
    let wanted: Vec<String> = mine.into_iter().map(|(.., title)| title).collect();
    // Cat wants nothing of Bob: his posts leave no gaps in her pages.
    cat.api(Method::POST, "/people/bob/block", Value::Null).await?;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = cat.gets(&format!("/search?q=leaf&kind=thread&limit=5&cursor={cursor}")).await?;
        let page = names(&answer);
        cursor = text_at(&answer, "/next_cursor").to_owned();
        assert!(page.len() == 5 || cursor.is_empty(), "a page of {}", page.len());
        seen.extend(page);
        if cursor.is_empty() {
            break;
        }
        // What is written meanwhile moves nothing.
        ann.posts("green", "Leaf of today", "").await?;
    }
    assert_eq!(seen, wanted);
    world.end().await
}

#[tokio::test]
async fn people_are_found_who_want_to_be() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let cat = alpha.person("cat").await?;
    assert!(found(alpha, "q=ann&kind=person").await?.is_empty(), "nobody is put into a list unasked");
    wants_to_be_found(&ann, true).await?;
    assert_eq!(found(alpha, "q=ann&kind=person").await?, ["ann"]);
    assert!(alpha.get("/search?q=ann&show=people").await?.is(200)?.text.contains("/u/ann"));
    wants_to_be_found(&ann, false).await?;
    assert!(found(alpha, "q=ann&kind=person").await?.is_empty());
    assert!(!alpha.get("/search?q=ann&show=people").await?.is(200)?.text.contains("/u/ann\""));
    // Somebody from elsewhere says it at home.
    cat.resolves(&bob.handle).await?;
    assert!(found_by(&cat, "q=bob&kind=person").await?.is_empty());
    world.end().await
}

#[tokio::test]
async fn the_index_is_made_anew_without_a_gap() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    wants_to_be_found(&ann, true).await?;
    ann.api(Method::POST, "/communities", json!({ "name": "repair", "title": "The workshop", "job": "Get broken things mended" })).await?.is(201)?;
    let gone = ann.posts("repair", "Toasters", "").await?;
    let thread = ann.posts("repair", "Kettles", "Lime and vinegar").await?;
    ann.replies(alpha, &thread.id, "Citric acid").await?;
    ann.acts(alpha, &gone.id, "remove").await?.is(200)?;
    world.settle().await?;
    alpha
        .write(|tx| {
            folkmoot::store::search::remove(tx, 1)?;
            let now = tx.now;
            folkmoot::store::jobs::enqueue(tx, "reindex", Some("once"), String::new(), now)
        })
        .await?;
    let count = || alpha.number("SELECT count(*) AS number FROM search_docs");
    let before = count()?;
    world.settle().await?;
    assert_eq!(count()?, before);
    for (query, wanted) in [("q=vinegar", "Kettles"), ("q=citric", "Citric acid"), ("q=mended", "The workshop"), ("q=ann&kind=person", "ann")] {
        assert_eq!(found(alpha, query).await?, [wanted], "{query}");
    }
    assert!(found(alpha, "q=toasters").await?.is_empty());
    let answer = alpha.api(Method::GET, "/search?q=ketles", Value::Null).await?.is(200)?;
    assert_eq!(text_at(&answer.json, "/meant"), "kettles");
    world.end().await
}

#[tokio::test]
async fn what_stands_behind_a_door_is_found_by_its_members_alone() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, cat) = (alpha.person("ann").await?, alpha.person("cat").await?);
    ann.api(Method::POST, "/communities", json!({ "name": "attic", "title": "The attic", "access": "members" })).await?.is(201)?;
    ann.founds("hall").await?;
    let secret = ann.posts("attic", "Where the keys hang", "Behind the clock. #keys").await?;
    ann.replies(alpha, &secret.id, "The keys of the cellar, too").await?;
    for query in ["q=keys", "q=attic", "q=clock", "by=ann"] {
        assert!(found(alpha, query).await?.is_empty(), "{query}, a visitor");
        assert!(found_by(&cat, query).await?.is_empty(), "{query}, a stranger to it");
    }
    assert_eq!(found_by(&ann, "q=keys").await?, ["Where the keys hang", "The keys of the cellar, too"]);
    assert_eq!(found_by(&ann, "q=attic").await?, ["The attic"]);
    assert_eq!(cat.api(Method::GET, "/search?q=keys&in=attic", Value::Null).await?.status, 403);
    for (who, sees) in [("ann", true), ("cat", false)] {
        let visit = alpha.visit()?;
        visit.login(who).await?;
        assert_eq!(visit.page("/search?q=clock").await?.is(200)?.text.contains("Where the keys hang"), sees, "{who}");
        assert_eq!(visit.page("/tags/keys").await?.is(200)?.text.contains("Where the keys hang"), sees, "{who}");
        let narrowed = visit.page("/search?q=keys&in=attic").await?.is(200)?.text;
        assert_eq!(narrowed.contains("Nobody here knows that name"), !sees, "{who}");
    }
    // Nor does a mistyped word tell that there is a right one.
    assert_eq!(text_at(&cat.gets("/search?q=whree").await?, "/meant"), "");
    assert_eq!(text_at(&ann.gets("/search?q=whree").await?, "/meant"), "where");
    assert!(!alpha.get("/tags/keys/feed.atom").await?.is(200)?.text.contains("hang"));
    world.end().await
}
