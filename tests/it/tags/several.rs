//! The same thread in several communities shows once.

use reqwest::Method;
use serde_json::json;

use crate::support::{Story, World, text_at};

fn times(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[tokio::test]
async fn one_link_in_three_communities_is_one_row() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    for name in ["garden", "kitchen", "cellar"] {
        ann.founds(name).await?;
    }
    dan.joins("garden").await?;
    let link = "https://example.org/beans";
    for (person, name, title) in [(&ann, "garden", "Beans!"), (&dan, "kitchen", "How to cook beans"), (&ann, "cellar", "Dry beans")] {
        let body = json!({ "title": title, "link": link });
        person.api(Method::POST, &format!("/communities/{name}/threads"), body).await?.is(201)?;
        world.clock.advance(std::time::Duration::from_secs(60));
    }
    // The same words by the same person; by somebody else they are another thread.
    for (person, name) in [(&ann, "garden"), (&ann, "kitchen"), (&dan, "cellar")] {
        person.posts(name, "A meeting on Friday", "Come all.").await?;
        world.clock.advance(std::time::Duration::from_secs(60));
    }
    world.settle().await?;
    let home = alpha.get("/").await?.is(200)?.text;
    assert_eq!((times(&home, ">Beans!</a>"), times(&home, ">How to cook beans</a>"), times(&home, ">Dry beans</a>")), (0, 0, 1), "{home}");
    assert!(home.contains("Also in"), "{home}");
    assert_eq!(times(&home, ">A meeting on Friday</a>"), 2);
    // Each community shows its own.
    for (name, title) in [("garden", "Beans!"), ("kitchen", "How to cook beans")] {
        assert!(alpha.get(&format!("/c/{name}")).await?.text.contains(&format!(">{title}</a>")));
    }
    // Whoever is in one community only sees that one.
    let visit = alpha.visit()?;
    visit.login("dan").await?;
    let mine = visit.page("/?show=mine").await?.is(200)?.text;
    assert!(mine.contains(">Beans!</a>") && !mine.contains(">Dry beans</a>"), "{mine}");
    // What is gone is in no list.
    let cellar = alpha.api(Method::GET, "/communities/cellar/threads", json!(null)).await?.json;
    let dry = cellar["items"].as_array().into_iter().flatten().find(|t| text_at(t, "/title") == "Dry beans").cloned().unwrap_or_default();
    let thread = alpha.get(&format!("/post/{}", text_at(&dry, "/id"))).await?.is(200)?.text;
    assert!(thread.contains("Also in") && thread.contains("The garden") && thread.contains("The kitchen"), "{thread}");
    ann.acts(alpha, text_at(&dry, "/ap_id"), "remove").await?.is(200)?;
    let home = alpha.get("/").await?.is(200)?.text;
    assert_eq!((times(&home, ">How to cook beans</a>"), times(&home, ">Dry beans</a>")), (1, 0));
    // Long after, it is a talk of its own.
    world.clock.advance(std::time::Duration::from_secs(9 * 24 * 60 * 60));
    dan.api(Method::POST, "/communities/cellar/threads", json!({ "title": "Beans again", "link": link })).await?.is(201)?;
    let home = alpha.get("/").await?.is(200)?.text;
    assert_eq!((times(&home, ">How to cook beans</a>"), times(&home, ">Beans again</a>")), (1, 1));
    world.settle().await?;
    world.end().await
}

#[tokio::test]
async fn a_thread_is_taken_to_another_community() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, dan) = (alpha.person("ann").await?, alpha.person("dan").await?);
    ann.founds("garden").await?;
    ann.founds("kitchen").await?;
    let talk = ann.posts("garden", "Too many beans", "Who wants some?\n\nTwo buckets.").await?;
    let visit = alpha.visit()?;
    visit.login("dan").await?;
    let page = format!("/post/{}", talk.number);
    let ask = format!("{page}/cross-post");
    assert!(visit.page(&page).await?.text.contains(&ask));
    assert!(visit.page(&ask).await?.is(200)?.text.contains("You are in no other community"));
    dan.joins("kitchen").await?;
    dan.joins("garden").await?;
    let asked = visit.page(&ask).await?.is(200)?.text;
    let form = format!("/c/kitchen?new=discussion&amp;from={}", talk.number);
    assert!(asked.contains(&form) && !asked.contains("/c/garden?new="), "{asked}");
    let form = form.replace("&amp;", "&");
    let open = visit.page(&form).await?.is(200)?.text;
    assert!(open.contains("value=\"Too many beans\"") && open.contains("&gt; Who wants some?") && open.contains(&talk.id.replace('/', "&#x2F;")) | open.contains(&talk.id), "{open}");
    let values = [("title", "Somebody has too many beans"), ("body", "See there.")];
    let made = visit.send(&form, "/c/kitchen/threads", &values).await?.is(200)?.text;
    assert!(made.contains("Taken from") && made.contains("Too many beans"), "{made}");
    assert!(alpha.get(&page).await?.text.contains("Also in"), "and the other way round");
    let home = alpha.get("/").await?.text;
    assert_eq!((times(&home, ">Too many beans</a>"), times(&home, ">Somebody has too many beans</a>")), (0, 1), "{home}");
    // Not within one community, and nothing that cannot be read.
    let body = json!({ "title": "Again", "cross_post_of": talk.number });
    assert_eq!(dan.api(Method::POST, "/communities/garden/threads", body).await?.status, 422);
    ann.deletes(alpha, &talk.id).await?;
    let body = json!({ "title": "Again", "cross_post_of": talk.number });
    assert_eq!(dan.api(Method::POST, "/communities/kitchen/threads", body).await?.status, 410);
    world.settle().await?;
    world.end().await
}
