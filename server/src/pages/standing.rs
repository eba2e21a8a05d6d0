//! The form by which stewards and staff decide about an idea or a piece of feedback.

use crate::domain::reputation::Power;
use crate::domain::{Origin, access, ideas as rules};
use crate::pages::named;
use crate::pages::reader::Reader;
use crate::pages::roadmap::decides;
use crate::pages::view::{CreditChoice, Form, LinkView, StandingPage};
use crate::store::conn::Conn;
use crate::store::feedback::{self, FeedbackState};
use crate::store::ideas::{self, IdeaStatus};
use crate::store::posts::Post;
use crate::{Error, Result};

/// What is to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Status,
    Merge,
    Unmerge,
    Thank,
    State,
}

/// The thread, for those who decide about it.
pub fn thread(conn: &mut Conn, reader: &Reader, id: i64) -> Result<Post> {
    let (post, _, community) = access::post(conn, &reader.viewer, id)?;
    let community = community.ok_or(Error::NotFound("thread"))?;
    if decides(conn, reader, &community)? { Ok(post) } else { Err(Error::Forbidden("Only its stewards and staff decide that.")) }
}

/// The same for one question: those who are trusted with it may merge what is the same.
pub fn asked(conn: &mut Conn, reader: &Reader, id: i64, question: Question) -> Result<Post> {
    if matches!(question, Question::Merge | Question::Unmerge)
        && let Some(person) = reader.viewer.person()
        && let (post, _, Some(community)) = access::post(conn, &reader.viewer, id)?
    {
        access::power_by_rank(conn, &Origin::Local(person.clone()), &community, Power::MergeDuplicates, reader.now)?;
        return Ok(post);
    }
    thread(conn, reader, id)
}

pub fn load(conn: &mut Conn, reader: &Reader, id: i64, question: Question, form: Form) -> Result<StandingPage> {
    let post = asked(conn, reader, id, question)?;
    let url = format!("/post/{}", post.id);
    let mut page = StandingPage {
        thread: LinkView { text: post.title.clone().unwrap_or_default(), url },
        ask_reason: question != Question::Thank,
        form,
        ..StandingPage::default()
    };
    let words = |name: &str, page: &mut StandingPage| {
        page.heading = format!("{name}-title");
        page.button = format!("{name}-button");
    };
    if question == Question::State {
        let row = feedback::find(conn, id)?.ok_or(Error::NotFound("feedback"))?;
        words("state", &mut page);
        page.action = format!("/feedback/{id}/state");
        page.now = format!("state-{}", row.state);
        page.choices = FeedbackState::ALL.iter().filter(|s| **s != row.state).map(|s| (s.to_string(), format!("state-{s}"))).collect();
        return Ok(page);
    }
    let idea = ideas::find(conn, id)?.ok_or(Error::NotFound("idea"))?;
    page.now = format!("status-{}", idea.status);
    match question {
        Question::Status | Question::State => {
            words("status", &mut page);
            page.action = format!("/ideas/{id}/status");
            let open = IdeaStatus::ALL.iter().filter(|s| **s != idea.status && **s != IdeaStatus::Duplicate);
            page.choices = open.map(|s| (s.to_string(), format!("status-{s}"))).collect();
            page.candidates = candidates(conn, &post)?;
        }
        Question::Merge => {
            words("merge-idea", &mut page);
            page.action = format!("/ideas/{id}/merge");
            page.ask_into = true;
        }
        Question::Unmerge => {
            words("unmerge-idea", &mut page);
            page.action = format!("/ideas/{id}/unmerge");
        }
        Question::Thank => {
            words("thank", &mut page);
            page.action = format!("/ideas/{id}/credits");
            page.candidates = candidates(conn, &post)?;
        }
    }
    Ok(page)
}

/// The author is thanked unless somebody decides otherwise.
fn candidates(conn: &mut Conn, post: &Post) -> Result<Vec<CreditChoice>> {
    let ids = rules::candidates(conn, post)?;
    let thanked = ideas::credits(conn, post.id)?;
    let mut people = named::people(conn, &ids)?;
    let one = |id: &i64| {
        let chosen = if thanked.is_empty() { *id == post.author_id } else { thanked.contains(id) };
        people.remove(id).map(|person| CreditChoice { person, chosen })
    };
    Ok(ids.iter().filter_map(one).collect())
}
