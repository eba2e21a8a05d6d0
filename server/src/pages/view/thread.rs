//! Threads and replies on pages.

use serde::Serialize;

use super::common::is_default;
use super::{Form, KindField, LabelView, LinkView, Membership, Pager, PersonView, WhenView};

/// A thread in a list.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ThreadRow {
    pub id: String,
    pub url: String,
    pub title: String,
    /// Kind token: discussion, question, idea, feedback, poll, article, wiki, newsletter, event.
    pub kind: String,
    pub author: PersonView,
    /// The community, where the list mixes several; else none.
    pub community: Option<LinkView>,
    /// Host of the community when it lives elsewhere, else empty.
    pub community_host: String,
    pub when: WhenView,
    pub replies: u64,
    /// Replies since the viewer last read it.
    pub unread: u64,
    pub score: i64,
    /// The viewer's vote: 1, 0 or -1.
    pub my_vote: i8,
    pub can_vote: bool,
    /// Two lines of plain text, or empty.
    pub excerpt: String,
    /// Title and excerpt as safe HTML with the words marked that were looked for; empty where nothing was.
    pub title_html: String,
    pub excerpt_html: String,
    /// Small picture address or empty.
    pub thumb: String,
    /// Host that a link thread points to, or empty.
    pub link_host: String,
    pub pinned: bool,
    pub locked: bool,
    /// A question with an answer.
    pub answered: bool,
    /// Where it stands, as an i18n key such as `status-planned`; empty for none.
    pub mark: String,
    /// "good", "bad", "info" or empty.
    pub mark_tone: String,
    /// Tags of its community.
    pub labels: Vec<LabelView>,
    /// Communities where the same stands as well.
    pub also_in: Vec<LinkView>,
    /// "live", "deleted" or "removed".
    pub state: String,
}

/// A picture inside a post.
#[derive(Debug, Clone, Serialize, Default, PartialEq, Eq)]
pub struct ImageView {
    pub url: String,
    /// What it shows; empty when its author did not say.
    pub alt: String,
    /// Pixels, 0 when unknown.
    pub width: u32,
    pub height: u32,
}

/// A post with its body: the head of a thread or a reply. All flags are about the viewer.
///
/// Fields that say nothing (false, zero, empty) are not handed to the template, which only asks `if` about them: a page
/// holds hundreds of these, and handing them over costs more than drawing them.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PostView {
    pub id: String,
    /// Permalink.
    pub url: String,
    pub author: PersonView,
    /// Safe HTML.
    pub body_html: String,
    /// What to warn of: text and pictures are folded below it.
    #[serde(skip_serializing_if = "is_default")]
    pub warning: String,
    pub when: WhenView,
    /// When it was last changed, if it was.
    #[serde(skip_serializing_if = "is_default")]
    pub edited: Option<WhenView>,
    /// `{url}/history`, empty when there is nothing older.
    #[serde(skip_serializing_if = "is_default")]
    pub history_url: String,
    pub score: i64,
    #[serde(skip_serializing_if = "is_default")]
    pub my_vote: i8,
    #[serde(skip_serializing_if = "is_default")]
    pub can_vote: bool,
    /// "live", "deleted" (by its author) or "removed" (by stewards or staff).
    pub state: String,
    /// Public reason of a removal.
    #[serde(skip_serializing_if = "is_default")]
    pub removed_reason: String,
    #[serde(skip_serializing_if = "is_default")]
    pub images: Vec<ImageView>,
    /// Written by who started the thread.
    #[serde(skip_serializing_if = "is_default")]
    pub op: bool,
    /// Accepted as the answer.
    #[serde(skip_serializing_if = "is_default")]
    pub accepted: bool,
    /// What the host says to the question.
    #[serde(skip_serializing_if = "is_default")]
    pub official_answer: bool,
    /// May take it for the answer: the asker, or a steward.
    #[serde(skip_serializing_if = "is_default")]
    pub can_accept: bool,
    /// May make it the host's answer, or take that back.
    #[serde(skip_serializing_if = "is_default")]
    pub can_official: bool,
    /// The page of the wiki that this answer became.
    #[serde(skip_serializing_if = "is_default")]
    pub wiki_page: Option<LinkView>,
    /// May make this answer a page of the wiki.
    #[serde(skip_serializing_if = "is_default")]
    pub can_promote: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub saved: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub can_reply: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub can_edit: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub can_delete: bool,
    /// Steward or staff: remove or bring back, with a reason.
    #[serde(skip_serializing_if = "is_default")]
    pub can_remove: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub can_report: bool,
    /// May call it spam, by their rank: `{url}/spam`.
    #[serde(skip_serializing_if = "is_default")]
    pub can_call_spam: bool,
    /// Has called it spam.
    #[serde(skip_serializing_if = "is_default")]
    pub called_spam: bool,
    /// May give the thread a better title: `{url}/title`.
    #[serde(skip_serializing_if = "is_default")]
    pub can_retitle: bool,
    /// Stewards and staff of a community for feedback: `{url}/take-in`.
    #[serde(skip_serializing_if = "is_default")]
    pub can_take_in: bool,
    /// The post on its author's own server, empty for local ones.
    #[serde(skip_serializing_if = "is_default")]
    pub origin_url: String,
    /// Language tag of the body, or empty.
    #[serde(skip_serializing_if = "is_default")]
    pub language: String,
    /// 0 for the thread's direct replies. Set the depth, then call [`arrange`].
    #[serde(skip_serializing_if = "is_default")]
    pub depth: u32,
    /// Direct replies shown below this one; filled by [`arrange`].
    #[serde(skip_serializing_if = "is_default")]
    pub shown: u32,
    /// All replies below this one that are shown; filled by [`arrange`].
    #[serde(skip_serializing_if = "is_default")]
    pub below: u32,
    /// Levels that end after this post; filled by [`arrange`].
    #[serde(skip_serializing_if = "is_default")]
    pub closes: u32,
    /// Replies below this one that are not on this page.
    #[serde(skip_serializing_if = "is_default")]
    pub more: u64,
    /// Where those are.
    #[serde(skip_serializing_if = "is_default")]
    pub more_url: String,
    /// This is the reply that the permalink named.
    #[serde(skip_serializing_if = "is_default")]
    pub target: bool,
    /// Not read yet by the viewer.
    #[serde(skip_serializing_if = "is_default")]
    pub fresh: bool,
    /// Title and address of the thread, where posts are shown outside of it.
    #[serde(skip_serializing_if = "is_default")]
    pub context_title: String,
    #[serde(skip_serializing_if = "is_default")]
    pub context_url: String,
}

