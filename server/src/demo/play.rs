//! Plays the scripts: everybody acts at home, and the houses tell each other by their own means.
//!
//! What is said in one round is answered in the next, once both houses have heard of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Login;
use super::{pictures, polls};
use super::script::{Said, Script};
use super::stage::{Stage, draw};
use crate::app::Running;
use crate::clock::Time;
use crate::domain::content::{Attached, Content};
use crate::domain::origin::Origin;
use crate::domain::posts::{self as posting, NewPost};
use crate::domain::{Viewer, articles, feedback, ideas, membership, moderation, questions, votes};
use crate::fediverse::resolve;
use crate::kinds::Details;
use crate::store::feedback::FeedbackState;
use crate::store::ideas::IdeaStatus;
use crate::store::{actors, posts};
use crate::web::ideas::words;
use crate::{Error, Result};

const HOUR: Duration = Duration::from_secs(3600);
/// Rounds of work after which the houses must have told each other everything.
const ROUNDS_MAX: usize = 2_000;

/// One thing that is said: a thread, or a reply to something said before.
pub(super) struct Line<'a> {
    pub(super) said: &'a Said,
    pub(super) parent: Option<usize>,
    depth: usize,
    /// The thread that it belongs to.
    root: &'a Said,
    at: Time,
    /// Its id, once it was said.
    pub(super) ap_id: Option<String>,
}

pub(super) struct Play<'a> {
    running: &'a [Running],
    stages: Vec<Stage>,
    pub(super) lines: Vec<Line<'a>>,
    /// Which house a community belongs to, and a steward of it.
    pub(super) places: HashMap<&'a str, (usize, &'a str)>,
}

pub(super) async fn play(running: &[Running], scripts: &[Script]) -> Result<Vec<Login>> {
    let (mut stages, mut logins) = (Vec::new(), Vec::new());
    for ((house, script), n) in running.iter().zip(scripts).zip(0..) {
        let stage = Stage::set(Arc::clone(&house.app), script).await?;
        tracing::debug!(house = script.house.host, "the stage is set");
        logins.extend(stage.logins(n, script));
        stages.push(stage);
    }
    let now = running.first().map(|house| house.app.clock.now()).unwrap_or_default();
    let places = scripts
        .iter()
        .zip(0..)
        .flat_map(|(script, n)| script.communities.iter().map(move |place| (place.name.as_str(), (n, place.founder.as_str()))))
        .collect();
    let mut play = Play { running, stages, lines: lines(scripts, now), places };
    for (house, script) in scripts.iter().enumerate() {
        play.offer(house, script).await?;
    }
    play.settle().await?;
    play.visit(scripts).await?;
    play.settle().await?;
    let deepest = play.lines.iter().map(|line| line.depth).max().unwrap_or(0);
    for depth in 0..=deepest {
        for house in 0..running.len() {
            play.say(house, depth).await?;
        }
        play.settle().await?;
        tracing::debug!(depth, "said and heard");
    }
    for house in 0..running.len() {
        play.agree(house).await?;
        play.edit(house).await?;
        play.vote(house).await?;
        play.choose(house).await?;
    }
    play.settle().await?;
    for house in 0..running.len() {
        play.tend(house).await?;
    }
    for house in 0..running.len() {
        play.answer(house).await?;
        play.decide(house).await?;
        play.rank(house, scripts).await?;
        play.note(house).await?;
    }
    play.settle().await?;
    Ok(logins)
}

/// Everything that is said, threads before what answers them, each with its time.
fn lines(scripts: &[Script], now: Time) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for thread in scripts.iter().flat_map(|script| &script.threads) {
        let started = now.minus(HOUR * u32::try_from(thread.hours).unwrap_or(1));
        let root = lines.len();
        lines.push(Line { said: thread, parent: None, depth: 0, root: thread, at: started, ap_id: None });
        // The last thing said on each level is what the next level answers.
        let mut open = vec![root];
        let steps = u32::try_from(thread.replies.len() + 1).unwrap_or(1);
        for (reply, n) in thread.replies.iter().zip(1_u32..) {
            open.truncate(reply.depth.max(1));
            let parent = open.last().copied();
            open.push(lines.len());
            // Answers come fast at first: the square of the share of time.
            let share = (f64::from(n) / f64::from(steps)).powi(2);
            let at = started.plus(now.since(started).mul_f64(share * 0.9));
            lines.push(Line { said: &reply.said, parent, depth: open.len() - 1, root: thread, at, ap_id: None });
        }
    }
    lines
}

