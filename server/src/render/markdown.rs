//! Markdown as our people write it: CommonMark with tables, strikethrough and bare links.

use std::cell::Cell;
use std::collections::HashSet;

use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::{Arena, Node, Options};
use url::Url;

use super::mentions::{self, Mention};
use super::plain;

/// More text than this is cut, in bytes; forms refuse it before.
pub const MAX_MARKDOWN: usize = 64 * 1024;
/// Quotes, lists and emphasis within each other; deeper ones lose their wrapping.
const MAX_NESTING: usize = 16;
/// Markers at the start of one line, for the same reason but before the parser sees them.
const MAX_MARKERS: usize = 16;
/// The parser looks up after each 256 steps; an honest text of full length needs half of these.
const MAX_LOOKS: u32 = 1_024;
/// Nodes of the finished tree.
const MAX_NODES: usize = 40_000;
const MAX_MENTIONS: usize = 50;
const MAX_HASHTAGS: usize = 30;
/// Look-ups that may come to nothing.
const MAX_UNKNOWN: usize = 50;

/// Where the page of a wiki is that a `[[link]]` names.
pub type Pages<'a> = &'a dyn Fn(&str) -> Option<Url>;

/// HTML and whom it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    /// Those that the resolver knew, each once, in the order of the text, with their address.
    pub mentions: Vec<(Mention, Url)>,
}

/// The HTML still has to pass the sanitizer.
pub(super) fn render(text: &str, resolve: &dyn Fn(&Mention) -> Option<Url>, pages: Option<Pages<'_>>) -> Rendered {
    let text = tame(shorten(text));
    let arena = Arena::new();
    let mut options = options();
    options.extension.wikilinks_title_after_pipe = pages.is_some();
    options.extension.wikilinks_ignore_embeds = true;
    let looks = Cell::new(0_u32);
    let had_enough = || {
        looks.set(looks.get() + 1);
        looks.get() > MAX_LOOKS
    };
    let as_text = || Rendered {
        html: plain::paragraphs(&text),
        mentions: Vec::new(),
    };
    let Ok(root) = comrak::try_parse_document(&arena, &text, &options, &had_enough) else {
        return as_text();
    };
    if root.descendants().take(MAX_NODES + 1).count() > MAX_NODES {
        return as_text();
    }
    flatten(root);
    unwrap_mail_links(root);
    if let Some(pages) = pages {
        link_pages(root, pages);
    }
    let mut linker = Linker {
        arena: &arena,
        resolve,
        found: Vec::new(),
        unknown: HashSet::new(),
    };
    linker.link_all(root);
    let mut html = String::with_capacity(text.len() * 2);
    if comrak::format_html(root, &options, &mut html).is_err() {
        return as_text();
    }
    Rendered {
        html,
        mentions: linker.found,
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // HTML in Markdown is shown as the text that it is.
    options.render.escape = true;
    options.render.hardbreaks = true;
    options
}

fn shorten(text: &str) -> &str {
    let mut end = text.len().min(MAX_MARKDOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Makes the marker after the allowed ones on each line an ordinary character.
fn tame(text: &str) -> String {
    let mut tamed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match surplus_marker(line) {
            Some(at) => {
                tamed.push_str(&line[..at]);
                tamed.push('\\');
                tamed.push_str(&line[at..]);
            }
            None => tamed.push_str(line),
        }
    }
    tamed
}

/// Where one marker of a quote or a list too many stands.
fn surplus_marker(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut markers = 0;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let start = at;
        match bytes.get(at)? {
            b'>' | b'-' | b'+' | b'*' => at += 1,
            b'0'..=b'9' => {
                while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                    at += 1;
                }
                if !matches!(bytes.get(at), Some(b'.' | b')')) {
                    return None;
                }
                at += 1;
            }
            _ => return None,
        }
        if bytes[start] != b'>' && !matches!(bytes.get(at), Some(b' ' | b'\t')) {
            return None;
        }
        markers += 1;
        if markers > MAX_MARKERS {
            // Digits cannot be escaped, but the dot after them can.
            let marker = if bytes[start].is_ascii_digit() {
                at - 1
            } else {
                start
            };
            return Some(marker);
        }
    }
}

fn wraps(node: &AstNode<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::BlockQuote
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
    )
}

/// Takes wrapping off what is nested too deep. Walks with a stack of its own, not the thread's.
fn flatten<'a>(root: Node<'a>) {
    let mut waiting = vec![(root, 0)];
    while let Some((node, depth)) = waiting.pop() {
        let children: Vec<Node<'a>> = node.children().collect();
        let depth = depth + usize::from(wraps(node));
        if depth > MAX_NESTING {
            for child in &children {
                node.insert_before(child);
            }
            node.detach();
        }
        let depth = depth.min(MAX_NESTING);
        waiting.extend(children.into_iter().map(|child| (child, depth)));
    }
}

/// "@ann@host" looks like a mail address to the parser, and we link no mail addresses.
fn unwrap_mail_links<'a>(root: Node<'a>) {
    let links: Vec<Node<'a>> = root
        .descendants()
        .filter(|node| match &node.data().value {
            NodeValue::Link(link) => link.url.starts_with("mailto:"),
            _ => false,
        })
        .collect();
    let mut parents: Vec<Node<'a>> = Vec::new();
    for link in links {
        if let Some(parent) = link.parent()
            && !parents.last().is_some_and(|last| last.same_node(parent))
        {
            parents.push(parent);
        }
        let children: Vec<Node<'a>> = link.children().collect();
        for child in children {
            link.insert_before(child);
        }
        link.detach();
    }
    // Once each: one paragraph may hold thousands.
    parents.into_iter().for_each(join_text);
}

