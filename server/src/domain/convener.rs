//! The convener: a service of the house that people elsewhere write to. It founds a community for them on the spot,
//! keeps one that would disperse, and says how when it does not understand.

use url::Url;

use crate::domain::actors::{self as people, Keys};
use crate::domain::events::{self, Event};
use crate::domain::lifecycle::{self, Life, Rules, Wish};
use crate::domain::origin::Origin;
use crate::domain::reputation;
use crate::render::{escape, one_line};
use crate::store::actors::{self, Actor, ActorKind, Profile};
use crate::store::communities;
use crate::store::conn::Tx;
use crate::store::hosts;
use crate::store::lifespans::{self, Afterwards};
use crate::{Error, Result};

const TITLE_MAX: usize = 80;
/// No message that asks for something needs to be longer.
const TEXT_MAX: usize = 2_000;

/// Makes the convener of a house, or finds the one that it has.
pub fn introduce(tx: &mut Tx<'_>, name: &str, keys: &Keys) -> Result<Actor> {
    if let Some(known) = actors::by_name(tx.conn, hosts::LOCAL, name)? {
        if known.kind == ActorKind::Service && name != people::INSTANCE_NAME {
            return Ok(known);
        }
        return Err(Error::internal(anyhow::anyhow!("convener.name is {name}, but somebody here has that name; choose another")));
    }
    let actor = people::create(tx, ActorKind::Service, name, "Convener", keys)?;
    let html = "<p>Write to me to bring people together on the spot. Begin with “start:” and say what it is about, \
                such as “start: power cut in Riverside”.</p>";
    let profile = Profile {
        display_name: actor.display_name.clone(),
        summary_source: None,
        summary_html: html.to_owned(),
        icon_url: None,
        image_url: None,
        discoverable: Some(true),
        indexable: Some(false),
        updated_at: tx.now,
    };
    actors::set_profile(tx, actor.id, &profile)?;
    actors::by_id(tx.conn, actor.id)
}

/// What a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Start(String),
    Keep(String),
    /// To be left out of every list of who did most, or to be in them again.
    Hide(bool),
    Unclear,
}

/// Reads a message as people write it: names before the word, any case, a colon or none.
pub fn read(text: &str) -> Asked {
    let text: String = text.chars().take(TEXT_MAX).collect();
    for line in text.lines() {
        let mut rest = line.trim();
        // Whom it is for stands first in most messages.
        while let Some(after) = rest.strip_prefix('@') {
            rest = after.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
        }
        let rest = rest.trim_matches(['"', '“', '”', '„', '«', '»']).trim();
        let Some((word, what)) = rest.split_once([':', ' ']) else { continue };
        let what = one_line(what.trim().trim_start_matches(':'), TITLE_MAX);
        if what.is_empty() {
            continue;
        }
        match word.to_lowercase().as_str() {
            "start" | "found" => return Asked::Start(what),
            "keep" => return Asked::Keep(what),
            word @ ("hide" | "show") if what.trim_end_matches(['.', '!']).eq_ignore_ascii_case("me") => return Asked::Hide(word == "hide"),
            _ => {}
        }
    }
    // In the middle of a sentence only the colon tells an order from talk.
    let lower = text.to_ascii_lowercase();
    let after = |word: &str| {
        let rest = text.get(lower.find(word)? + word.len()..)?;
        let what = one_line(rest.lines().next().unwrap_or_default(), TITLE_MAX);
        (!what.is_empty()).then_some(what)
    };
    after(" start:").map(Asked::Start).or_else(|| after(" keep:").map(Asked::Keep)).unwrap_or(Asked::Unclear)
}

/// Does what a message asks for, and answers it. A message that came twice is done and answered once.
pub fn hear(tx: &mut Tx<'_>, origin: &Origin, convener: &Actor, message: &str, text: &str, rules: Rules, keys: &Keys) -> Result<()> {
    if lifespans::by_request(tx.conn, message)?.is_some() {
        return Ok(());
    }
    let answer = match read(text) {
        Asked::Start(title) => tx.savepoint(|tx| start(tx, origin, message, &title, rules, keys)),
        Asked::Keep(name) => tx.savepoint(|tx| keep(tx, origin, &name)),
        Asked::Hide(hidden) => tx.savepoint(|tx| hide(tx, origin, hidden)),
        Asked::Unclear => Ok(help(convener)),
    };
    let html = match answer {
        Ok(html) => html,
        Err(Error::TooMany { .. }) => {
            "That is enough for one day: too many communities were started from there. Write again tomorrow.".to_owned()
        }
        Err(Error::Forbidden(why) | Error::Conflict(why)) => escape(&why.to_string()),
        Err(Error::Invalid(_) | Error::NotFound(_)) => help(convener),
        Err(other) => return Err(other),
    };
    let event = Event::ConvenerSaid { convener: convener.id, person: origin.actor().id, reply_to: Some(message.to_owned()), html };
    events::emit_for(tx, convener.id, event)
}

