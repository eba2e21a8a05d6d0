//! One instance of ours in a world, and how a test looks at it and into it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::{Context, Result};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use folkmoot::app::App;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::store::accounts::Role;
use folkmoot::store::{Conn, Tx, settings};
use folkmoot::{Options, Running};
use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::answer::Answer;
use super::database::Database;
use super::person::Person;
use super::scratch::Scratch;
use super::visit::Visit;

pub(crate) struct Instance {
    /// `alpha`.
    pub(crate) name: String,
    /// `alpha.localhost:1234`, as in handles.
    pub(crate) host: String,
    /// `http://alpha.localhost:1234`.
    pub(crate) base: String,
    pub(crate) app: Arc<App>,
    pub(crate) client: reqwest::Client,
    places: Vec<(String, SocketAddr)>,
    running: Running,
    database: Database,
    _dir: Scratch,
}

/// What is left to do; the jobs that come back by themselves are always there, and an open poll waits for its end.
const LEFT: &str = "\
    SELECT 'inbox: ' || activity_id || ' ' || COALESCE(error, '') AS what FROM inbox WHERE state NOT IN ('done', 'refused') \
    UNION ALL SELECT 'event: ' || data || ' ' || COALESCE(error, '') FROM events \
    UNION ALL SELECT 'delivery: ' || inbox_url || ' ' || COALESCE(error, '') FROM deliveries \
    UNION ALL SELECT 'job: ' || kind || ' ' || data || ' ' || COALESCE(error, '') FROM jobs \
    WHERE kind NOT IN ('sweep', 'refresh', 'duplicates', 'lifecycle', 'guests', 'media', 'poll-end') \
    UNION ALL SELECT 'copy: ' || domain || ' ' || COALESCE(error, '') FROM newsletter_copies WHERE state IN ('ready', 'sending')";

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = Text)]
    what: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Instance {
    pub(super) async fn start(
        name: &str,
        listener: TcpListener,
        mut config: Config,
        clock: Clock,
        client: reqwest::Client,
        places: &[(String, SocketAddr)],
    ) -> Result<Self> {
        let dir = Scratch::new()?;
        let database = Database::create(dir.path()).await?;
        let host = format!("{name}.localhost:{}", listener.local_addr()?.port());
        let base = format!("http://{host}");
        config.server.public_url = Url::parse(&base)?;
        config.server.data_dir = dir.path().to_owned();
        config.database.url = Some(database.url());
        let options = Options { clock, listener: Some(listener), jobs_by_hand: true };
        let running = folkmoot::start(config, options).await?;
        let instance = Self {
            name: name.to_owned(),
            host,
            base,
            app: Arc::clone(&running.app),
            client,
            places: places.to_vec(),
            running,
            database,
            _dir: dir,
        };
        instance.setting("house.name", &format!("House of {name}")).await?;
        instance.setting("house.set_up", "yes").await?;
        instance.setting("house.registration", "open").await?;
        Ok(instance)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// `garden` becomes `garden@alpha.localhost:1234`.
    pub(crate) fn handle(&self, name: &str) -> String {
        format!("{name}@{}", self.host)
    }

    pub(crate) async fn run_due(&self) -> Result<bool> {
        Ok(self.running.run_due().await?)
    }

    /// Everything that waits to be done, in words.
    pub(crate) fn left(&self) -> Result<Vec<String>> {
        let mut conn = self.database.engine().open()?;
        let found: Vec<Left> = diesel::sql_query(LEFT).load(&mut conn)?;
        Ok(found.into_iter().map(|left| format!("{}: {}", self.name, left.what.chars().take(400).collect::<String>())).collect())
    }

    /// A number from the database: `SELECT count(*) AS number FROM ...`.
    pub(crate) fn number(&self, query: &str) -> Result<i64> {
        let mut conn = self.database.engine().open()?;
        Ok(diesel::sql_query(query).get_result::<Number>(&mut conn).with_context(|| query.to_owned())?.number)
    }

    /// A column of texts from the database: `SELECT name AS what FROM ...`.
    pub(crate) fn texts(&self, query: &str) -> Result<Vec<String>> {
        let mut conn = self.database.engine().open()?;
        Ok(diesel::sql_query(query).load::<Left>(&mut conn)?.into_iter().map(|left| left.what).collect())
    }

    /// How many rows each table has: what must not change when something is refused.
    pub(crate) fn rows(&self) -> Result<Vec<(String, i64)>> {
        let mut conn = self.database.engine().open()?;
        let mut tables: Vec<String> =
            folkmoot::store::migrate::columns(&mut conn)?.into_iter().map(|column| column.table_name).collect();
        tables.dedup();
        tables
            .into_iter()
            .map(|table| {
                let count = self.number(&format!("SELECT count(*) AS number FROM {table}"))?;
                Ok((table, count))
            })
            .collect()
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Conn) -> folkmoot::Result<T> + Send + 'static,
    ) -> Result<T> {
        Ok(self.app.db.read(f).await?)
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> folkmoot::Result<T> + Send + 'static,
    ) -> Result<T> {
        Ok(self.app.db.write(f).await?)
    }

    /// Sets something of the house, such as `house.registration`, as an admin would.
    pub(crate) async fn setting(&self, key: &'static str, value: &str) -> Result<()> {
        let value = value.to_owned();
        self.write(move |tx| settings::set(tx, key, &value)).await
    }

    /// Somebody with an account here.
    pub(crate) async fn person(&self, name: &str) -> Result<Person> {
        Person::with_role(self, name, Role::Member).await
    }

    pub(crate) async fn admin(&self, name: &str) -> Result<Person> {
        Person::with_role(self, name, Role::Admin).await
    }

    pub(crate) async fn moderator(&self, name: &str) -> Result<Person> {
        Person::with_role(self, name, Role::Moderator).await
    }

    /// A browser that has never been here.
    pub(crate) fn visit(&self) -> Result<Visit> {
        Visit::new(&self.base, &self.places)
    }

    /// A request of no one in particular.
    pub(crate) async fn get(&self, path: &str) -> Result<Answer> {
        Answer::of(self.client.get(self.url(path))).await
    }

    /// The document at a path, or at an id of this instance, as other servers get it.
    pub(crate) async fn document(&self, path: &str) -> Result<Answer> {
        let url = if path.starts_with("http") { path.to_owned() } else { self.url(path) };
        Answer::of(self.client.get(url).header("accept", "application/activity+json")).await
    }

    /// The API without a token.
    pub(crate) async fn api(&self, method: Method, path: &str, body: Value) -> Result<Answer> {
        let mut request = self.client.request(method, self.url(&format!("/api/v1{path}")));
        if !body.is_null() {
            request = request.json(&body);
        }
        Answer::of(request).await
    }

    /// A post as this instance knows it, by its ActivityPub id; `None` where it does not.
    pub(crate) async fn post(&self, ap_id: &str) -> Result<Option<Value>> {
        let id = ap_id.to_owned();
        let known = self.read(move |conn| folkmoot::store::posts::by_ap_id(conn, &id)).await?;
        match known {
            None => Ok(None),
            Some(post) => {
                let shown = self.api(Method::GET, &format!("/posts/{}", post.id), Value::Null).await?;
                Ok(Some(shown.is(200)?.json))
            }
        }
    }

    /// The same where the story says that it must be there.
    pub(crate) async fn sees(&self, ap_id: &str) -> Result<Value> {
        self.post(ap_id).await?.with_context(|| format!("{} does not know {ap_id}", self.name))
    }

    /// A community by `name` or `name@host`, as the API shows it.
    pub(crate) async fn community(&self, handle: &str) -> Result<Value> {
        Ok(self.api(Method::GET, &format!("/communities/{handle}"), Value::Null).await?.is(200)?.json)
    }

    /// What became of an activity that was sent here: its state and why.
    pub(crate) fn fate(&self, activity: &str) -> Result<String> {
        let mut conn = self.database.engine().open()?;
        let found: Vec<Left> = diesel::sql_query("SELECT state || ': ' || COALESCE(error, '') AS what FROM inbox WHERE activity_id = $1")
            .bind::<Text, _>(activity)
            .load(&mut conn)?;
        Ok(found.into_iter().next().map_or_else(|| "never came".to_owned(), |left| left.what))
    }
}
