//! The pages of reputation: rules that everybody reads, a list that a community opens, ranks that stewards decide about.

use super::{decides, founds, stands, starts};
use crate::support::{Story, World};

#[tokio::test]
async fn the_rules_are_public_and_changing_them_counts_everybody_anew() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob, root) = (alpha.person("ann").await?, alpha.person("bob").await?, alpha.admin("rae").await?);
    founds(&ann, "square", "open").await?;
    let post = starts(&bob, "square", "discussion", "Good morning").await?;
    ann.votes(alpha, &post.id, 1).await?;
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?, (1, "newcomer".to_owned()));
    let rules = alpha.visit()?.page("/about/reputation").await?.is(200)?.text;
    assert!(rules.contains("+15") && rules.contains("-10") && rules.contains("from 100 points") && rules.contains("365 days"), "{rules}");

    let visit = alpha.visit()?;
    visit.login("bob").await?;
    visit.ask("/admin/reputation").await?.is(403)?;
    let visit = alpha.visit()?;
    visit.login(&root.name).await?;
    let form = |liked: &'static str, member: &'static str| {
        [
            ("answer_accepted", "15"), ("answer_liked", "2"), ("idea_shipped", "25"), ("idea_liked", "2"), ("post_liked", liked), ("edit_kept", "3"),
            ("duplicate_merged", "5"), ("report_upheld", "5"), ("post_removed", "-10"), ("rank_member", member), ("rank_trusted", "100"),
            ("rank_super_user", "500"), ("half_life", "365"),
        ]
    };
    for (liked, member) in [("many", "10"), ("1001", "10"), ("-1", "10"), ("20", "0"), ("20", "100")] {
        let refused = visit.send("/admin/reputation", "/admin/reputation", &form(liked, member)).await?.is(422)?;
        assert!(refused.text.contains("field-bad"), "{liked} {member}: {}", refused.text);
    }
    // Pages are kept until something newer than them was set.
    world.clock.advance(std::time::Duration::from_secs(1));
    visit.send("/admin/reputation", "/admin/reputation", &form("20", "10")).await?.is(200)?;
    world.settle().await?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?, (20, "member".to_owned()));
    assert!(alpha.visit()?.page("/about/reputation").await?.is(200)?.text.contains("+20"));
    world.end().await
}

#[tokio::test]
async fn stewards_decide_about_ranks_and_about_what_everybody_sees() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let (ann, bob) = (alpha.person("ann").await?, alpha.person("bob").await?);
    founds(&ann, "square", "open").await?;
    let post = starts(&bob, "square", "discussion", "Good morning").await?;
    ann.votes(alpha, &post.id, 1).await?;
    world.settle().await?;
    let number = format!("/u/bob/reputation?in={}", alpha.number("SELECT community_id AS number FROM ranks LIMIT 1")?);
    let anyone = alpha.visit()?;
    let closed = anyone.page("/c/square/standing").await?.is(200)?.text;
    assert!(closed.contains("keeps no public list") && !closed.contains("@bob@"), "{closed}");
    anyone.ask(&number).await?.is(404)?;
    assert!(!anyone.page("/u/bob/reputation").await?.is(200)?.text.contains("board-where"));

    let steward = alpha.visit()?;
    steward.login("ann").await?;
    let (page, rank) = ("/c/square/standing", "/c/square/standing/rank");
    assert!(steward.page(page).await?.is(200)?.text.contains("Only you and the other stewards see this list"));
    for bad in [
        [("handle", "bob"), ("wish", "grant"), ("rank", "trusted"), ("reason", "")],
        [("handle", "nobody"), ("wish", "grant"), ("rank", "trusted"), ("reason", "x")],
        [("handle", "bob"), ("wish", "crown"), ("rank", "trusted"), ("reason", "x")],
        [("handle", "bob"), ("wish", "grant"), ("rank", "king"), ("reason", "x")],
        [("handle", "ann"), ("wish", "grant"), ("rank", "trusted"), ("reason", "x")],
    ] {
        steward.send(page, rank, &bad).await?.is(422)?;
    }
    steward.send(page, rank, &[("handle", "bob"), ("wish", "grant"), ("rank", "trusted"), ("reason", "He knows every stone.")]).await?.is(200)?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?, (1, "trusted".to_owned()));
    steward.send(page, page, &[("board", "1"), ("reasons", "1")]).await?.is(200)?;
    let open = anyone.page(page).await?.is(200)?.text;
    assert!(open.contains("Trusted") && open.contains("granted") && open.contains("1 point"), "{open}");
    let reasons = anyone.page(&number).await?.is(200)?.text;
    assert!(reasons.contains("Good morning") && reasons.contains("+1"), "{reasons}");

    // Bob looks at himself, and leaves the list.
    let visit = alpha.visit()?;
    visit.login("bob").await?;
    assert!(visit.page("/notifications").await?.is(200)?.text.contains("new rank"));
    visit.send("/u/bob/reputation", "/reputation/listed", &[("listed", "0")]).await?.is(200)?;
    assert!(!anyone.page(page).await?.is(200)?.text.contains("@bob@"));
    anyone.ask(&number).await?.is(404)?;
    assert!(visit.page(&number).await?.is(200)?.text.contains("Good morning"));
    // Nobody but stewards decides.
    decides(&bob, "square", &ann.handle, "grant", "trusted").await?.is(403)?;
    steward.send(page, rank, &[("handle", "bob"), ("wish", "free"), ("rank", ""), ("reason", "As it was.")]).await?.is(200)?;
    assert_eq!(stands(&ann, "square", &bob.handle).await?, (1, "newcomer".to_owned()));
    world.end().await
}
