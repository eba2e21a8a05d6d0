//! Somebody with an account on one of our instances, who acts through the API.

use anyhow::{Context, Result};
use folkmoot::app::new_keys;
use folkmoot::domain::access;
use folkmoot::domain::accounts::{self, NewAccount};
use folkmoot::domain::tokens;
use folkmoot::domain::Origin;
use folkmoot::store::accounts::Role;
use folkmoot::store::actors;
use reqwest::Method;
use serde_json::{Value, json};

use super::answer::{Answer, text_at};
use super::instance::Instance;

/// Everybody's, in these stories.
pub(crate) const PASSWORD: &str = "a long walk home";

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// `ann@alpha.localhost:1234`.
    pub(crate) handle: String,
    /// The ActivityPub id.
    pub(crate) id: String,
    pub(crate) token: String,
    account: access::Person,
    base: String,
    client: reqwest::Client,
}

/// A post by its number here and its address everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) number: String,
    pub(crate) id: String,
}

impl Written {
    fn read(value: &Value) -> Self {
        Self { number: text_at(value, "/id").to_owned(), id: text_at(value, "/ap_id").to_owned() }
    }
}

impl Person {
    pub(super) async fn with_role(instance: &Instance, name: &str, role: Role) -> Result<Self> {
        let password_hash = tokio::task::spawn_blocking(|| accounts::hash_password(PASSWORD)).await??;
        let new = NewAccount {
            name: name.to_owned(),
            email: format!("{name}@{}.example", instance.name),
            password_hash,
            application: None,
            locale: None,
        };
        let (keys, token) = (new_keys().await?, tokens::fresh()?);
        let given = token.clone();
        let account = instance
            .write(move |tx| {
                let person = accounts::create(tx, &new, role, &keys)?;
                accounts::give_token(tx, person.account.id, "story", &given)?;
                Ok(person)
            })
            .await?;
        Ok(Self {
            name: name.to_owned(),
            handle: instance.handle(name),
            id: account.actor.ap_id.clone(),
            token,
            account,
            base: instance.base.clone(),
            client: instance.client.clone(),
        })
    }

    /// For calling a rule as this person, where no page or API is the point.
    pub(crate) fn origin(&self) -> Origin {
        Origin::Local(self.account.clone())
    }

    pub(crate) fn account(&self) -> &access::Person {
        &self.account
    }

    pub(crate) async fn api(&self, method: Method, path: &str, body: Value) -> Result<Answer> {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.base)).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        Answer::of(request).await
    }

    pub(crate) async fn gets(&self, path: &str) -> Result<Value> {
        Ok(self.api(Method::GET, path, Value::Null).await?.is(200)?.json)
    }

    /// Founds a community and returns its ActivityPub id.
    pub(crate) async fn founds(&self, name: &str) -> Result<String> {
        let body = json!({ "name": name, "title": format!("The {name}") });
        let founded = self.api(Method::POST, "/communities", body).await?.is(201)?;
        Ok(founded.at("/id").to_owned())
    }

    /// Joins and returns what the answer says: `member` or `pending`.
    pub(crate) async fn joins(&self, community: &str) -> Result<String> {
        let answer = self.api(Method::POST, &format!("/communities/{community}/membership"), Value::Null).await?.is(200)?;
        Ok(answer.at("/membership").to_owned())
    }

    pub(crate) async fn leaves(&self, community: &str) -> Result<()> {
        self.api(Method::DELETE, &format!("/communities/{community}/membership"), Value::Null).await?.is(200).map(drop)
    }

    pub(crate) async fn posts(&self, community: &str, title: &str, body: &str) -> Result<Written> {
        let path = format!("/communities/{community}/threads");
        let answer = self.api(Method::POST, &path, json!({ "title": title, "body": body })).await?.is(201)?;
        Ok(Written::read(&answer.json))
    }

    /// Answers a post that is known at home, wherever it was written.
    pub(crate) async fn replies(&self, instance: &Instance, to: &str, body: &str) -> Result<Written> {
        let parent = self.sees(instance, to).await?;
        let path = format!("/threads/{}/replies", text_at(&parent, "/thread_id"));
        let answer = self.api(Method::POST, &path, json!({ "body": body, "parent_id": text_at(&parent, "/id") })).await?;
        Ok(Written::read(&answer.is(201)?.json))
    }

    /// A post as they see it, by its address.
    pub(crate) async fn sees(&self, instance: &Instance, ap_id: &str) -> Result<Value> {
        let id = ap_id.to_owned();
        let known = instance.read(move |conn| folkmoot::store::posts::by_ap_id(conn, &id)).await?;
        let known = known.with_context(|| format!("{} does not know {ap_id}", instance.name))?;
        self.gets(&format!("/posts/{}", known.id)).await
    }

    async fn on(&self, instance: &Instance, post: &str, method: Method, verb: &str, body: Value) -> Result<Answer> {
        let known = self.sees(instance, post).await?;
        self.api(method, &format!("/posts/{}{verb}", text_at(&known, "/id")), body).await
    }

    pub(crate) async fn votes(&self, instance: &Instance, post: &str, value: i32) -> Result<()> {
        self.on(instance, post, Method::POST, "/vote", json!({ "value": value })).await?.is(200).map(drop)
    }

    pub(crate) async fn edits(&self, instance: &Instance, post: &str, change: Value) -> Result<()> {
        self.on(instance, post, Method::PATCH, "", change).await?.is(200).map(drop)
    }

    pub(crate) async fn deletes(&self, instance: &Instance, post: &str) -> Result<()> {
        self.on(instance, post, Method::DELETE, "", Value::Null).await?.is(204).map(drop)
    }

    /// remove, restore, lock, unlock, pin, unpin.
    pub(crate) async fn acts(&self, instance: &Instance, post: &str, act: &str) -> Result<Answer> {
        self.on(instance, post, Method::POST, "/moderation", json!({ "act": act, "reason": "For the story." })).await
    }

    pub(crate) async fn reports(&self, instance: &Instance, post: &str, body: Value) -> Result<()> {
        let answer = self.on(instance, post, Method::POST, "/report", body).await?;
        anyhow::ensure!(matches!(answer.status, 200..=204), "{answer:?}");
        Ok(())
    }

    /// Looks up an address or URL.
    pub(crate) async fn resolves(&self, query: &str) -> Result<Value> {
        Ok(self.api(Method::POST, "/resolve", json!({ "query": query })).await?.is(200)?.json)
    }

    /// Their number in a database of ours.
    pub(crate) async fn number_at(&self, instance: &Instance) -> Result<i64> {
        let id = self.id.clone();
        let actor = instance.read(move |conn| actors::by_ap_id(conn, &id)).await?;
        Ok(actor.with_context(|| format!("{} does not know {}", instance.name, self.id))?.id)
    }
}