impl Play<'_> {
    /// Runs both houses' jobs until neither has anything left to tell.
    async fn settle(&self) -> Result<()> {
        for _ in 0..ROUNDS_MAX {
            let mut busy = false;
            for house in self.running {
                busy |= house.run_due().await?;
            }
            if !busy {
                return Ok(());
            }
        }
        Err(Error::internal(anyhow::anyhow!("the houses of the demo do not come to rest")))
    }

    pub(super) fn stage(&self, house: usize) -> Result<&Stage> {
        self.stages.get(house).ok_or_else(|| Error::internal(anyhow::anyhow!("the demo has no house {house}")))
    }

    /// People join communities of the other house: those they like, and those they speak in.
    async fn visit(&self, scripts: &[Script]) -> Result<()> {
        for (script, house) in scripts.iter().zip(0..) {
            let stage = self.stage(house)?;
            for member in &script.people {
                let speaks = self.lines.iter().filter(|line| line.said.by == member.name).map(|line| line.root.community.as_str());
                let mut wanted: Vec<&str> = member.elsewhere.iter().map(String::as_str).chain(speaks).collect();
                wanted.retain(|name| self.places.get(name).is_some_and(|(home, _)| *home != house));
                wanted.sort_unstable();
                wanted.dedup();
                for name in wanted {
                    let handle = self.handle(house, name)?;
                    resolve::query(&stage.app, &format!("@{handle}")).await?;
                    let origin = stage.origin(&member.name)?;
                    stage
                        .app
                        .db
                        .write(move |tx| {
                            let community = actors::by_handle(tx.conn, &handle)?.ok_or(Error::NotFound("community"))?;
                            membership::follow(tx, &origin, &community)
                        })
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// A community's name as one house calls it.
    pub(super) fn handle(&self, house: usize, community: &str) -> Result<String> {
        let home = self.places.get(community).map(|(home, _)| *home);
        let home = home.ok_or_else(|| Error::internal(anyhow::anyhow!("the demo has no community {community}")))?;
        if home == house {
            return Ok(community.to_owned());
        }
        Ok(format!("{community}@{}", self.stage(home)?.app.urls.host()))
    }

    /// Everybody of one house says what they have to say on one level.
    async fn say(&mut self, house: usize, depth: usize) -> Result<()> {
        let stage = self.stage(house)?;
        let mine: Vec<usize> = (0..self.lines.len())
            .filter(|n| self.lines.get(*n).is_some_and(|line| line.depth == depth && stage.person(&line.said.by).is_some()))
            .collect();
        let texts = mine.iter().filter_map(|n| self.lines.get(*n)).map(|line| line.said.text.clone()).collect();
        let contents = stage.contents(texts).await?;
        let mut acts = Vec::new();
        for (n, mut content) in mine.iter().zip(contents) {
            let Some(line) = self.lines.get(*n) else { continue };
            let place = match line.parent {
                Some(parent) => Where::Below(self.lines.get(parent).and_then(|p| p.ap_id.clone()).unwrap_or_default()),
                None => Where::In(self.handle(house, &line.said.community)?),
            };
            if line.parent.is_none() {
                content.title = Some(line.said.title.clone());
                content.attachments = view(stage, line.said).await?;
                content.warn(line.said.warning.as_deref());
                content.labels = self.labels(house, line.said).await?;
            }
            content.language = Some("en".to_owned());
            let kind = posting::kind(line.said.kind.as_deref().unwrap_or("discussion"))?;
            let mut details = polls::asked(line.said);
            details.0.extend(line.said.fields.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))));
            acts.push(Act { origin: stage.origin(&line.said.by)?, place, kind, content, details, at: line.at });
        }
        let said = stage.app.db.write(move |tx| acts.iter().map(|act| act.publish(tx)).collect::<Result<Vec<_>>>()).await?;
        for (n, ap_id) in mine.into_iter().zip(said) {
            if let Some(line) = self.lines.get_mut(n) {
                line.ap_id = ap_id;
            }
        }
        Ok(())
    }

    /// Whoever is named as an author says yes to it.
    async fn agree(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in self.lines.iter().filter(|line| line.said.kind.as_deref() == Some(articles::ARTICLE)) {
            let Some(ap_id) = &line.ap_id else { continue };
            let named = line.said.fields.iter().filter(|(name, _)| name == "authors").flat_map(|(_, text)| text.split_whitespace());
            for name in named.map(|handle| handle.trim_start_matches('@')).filter(|name| stage.person(name).is_some()) {
                let (origin, ap_id) = (stage.origin(name)?, ap_id.clone());
                stage
                    .app
                    .db
                    .write(move |tx| {
                        let post = posts::by_ap_id(tx.conn, &ap_id)?.ok_or(Error::NotFound("post"))?;
                        articles::answer(tx, &origin, post.id, true)
                    })
                    .await?;
            }
        }
        Ok(())
    }

    async fn edit(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in self.lines.iter().filter(|line| stage.person(&line.said.by).is_some()) {
            let (Some(text), Some(ap_id)) = (&line.said.edited, &line.ap_id) else { continue };
            let mut content = stage.contents(vec![text.clone()]).await?.pop().unwrap_or_default();
            content.title = line.parent.is_none().then(|| line.said.title.clone());
            let (origin, ap_id) = (stage.origin(&line.said.by)?, ap_id.clone());
            stage
                .app
                .db
                .write(move |tx| {
                    let post = posts::by_ap_id(tx.conn, &ap_id)?.ok_or(Error::NotFound("post"))?;
                    posting::edit(tx, &origin, post.id, &content).map(drop)
                })
                .await?;
        }
        Ok(())
    }

    /// People vote on what they have read: always the same ones on the same post.
    async fn vote(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        let mut cast: Vec<(Origin, String, i32)> = Vec::new();
        for name in stage.names() {
            for line in &self.lines {
                let Some(ap_id) = line.ap_id.clone().filter(|_| line.said.by != name && line.said.removed.is_none()) else { continue };
                if let Some(value) = opinion(&name, line) {
                    cast.push((stage.origin(&name)?, ap_id, value));
                }
            }
        }
        stage
            .app
            .db
            .write(move |tx| {
                for (origin, ap_id, value) in &cast {
                    // What this house never heard of cannot be voted on here.
                    let Some(post) = posts::by_ap_id(tx.conn, ap_id)? else { continue };
                    match votes::cast(tx, origin, post.id, *value) {
                        // Whoever still waits at a door votes on nothing behind it.
                        Ok(()) | Err(Error::Forbidden(_)) => {}
                        Err(other) => return Err(other),
                    }
                }
                Ok(())
            })
            .await
    }

    /// People have a question too, askers take an answer for it, and stewards make one of two.
    async fn answer(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in &self.lines {
            let (said, root) = (line.said, line.root);
            let Some(ap_id) = line.ap_id.clone() else { continue };
            let mut joining = Vec::new();
            for name in said.too.iter().filter(|name| stage.person(name).is_some()) {
                joining.push(stage.origin(name)?);
            }
            let chosen = said.answers && stage.person(&root.by).is_some();
            let asker = if chosen { Some(stage.origin(&root.by)?) } else { None };
            let merge = match (&said.merged, self.places.get(root.community.as_str())) {
                (Some((title, reason)), Some((home, steward))) if *home == house => {
                    let into = self.lines.iter().find(|l| l.parent.is_none() && l.said.title == *title).and_then(|l| l.ap_id.clone());
                    into.map(|into| Ok::<_, Error>((stage.origin(steward)?, into, reason.clone()))).transpose()?
                }
                _ => None,
            };
            if joining.is_empty() && asker.is_none() && merge.is_none() {
                continue;
            }
            stage
                .app
                .db
                .write(move |tx| {
                    let Some(post) = posts::by_ap_id(tx.conn, &ap_id)? else { return Ok(()) };
                    for origin in &joining {
                        questions::join(tx, origin, post.id, true)?;
                    }
                    if let Some(origin) = &asker {
                        questions::accept(tx, origin, post.id, "")?;
                    }
                    if let Some((origin, into, reason)) = &merge {
                        let into = posts::by_ap_id(tx.conn, into)?.ok_or(Error::NotFound("question"))?;
                        questions::buckets::merge(tx, origin, post.id, into.id, reason)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    /// Stewards say where ideas and feedback stand.
    async fn decide(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in self.lines.iter().filter(|line| line.parent.is_none() && !line.said.stands.is_empty()) {
            let Some((home, steward)) = self.places.get(line.said.community.as_str()) else { continue };
            let Some(ap_id) = line.ap_id.clone().filter(|_| *home == house) else { continue };
            let origin = stage.origin(steward)?;
            let viewer = match &origin {
                Origin::Local(person) => Viewer::Person(Box::new(person.clone())),
                Origin::Remote(_) | Origin::Convener(_) => continue,
            };
            let id = stage.app.db.read(move |conn| Ok(posts::by_ap_id(conn, &ap_id)?.ok_or(Error::NotFound("post"))?.id)).await?;
            for (word, reason) in &line.said.stands {
                let (idea, state) = (IdeaStatus::parse(word), FeedbackState::parse(word));
                let is_idea = line.said.kind.as_deref() == Some("idea");
                let key = if is_idea { format!("status-{word}") } else { format!("state-{word}") };
                let decision = words::decision(&stage.app, &viewer, id, &key, reason, None).await?;
                let origin = origin.clone();
                stage
                    .app
                    .db
                    .write(move |tx| match (is_idea, idea, state) {
                        (true, Some(status), _) => {
                            let author = posts::by_id(tx.conn, id)?.map(|post| post.author_id);
                            ideas::change(tx, &origin, id, status, &decision, author.as_ref().map(std::slice::from_ref))
                        }
                        (false, _, Some(state)) => feedback::change(tx, &origin, id, state, &decision),
                        _ => Ok(()),
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// Stewards pin, lock and remove, each with a reason.
    async fn tend(&self, house: usize) -> Result<()> {
        let stage = self.stage(house)?;
        for line in &self.lines {
            let Some((home, steward)) = self.places.get(line.root.community.as_str()) else { continue };
            let Some(ap_id) = line.ap_id.clone().filter(|_| *home == house) else { continue };
            let said = line.said;
            if said.pinned.is_none() && said.locked.is_none() && said.removed.is_none() {
                continue;
            }
            let origin = stage.origin(steward)?;
            let (pinned, locked, removed) = (said.pinned.clone(), said.locked.clone(), said.removed.clone());
            stage
                .app
                .db
                .write(move |tx| {
                    let id = posts::by_ap_id(tx.conn, &ap_id)?.ok_or(Error::NotFound("post"))?.id;
                    if let Some(why) = &pinned {
                        moderation::set_pinned(tx, &origin, id, true, why)?;
                    }
                    if let Some(why) = &locked {
                        moderation::set_locked(tx, &origin, id, true, why)?;
                    }
                    if let Some(why) = &removed {
                        moderation::remove(tx, &origin, id, why)?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }
}

enum Where {
    /// A community, as this house calls it.
    In(String),
    /// The id of what is answered.
    Below(String),
}

struct Act {
    origin: Origin,
    place: Where,
    kind: &'static str,
    content: Content,
    details: Details,
    at: Time,
}

impl Act {
    /// Says it, and gives its id. What answers something that this house never heard of stays unsaid.
    fn publish(&self, tx: &mut crate::store::Tx<'_>) -> Result<Option<String>> {
        let new = match &self.place {
            Where::In(handle) => {
                let community = actors::by_handle(tx.conn, handle)?.ok_or(Error::NotFound("community"))?;
                NewPost::thread(self.kind, community.id, self.content.clone())
            }
            Where::Below(parent) => match posts::by_ap_id(tx.conn, parent)? {
                Some(parent) => NewPost::reply(parent.id, self.content.clone()),
                None => {
                    tracing::warn!(parent, "a post of the demo did not arrive");
                    return Ok(None);
                }
            },
        };
        let post = posting::publish(tx, &self.origin, NewPost { published: Some(self.at), details: self.details.clone(), ..new })?;
        Ok(Some(post.ap_id))
    }
}

async fn view(stage: &Stage, said: &Said) -> Result<Vec<Attached>> {
    let Some((motif, alt)) = &said.picture else { return Ok(Vec::new()) };
    let motif = motif.clone();
    let drawn = draw(move || pictures::view(&motif)).await?;
    let url = stage.picture(drawn).await?;
    let media_type = if url.ends_with(".jpg") { "image/jpeg" } else { "image/png" };
    Ok(vec![Attached { url, media_type: media_type.to_owned(), alt: alt.clone(), width: Some(640), height: Some(360) }])
}

/// Most people vote for a thread that they liked, few for a reply, and hardly anybody against.
fn opinion(name: &str, line: &Line<'_>) -> Option<i32> {
    let liked = pictures::number(&line.said.text) % 7;
    let dice = pictures::number(&format!("{name} {} {}", line.said.by, line.said.text)) % 100;
    let chance = if line.parent.is_none() { 16 + liked * 8 } else { 5 + liked * 3 };
    match () {
        () if dice < chance => Some(1),
        () if dice == 99 => Some(-1),
        () => None,
    }
}
