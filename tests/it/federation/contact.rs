//! Meeting somebody or something from elsewhere for the first time.

use serde_json::{Value, json};

use crate::support::{Place, Reply, Software, Story, World, list_at, number_at, text_at};

#[tokio::test]
async fn a_community_comes_with_what_it_holds() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let dan = alpha.person("dan").await?;
    let garden = ann.founds("garden").await?;
    let first = ann.posts("garden", "Rules", "Be kind.").await?;
    let second = dan.posts("garden", "Bees", "Where are they?").await?;
    let reply = ann.replies(alpha, &second.id, "In the clover.").await?;
    let deep = dan.replies(alpha, &reply.id, "All of them?").await?;
    let gone = dan.posts("garden", "Oops", "Wrong place").await?;
    dan.deletes(alpha, &gone.id).await?;
    ann.acts(alpha, &first.id, "pin").await?.is(200)?;
    world.settle().await?;

    let found = bob.resolves(&garden).await?;
    assert_eq!(text_at(&found, "/community/backfill/state"), "waiting", "{found:#}");
    world.settle().await?;
    let seen = beta.community(&alpha.handle("garden")).await?;
    assert_eq!(text_at(&seen, "/backfill/state"), "done");
    assert_eq!(number_at(&seen, "/backfill/done"), number_at(&seen, "/backfill/total"));
    assert_eq!((number_at(&seen, "/threads"), number_at(&seen, "/replies")), (2, 2), "{seen:#}");
    assert_eq!(list_at(&seen, "/stewards").iter().map(|it| text_at(it, "/id")).collect::<Vec<_>>(), [ann.id.as_str()]);
    assert_eq!(beta.sees(&first.id).await?["pinned"], true);
    assert_eq!(number_at(&beta.sees(&deep.id).await?, "/depth"), 2);
    assert_eq!(text_at(&beta.sees(&reply.id).await?, "/author/id"), ann.id);
    assert!(beta.post(&gone.id).await?.is_none());
    world.end().await
}

#[tokio::test]
async fn people_and_posts_are_found_by_handle_and_by_address() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "Where are they?").await?;
    world.settle().await?;

    for query in [ann.handle.clone(), format!("@{}", ann.handle), format!("acct:{}", ann.handle), ann.id.clone()] {
        let found = bob.resolves(&query).await?;
        assert_eq!((text_at(&found, "/kind"), text_at(&found, "/person/id")), ("person", ann.id.as_str()), "{query}");
        assert_eq!(text_at(&found, "/person/home"), alpha.host);
    }
    let found = bob.resolves(&thread.id).await?;
    assert_eq!((text_at(&found, "/kind"), text_at(&found, "/post/ap_id")), ("post", thread.id.as_str()));
    for query in ["nobody", &format!("nobody@{}", alpha.host), &alpha.url("/u/nobody"), "http://127.0.0.1/x", "@a@127.0.0.1"] {
        let answer = bob.api(reqwest::Method::POST, "/resolve", json!({ "query": query })).await?;
        assert!(matches!(answer.status, 400 | 404 | 422), "{query}: {answer:?}");
    }
    world.end().await
}

#[tokio::test]
async fn a_person_elsewhere_is_followed() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    bob.resolves(&ann.handle).await?;
    let answer = bob.api(reqwest::Method::POST, &format!("/people/{}/follow", ann.handle), Value::Null).await?.is(200)?;
    assert_eq!(answer.at("/membership"), "pending");
    world.settle().await?;
    let seen = bob.gets(&format!("/people/{}", ann.handle)).await?;
    assert_eq!(text_at(&seen, "/following"), "member");
    world.end().await
}

/// A Lemmy community passes on a reply to a conversation that began before anybody here joined.
#[tokio::test]
async fn a_reply_brings_what_it_answers() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let (tea, lena) = (lemmy.group("tea"), lemmy.person("lena"));
    let place = joined(&world, &ann, &tea).await?;

    let mut chain = Vec::new();
    let thread = thread_of(&lena, &place, "Green or black?");
    lemmy.serves(&thread);
    chain.push(thread.clone());
    for text in ["Green", "Why?", "It tastes of grass"] {
        let above = chain.last().map(|it| text_at(it, "/id").to_owned()).unwrap_or_default();
        let reply = reply_of(&lena, &place, &above, text);
        lemmy.serves(&reply);
        chain.push(reply);
    }
    let last = chain.last().cloned().unwrap_or_default();
    let inbox = alpha.url("/inbox");
    tea.sends(&inbox, &tea.announcement(created(&lena, &last))).await?;
    world.settle().await?;
    for (depth, post) in (0_i64..).zip(&chain) {
        let seen = alpha.sees(text_at(post, "/id")).await?;
        assert_eq!(number_at(&seen, "/depth"), depth);
        assert_eq!(text_at(&seen, "/community/id"), tea.id);
    }
    world.end().await
}

