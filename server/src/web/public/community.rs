//! One community, as a page or as its document.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_federation::host::ActorKind;
use folkmoot_federation::http::{serve_actor, wants_activity_json};

use super::{Params, address, cursor_text};
use crate::Result;
use crate::kinds;
use crate::pages::{community, cross_posts};
use crate::pages::view::Form;
use crate::store::posts::Sort;
use crate::web::respond::{app_of, page};

pub(in crate::web) async fn community(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    if wants_activity_json(&request) {
        return Ok(serve_actor(&app.federation, &request, ActorKind::Community, &handle).await);
    }
    let query = Params::of(&request);
    let params = community::Params {
        sort: Sort::parse(query.get("sort")).unwrap_or_default(),
        after: query.cursor(),
        form_open: !query.get("new").is_empty(),
        kind: kinds::by_name(query.get("new")).map(|k| k.name()),
        label: query.number("tag"),
    };
    // The way from a challenge to the form for an idea brings its number along.
    let challenge = query.get("challenge").to_owned();
    let taken = query.number("from").filter(|_| params.form_open);
    let form = (!challenge.is_empty()).then(|| Form::filled([("challenge", challenge)]));
    let sort = if params.sort == Sort::default() { "" } else { params.sort.as_str() };
    let label = params.label.map(|id| id.to_string()).unwrap_or_default();
    let handle = handle.into_inner();
    let path = address(&format!("/c/{handle}"), &[("sort", sort), ("tag", &label), ("after", &cursor_text(params.after))]);
    page(&request, path, move |conn, reader| {
        let form = match taken {
            Some(id) => cross_posts::form(conn, reader, id)?,
            None => form,
        };
        community::load(conn, reader, &app.renderer, &app.pages.memo, &handle, params, form)
    })
    .await
}
