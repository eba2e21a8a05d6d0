//! One thread in the form that each kind of software understands. A poll is a `Question`, which some drop: for them it
//! is a `Page` that spells its options out.

use folkmoot_federation::compose::{self, PollForm};
use folkmoot_federation::host::{ObjectDoc, ObjectKind, Source};

use crate::Result;
use crate::kinds::{self, Kind};
use crate::render::escape;
use crate::store::conn::Conn;
use crate::store::hosts;
use crate::store::posts::Post;
use crate::urls::Urls;

/// The kind of a thread that is sent in more than one form.
pub fn kind_of(post: &Post) -> Option<&'static dyn Kind> {
    kinds::by_name(&post.kind).filter(|kind| post.is_thread() && kind.sent_as() == "Question")
}

/// A thread as a reading server understands it; `host` where it is known who reads.
pub fn for_reader(conn: &mut Conn, urls: &Urls, post: &Post, doc: ObjectDoc, host: Option<&str>) -> Result<ObjectDoc> {
    if kind_of(post).is_none() {
        return Ok(doc);
    }
    let software = host.map(|name| hosts::by_name(conn, name)).transpose()?.flatten().and_then(|host| host.software);
    shaped(conn, urls, post, doc, compose::poll_form(software.as_deref()))
}

pub fn shaped(conn: &mut Conn, urls: &Urls, post: &Post, mut doc: ObjectDoc, form: PollForm) -> Result<ObjectDoc> {
    let Some(kind) = kind_of(post) else { return Ok(doc) };
    match form {
        PollForm::Thread => {}
        // Microblogs know no titles, and some fold a post under its name.
        PollForm::Note => {
            if let Some(title) = doc.title.take() {
                doc.html = format!("<p><strong>{}</strong></p>{}", escape(&title), doc.html);
            }
        }
        PollForm::Page => {
            let Some((html, source)) = kind.spelled_out(conn, urls, post)? else { return Ok(doc) };
            doc.kind = ObjectKind::Page;
            doc.extra.clear();
            doc.html.insert_str(0, &html);
            // Some show the source and not the HTML.
            doc.source = Some(Source {
                text: source + doc.source.as_ref().map_or("", |s| s.text.as_str()),
                media_type: "text/markdown".to_owned(),
            });
        }
    }
    Ok(doc)
}
