//! One person, as a page or as their document.

use actix_web::{HttpRequest, HttpResponse, web};
use folkmoot_federation::host::ActorKind;
use folkmoot_federation::http::{serve_actor, wants_activity_json};

use super::{Params, address, cursor_text};
use crate::Result;
use crate::pages::person;
use crate::web::respond::{app_of, page};

pub(in crate::web) async fn person(request: HttpRequest, handle: web::Path<String>) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    if wants_activity_json(&request) {
        return Ok(serve_actor(&app.federation, &request, ActorKind::Person, &handle).await);
    }
    let query = Params::of(&request);
    let params = person::Params { replies: query.get("show") == "replies", after: query.cursor() };
    let show = if params.replies { "replies" } else { "" };
    let handle = handle.into_inner();
    let path = address(&format!("/u/{handle}"), &[("show", show), ("after", &cursor_text(params.after))]);
    page(&request, path, move |conn, reader| person::load(conn, reader, &app.renderer, &handle, params)).await
}
