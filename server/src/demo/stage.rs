//! One house of the demo while it is being played: its people, and what is known of its posts.

use std::collections::HashMap;
use std::sync::Arc;

use super::pictures;
use super::script::{Member, Place, Script, Span};
use super::{Login, PASSWORD};
use crate::app::{self, App};
use crate::domain::access::Person;
use crate::domain::accounts::{self as accounting, NewAccount};
use crate::domain::actors::{self as actors_rules, Keys, ProfileChange};
use crate::domain::communities::{self, Draft};
use crate::domain::content::{self, Content};
use crate::domain::doors;
use crate::domain::lifecycle::{self, Life};
use crate::domain::origin::Origin;
use crate::domain::settings::{self, House, Registration};
use crate::domain::membership;
use crate::store::accounts::Role;
use crate::store::actors;
use crate::store::communities::{Access, FollowState, Purpose};
use crate::store::lifespans::Afterwards;
use crate::{Error, Result};

/// A house whose people act.
pub(super) struct Stage {
    pub(super) app: Arc<App>,
    people: HashMap<String, Person>,
}

impl Stage {
    /// Opens the house: its brand, its people with their faces, its communities.
    pub(super) async fn set(app: Arc<App>, script: &Script) -> Result<Self> {
        let mut stage = Self { app, people: HashMap::new() };
        stage.brand(script).await?;
        let hash = tokio::task::spawn_blocking(|| accounting::hash_password(PASSWORD)).await.map_err(Error::internal)??;
        let keys = new_keys(script.people.len()).await?;
        let entering = script.people.iter().zip(keys).map(|(member, keys)| stage.enter(member, hash.clone(), keys));
        let entered = futures_util::future::try_join_all(entering).await?;
        stage.people = script.people.iter().map(|member| member.name.clone()).zip(entered).collect();
        let keys = new_keys(script.communities.len()).await?;
        for (place, keys) in script.communities.iter().zip(keys) {
            stage.found(place, keys).await?;
        }
        for place in &script.communities {
            stage.gather(place, script).await?;
        }
        Ok(stage)
    }

    pub(super) fn person(&self, name: &str) -> Option<&Person> {
        self.people.get(name)
    }

    pub(super) fn origin(&self, name: &str) -> Result<Origin> {
        let person = self.people.get(name).ok_or_else(|| Error::internal(anyhow::anyhow!("nobody in this house is called {name}")))?;
        Ok(Origin::Local(person.clone()))
    }

