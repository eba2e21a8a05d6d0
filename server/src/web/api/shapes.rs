//! What the API answers with, and how it is put together from rows in few queries.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::Result;
use crate::domain::access::{self, Sight, Viewer};
use crate::store::actors::{self, Actor};
use super::lifespans::Lifetime;
use crate::store::communities::{self as communities, Community as CommunityRow, FollowState};
use crate::store::conn::Conn;
use crate::store::cross_posts;
use crate::store::hosts::{self, HostPolicy};
use crate::store::labels::{self, Label};
use crate::store::notifications;
use crate::store::posts::{self, Post as PostRow};
use crate::store::votes;

/// A piece of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T: ToSchema> {
    pub(super) items: Vec<T>,
    /// Send it as `cursor` to go on; null at the end.
    pub(super) next_cursor: Option<String>,
}

/// Somebody, wherever they live.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Person {
    /// ActivityPub id.
    pub(super) id: String,
    #[schema(example = "ann")]
    pub(super) name: String,
    #[schema(example = "@ann@social.example")]
    pub(super) handle: String,
    /// The server that they live on.
    #[schema(example = "social.example")]
    pub(super) home: String,
    pub(super) display_name: String,
    /// Their page at home.
    pub(super) url: String,
    /// Their picture.
    pub(super) avatar: Option<String>,
    /// They have their account here.
    pub(super) local: bool,
}

impl Person {
    pub(super) fn new(actor: &Actor, host: &str) -> Self {
        Self {
            id: actor.ap_id.clone(),
            name: actor.name.clone(),
            handle: format!("@{}@{host}", actor.name),
            home: host.to_owned(),
            display_name: actor.label().to_owned(),
            url: actor.url.clone(),
            avatar: actor.icon_url.clone(),
            local: actor.is_local(),
        }
    }
}

/// A community as other things name it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Place {
    /// ActivityPub id.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) handle: String,
    pub(super) home: String,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) local: bool,
}

impl Place {
    pub(super) fn new(actor: &Actor, host: &str) -> Self {
        Self {
            id: actor.ap_id.clone(),
            name: actor.name.clone(),
            handle: format!("@{}@{host}", actor.name),
            home: host.to_owned(),
            title: actor.label().to_owned(),
            url: actor.url.clone(),
            local: actor.is_local(),
        }
    }
}

/// How many members live on one server.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Home {
    pub(super) host: String,
    pub(super) members: i64,
}

/// What was fetched so far of a community on another server.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Backfill {
    pub(super) state: String,
    pub(super) done: i64,
    pub(super) total: i64,
}

/// A community.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Community {
    /// ActivityPub id.
    #[schema(example = "https://moot.example/c/gardens")]
    pub(super) id: String,
    #[schema(example = "gardens")]
    pub(super) name: String,
    #[schema(example = "@gardens@moot.example")]
    pub(super) handle: String,
    pub(super) home: String,
    pub(super) title: String,
    /// Its page on its own server.
    pub(super) url: String,
    pub(super) local: bool,
    /// What people come here to get done, in one line.
    pub(super) job: String,
    /// Its rules as Markdown, where it has them so.
    pub(super) charter: Option<String>,
    pub(super) charter_html: String,
    pub(super) icon: Option<String>,
    /// open, ideation, support or feedback.
    pub(super) purpose: String,
    pub(super) formats: Vec<String>,
    /// standing, task or impromptu.
    pub(super) lifespan: String,
    /// open, archived, closed or dispersed.
    pub(super) state: String,
    /// Who may read it: public, unlisted, members or staff.
    pub(super) access: String,
    /// Only stewards start threads.
    pub(super) posting_restricted: bool,
    pub(super) sensitive: bool,
    pub(super) members: i64,
    pub(super) threads: i64,
    pub(super) replies: i64,
    /// Of the caller: none, pending or member.
    pub(super) membership: String,
    pub(super) created_at: String,
    pub(super) active_at: String,
    /// Where its members live, most first. Only when one community is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) homes: Option<Vec<Home>>,
    /// Who tends it. Only when one community is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) stewards: Option<Vec<Person>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) backfill: Option<Backfill>,
    /// How long it lasts, where it is limited or over. Only when one community is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) lifetime: Option<Lifetime>,
}

