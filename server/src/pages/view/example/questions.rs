//! Examples of questions: answered, merged, and likely duplicates.

use serde_json::json;

use super::*;

fn panel(answered: bool) -> Value {
    json!({
        "url": "/post/101",
        "people": 12,
        "others": 11,
        "mine": false,
        "asker": false,
        "answered": answered,
        "official": answered,
        "can_join": true,
        "can_reopen": answered,
        "can_merge": true,
        "can_unmerge": false,
        "reopened": "",
        "bucket": null,
        "merged": [{ "url": "/post/88", "title": "Flowers fall off my tomatoes" }],
        "merged_count": 1,
        "data": "{\"@context\":\"https://schema.org\",\"@type\":\"QAPage\"}",
    })
}

/// What the thread of the other examples shows as a question.
pub(super) fn answered() -> Value {
    panel(true)
}

/// The answers above it.
pub(super) fn answers() -> Vec<PostView> {
    let mut official = post("205", 2, 0, "<p>Shake the plants at noon: the wind does not reach the third floor.</p>");
    official.official_answer = true;
    let mut accepted = post("201", 1, 0, "<p>Too few bees. Use a brush.</p>");
    accepted.accepted = true;
    vec![official, accepted]
}

pub(super) fn samples() -> Vec<Sample> {
    let mut signpost = panel(false);
    let mut alone = panel(false);
    if let (Some(signpost), Some(alone)) = (signpost.as_object_mut(), alone.as_object_mut()) {
        signpost.insert("bucket".into(), json!({ "url": "/post/7", "title": "Why do tomatoes not fruit?" }));
        signpost.insert("can_unmerge".into(), true.into());
        signpost.insert("data".into(), "".into());
        alone.insert("others".into(), 0.into());
        alone.insert("merged_count".into(), 0.into());
        alone.insert("mine".into(), true.into());
        alone.insert("reopened".into(), "It does not work on Sundays.".into());
    }
    let thread = |panel: Value| ThreadPage { kind: "question".into(), panel: Some(panel), ..ThreadPage::default() };
    let pair = PairView { id: "1".into(), question: rows().swap_remove(0), other: rows().swap_remove(1), percent: 72 };
    vec![
        sample("thread.html", false, thread(signpost)),
        sample("thread.html", false, thread(alone)),
        sample(
            "question_merge.html",
            true,
            QuestionMergePage { title: "Flowers fall off".into(), url: "/post/88".into(), similar: rows(), form: refused("into") },
        ),
        sample("question_merge.html", false, QuestionMergePage::default()),
        sample("duplicates.html", true, DuplicatesPage { community: card(0), pairs: vec![pair.clone(), pair], form: refused("reason") }),
        sample("duplicates.html", false, DuplicatesPage::default()),
        sample("fragments/similar.html", true, SimilarFragment { rows: rows() }),
        sample("fragments/similar.html", false, SimilarFragment::default()),
        sample(
            "community.html",
            false,
            CommunityPage { head: CommunityHead { community: card(0), ..CommunityHead::default() }, can_post: true, kind: "question".into(), similar: rows(), ..CommunityPage::default() },
        ),
    ]
}