    /// Everybody here, in a fixed order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.people.keys().cloned().collect();
        names.sort();
        names
    }

    /// Markdown made ready, many pieces at once.
    pub(super) async fn contents(&self, texts: Vec<String>) -> Result<Vec<Content>> {
        let app = Arc::clone(&self.app);
        self.app
            .db
            .read(move |conn| texts.iter().map(|text| content::from_markdown(conn, &app.urls, &app.renderer, text)).collect())
            .await
    }

    /// Keeps a picture and says where it is.
    pub(super) async fn picture(&self, drawn: bytes::Bytes) -> Result<String> {
        let kept = self.app.media.keep(drawn).await?;
        let row = kept.clone();
        self.app.db.write(move |tx| crate::domain::media::keep(tx, None, &row)).await?;
        Ok(self.app.urls.media(&kept.key).to_string())
    }

    async fn brand(&self, script: &Script) -> Result<()> {
        let told = &script.house;
        let house = House {
            name: told.name.clone(),
            purpose: told.purpose.clone(),
            accent: told.accent.clone(),
            theme: told.theme.clone(),
            registration: Registration::Open,
            about: told.about.trim().to_owned(),
            ..House::default()
        };
        self.app.db.write(move |tx| settings::set_up(tx, &house)).await
    }

    async fn enter(&self, member: &Member, hash: String, keys: Keys) -> Result<Person> {
        let role = Role::parse(&member.role).unwrap_or(Role::Member);
        let new = NewAccount {
            name: member.name.clone(),
            email: format!("{}@mail.example", member.name),
            password_hash: hash,
            application: None,
            locale: None,
        };
        let face = draw({
            let name = member.name.clone();
            move || pictures::portrait(&name)
        })
        .await?;
        let about = self.contents(vec![member.about.clone()]).await?.pop().unwrap_or_default();
        let change = ProfileChange {
            display_name: member.display_name.clone(),
            summary_source: Some(member.about.clone()),
            summary_html: about.html,
            summary_plain: about.plain,
            icon_url: Some(self.picture(face).await?),
            discoverable: true,
            indexable: true,
        };
        self.app
            .db
            .write(move |tx| {
                let person = accounting::create(tx, &new, role, &keys)?;
                actors_rules::change_profile(tx, &Origin::Local(person.clone()), &change)?;
                Ok(Person::new(actors::by_id(tx.conn, person.actor.id)?, person.account))
            })
            .await
    }

    async fn found(&self, place: &Place, keys: Keys) -> Result<()> {
        let emblem = draw({
            let name = place.name.clone();
            move || pictures::emblem(&name)
        })
        .await?;
        let charter_source = place.charter.trim().to_owned();
        let charter = self.contents(vec![charter_source.clone()]).await?.pop().unwrap_or_default();
        let draft = Draft {
            title: place.title.clone(),
            job: place.job.clone(),
            charter_source,
            charter_html: charter.html,
            charter_plain: charter.plain,
            icon_url: Some(self.picture(emblem).await?),
            purpose: Purpose::parse(&place.purpose),
            formats: Some(place.formats.clone()).filter(|formats| !formats.is_empty()),
            life: self.life(&place.life),
            access: place.access.as_deref().and_then(Access::parse),
            ..Draft::default()
        };
        let (origin, name, span) = (self.origin(&place.founder)?, place.name.clone(), place.life.clone());
        self.app
            .db
            .write(move |tx| {
                let (_, actor) = communities::found(tx, &origin, &name, &draft, &keys)?;
                match &span {
                    Span::Task { percent, note, .. } => lifecycle::progress(tx, &origin, actor.id, *percent, note),
                    Span::Standing | Span::Impromptu { .. } => Ok(()),
                }
            })
            .await
    }

    fn life(&self, span: &Span) -> Life {
        match span {
            Span::Standing => Life::Standing,
            Span::Task { days, goal, .. } => Life::Task { goal: goal.clone(), ends_at: Some(self.app.clock.now().plus(lifecycle::DAY * *days)) },
            Span::Impromptu { hours } => Life::Impromptu { quiet_hours: *hours, afterwards: Afterwards::Keep, request: None },
        }
    }

    /// Everybody who lives here joins, so that a community starts with its neighbours.
    async fn gather(&self, place: &Place, script: &Script) -> Result<()> {
        let (name, founder) = (place.name.clone(), self.origin(&place.founder)?);
        let origins = script.people.iter().map(|m| self.origin(&m.name)).collect::<Result<Vec<_>>>()?;
        self.app
            .db
            .write(move |tx| {
                let actor = actors::by_handle(tx.conn, &name)?.ok_or(Error::NotFound("community"))?;
                for (origin, left) in origins.iter().zip((0..origins.len()).rev()) {
                    let state = membership::follow(tx, origin, &actor)?;
                    // Where one has to ask, the last one still waits, so that there is something to decide.
                    if state == FollowState::Pending && left > 0 {
                        doors::admit(tx, &founder, actor.id, origin.actor().id)?;
                    }
                }
                Ok(())
            })
            .await
    }

    pub(super) fn logins(&self, house: usize, script: &Script) -> Vec<Login> {
        script
            .people
            .iter()
            .map(|member| {
                let role = Role::parse(&member.role).unwrap_or(Role::Member);
                let tends = script.communities.iter().any(|place| place.founder == member.name);
                let role = match role {
                    Role::Member if tends => "steward",
                    other => other.as_str(),
                };
                Login { house, name: member.name.clone(), display_name: member.display_name.clone(), role }
            })
            .collect()
    }
}

/// Drawing takes a moment: on a thread that may take it.
pub(super) async fn draw(work: impl FnOnce() -> Result<bytes::Bytes> + Send + 'static) -> Result<bytes::Bytes> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Key pairs, made side by side.
async fn new_keys(count: usize) -> Result<Vec<Keys>> {
    futures_util::future::try_join_all((0..count).map(|_| app::new_keys())).await
}