impl Community {
    fn new(row: &CommunityRow, actor: &Actor, host: &str, membership: Option<FollowState>) -> Self {
        Self {
            id: actor.ap_id.clone(),
            name: actor.name.clone(),
            handle: format!("@{}@{host}", actor.name),
            home: host.to_owned(),
            title: actor.label().to_owned(),
            url: actor.url.clone(),
            local: actor.is_local(),
            job: row.job.clone(),
            charter: actor.summary_source.clone(),
            charter_html: actor.summary_html.clone(),
            icon: actor.icon_url.clone(),
            purpose: row.purpose.to_string(),
            formats: row.formats.split_whitespace().map(ToOwned::to_owned).collect(),
            lifespan: row.lifespan.to_string(),
            state: row.state.to_string(),
            access: row.access.to_string(),
            posting_restricted: row.posting_restricted,
            sensitive: row.sensitive,
            members: row.members,
            threads: row.threads,
            replies: row.replies,
            membership: membership_word(membership).to_owned(),
            created_at: row.created_at.rfc3339(),
            active_at: row.active_at.rfc3339(),
            homes: None,
            stewards: None,
            lifetime: None,
            backfill: row.backfill_state.as_ref().map(|state| Backfill {
                state: state.clone(),
                done: row.backfill_done,
                total: row.backfill_total,
            }),
        }
    }
}

pub(super) fn membership_word(state: Option<FollowState>) -> &'static str {
    match state {
        None => "none",
        Some(FollowState::Pending) => "pending",
        Some(FollowState::Accepted) => "member",
    }
}

/// A picture or file of a post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Attachment {
    pub(super) url: String,
    pub(super) media_type: String,
    pub(super) alt: String,
    pub(super) width: Option<i32>,
    pub(super) height: Option<i32>,
}

/// A thread or a reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Post {
    #[schema(example = "7300012345678912")]
    pub(super) id: String,
    /// ActivityPub id.
    pub(super) ap_id: String,
    /// Its page where it was written.
    pub(super) url: String,
    /// discussion, question, idea, feedback, article, poll, event or reply.
    pub(super) kind: String,
    /// visible, deleted (by its author) or removed (by a steward or the host); of the latter two only the place in the thread is left.
    pub(super) state: String,
    /// Null for replies.
    pub(super) title: Option<String>,
    /// Markdown as written; null where the author's server sent only HTML.
    pub(super) body: Option<String>,
    /// Safe to be shown.
    pub(super) body_html: String,
    /// What to warn of before it is shown.
    pub(super) warning: Option<String>,
    pub(super) sensitive: bool,
    pub(super) link: Option<String>,
    pub(super) language: Option<String>,
    pub(super) attachments: Vec<Attachment>,
    /// Tags of its community.
    pub(super) tags: Vec<Tag>,
    /// The thread of another community that it was taken from.
    pub(super) cross_post_of: Option<String>,
    /// What only its kind has.
    #[schema(value_type = Object)]
    pub(super) details: serde_json::Value,
    /// Null when the post was taken away.
    pub(super) author: Option<Person>,
    pub(super) community: Option<Place>,
    pub(super) thread_id: String,
    /// Null for threads.
    pub(super) parent_id: Option<String>,
    pub(super) depth: i32,
    pub(super) score: i32,
    pub(super) ups: i32,
    pub(super) downs: i32,
    /// Of a thread: all its replies. Of a reply: those directly below it.
    pub(super) replies: i32,
    /// Of the caller: 1, 0 or -1.
    pub(super) my_vote: i32,
    pub(super) saved: bool,
    pub(super) pinned: bool,
    pub(super) locked: bool,
    pub(super) published_at: String,
    pub(super) active_at: String,
    pub(super) edited_at: Option<String>,
}

/// A tag that a community offers for its threads.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Tag {
    pub(super) id: String,
    /// ActivityPub id.
    pub(super) ap_id: String,
    pub(super) name: String,
    pub(super) description: String,
    /// color01 to color10.
    pub(super) color: String,
}

impl Tag {
    pub(super) fn new(label: Label) -> Self {
        Self { id: label.id.to_string(), ap_id: label.ap_id, name: label.name, description: label.description, color: label.color }
    }
}

/// What a list of posts needs beside its rows.
struct Around {
    tags: HashMap<i64, Vec<Label>>,
    origins: HashMap<i64, i64>,
    actors: HashMap<i64, (Actor, String)>,
    policies: HashMap<i64, HostPolicy>,
    attachments: HashMap<i64, Vec<Attachment>>,
    votes: HashMap<i64, i32>,
    saved: HashSet<i64>,
}

