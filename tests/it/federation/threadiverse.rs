//! Members and communities on Lemmy and its like, and the split between them and everybody else.

use serde_json::{Value, json};

use super::contact::{created, joined, reply_of, thread_of};
use crate::support::{Place, Software, Story, World, number_at, text_at};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

#[tokio::test]
async fn each_server_hears_in_the_form_that_it_understands() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let (lemmy, mastodon) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("mastodon", Software::Mastodon)?);
    let (lena, max) = (lemmy.person("lena"), mastodon.person("max"));
    lena.follows(&garden).await?;
    max.follows(&garden).await?;
    world.settle().await?;

    let thread = ann.posts("garden", "Bees", "Where?").await?;
    let reply = ann.replies(alpha, &thread.id, "Here.").await?;
    world.settle().await?;
    ann.votes(alpha, &thread.id, -1).await?;
    world.settle().await?;
    let announced: Vec<(Value, Value)> =
        lemmy.got("Announce").iter().map(|it| (it["object"]["type"].clone(), it["object"]["object"]["id"].clone())).collect();
    assert_eq!(
        announced,
        [(json!("Create"), json!(thread.id)), (json!("Create"), json!(reply.id)), (json!("Dislike"), Value::Null)],
        "every activity, whole"
    );
    let boosts: Vec<Value> = mastodon.got("Announce").iter().map(|it| it["object"].clone()).collect();
    assert_eq!(boosts, [json!(thread.id)], "threads alone, by their address");

    // The rules that every peer relies on.
    let create = lemmy.got("Announce/Create").remove(0);
    for activity in [&create, &create["object"], &create["object"]["object"]] {
        assert!(activity["to"].is_array() && activity["cc"].is_array(), "{activity:#}");
    }
    assert_eq!(create["object"]["to"][0], json!(garden.id));
    assert_eq!(create["object"]["object"]["to"], json!([garden.id, PUBLIC]));
    assert_eq!(create["object"]["audience"], json!(garden.id));
    assert_eq!(create["object"]["object"]["audience"], json!(garden.id));
    assert_eq!(create["object"]["object"]["attributedTo"], json!(ann.id));
    assert_eq!(create["object"]["object"]["type"], json!("Page"));
    // And what was announced can be read at its own address.
    let read = alpha.document(text_at(&create, "/object/id")).await?.is(200)?;
    assert_eq!(read.json["object"]["id"], json!(thread.id));
    world.end().await
}

#[tokio::test]
async fn a_member_on_lemmy_is_passed_on_to_the_letter() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let (ann, bob) = (alpha.person("ann").await?, beta.person("bob").await?);
    let garden = Place::ours(&ann.founds("garden").await?);
    bob.joins(&garden.handle).await?;
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;
    lemmy.forgets();

    let mut page = thread_of(&lena, &garden, "Worms");
    page["x-unknown"] = json!({ "kept": [1, 2, 3] });
    let page = lena.publishes(&garden, page).await?;
    world.settle().await?;
    let announce = lemmy.got_one("Announce/Create")?;
    assert_eq!(announce["object"]["object"]["x-unknown"], page["x-unknown"], "nothing is lost on the way");
    assert_eq!(announce["object"]["actor"], json!(lena.id));
    // The third server does not take it from us: it looks where it lives.
    assert_eq!(text_at(&beta.sees(text_at(&page, "/id")).await?, "/title"), "Worms");
    assert!(lemmy.asked().iter().any(|asked| asked.method == "GET" && asked.target == page["id"].as_str().unwrap_or_default().trim_start_matches(&lemmy.origin)));

    let dislike = lena.dislikes(&garden, text_at(&page, "/id")).await?;
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(text_at(&page, "/id")).await?, "/score"), -1);
    assert_eq!(number_at(&beta.sees(text_at(&page, "/id")).await?, "/score"), -1);
    let undo = lena.undoes(&garden, &dislike).await?;
    assert_eq!(undo["object"]["id"], dislike["id"]);
    world.settle().await?;
    assert_eq!(number_at(&alpha.sees(text_at(&page, "/id")).await?, "/score"), 0);
    world.end().await
}

