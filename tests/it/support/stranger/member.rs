//! A person or a group on a stranger, and what they do in their software's own way.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::super::answer::{Answer, text_at};
use super::{Software, Stranger, wire};

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// The ActivityPub id.
    pub(crate) id: String,
    /// `ann@mastodon.localhost:1234`.
    pub(crate) handle: String,
    pub(crate) key_id: String,
    pub(crate) home: Stranger,
}

/// A community as its members elsewhere know it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) inbox: String,
    pub(crate) handle: String,
}

impl Place {
    /// A community of ours, by its ActivityPub id.
    pub(crate) fn ours(id: &str) -> Self {
        let (base, name) = id.rsplit_once("/c/").unwrap_or((id, ""));
        let host = base.split("://").nth(1).unwrap_or_default();
        Self { id: id.to_owned(), inbox: format!("{base}/inbox"), handle: format!("{name}@{host}") }
    }
}

impl Stranger {
    pub(crate) fn person(&self, name: &str) -> Member {
        self.actor(name, &self.software.person(name), "Person")
    }

    /// A community, with the collections that its kind has.
    pub(crate) fn group(&self, name: &str) -> Member {
        let group = self.actor(name, &self.software.group(name), "Group");
        for collection in ["outbox", "featured", "moderators"] {
            self.collects(&format!("{}/{collection}", group.id), &[]);
        }
        group
    }

    fn actor(&self, name: &str, path: &str, kind: &str) -> Member {
        let id = self.url(path);
        let member = Member {
            name: name.to_owned(),
            handle: format!("{name}@{}", self.host),
            key_id: self.software.key(&id),
            id,
            home: self.clone(),
        };
        let document = wire::actor(&member, kind);
        self.serves(&document);
        self.names(name, &member.id);
        if self.software == Software::GoToSocial {
            let stub = json!({ "@context": document["@context"], "id": member.id, "publicKey": document["publicKey"] });
            self.serves_reply(&member.key_id, super::Reply::new(200, super::ACTIVITY, stub.to_string()));
        }
        member
    }

    /// A collection in one piece.
    pub(crate) fn collects(&self, id: &str, items: &[Value]) {
        self.serves(&json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "OrderedCollection",
            "totalItems": items.len(), "orderedItems": items,
        }));
    }
}

impl Member {
    /// An id for something that this member does.
    pub(crate) fn activity_id(&self, verb: &str) -> String {
        wire::activity_id(self, verb, self.home.next())
    }

    /// The document that its server serves now.
    pub(crate) fn document(&self) -> Value {
        let at = self.id.strip_prefix(&self.home.origin).unwrap_or_default().to_owned();
        let reply = self.home.state_served(&at);
        reply.and_then(|reply| serde_json::from_slice(&reply.body).ok()).unwrap_or_default()
    }

    /// Signs and sends, and returns the answer as it comes.
    pub(crate) async fn tries(&self, inbox: &str, activity: &Value) -> Result<Answer> {
        self.home.delivers(&self.key_id, inbox, activity.to_string().as_bytes()).await
    }

    /// Signs and sends what must be taken.
    pub(crate) async fn sends(&self, inbox: &str, activity: &Value) -> Result<()> {
        let answer = self.tries(inbox, activity).await?;
        ensure!(answer.status == 202, "{} answered {}: {}\nto {activity:#}", inbox, answer.status, answer.text);
        Ok(())
    }

    /// Asks to join, and returns the Follow.
    pub(crate) async fn follows(&self, place: &Place) -> Result<Value> {
        let follow = self.follow_of(&place.id);
        self.sends(&place.inbox, &follow).await?;
        Ok(follow)
    }

    pub(crate) fn follow_of(&self, target: &str) -> Value {
        let mut follow = wire::activity(self, "Follow", json!(target));
        if self.home.software == Software::Lemmy {
            follow["to"] = json!([target]);
        }
        follow
    }

    /// Undoes anything that this member did.
    pub(crate) async fn undoes(&self, place: &Place, activity: &Value) -> Result<Value> {
        let mut undo = wire::activity(self, "Undo", wire::bare(activity));
        for key in ["to", "cc", "audience"] {
            if let Some(value) = activity.get(key) {
                undo[key] = value.clone();
            }
        }
        self.sends(&place.inbox, &undo).await?;
        Ok(undo)
    }

    /// Starts a thread and returns the object, which its server serves from now on.
    pub(crate) async fn posts(&self, place: &Place, title: &str, text: &str) -> Result<Value> {
        let object = wire::thread(self, place, title, text);
        self.publishes(place, object).await
    }

    /// Answers a post by its id.
    pub(crate) async fn replies(&self, place: &Place, to: &str, text: &str) -> Result<Value> {
        let object = wire::reply(self, place, to, text);
        self.publishes(place, object).await
    }

    /// Serves an object and sends its Create.
    pub(crate) async fn publishes(&self, place: &Place, object: Value) -> Result<Value> {
        self.home.serves(&object);
        let create = wire::about(self, "Create", &object);
        self.home.serves(&create);
        self.sends(&place.inbox, &create).await?;
        Ok(object)
    }

    pub(crate) async fn likes(&self, place: &Place, object: &str) -> Result<Value> {
        self.votes(place, "Like", object).await
    }

    pub(crate) async fn dislikes(&self, place: &Place, object: &str) -> Result<Value> {
        self.votes(place, "Dislike", object).await
    }

    async fn votes(&self, place: &Place, verb: &str, object: &str) -> Result<Value> {
        let vote = wire::vote(self, place, verb, object);
        self.home.serves(&vote);
        self.sends(&place.inbox, &vote).await?;
        Ok(vote)
    }

    /// Changes some properties of an object of this member and sends the Update.
    pub(crate) async fn edits(&self, place: &Place, object: &Value, change: Value) -> Result<Value> {
        let mut changed = object.clone();
        for (key, value) in change.as_object().into_iter().flatten() {
            changed[key] = value.clone();
        }
        changed["updated"] = json!(self.home.time());
        self.home.serves(&changed);
        let update = wire::about(self, "Update", &changed);
        self.home.serves(&update);
        self.sends(&place.inbox, &update).await?;
        Ok(changed)
    }

    /// Takes an object of this member back.
    pub(crate) async fn deletes(&self, place: &Place, object: &Value) -> Result<()> {
        let id = text_at(object, "/id");
        self.home.buries(id);
        let delete = wire::delete(self, object);
        self.sends(&place.inbox, &delete).await
    }

    /// As a group: lets somebody in.
    pub(crate) async fn accepts(&self, inbox: &str, follow: &Value) -> Result<()> {
        let object = if self.home.software == Software::Mitra { follow["id"].clone() } else { wire::bare(follow) };
        let mut accept = wire::activity(self, "Accept", object);
        accept["to"] = json!([follow["actor"]]);
        self.sends(inbox, &accept).await
    }

    /// As a group: passes an activity on.
    pub(crate) fn announcement(&self, activity: Value) -> Value {
        let mut announce = wire::activity(self, "Announce", activity);
        announce["to"] = json!([super::PUBLIC]);
        announce["cc"] = json!([format!("{}/followers", self.id)]);
        announce
    }
}
