//! Whether HTML looks exactly as our sanitizer leaves it. A page shows hundreds of texts that were sanitized when they
//! came in; checking that they still are costs a walk over the bytes, and only what fails is parsed again.

use super::sanitize::{LINK_CLASSES, SPAN_CLASSES, TABLE_TAGS, TAGS};

/// Elements without an end.
const VOID: [&str; 3] = ["br", "hr", "img"];
/// Attributes that the sanitizer leaves or sets, but for addresses and classes.
const INERT: [&str; 16] = [
    "hreflang", "title", "alt", "width", "height", "start", "reversed", "colspan", "rowspan", "scope", "align", "open", "lang",
    "dir", "loading", "referrerpolicy",
];
const MOST_OPEN: usize = 256;

/// True only for text and allowed elements, each closed in turn, with allowed attributes in double quotes.
pub(super) fn is_clean(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        if let Some(closing) = after.strip_prefix('/') {
            let Some((name, more)) = closing.split_once('>') else { return false };
            if open.pop() != Some(name) {
                return false;
            }
            rest = more;
        } else {
            let Some((name, more)) = opening(after) else { return false };
            if !VOID.contains(&name) {
                open.push(name);
            }
            if open.len() > MOST_OPEN {
                return false;
            }
            rest = more;
        }
    }
    open.is_empty()
}

/// Reads `name attribute="value">` and gives the name and what follows.
fn opening(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())?;
    let (name, mut rest) = text.split_at(end);
    if !TAGS.contains(&name) && !TABLE_TAGS.contains(&name) {
        return None;
    }
    loop {
        if let Some(more) = rest.strip_prefix('>') {
            return Some((name, more));
        }
        let (attribute, more) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, more) = more.split_once('"')?;
        if !is_fine(attribute, value) {
            return None;
        }
        rest = more;
    }
}

fn is_fine(attribute: &str, value: &str) -> bool {
    match attribute {
        "href" | "src" => value.starts_with("https://") || value.starts_with("http://"),
        "rel" => value == super::sanitize::REL,
        "class" => value.split(' ').all(|class| LINK_CLASSES.contains(&class) || SPAN_CLASSES.contains(&class)),
        _ => INERT.contains(&attribute),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Renderer;

    #[test]
    fn what_the_sanitizer_leaves_is_clean() {
        let renderer = Renderer::new();
        for html in [
            "", "plain &lt; text", "<p>One<br>two <a href=\"https://x.example/?a=1&amp;b\" class=\"mention hashtag\">@x</a></p>",
            "<table><tr><td align=left>1</table>", "<img src=https://x.example/a.png alt=\"a > b\">", "<ul><li>a<li>b</ul>",
            "<details open><summary>s</summary>t</details>", "<p>open", "</div><p>stray</p>", "<pre><code>let a = \"b\";</code></pre>",
        ] {
            let clean = renderer.sanitize_fragment(html);
            assert!(is_clean(&clean), "{clean}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for html in [
            "<script>x</script>", "<p onclick=\"x\">a</p>", "<a href=\"javascript:x\">a</a>", "<p>open", "</p>", "<p></b></p>",
            "<a href='https://x.example'>a</a>", "<a href=https://x.example>a</a>", "<!-- x -->", "<P>a</P>", "<p", "<p class=\"devbar\">x</p>",
            "<svg></svg>", "<img src=\"data:x\">", "<p/onclick=x>", "<p\n>x</p>", "<a rel=\"opener\" href=\"https://x.example\">a</a>",
        ] {
            assert!(!is_clean(html), "{html}");
        }
    }
}