/// Links to pages of a wiki become links like others; what names no page stays text.
fn link_pages<'a>(root: Node<'a>, pages: Pages<'_>) {
    let links: Vec<(Node<'a>, String)> = root
        .descendants()
        .filter_map(|node| match &node.data().value {
            NodeValue::WikiLink(link) => Some((node, unescaped(&link.url))),
            _ => None,
        })
        .collect();
    for (node, name) in links {
        match pages(&name) {
            Some(url) => node.data_mut().value = NodeValue::Link(Box::new(NodeLink { url: url.into(), title: String::new() })),
            None => {
                let children: Vec<Node<'a>> = node.children().collect();
                for child in children {
                    node.insert_before(child);
                }
                node.detach();
            }
        }
    }
}

/// The parser writes names as parts of addresses; this is what stood in the text.
fn unescaped(name: &str) -> String {
    let pair = format!("n={}", name.replace('+', "%2B").replace("&amp;", "%26").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, name)| name.into_owned()).unwrap_or_default()
}

/// Makes one of the pieces of text that stand side by side.
fn join_text<'a>(parent: Node<'a>) {
    let children: Vec<Node<'a>> = parent.children().collect();
    let mut last: Option<Node<'a>> = None;
    for child in children {
        let piece = match &child.data().value {
            NodeValue::Text(text) => Some(text.to_string()),
            _ => None,
        };
        match (last, piece) {
            (Some(before), Some(piece)) => {
                if let NodeValue::Text(text) = &mut before.data_mut().value {
                    text.to_mut().push_str(&piece);
                }
                child.detach();
            }
            (None, Some(_)) => last = Some(child),
            (_, None) => last = None,
        }
    }
}

/// Turns mentions in text into links.
struct Linker<'a, 'r> {
    arena: &'a Arena<'a>,
    resolve: &'r dyn Fn(&Mention) -> Option<Url>,
    found: Vec<(Mention, Url)>,
    unknown: HashSet<Mention>,
}

impl<'a> Linker<'a, '_> {
    fn link_all(&mut self, root: Node<'a>) {
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            let text = match &node.data().value {
                // No link within a link, and the text of a picture is its description.
                NodeValue::Link(_) | NodeValue::Image(_) => continue,
                NodeValue::Text(text) => Some(text.to_string()),
                _ => None,
            };
            match text {
                Some(text) => self.link_text(node, &text),
                // Backwards, so that the first in the text is the first to be taken.
                None => waiting.extend(node.reverse_children()),
            }
        }
    }

    fn link_text(&mut self, node: Node<'a>, text: &str) {
        let mut done = 0;
        for found in mentions::find(text) {
            let Some(url) = self.address(&found.mention) else {
                continue;
            };
            self.put_text(node, &text[done..found.start]);
            let link = link_html(&found.mention, &url, &text[found.start..found.end]);
            node.insert_before(self.arena.alloc(NodeValue::Raw(link).into()));
            done = found.end;
        }
        if done > 0 {
            self.put_text(node, &text[done..]);
            node.detach();
        }
    }

    fn put_text(&self, before: Node<'a>, text: &str) {
        if !text.is_empty() {
            let value = NodeValue::Text(text.to_owned().into());
            before.insert_before(self.arena.alloc(value.into()));
        }
    }

    /// Each is looked up once, and only so many are.
    fn address(&mut self, mention: &Mention) -> Option<Url> {
        if let Some((_, url)) = self.found.iter().find(|(known, _)| known == mention) {
            return Some(url.clone());
        }
        let is_tag = |mention: &Mention| matches!(mention, Mention::Hashtag(_));
        let same_kind = |(known, _): &&(Mention, Url)| is_tag(known) == is_tag(mention);
        let most = if is_tag(mention) {
            MAX_HASHTAGS
        } else {
            MAX_MENTIONS
        };
        if self.found.iter().filter(same_kind).count() >= most {
            return None;
        }
        if self.unknown.len() >= MAX_UNKNOWN || self.unknown.contains(mention) {
            return None;
        }
        let Some(url) = (self.resolve)(mention) else {
            self.unknown.insert(mention.clone());
            return None;
        };
        self.found.push((mention.clone(), url.clone()));
        Some(url)
    }
}

/// The shape that other software recognizes: the class, and the name in a span of its own.
fn link_html(mention: &Mention, url: &Url, written: &str) -> String {
    let href = plain::escape(url.as_str());
    let title = plain::escape(written);
    let (sign, rest) = written.split_at(1);
    match mention {
        Mention::Hashtag(_) => format!(
            "<a href=\"{href}\" class=\"mention hashtag\">{sign}<span>{}</span></a>",
            plain::escape(rest)
        ),
        Mention::Person { .. } | Mention::Community { .. } => {
            let name = rest.split('@').next().unwrap_or(rest);
            format!(
                "<span class=\"h-card\"><a href=\"{href}\" class=\"u-url mention\" title=\"{title}\">{sign}<span>{}</span></a></span>",
                plain::escape(name)
            )
        }
    }
}