/// Fills `shown`, `below` and `closes` from the depths of posts in reading order.
///
/// Templates draw nested lists from the flat list with these, because a loop is several times faster than recursion.
/// A depth that jumps by more than one step is pulled in, so that what is opened is always closed.
pub fn arrange(posts: &mut [PostView]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..posts.len() {
        let limit = u32::try_from(open.len()).unwrap_or(u32::MAX);
        let depth = posts.get(at).map_or(0, |p| p.depth).min(limit);
        close_to(posts, &mut open, depth);
        if let Some(parent) = open.last().and_then(|i| posts.get_mut(*i)) {
            parent.shown += 1;
        }
        for above in &open {
            if let Some(post) = posts.get_mut(*above) {
                post.below += 1;
            }
        }
        if let Some(post) = posts.get_mut(at) {
            (post.depth, post.shown, post.below, post.closes) = (depth, 0, 0, 0);
        }
        open.push(at);
    }
    close_to(posts, &mut open, 0);
}

/// Ends the levels deeper than `depth`: the last post drawn closes the lists of those above it that have replies.
fn close_to(posts: &mut [PostView], open: &mut Vec<usize>, depth: u32) {
    let keep = usize::try_from(depth).unwrap_or(usize::MAX);
    let Some(last) = open.last().copied() else {
        return;
    };
    let mut closes = 0;
    while open.len() > keep {
        // The leaf itself has no list to close; every level above it does.
        if open.pop() != Some(last) {
            closes += 1;
        }
    }
    if let Some(post) = posts.get_mut(last) {
        post.closes = closes;
    }
}

/// `/post/{id}`: `thread.html`. A reply's permalink shows the same page with `focus` set.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ThreadPage {
    pub title: String,
    pub kind: String,
    /// The head of the thread.
    pub post: PostView,
    pub community: Option<super::CommunityCard>,
    /// Link that the thread is about.
    pub link: Option<LinkView>,
    pub pinned: bool,
    pub locked: bool,
    pub answered: bool,
    /// The picture above an article's text.
    pub cover: Option<ImageView>,
    /// Tags of its community.
    pub labels: Vec<LabelView>,
    /// The same in other communities.
    pub also_in: Vec<LinkView>,
    /// The thread that it was taken from.
    pub cross_post_of: Option<LinkView>,
    /// Where to take it into another community; empty for who cannot.
    pub cross_post_url: String,
    /// What its kind shows between text and replies, for `kinds/{kind}.html`.
    pub panel: Option<serde_json::Value>,
    /// The answers that stand above the replies: the host's, the accepted one.
    pub answers: Vec<PostView>,
    /// All replies, also those not shown.
    pub replies: u64,
    /// Replies in reading order, arranged.
    pub posts: Vec<PostView>,
    /// Tabs: best, new, old.
    pub tabs: Vec<super::Tab>,
    pub pager: Pager,
    /// A permalink: only this reply and what belongs to it is shown. Holds the address of the whole thread, else empty.
    pub whole_url: String,
    pub membership: Membership,
    /// The viewer may answer here.
    pub can_reply: bool,
    /// i18n key or sentence: why not. Empty when they may or nobody is signed in.
    pub cannot_reply_reason: String,
    /// Lock and pin.
    pub can_steward: bool,
    /// Where a visitor goes to answer from their own server.
    pub interact_url: String,
    /// Reply form, field `body`, hidden `parent_id`. Posts to `/post/{parent}/reply`.
    pub form: Form,
    /// Id of the reply that is answered on a page without JavaScript (`?reply=ID`), else empty.
    pub reply_to: String,
    pub reply_to_name: String,
    pub feed_url: String,
    /// Hashtags of the head, with their pages.
    pub hashtags: Vec<LinkView>,
}

