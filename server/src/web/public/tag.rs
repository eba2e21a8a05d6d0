//! The page of a hashtag.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Params, address};
use crate::Result;
use crate::pages::tag as pages;
use crate::web::respond::{app_of, page};

pub(in crate::web) async fn tag(request: HttpRequest, tag: web::Path<String>) -> Result<HttpResponse> {
    let tag = pages::spelled(&tag)?;
    let before = Params::of(&request).number("before");
    let number = before.map(|id| id.to_string()).unwrap_or_default();
    let path = address(app_of(&request)?.urls.tag(&tag).path(), &[("before", &number)]);
    page(&request, path, move |conn, reader| pages::load(conn, reader, &tag, before)).await
}
