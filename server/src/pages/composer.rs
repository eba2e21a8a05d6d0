//! The form for a new thread: which kinds a community offers, and what each of them asks.

use crate::calendar::Zone;
use crate::clock::Time;
use crate::formats::Format;
use crate::i18n::Lang;
use crate::kinds::{self, Field, Input, Kind, Offer};
use crate::pages::view::{Choice, KindField, KindTab};
use crate::store::communities::Community;

/// The kinds to choose from and the fields of the chosen one.
#[derive(Debug, Default)]
pub struct Composer {
    pub kind: &'static str,
    pub tabs: Vec<KindTab>,
    pub fields: Vec<KindField>,
}

/// What can be started in a community. A community elsewhere takes what every server knows.
pub fn composer(lang: &Lang, community: &Community, local: bool, url: &str, chosen: Option<&str>) -> Composer {
    // What stands outside of the forum is written on a page of its own; an event asks no more than its fields.
    let mut offered = if local { kinds::offered(&Offer::of(community)) } else { kinds::by_name("discussion").into_iter().collect() };
    offered.retain(|kind| matches!(kind.format(), Format::Forum | Format::Events));
    let Some(kind) = offered.iter().find(|k| Some(k.name()) == chosen).or(offered.first()).copied() else {
        return Composer::default();
    };
    let tab = |k: &&'static dyn Kind| KindTab {
        name: k.name().to_owned(),
        label: lang.text(&format!("kind-{}", k.name())),
        url: format!("{url}?new={}#new", k.name()),
        current: k.name() == kind.name(),
    };
    let tabs = if offered.len() > 1 { offered.iter().map(tab).collect() } else { Vec::new() };
    Composer { kind: kind.name(), tabs, fields: fields(lang, kind) }
}

/// What a kind asks beside title and text, in the words of the page.
pub fn fields(lang: &Lang, kind: &dyn Kind) -> Vec<KindField> {
    kind.fields().iter().map(|f| field(lang, f)).collect()
}

fn field(lang: &Lang, field: &Field) -> KindField {
    let mut view = KindField {
        name: field.name.to_owned(),
        label: lang.text(&format!("field-{}", field.name)),
        hint: lang.find(&format!("field-{}-hint", field.name), &[]).unwrap_or_default(),
        required: field.required,
        ..KindField::default()
    };
    view.input = match field.input {
        Input::Line { max } => {
            view.max = max;
            "line"
        }
        Input::Lines { max } => {
            view.max = max;
            "lines"
        }
        Input::Moment => "moment",
        Input::Day => "day",
        Input::Zone => {
            view.choices = Zone::names().map(|name| Choice { value: name.to_owned(), label: String::new() }).collect();
            "zone"
        }
        Input::Number { min, max } => {
            (view.least, view.most) = (min, max);
            "number"
        }
        Input::Choice(words) => {
            view.choices = words
                .iter()
                .map(|word| Choice { value: (*word).to_owned(), label: lang.text(&format!("choice-{}-{word}", field.name)) })
                .collect();
            "choice"
        }
        // What these hold the community or the address decides; the page fills it in.
        Input::Listed => "listed",
        Input::Hidden => "hidden",
        Input::Switch => "switch",
    }
    .to_owned();
    view
}

/// A moment as `datetime-local` writes it, for forms that come back filled in.
pub fn local_input(at: Time) -> String {
    at.rfc3339().chars().take(16).collect()
}