/// Somebody makes us climb a chain of replies that never ends.
#[tokio::test]
async fn a_chain_without_end_is_not_climbed_for_ever() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let (tea, lena) = (lemmy.group("tea"), lemmy.person("lena"));
    let place = joined(&world, &ann, &tea).await?;
    let mut posts = Vec::new();
    for number in 0..300 {
        let above = lemmy.url(&format!("/comment/deep-{}", number + 1));
        let mut reply = reply_of(&lena, &place, &above, "deeper");
        reply["id"] = json!(lemmy.url(&format!("/comment/deep-{number}")));
        lemmy.serves(&reply);
        posts.push(reply);
    }
    // A ring, too: two that answer each other.
    let (mut one, mut two) = (posts[0].clone(), posts[1].clone());
    one["id"] = json!(lemmy.url("/comment/ring-1"));
    one["inReplyTo"] = json!(lemmy.url("/comment/ring-2"));
    two["id"] = json!(lemmy.url("/comment/ring-2"));
    two["inReplyTo"] = one["id"].clone();
    lemmy.serves(&one);
    lemmy.serves(&two);
    lemmy.forgets();
    let before = alpha.number("SELECT count(*) AS number FROM posts")?;
    for post in [&posts[0], &one] {
        tea.sends(&alpha.url("/inbox"), &tea.announcement(created(&lena, post))).await?;
        world.settle().await?;
        world.pass(std::time::Duration::from_secs(4 * 24 * 3600)).await?;
    }
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, before);
    let asked = lemmy.asked().iter().filter(|asked| asked.target.contains("/comment/")).count();
    assert!(asked <= 120, "{asked} requests for one activity");
    world.end().await
}

/// What is fetched must be what its address says, wherever redirects lead.
#[tokio::test]
async fn a_fetched_post_is_believed_only_at_its_own_address() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let evil = world.stranger("evil", Software::Lemmy)?;
    let (lena, eve) = (lemmy.person("lena"), evil.person("eve"));
    let place = Place::ours(&ann.founds("garden").await?);

    // Eve serves words in Lena's name, at an address of her own and by a redirect from Lena's server.
    let mut forged = thread_of(&lena, &place, "I love Eve");
    forged["id"] = json!(evil.url("/post/forged"));
    evil.serves(&forged);
    let mut disguised = thread_of(&lena, &place, "I love Eve more");
    disguised["id"] = json!(lemmy.url("/post/disguised"));
    evil.serves_reply("/post/at-eves", Reply::new(200, "application/activity+json", disguised.to_string()));
    lemmy.serves_reply("/redirect", Reply::redirect(&evil.url("/post/at-eves")));
    // And a file that somebody uploaded, which looks like a document.
    let upload = thread_of(&lena, &place, "I am a picture");
    lemmy.serves_reply(text_at(&upload, "/id"), Reply::new(200, "application/json", upload.to_string()));

    for url in [evil.url("/post/forged"), evil.url("/post/at-eves"), lemmy.url("/redirect"), text_at(&upload, "/id").to_owned()] {
        let answer = ann.api(reqwest::Method::POST, "/resolve", json!({ "query": url })).await?;
        assert!(answer.status >= 400, "{url}: {answer:?}");
    }
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 0);
    assert!(eve.id.starts_with(&evil.origin));
    world.end().await
}

/// Joins a community elsewhere, and is let in.
pub(crate) async fn joined(world: &World, who: &crate::support::person::Person, group: &crate::support::Member) -> anyhow::Result<Place> {
    who.joins(&group.handle).await?;
    world.settle().await?;
    let follow = group.home.got_one("Follow")?;
    let base = who.id.split("/u/").next().unwrap_or_default();
    group.accepts(&format!("{base}/inbox"), &follow).await?;
    world.settle().await?;
    let seen = who.gets(&format!("/communities/{}", group.handle)).await?;
    assert_eq!(text_at(&seen, "/membership"), "member");
    group.home.forgets();
    Ok(Place { id: group.id.clone(), inbox: format!("{base}/inbox"), handle: group.handle.clone() })
}

/// A thread of a member, which is sent to nobody yet.
pub(crate) fn thread_of(member: &crate::support::Member, place: &Place, title: &str) -> Value {
    crate::support::stranger::wire::thread(member, place, title, "Some text.")
}

pub(crate) fn reply_of(member: &crate::support::Member, place: &Place, to: &str, text: &str) -> Value {
    crate::support::stranger::wire::reply(member, place, to, text)
}

/// The Create of an object.
pub(crate) fn created(member: &crate::support::Member, object: &Value) -> Value {
    crate::support::stranger::wire::about(member, "Create", object)
}
