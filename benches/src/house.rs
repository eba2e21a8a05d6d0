//! A house to measure: founded by the server's own rules, then filled by the database itself, since a million replies
//! one by one would take longer than everything that is measured.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use folkmoot::app;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::domain::access::Person;
use folkmoot::domain::accounts::{self as rules, NewAccount};
use folkmoot::domain::communities::{self as founding, Draft};
use folkmoot::domain::settings::{self, House as Settings};
use folkmoot::domain::{Origin, tokens};
use folkmoot::store::Conn;
use folkmoot::store::accounts::Role;
use folkmoot_federation::signature::{GeneratedKey, generate_keypair};

use crate::database::{Database, Kind, number};
use crate::process::free_port;

/// Hosts that send activities, and people on each.
pub(crate) const SENDING_HOSTS: usize = 20;
pub(crate) const PEOPLE: usize = 10;
/// Their first ids. Those that the server gives are far above.
const FIRST_HOST: usize = 100;
const FIRST_SENDER: usize = 1_000;
const FIRST_FOLLOWER: usize = 20_000;
/// Replies of most threads, and of the one that is read.
pub(crate) const REPLIES: i64 = 10;
pub(crate) const LONG: i64 = 200;
const DAYS: i64 = 30;
pub(crate) const COMMUNITY: &str = "bench";

pub(crate) struct House {
    pub(crate) config: PathBuf,
    pub(crate) address: SocketAddr,
    /// `http://localhost:PORT`
    pub(crate) base: String,
    pub(crate) database: Database,
    /// One for each sending host.
    pub(crate) keys: Vec<GeneratedKey>,
    /// The cookie of a member who is logged in.
    pub(crate) cookie: String,
    pub(crate) token: String,
    pub(crate) threads: i64,
    community: i64,
    first: i64,
    step: i64,
}

impl House {
    /// Makes a house with so many threads in one community.
    pub(crate) async fn make(
        kind: Kind,
        dir: &Path,
        threads: i64,
        sink: SocketAddr,
        followers: usize,
    ) -> Result<Self> {
        let name = format!("house_{threads}");
        let dir = dir.join(format!("{}_{name}", kind.name().to_lowercase()));
        std::fs::create_dir_all(&dir)?;
        let database = Database::create(kind, &dir, &name)?;
        let port = free_port()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let base = format!("http://localhost:{port}");
        let config = dir.join("folkmoot.toml");
        std::fs::write(
            &config,
            settings_file(address, &base, &dir, &database.url, sink, followers),
        )?;
        let loaded = Config::load(Some(&config), std::iter::empty::<(String, String)>())?;
        let founded = found(loaded).await?;
        let keys = (0..SENDING_HOSTS)
            .map(|_| generate_keypair())
            .collect::<Result<Vec<_>, _>>()?;
        let now = Clock::System.now().0;
        let mut house = Self {
            config,
            address,
            base,
            database,
            keys,
            cookie: format!("folkmoot={}", founded.session),
            token: founded.token,
            threads,
            community: founded.community,
            first: 0,
            step: 0,
        };
        // Ids as the server would have given them: milliseconds since 2024 times 4096.
        let begin = now - DAYS * 86_400_000_000;
        house.first = (begin / 1000 - 1_704_067_200_000) << 12;
        house.step = ((DAYS * 86_400_000) << 12) / threads;
        let mut conn = house.database.open()?;
        house
            .fill(&mut conn, founded.member, begin)
            .context("cannot fill the database")?;
        Ok(house)
    }

    /// The id of a thread, by its age.
    pub(crate) fn thread(&self, index: i64) -> i64 {
        self.first + index * self.step
    }

    /// The newest one, with many replies.
    pub(crate) fn long_thread(&self) -> i64 {
        self.thread(self.threads - 1)
    }

    pub(crate) fn community(&self) -> i64 {
        self.community
    }

    /// One of those who wrote.
    pub(crate) fn somebody(&self) -> i64 {
        FIRST_SENDER as i64
    }

    /// What peers call a thread.
    pub(crate) fn thread_id(&self, index: i64) -> String {
        let id = self.thread(index);
        match author(index) {
            None => format!("{}/post/{id}", self.base),
            Some(sender) => format!("http://s{}.localhost/post/{id}", sender / PEOPLE as i64),
        }
    }

