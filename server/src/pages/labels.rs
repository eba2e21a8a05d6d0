//! The tags of a community: on threads, in forms, and where stewards define them.

use crate::Result;
use crate::domain::Origin;
use crate::domain::labels::COLORS;
use crate::pages::reader::Reader;
use crate::pages::view::{Form, LabelView, LabelsPage};
use crate::pages::{named, tend};
use crate::store::conn::Conn;
use crate::store::labels::{self, Label};

/// `place` is the address of its community.
pub fn view(label: &Label, place: &str) -> LabelView {
    LabelView {
        id: label.id.to_string(),
        name: label.name.clone(),
        description: label.description.clone(),
        color: label.color.clone(),
        url: format!("{place}?tag={}", label.id),
        ..LabelView::default()
    }
}

/// What a community offers; `current` is the one whose threads are shown.
pub fn offered(conn: &mut Conn, community: i64, place: &str, current: Option<i64>) -> Result<Vec<LabelView>> {
    let one = |label: Label| LabelView { current: current == Some(label.id), ..view(&label, place) };
    Ok(labels::of_community(conn, community)?.into_iter().map(one).collect())
}

/// Where stewards define them. `editing` is the one that the form is about.
pub fn load(conn: &mut Conn, reader: &Reader, origin: &Origin, handle: &str, editing: Option<i64>, form: Option<Form>) -> Result<LabelsPage> {
    let (community, actor, host) = tend::community(conn, reader, origin, handle)?;
    let card = named::card(&community, &actor, &host);
    let offered = labels::of_community(conn, actor.id)?;
    let counts = labels::counts(conn, actor.id)?;
    let edited = editing.and_then(|id| offered.iter().find(|label| label.id == id));
    let filled = edited.map(|l| Form::filled([("name", l.name.clone()), ("description", l.description.clone()), ("color", l.color.clone())]));
    let fresh = || Form::filled([("color", COLORS.get(offered.len() % COLORS.len()).copied().unwrap_or_default().to_owned())]);
    let form = form.or(filled).unwrap_or_else(fresh);
    let threads = |label: &Label| u64::try_from(counts.get(&label.id).copied().unwrap_or(0)).unwrap_or(0);
    Ok(LabelsPage {
        labels: offered.iter().map(|label| LabelView { threads: threads(label), ..view(label, &card.url) }).collect(),
        colors: COLORS.iter().map(ToString::to_string).collect(),
        editing: edited.map(|label| label.id.to_string()).unwrap_or_default(),
        community: card,
        form,
    })
}