#[tokio::test]
async fn somebody_here_takes_part_in_a_community_on_lemmy() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (lemmy, third) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("third", Software::Mbin)?);
    let (tea, lena, tom) = (lemmy.group("tea"), lemmy.person("lena"), third.person("tom"));
    let place = joined(&world, &ann, &tea).await?;
    let inbox = alpha.url("/inbox");

    // Lena's thread is believed from her own server; Tom's reply is looked up where Tom lives.
    let thread = thread_of(&lena, &place, "Green or black?");
    lemmy.serves(&thread);
    tea.sends(&inbox, &tea.announcement(created(&lena, &thread))).await?;
    let reply = reply_of(&tom, &place, text_at(&thread, "/id"), "Black");
    third.serves(&reply);
    let mut told = created(&tom, &reply);
    told["object"]["content"] = json!("<p>What the community says that Tom said</p>");
    tea.sends(&inbox, &tea.announcement(told)).await?;
    world.settle().await?;
    assert_eq!(text_at(&alpha.sees(text_at(&thread, "/id")).await?, "/community/id"), tea.id);
    let seen = alpha.sees(text_at(&reply, "/id")).await?;
    assert!(text_at(&seen, "/body_html").contains("Black"), "{seen:#}");

    // Ann writes to the community's server, which passes her words on; they come back and count once.
    let mine = ann.posts(&tea.handle, "White?", "Also good.").await?;
    let answer = ann.replies(alpha, text_at(&reply, "/id"), "No, white.").await?;
    ann.votes(alpha, text_at(&thread, "/id"), 1).await?;
    world.settle().await?;
    let sent = lemmy.got("Create");
    assert_eq!(sent.iter().map(|it| it["object"]["id"].clone()).collect::<Vec<_>>(), [json!(mine.id), json!(answer.id)]);
    assert_eq!(sent[0]["to"][0], json!(tea.id));
    assert_eq!(lemmy.got_one("Like")?["object"], thread["id"]);
    assert_eq!(third.got("Create").len(), 1, "Tom hears of the answer from us, too");
    for activity in &sent {
        tea.sends(&inbox, &tea.announcement(activity.clone())).await?;
    }
    world.settle().await?;
    let place_here = alpha.community(&tea.handle).await?;
    assert_eq!((number_at(&place_here, "/threads"), number_at(&place_here, "/replies")), (2, 2));

    ann.leaves(&tea.handle).await?;
    world.settle().await?;
    let undo = lemmy.got_one("Undo")?;
    assert_eq!((&undo["object"]["type"], &undo["object"]["object"]), (&json!("Follow"), &json!(tea.id)));
    world.end().await
}

/// What nobody here asked for is not kept, and costs no look-up.
#[tokio::test]
async fn what_nobody_follows_is_not_taken_in() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let (lemmy, third) = (world.stranger("lemmy", Software::Lemmy)?, world.stranger("third", Software::Lemmy)?);
    let (tea, lena, tom) = (lemmy.group("tea"), lemmy.person("lena"), third.person("tom"));
    ann.resolves(&tea.handle).await?;
    world.settle().await?;
    third.forgets();
    let place = Place { id: tea.id.clone(), inbox: alpha.url("/inbox"), handle: tea.handle.clone() };
    for member in [&lena, &tom] {
        let thread = thread_of(member, &place, "Unasked");
        member.home.serves(&thread);
        tea.sends(&place.inbox, &tea.announcement(created(member, &thread))).await?;
    }
    world.settle().await?;
    assert_eq!(alpha.number("SELECT count(*) AS number FROM posts")?, 0);
    assert!(third.asked().is_empty(), "{:?}", third.asked());
    world.end().await
}