    fn fill(&self, conn: &mut Conn, member: i64, begin: i64) -> Result<()> {
        if let Conn::Sqlite(_) = conn {
            conn.batch_execute(
                "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -200000;",
            )?;
        }
        for host in 0..SENDING_HOSTS {
            conn.batch_execute(&self.sending_host(host, begin))?;
        }
        conn.batch_execute(&self.threads_sql(member, begin))?;
        conn.batch_execute(&self.replies_sql(
            begin,
            &format!("i < {}", self.threads - 1),
            REPLIES,
        ))?;
        conn.batch_execute(&self.replies_sql(begin, &format!("i = {}", self.threads - 1), LONG))?;
        conn.batch_execute(&format!(
            "UPDATE communities SET threads = {}, replies = (SELECT count(*) FROM posts WHERE parent_id IS NOT NULL) WHERE actor_id = {}",
            self.threads, self.community
        ))?;
        // What is seeded is in no index, unless a part of the benchmark puts it there.
        conn.batch_execute("DELETE FROM jobs WHERE kind = 'reindex'")?;
        match conn {
            Conn::Sqlite(_) => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?,
            Conn::Postgres(_) => conn.batch_execute("VACUUM ANALYZE")?,
        }
        Ok(())
    }

    fn sending_host(&self, host: usize, now: i64) -> String {
        let id = FIRST_HOST + host;
        let pem = &self.keys[host].public_pem;
        let mut sql = format!(
            "INSERT INTO hosts (id, name, software, software_at, first_seen_at) \
             VALUES ({id}, 's{host}.localhost', 'lemmy', {now} + 86400000000 * {DAYS}, {now});\n"
        );
        for person in 0..PEOPLE {
            let actor = FIRST_SENDER + host * PEOPLE + person;
            sql.push_str(&actor_sql(
                actor,
                id,
                &format!("s{host}.localhost"),
                &format!("p{person}"),
                pem,
                now,
            ));
        }
        sql
    }

    fn threads_sql(&self, member: i64, begin: i64) -> String {
        let Self {
            first,
            step,
            threads,
            base,
            community,
            ..
        } = self;
        let gap = DAYS * 86_400_000_000 / threads;
        format!(
            "{numbers} INSERT INTO posts (id, ap_id, kind, author_id, community_id, depth, title, html, ups, score, replies, hot, published_at, active_at)
             SELECT {first} + i * {step},
                    CASE WHEN i % 10 = 0 THEN '{base}' ELSE 'http://s' || (i * 37 % 200 / 10) || '.localhost' END || '/post/' || ({first} + i * {step}),
                    'discussion', CASE WHEN i % 10 = 0 THEN {member} ELSE {FIRST_SENDER} + i * 37 % 200 END, {community}, 0,
                    'What to do about the matter number ' || i || ', and who would help?',
                    '<p>This is the text of thread ' || i || '. {TEXT}</p><p>{TEXT} <a href=\"https://example.org/' || i || '\">More of it</a>.</p>',
                    i % 50, i % 50, CASE WHEN i = {threads} - 1 THEN {LONG} ELSE {REPLIES} END,
                    ({begin} + i * {gap} - 1700000000000000) / 45000000000.0 + (i % 50) / 50.0,
                    {begin} + i * {gap}, {begin} + i * {gap}
             FROM n",
            numbers = numbers("n", "i", *threads),
        )
    }

    /// A reply answers the thread or the one before it, three levels deep.
    fn replies_sql(&self, begin: i64, which: &str, count: i64) -> String {
        let Self {
            first,
            step,
            threads,
            community,
            ..
        } = self;
        let gap = DAYS * 86_400_000_000 / threads;
        format!(
            "{numbers}, {more} INSERT INTO posts (id, ap_id, kind, author_id, community_id, thread_id, parent_id, depth, html, ups, score, replies, hot, published_at, active_at)
             SELECT t + j + 1, 'http://s' || ((i + j) * 41 % 200 / 10) || '.localhost/comment/' || (t + j + 1), 'reply', {FIRST_SENDER} + (i + j) * 41 % 200,
                    {community}, t, CASE WHEN j % 3 = 0 THEN t ELSE t + j END, j % 3 + 1,
                    '<p>Reply ' || j || ' to thread ' || i || '. {TEXT}</p>', j % 7, j % 7, CASE WHEN j % 3 < 2 AND j < {count} - 1 THEN 1 ELSE 0 END, 0,
                    {begin} + i * {gap} + j, {begin} + i * {gap} + j
             FROM (SELECT i, {first} + i * {step} AS t FROM n WHERE {which}) AS threads CROSS JOIN m",
            numbers = numbers("n", "i", *threads),
            more = numbers("m", "j", count).trim_start_matches("WITH RECURSIVE "),
        )
    }

    /// Lets somebody on each of so many servers, each with its own name, follow the community.
    pub(crate) fn add_followers(&self, conn: &mut Conn, count: usize) -> Result<()> {
        let now = Clock::System.now().0;
        let mut sql = "BEGIN;".to_owned();
        for n in 0..count {
            let (id, host) = (FIRST_FOLLOWER + n, format!("f{n}.localhost"));
            sql.push_str(&format!(
                "INSERT INTO hosts (id, name, software, software_at, first_seen_at) VALUES ({id}, '{host}', 'lemmy', {now}, {now});\n"
            ));
            sql.push_str(&actor_sql(
                id,
                id,
                &host,
                "fan",
                &self.keys[0].public_pem,
                now,
            ));
            sql.push_str(&self.follow_sql(id, now));
        }
        sql.push_str("COMMIT;");
        Ok(conn.batch_execute(&sql)?)
    }

