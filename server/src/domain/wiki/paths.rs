//! Where a wiki page is: words of small letters between slashes.

use url::Url;

use crate::store::actors::Actor;
use crate::urls::Urls;

/// Pages below pages below pages.
const DEPTH_MAX: usize = 6;
const PART_MAX: usize = 80;
/// The longest path, in characters.
pub const PATH_MAX: usize = 200;
/// The page that a wiki opens with, if it has one.
pub const FRONT: &str = "home";

/// A path as it is kept, from a title, a link or an address as people write it. `None` where nothing is left of it, or
/// where it is too long or too deep.
pub fn normal(text: &str) -> Option<String> {
    let mut path = String::new();
    let mut depth = 0;
    for part in text.split('/') {
        let word = word(part);
        if word.is_empty() {
            continue;
        }
        depth += 1;
        if depth > DEPTH_MAX || word.chars().count() > PART_MAX {
            return None;
        }
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&word);
    }
    (!path.is_empty() && path.chars().count() <= PATH_MAX).then_some(path)
}

fn word(part: &str) -> String {
    let mut word = String::new();
    for c in part.trim().chars() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() && !word.ends_with('-') && c != '\'' && c != '’' {
            word.push('-');
        }
    }
    word.trim_end_matches('-').to_owned()
}

/// The path for a title, below another page where there is one.
pub fn for_title(below: &str, title: &str) -> Option<String> {
    // A slash in a title is no step in the tree.
    normal(&format!("{below}/{}", title.replace('/', " ")))
}

/// The path of the page above.
pub fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(above, _)| above)
}

/// All paths above, from the top.
pub fn above(path: &str) -> Vec<String> {
    path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect()
}

/// What a page that nobody wrote yet may be called.
pub fn title_for(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path).replace('-', " ");
    let mut letters = last.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Where the wiki of a community begins: its pages are below.
pub fn base(urls: &Urls, community: &Actor) -> String {
    if community.is_local() { urls.at(&format!("/c/{}/wiki/", community.name)).to_string() } else { format!("{}/wiki/", community.ap_id) }
}

/// The address of a page, as texts link to it.
pub fn address(urls: &Urls, community: &Actor, path: &str) -> Option<Url> {
    Url::parse(&base(urls, community)).ok()?.join(path).ok()
}

/// The pages that a finished text links to, each once.
pub fn linked(html: &str, base: &str) -> Vec<String> {
    const MOST: usize = 500;
    let mark = format!("href=\"{base}");
    let mut found: Vec<String> = Vec::new();
    for rest in html.split(mark.as_str()).skip(1).take(MOST * 4) {
        let written = rest.split(['"', '#', '?']).next().unwrap_or_default();
        if let Some(path) = normal(&unescaped(written))
            && !found.contains(&path)
            && found.len() < MOST
        {
            found.push(path);
        }
    }
    found
}

/// A part of an address as it was before it became one.
pub fn unescaped(text: &str) -> String {
    let pair = format!("p={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, path)| path.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_words_between_slashes() {
        assert_eq!(normal("Garden Tools/Angle grinder!"), Some("garden-tools/angle-grinder".to_owned()));
        assert_eq!(normal("//Ann's  tips//"), Some("anns-tips".to_owned()));
        assert_eq!(normal("Öffnungszeiten"), Some("öffnungszeiten".to_owned()));
        assert_eq!(normal("../../etc"), Some("etc".to_owned()));
        assert_eq!((normal(" / "), normal("!?")), (None, None));
        assert_eq!(normal(&"a/".repeat(20)), None);
        assert_eq!(normal(&"a".repeat(500)), None);
        assert_eq!(for_title("tools", "On/off"), Some("tools/on-off".to_owned()));
    }

    #[test]
    fn trees_are_read_from_paths() {
        assert_eq!(above("a/b/c"), ["a", "a/b"]);
        assert_eq!(parent("a/b/c"), Some("a/b"));
        assert_eq!(parent("a"), None);
        assert_eq!(title_for("tools/angle-grinder"), "Angle grinder");
    }

    #[test]
    fn links_are_read_from_texts() {
        let base = "https://a.example/c/x/wiki/";
        let html = "<a href=\"https://a.example/c/x/wiki/tools/saw\">a</a> <a href=\"https://a.example/c/x/wiki/%C3%B6l#p\">b</a> \
                    <a href=\"https://a.example/c/y/wiki/no\">c</a> <a href=\"https://a.example/c/x/wiki/tools/saw\">d</a>";
        assert_eq!(linked(html, base), ["tools/saw", "öl"]);
    }
}