impl Around {
    fn load(conn: &mut Conn, viewer: &Viewer, rows: &[PostRow]) -> Result<Self> {
        let ids: Vec<i64> = rows.iter().map(|p| p.id).collect();
        let mut who: Vec<i64> = rows.iter().flat_map(|p| [Some(p.author_id), p.community_id]).flatten().collect();
        who.sort_unstable();
        who.dedup();
        let actors: HashMap<i64, (Actor, String)> =
            actors::with_hosts(conn, &who)?.into_iter().map(|(a, host)| (a.id, (a, host))).collect();
        let homes: Vec<i64> = actors.values().map(|(a, _)| a.host_id).collect();
        let policies = hosts::policies(conn, &homes)?;
        let mut attachments: HashMap<i64, Vec<Attachment>> = HashMap::new();
        for a in posts::attachments_of(conn, &ids)? {
            let shown = Attachment { url: a.url, media_type: a.media_type, alt: a.alt, width: a.width, height: a.height };
            attachments.entry(a.post_id).or_default().push(shown);
        }
        let (mut cast, mut saved) = (HashMap::new(), HashSet::new());
        if let Some(me) = viewer.id() {
            cast = votes::by_person(conn, me, &ids)?.into_iter().collect();
            saved = posts::which_saved(conn, me, &ids)?.into_iter().collect();
        }
        let (tags, origins) = (labels::of_posts(conn, &ids)?, cross_posts::origins(conn, &ids)?);
        Ok(Self { tags, origins, actors, policies, attachments, votes: cast, saved })
    }

    /// The post as this viewer may see it; nothing where they may not know of it.
    fn post(&mut self, viewer: &Viewer, row: PostRow) -> Option<Post> {
        let (author, host) = self.actors.get(&row.author_id)?;
        let community = row.community_id.and_then(|id| self.actors.get(&id));
        let mut homes = std::iter::once(author).chain(community.map(|c| &c.0));
        let shut_out = homes.any(|a| self.policies.get(&a.host_id).is_some_and(|p| access::is_shut_out(*p)));
        let full = match access::sight_with(&row, author, community.map(|c| &c.0), shut_out, viewer) {
            Sight::Hidden => return None,
            Sight::Stump => false,
            Sight::Full => true,
        };
        let state = if full { "visible" } else if row.deleted_at.is_some() { "deleted" } else { "removed" };
        let thread_id = row.root().to_string();
        Some(Post {
            id: row.id.to_string(),
            url: row.url.unwrap_or_else(|| row.ap_id.clone()),
            ap_id: row.ap_id,
            kind: row.kind,
            state: state.to_owned(),
            title: row.title.filter(|_| full),
            body: row.source.filter(|_| full),
            body_html: if full { row.html } else { String::new() },
            warning: row.warning.filter(|_| full),
            sensitive: row.sensitive,
            link: row.link_url.filter(|_| full),
            language: row.language,
            attachments: if full { self.attachments.remove(&row.id).unwrap_or_default() } else { Vec::new() },
            tags: self.tags.remove(&row.id).filter(|_| full).unwrap_or_default().into_iter().map(Tag::new).collect(),
            cross_post_of: self.origins.get(&row.id).filter(|_| full).map(ToString::to_string),
            details: details(if full { &row.data } else { "" }),
            author: full.then(|| Person::new(author, host)),
            community: community.map(|(actor, host)| Place::new(actor, host)),
            thread_id,
            parent_id: row.parent_id.map(|id| id.to_string()),
            depth: row.depth,
            score: row.score,
            ups: row.ups,
            downs: row.downs,
            replies: row.replies,
            my_vote: self.votes.get(&row.id).copied().unwrap_or(0),
            saved: self.saved.contains(&row.id),
            pinned: row.pinned_at.is_some(),
            locked: row.locked_at.is_some(),
            published_at: row.published_at.rfc3339(),
            active_at: row.active_at.rfc3339(),
            edited_at: row.edited_at.map(|at| at.rfc3339()),
        })
    }
}

fn details(stored: &str) -> serde_json::Value {
    serde_json::from_str(stored).ok().filter(serde_json::Value::is_object).unwrap_or_else(|| serde_json::json!({}))
}

/// Posts for a list: without those that the viewer may not know of or does not want to see.
pub(super) fn posts(conn: &mut Conn, viewer: &Viewer, rows: Vec<PostRow>) -> Result<Vec<Post>> {
    let mut around = Around::load(conn, viewer, &rows)?;
    let (people, hosts) = match viewer.id() {
        Some(me) => notifications::blocked_ids(conn, me)?,
        None => Default::default(),
    };
    let unwanted = |row: &PostRow| {
        people.contains(&row.author_id) || around.actors.get(&row.author_id).is_some_and(|(a, _)| hosts.contains(&a.host_id))
    };
    let wanted: Vec<PostRow> = rows.into_iter().filter(|row| !unwanted(row)).collect();
    Ok(wanted.into_iter().filter_map(|row| around.post(viewer, row)).collect())
}

