//! The front page.

use actix_web::{HttpRequest, HttpResponse};
use folkmoot_federation::http::{serve_actor, wants_activity_json};
use folkmoot_federation::host::ActorKind;

use super::{Params, address, cursor_text};
use crate::Result;
use crate::pages::home;
use crate::web::respond::{app_of, page};

pub(in crate::web) async fn home(request: HttpRequest) -> Result<HttpResponse> {
    let app = app_of(&request)?;
    if wants_activity_json(&request) {
        // The bare address of a site names its instance actor (FEP-d556).
        return Ok(serve_actor(&app.federation, &request, ActorKind::Service, "").await);
    }
    let query = Params::of(&request);
    let params = home::Params { mine: query.get("show") == "mine", after: query.cursor() };
    let path = address("/", &[("show", if params.mine { "mine" } else { "" }), ("after", &cursor_text(params.after))]);
    page(&request, path, move |conn, reader| home::load(conn, reader, &app.pages.memo, params)).await
}