fn start(tx: &mut Tx<'_>, origin: &Origin, message: &str, title: &str, rules: Rules, keys: &Keys) -> Result<String> {
    let wish = Wish { title: title.to_owned(), quiet_hours: None, afterwards: Afterwards::Keep, request: Some(message.to_owned()) };
    let (_, actor) = lifecycle::found(tx, origin, &wish, rules, keys)?;
    let host = tx.urls().host().to_owned();
    Ok(format!(
        "“{}” is open, and you are its steward: {} Follow it, and mention it to write there. It disperses after {} quiet hours; \
         to prevent that, write to me “keep: {}”.",
        escape(actor.label()),
        link(&actor.url, &format!("@{}@{host}", actor.name)),
        rules.quiet_hours,
        escape(&actor.name),
    ))
}

fn keep(tx: &mut Tx<'_>, origin: &Origin, name: &str) -> Result<String> {
    let name = name.trim_start_matches(['@', '!']).split('@').next().unwrap_or_default().trim().to_lowercase();
    let found = actors::by_name(tx.conn, hosts::LOCAL, &name)?.filter(|a| a.kind == ActorKind::Community);
    let actor = found.ok_or(Error::NotFound("community"))?;
    if !communities::is_steward(tx.conn, actor.id, origin.actor().id)? {
        return Err(Error::Forbidden("Only its stewards keep a community."));
    }
    lifecycle::keep(tx, origin, actor.id, &Life::Standing, None)?;
    Ok(format!("“{}” stays: it does not disperse any more. {}", escape(actor.label()), link(&actor.url, &actor.url)))
}

fn hide(tx: &mut Tx<'_>, origin: &Origin, hidden: bool) -> Result<String> {
    reputation::set_hidden(tx, origin, hidden)?;
    Ok(if hidden {
        "Done: you are in no list of who did most here. To be in them again, write to me “show: me”.".to_owned()
    } else {
        "Done: where a community lists who did most, you are in that list.".to_owned()
    })
}

fn help(convener: &Actor) -> String {
    format!(
        "I did not understand that. Write to me “@{} start: power cut in Riverside”, with your own words after “start:”, and \
         I open a community for it at once.",
        escape(&convener.name)
    )
}

/// What the founder of a dispersed community reads, who chose to take it along.
pub fn export_words(title: &str, at: &Url) -> String {
    format!("“{}” has dispersed. Everything that was written there, to take along: {}", escape(title), link(at.as_str(), at.as_str()))
}

fn link(address: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(address), escape(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_as_people_write_them() {
        let start = |title: &str| Asked::Start(title.to_owned());
        assert_eq!(read("@moot start: power cut in Riverside"), start("power cut in Riverside"));
        assert_eq!(read("@moot@moot.example  Start power cut"), start("power cut"));
        assert_eq!(read("Hello!\n\n@moot START:  snow \n"), start("snow"));
        assert_eq!(read("@moot @ann@b.example “start: snow”"), start("snow"));
        assert_eq!(read("Dear @moot, please start: snow"), start("snow"));
        assert_eq!(read("@moot keep: @power_cut@moot.example"), Asked::Keep("@power_cut@moot.example".to_owned()));
        assert_eq!((read("@moot hide: me"), read("@moot Show me!")), (Asked::Hide(true), Asked::Hide(false)));
        for unclear in ["", "@moot hide: bob", "@moot", "@moot start:", "@moot please begin something", "starting: x"] {
            assert_eq!(read(unclear), Asked::Unclear, "{unclear:?}");
        }
        let long = format!("start: {}", "a".repeat(5000));
        assert!(matches!(read(&long), Asked::Start(t) if t.chars().count() <= 80));
    }
}
