//! The way from here to one's own server, and from another server to here.

use url::form_urlencoded;

use crate::Result;
use crate::pages::frame;
use crate::pages::reader::Reader;
use crate::pages::view::{InteractPage, Page};
use crate::store::Conn;

/// A value for a query, escaped.
pub fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The page around what the handler found out.
pub fn page(conn: &mut Conn, reader: &Reader, body: InteractPage) -> Result<Page<InteractPage>> {
    let mut frame = frame(conn, reader, "")?;
    frame.noindex = true;
    Ok(Page { frame, body, template: "interact.html" })
}