/// `/post/{id}/cross-post`: `cross_post.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct CrossPostPage {
    pub title: String,
    pub url: String,
    /// Communities to take it to, each with the address of its form.
    pub places: Vec<LinkView>,
}

/// `/post/{id}/edit`: `post_edit.html`. Fields `title` (threads), `body`, `link`, and those of its kind.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PostEditPage {
    pub id: String,
    pub url: String,
    pub is_thread: bool,
    /// What its kind asks beside title and text, where that can be changed.
    pub fields: Vec<KindField>,
    /// Those that it has: fields `alt_{id}`, and `drop_{id}` to take one out.
    pub pictures: Vec<PictureEdit>,
    /// Tags to choose from: fields `tag_{id}`.
    pub labels: Vec<LabelView>,
    pub form: Form,
}

/// A picture of a post that is being edited.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PictureEdit {
    pub id: String,
    pub url: String,
    pub alt: String,
}

/// `/post/{id}/history`: `post_history.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct PostHistoryPage {
    pub url: String,
    pub title: String,
    pub author: PersonView,
    /// Newest first; the first is what is shown now.
    pub versions: Vec<VersionView>,
}

#[derive(Debug, Clone, Serialize, Default)]
pub struct VersionView {
    pub when: WhenView,
    pub title: String,
    pub body_html: String,
    pub current: bool,
}

/// `/post/{id}/report`: `report.html`. Field `reason`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ReportPage {
    pub post: PostView,
    pub title: String,
    /// Where the author lives, to offer a copy of the report to that server (field `forward`); empty for local ones.
    pub forward_host: String,
    pub form: Form,
}

/// One question before an act that needs a reason or a yes: `confirm_act.html`. Field `reason` when asked for.
#[derive(Debug, Clone, Serialize, Default)]
pub struct ConfirmActPage {
    /// i18n keys: title, explanation, button.
    pub title: String,
    pub text: String,
    pub button: String,
    /// Where the form goes, and where "no" goes.
    pub action: String,
    pub back: String,
    pub ask_reason: bool,
    /// Hidden fields that the act needs.
    pub fields: Vec<(String, String)>,
    pub danger: bool,
    pub form: Form,
}

/// What `/post/{id}/vote` answers to a script: `fragments/vote.html`.
#[derive(Debug, Clone, Serialize, Default)]
pub struct VoteFragment {
    pub id: String,
    pub url: String,
    pub score: i64,
    pub my_vote: i8,
    pub can_vote: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(depths: &[u32]) -> Vec<(u32, u32, u32, u32)> {
        let mut posts: Vec<_> = depths
            .iter()
            .map(|depth| PostView {
                depth: *depth,
                ..PostView::default()
            })
            .collect();
        arrange(&mut posts);
        posts
            .iter()
            .map(|p| (p.depth, p.shown, p.below, p.closes))
            .collect()
    }

    #[test]
    fn what_opens_closes() {
        assert_eq!(
            arranged(&[0, 1, 2, 0]),
            [(0, 1, 2, 0), (1, 1, 1, 0), (2, 0, 0, 2), (0, 0, 0, 0)]
        );
        assert_eq!(
            arranged(&[0, 1, 1]),
            [(0, 2, 2, 0), (1, 0, 0, 0), (1, 0, 0, 1)]
        );
        assert_eq!(
            arranged(&[5, 9, 3]),
            [(0, 1, 2, 0), (1, 1, 1, 0), (2, 0, 0, 2)]
        );
        assert_eq!(arranged(&[]), []);
    }

    #[test]
    fn every_list_is_balanced() {
        let mut seed = 7_u32;
        for _ in 0..200 {
            let depths: Vec<u32> = (0..40)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) % 7
                })
                .collect();
            let posts = arranged(&depths);
            let opened = posts.iter().filter(|p| p.1 > 0).count();
            let closed: u32 = posts.iter().map(|p| p.3).sum();
            assert_eq!(opened, usize::try_from(closed).unwrap(), "{depths:?}");
        }
    }
}