/// For lists over all communities: without the unlisted ones, and without those who are not put before this viewer.
pub(super) fn put_before(conn: &mut Conn, viewer: &Viewer, rows: Vec<PostRow>) -> Result<Vec<PostRow>> {
    let mut who: Vec<i64> = rows.iter().flat_map(|p| [Some(p.author_id), p.community_id]).flatten().collect();
    who.sort_unstable();
    who.dedup();
    let mut kept_out = HashSet::new();
    for actor in actors::by_ids(conn, &who)? {
        let followed = matches!(viewer.id(), Some(me) if communities::follow(conn, me, actor.id)?.is_some());
        let unlisted = communities::find(conn, actor.id)?.is_some_and(|c| c.access != communities::Access::Public);
        if (unlisted && !followed) || access::holds_back(conn, viewer, &actor)? {
            kept_out.insert(actor.id);
        }
    }
    let out = |id: i64| kept_out.contains(&id);
    Ok(rows.into_iter().filter(|row| !out(row.author_id) && !row.community_id.is_some_and(out)).collect())
}

/// One post that the viewer may at least know of.
pub(super) fn post(conn: &mut Conn, viewer: &Viewer, id: i64) -> Result<Post> {
    let (row, _, _) = access::post_or_stump(conn, viewer, id)?;
    let mut around = Around::load(conn, viewer, std::slice::from_ref(&row))?;
    around.post(viewer, row).ok_or(crate::Error::NotFound("post"))
}

/// Communities for a list.
pub(super) fn communities(conn: &mut Conn, viewer: &Viewer, rows: &[(CommunityRow, Actor)]) -> Result<Vec<Community>> {
    let ids: Vec<i64> = rows.iter().map(|(c, _)| c.actor_id).collect();
    let hosts: HashMap<i64, String> = actors::with_hosts(conn, &ids)?.into_iter().map(|(a, host)| (a.id, host)).collect();
    let follows = match viewer.id() {
        Some(me) => communities::follow_states(conn, me, &ids)?,
        None => HashMap::new(),
    };
    let empty = String::new();
    Ok(rows
        .iter()
        .map(|(row, actor)| {
            let mut shape = Community::new(row, actor, hosts.get(&actor.id).unwrap_or(&empty), follows.get(&actor.id).copied());
            if !access::enters(row, viewer) {
                // How much is in there is not for those outside.
                (shape.threads, shape.replies) = (0, 0);
            }
            shape
        })
        .collect())
}

/// Those communities of a list that are there, in its order.
pub(super) fn communities_by_ids(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> Result<Vec<Community>> {
    let mut known: HashMap<i64, Actor> = actors::by_ids(conn, ids)?.into_iter().map(|actor| (actor.id, actor)).collect();
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        if let (Some(row), Some(actor)) = (communities::find(conn, *id)?, known.remove(id)) {
            rows.push((row, actor));
        }
    }
    self::communities(conn, viewer, &rows)
}

/// One community with who tends it and where its members live.
pub(super) fn community(conn: &mut Conn, viewer: &Viewer, handle: &str) -> Result<Community> {
    let (row, actor) = access::front_door(conn, viewer, handle)?;
    let stewards = communities::stewards_of(conn, actor.id)?;
    let homes = communities::members_by_home(conn, actor.id, 50)?;
    let lifetime = super::lifespans::of(conn, actor.id)?;
    let found = communities(conn, viewer, &[(row, actor)])?;
    let mut community = found.into_iter().next().ok_or(crate::Error::NotFound("community"))?;
    community.homes = Some(homes.into_iter().map(|(host, members)| Home { host, members }).collect());
    community.lifetime = lifetime;
    community.stewards = Some(people(conn, &stewards)?);
    Ok(community)
}

/// People with their homes, in the order given.
pub(super) fn people(conn: &mut Conn, rows: &[Actor]) -> Result<Vec<Person>> {
    let ids: Vec<i64> = rows.iter().map(|a| a.id).collect();
    let mut known = directory(conn, &ids)?;
    Ok(ids.iter().filter_map(|id| known.remove(id)).map(|(a, host)| Person::new(&a, &host)).collect())
}

/// Actors with the names of their servers, by id.
pub(super) fn directory(conn: &mut Conn, ids: &[i64]) -> Result<HashMap<i64, (Actor, String)>> {
    Ok(actors::with_hosts(conn, ids)?.into_iter().map(|(a, host)| (a.id, (a, host))).collect())
}