    /// Makes one of the senders a member, so that what is said there goes out to one server.
    pub(crate) fn let_one_follow(&self, conn: &mut Conn) -> Result<()> {
        let now = Clock::System.now().0;
        Ok(conn.batch_execute(&self.follow_sql(FIRST_SENDER, now))?)
    }

    fn follow_sql(&self, follower: usize, now: i64) -> String {
        format!(
            "INSERT INTO follows (id, follower_id, followed_id, state, created_at, accepted_at) \
             VALUES ({follower}, {follower}, {}, 'accepted', {now}, {now});\n",
            self.community
        )
    }

    pub(crate) fn posts(&self, conn: &mut Conn) -> Result<i64> {
        number(conn, "SELECT count(*) FROM posts")
    }
}

/// Who of the senders wrote a thread; `None` for the member here.
fn author(index: i64) -> Option<i64> {
    (index % 10 != 0).then_some(index * 37 % 200)
}

const TEXT: &str = "It is about as long as such texts are: some sentences that say what somebody saw, what they tried, \
    what came of it, and what they would like to hear from those who know the place better. The bench by the river \
    is broken again, and the children cannot sit there.";

/// A table of whole numbers, in words that both databases know.
fn numbers(table: &str, column: &str, count: i64) -> String {
    format!(
        "WITH RECURSIVE {table} ({column}) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT {column} + 1 FROM {table} WHERE {column} < {})",
        count - 1
    )
}

fn actor_sql(id: usize, host_id: usize, host: &str, name: &str, pem: &str, now: i64) -> String {
    let ap_id = format!("http://{host}/u/{name}");
    format!(
        "INSERT INTO actors (id, ap_id, kind, host_id, name, display_name, url, inbox_url, shared_inbox_url, key_id, public_key_pem, \
         created_at, updated_at, fetched_at) VALUES ({id}, '{ap_id}', 'person', {host_id}, '{name}', 'Person {id}', '{ap_id}', \
         '{ap_id}/inbox', 'http://{host}/inbox', '{ap_id}#main-key', '{pem}', {now}, {now}, {now});\n"
    )
}

fn settings_file(
    address: SocketAddr,
    base: &str,
    dir: &Path,
    database: &str,
    sink: SocketAddr,
    followers: usize,
) -> String {
    let senders = (0..SENDING_HOSTS).map(|n| format!("\"s{n}.localhost={sink}\""));
    let followers = (0..followers).map(|n| format!("\"f{n}.localhost={sink}\""));
    let hosts: Vec<String> = senders.chain(followers).collect();
    format!(
        "[server]\nbind = \"{address}\"\npublic_url = \"{base}\"\ndata_dir = \"{}\"\n\n[database]\nurl = \"{database}\"\n\n\
         [federation]\ndevelopment = [{}]\n\n[log]\nlevel = \"warn\"\n",
        dir.join("data").display(),
        hosts.join(", ")
    )
}

/// What the rules made.
struct Founded {
    member: i64,
    community: i64,
    session: String,
    token: String,
}

/// Sets the house up with one member, who founds the community.
async fn found(config: Config) -> Result<Founded> {
    let app = app::build(config, Clock::System).await?;
    let (session, token, csrf) = (tokens::fresh()?, tokens::fresh()?, tokens::fresh()?);
    let account = NewAccount {
        name: "ann".to_owned(),
        email: "ann@example.org".to_owned(),
        password_hash: rules::hash_password("a password for the bench")?,
        application: None,
        locale: None,
    };
    let (own, theirs) = (app::new_keys().await?, app::new_keys().await?);
    let draft = Draft {
        title: "The bench".to_owned(),
        job: "Say what is broken, and who mends it".to_owned(),
        charter_html: "<p>Be kind, and say where the bench stands.</p>".to_owned(),
        ..Draft::default()
    };
    let (given, secret) = (session.clone(), token.clone());
    let (member, community) = app
        .db
        .write(move |tx| {
            let settings = Settings {
                name: "Bench".to_owned(),
                ..Settings::default()
            };
            settings::set_up(tx, &settings)?;
            let person: Person = rules::create(tx, &account, Role::Admin, &own)?;
            rules::open_session(tx, &person.account, &given, &csrf, "127.0.0.1", "bench")?;
            rules::give_token(tx, person.account.id, "bench", &secret)?;
            let member = person.id();
            let origin = Origin::Local(person);
            let (_, community) = founding::found(tx, &origin, COMMUNITY, &draft, &theirs)?;
            Ok((member, community.id))
        })
        .await?;
    Ok(Founded {
        member,
        community,
        session,
        token,
    })
}
