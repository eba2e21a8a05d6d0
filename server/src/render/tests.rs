//! What people see of what people wrote, friendly and hostile.

use std::cell::Cell;

use super::*;

fn resolve(mention: &Mention) -> Option<Url> {
    let path = match mention {
        Mention::Person { name, host } => {
            let host = host.as_deref().unwrap_or("moot.example");
            return Url::parse(&format!("https://{host}/u/{name}"))
                .ok()
                .filter(|_| name != "nobody");
        }
        Mention::Community { name, .. } => format!("c/{name}"),
        Mention::Hashtag(tag) => format!("tag/{tag}"),
    };
    Url::parse(&format!("https://moot.example/{path}")).ok()
}

fn html(markdown: &str) -> String {
    Renderer::new().markdown(markdown, &resolve).html
}

fn clean(html: &str) -> String {
    let renderer = Renderer::new();
    let once = renderer.sanitize_fragment(html);
    assert_eq!(renderer.sanitize_fragment(&once), once, "twice is once");
    once
}

#[test]
fn markdown_is_what_people_expect() {
    assert_eq!(
        html("Hi *you*\nthere"),
        "<p>Hi <em>you</em><br>\nthere</p>\n"
    );
    assert!(html("|a|\n|-|\n|b|").contains("<td>b</td>"));
    assert_eq!(html("~~no~~"), "<p><del>no</del></p>\n");
    assert_eq!(
        html("see https://a.example/x_y."),
        "<p>see <a href=\"https://a.example/x_y\" rel=\"nofollow ugc noopener\">https://a.example/x_y</a>.</p>\n"
    );
    let picture = html("![a cat](https://a.example/cat.png)");
    assert!(
        picture.contains("alt=\"a cat\"") && picture.contains("loading=\"lazy\""),
        "{picture}"
    );
}

#[test]
fn html_in_markdown_is_text() {
    let shown = html("<script>alert(1)</script>\n\n<b onclick=x>hi</b>");
    assert!(
        !shown.contains("<script") && !shown.contains("<b"),
        "{shown}"
    );
    assert!(shown.contains("&lt;b onclick=x&gt;hi"), "{shown}");
    for bad in [
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![x](javascript:1)",
        "[x](/relative)",
    ] {
        let shown = html(bad);
        assert!(
            !shown.contains("javascript") && !shown.contains("href") && !shown.contains("data:"),
            "{shown}"
        );
    }
}

#[test]
fn mentions_become_links_and_are_told() {
    let renderer = Renderer::new();
    let rendered = renderer.markdown(
        "@Ann@home.example and !garden@moot.example, #tea, @ann@home.example, @nobody",
        &resolve,
    );
    let names: Vec<&str> = rendered
        .mentions
        .iter()
        .map(|(_, url)| url.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "https://home.example/u/ann",
            "https://moot.example/c/garden",
            "https://moot.example/tag/tea"
        ]
    );
    assert!(rendered.html.starts_with(
        "<p><span class=\"h-card\"><a href=\"https://home.example/u/ann\" class=\"u-url mention\" title=\"@Ann@home.example\" rel=\"nofollow ugc noopener\">@<span>Ann</span></a></span> and "
    ), "{}", rendered.html);
    assert!(
        rendered.html.contains("class=\"mention hashtag\""),
        "{}",
        rendered.html
    );
    assert!(rendered.html.contains(", @nobody</p>"), "{}", rendered.html);
}

#[test]
fn code_links_and_mail_addresses_mention_nobody() {
    for text in [
        "`@ann@home.example`",
        "    @ann",
        "[@ann](https://a.example)",
        "ann@home.example",
        "![@ann](https://a.example/x.png)",
    ] {
        let rendered = Renderer::new().markdown(text, &resolve);
        assert_eq!(rendered.mentions, [], "{text}");
        assert!(!rendered.html.contains("mailto"), "{}", rendered.html);
    }
}

#[test]
fn a_crowd_of_mentions_is_looked_up_only_so_far() {
    let asked = Cell::new(0);
    let text: String = (0..5_000).map(|n| format!("@n{n} #t{n} ")).collect();
    let counting = |mention: &Mention| {
        asked.set(asked.get() + 1);
        resolve(mention).filter(|_| asked.get() % 2 == 0)
    };
    let rendered = Renderer::new().markdown(&text, &counting);
    assert!(rendered.mentions.len() <= 80);
    assert!(asked.get() <= 130, "{}", asked.get());
}

#[test]
fn remote_html_keeps_its_sense_and_loses_the_rest() {
    assert_eq!(
        clean(
            "<p>Hi <span class=\"h-card evil\"><a href=\"https://a.example/@b\" class=\"u-url mention x\" target=\"_blank\" style=\"color:red\" onclick=\"x()\" data-x=\"1\" id=\"y\">@<span>b</span></a></span></p>"
        ),
        "<p>Hi <span class=\"h-card\"><a href=\"https://a.example/@b\" class=\"u-url mention\" rel=\"nofollow ugc noopener\">@<span>b</span></a></span></p>"
    );
    assert_eq!(
        clean("<p lang=\"de\">a</p><p lang=\"x y\">b</p>"),
        "<p lang=\"de\">a</p><p>b</p>"
    );
    assert_eq!(clean("a<script>alert(1)</script>b"), "ab");
    assert_eq!(clean("<form action=x><input name=y>c</form>"), "c");
    assert_eq!(clean("<td>d</td>"), "d");
    for bad in [
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" java\tscript:alert(1)\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<a href=\"mailto:a@b.example\">x</a>",
        "<a href=\"data:text/html;base64,x\">x</a>",
    ] {
        assert_eq!(
            clean(bad),
            "<a rel=\"nofollow ugc noopener\">x</a>",
            "{bad}"
        );
    }
}

#[test]
fn known_tricks_do_not_work() {
    for trick in [
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate attributeName=href values=javascript:alert(1) /><a><text>x</text></a></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<style>@import 'https://evil.example'</style>",
        "<base href=\"https://evil.example/\"><meta http-equiv=refresh content=0>",
        "<textarea><script>alert(1)</script></textarea>",
        "<p style=\"position:fixed\">x</p><link rel=stylesheet href=x>",
        "<a href=\"https://a.example\" onmouseover=\"alert(1)\">x</a>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<title></title><img src=x onerror=alert(1)>",
    ] {
        let shown = clean(trick);
        for evil in [
            "<script",
            "<img src=x",
            "<svg",
            "<style",
            "<iframe",
            "<meta",
            "<base",
            "<link",
            " style=",
            " on",
            "<math",
            "<noscript",
        ] {
            let in_markup = scan::Scanner::new(&shown).any(|token| match token {
                scan::Token::Text(_) => false,
                _ => shown.contains(evil),
            });
            assert!(!in_markup, "{trick} gave {shown}");
        }
    }
}

/// How large a tree and how much HTML comes of a text; plain words are the measure.
fn growth(markdown: &str) -> usize {
    let shown = html(markdown);
    let cost = scan::cost(&shown);
    assert!(cost.depth <= 64, "depth {} of {:.40}", cost.depth, markdown);
    let tags = shown.bytes().filter(|b| *b == b'<').count();
    assert!(tags <= 100_000, "{tags} tags of {markdown:.40}");
    shown.len() / markdown.len().max(1)
}

#[test]
fn markdown_bombs_fizzle() {
    let full = |part: &str| part.repeat(MAX_MARKDOWN / part.len() + 1);
    let plain = growth(&full("word "));
    assert_eq!(plain, 1);
    let half = MAX_MARKDOWN / 2;
    for bomb in [
        full(">"),
        full("> "),
        full("- "),
        full("1. "),
        full("[a]("),
        full("["),
        full("![["),
        full("]"),
        full("*a **a "),
        full("*a _a "),
        full("**x [a*b**c*](d)"),
        full("`a``b```c"),
        full("<a "),
        full("<!--"),
        full("&amp;"),
        full("\\"),
        full("~~a "),
        full("www.a.example "),
        full("@a@b.example "),
        full("[a][b]\n\n[b]: https://a.example\n\n"),
        full("|"),
        full("# a\n"),
        format!("{}{}", ">".repeat(half), "\na".repeat(half / 2)),
        format!("{}{}", "- ".repeat(half / 2), "\n\n  a".repeat(half / 5)),
        format!(
            "|{}\n|{}\n{}",
            "a|".repeat(6_000),
            "-|".repeat(6_000),
            "|\n".repeat(15_000)
        ),
        (0..200)
            .map(|n| format!("{}- a\n", "  ".repeat(n)))
            .collect(),
        format!(
            "[x]: https://a.example/{}\n{}",
            "y".repeat(20_000),
            "[x]".repeat(10_000)
        ),
        format!("{}a{}", "*".repeat(half - 1), "*".repeat(half)),
        format!("{}a{}", "<b>".repeat(half / 3), "</b>".repeat(half / 4)),
    ] {
        let times = growth(&bomb);
        assert!(times <= 24, "{times} times as much HTML of {bomb:.40}");
    }
}

#[test]
fn html_bombs_fizzle() {
    let many = |part: &str| part.repeat(200_000 / part.len());
    let attributes: String = (0..30_000).map(|n| format!(" a{n}")).collect();
    let fonts: String = (0..2_000).map(|n| format!("<font x={n}>")).collect();
    for bomb in [
        many("<div>"),
        many("<blockquote>"),
        many("<b>"),
        many("<p><b>"),
        many("<a href='https://a.example'>"),
        many("<table>"),
        many("<svg>"),
        many("<i x=\"</i>\">"),
        many("<font x=1><table></font></table>"),
        many("</p>"),
        many("<!--"),
        format!("<a{attributes}>x</a>"),
        format!("{fonts}{}", "<p>x".repeat(40_000)),
        format!("{}{}", &fonts[..fonts.len() / 100], "<p>".repeat(60_000)),
        format!("<p>{}</p>", "x".repeat(400_000)),
    ] {
        let shown = Renderer::new().sanitize_fragment(&bomb);
        assert!(
            shown.len() <= bomb.len() * 8,
            "{} bytes of {bomb:.40}",
            shown.len()
        );
        assert!(scan::cost(&shown).depth <= 64, "{bomb:.40}");
    }
}

#[test]
fn no_input_panics() {
    let pieces = [
        "<", ">", "&", "\"", "'", "=", "/", "!", "-", "a", "ü", "\u{202E}", "\0", " ", "\n", "@",
        "#", "[", "]", "(", ")", "*", "`", "|", "1.",
    ];
    let mut state = 7_usize;
    let renderer = Renderer::new();
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..24 {
            // A fixed sequence, so that a failure comes again.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) % pieces.len()]);
        }
        let _ = renderer.markdown(&text, &resolve);
        let _ = renderer.sanitize_fragment(&text);
        assert!(plain_text(&text, 10).chars().count() <= 10, "{text:?}");
    }
}

/// Whole tags, halves of tags and old tricks in any order: what comes out is of the allow-list, in one
/// fixed form, and stays as it is when it goes through again.
#[test]
fn whatever_is_written_comes_out_clean() {
    let tricks = r##"<p>§</p>§<a href="https://a.example/?b=1&c">§</a>§<a href=javascript:alert(1)>§<a href='&#106;avascript:1'>§
<a href="//evil.example">§<img src=x onerror=alert(1)>§<img src="https://a.example/x.png" alt='"><b>'>§
<script>alert(1)</script>§<script>§</script>§<style>*{x:y}</style>§<svg><style>§<math><mtext>§<mglyph>§</svg>§
<table><tr><td>§</table>§<select><option>§<template>§<noscript><p title="</noscript><img src=x onerror=1>">§
<textarea>§<title>§<xmp>§<plaintext>§<iframe src=x>§<form><input name=attributes>§<base href=https://evil.example>§
<!--§-->§--!>§<![CDATA[§]]>§<?x§<b§ onclick=x §style="a:url(x)"§>§<§&lt;script&gt;§&#x3c;b&#62;§&NewLine;§ü§"§'§=§/§
 §**§_§`§[x](§data:text/html,1)§![§](https://a.example)§> §- §@ann@home.example§#tea§https://a.example/<b>§
<details open><summary>§<ol start=9><li>§<span class="h-card devbar">§<font color=red>§<a><p><a>§<b><i></b></i>§
<P CLASS=x>§<br/x=1>"##;
    let mut pieces: Vec<&str> = tricks.split('§').collect();
    pieces.extend([
        "<a href=\"java\tscript:1\">",
        "\u{0}",
        "\u{202e}",
        "\u{2028}",
        "\n\n",
        "|a|\n|-|\n",
    ]);
    let mut state = 11_usize;
    let mut roll = move |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let renderer = Renderer::new();
    for _ in 0..1_500 {
        let count = roll(16) + 1;
        let text: String = (0..count).map(|_| pieces[roll(pieces.len())]).collect();
        for shown in [
            renderer.sanitize_fragment(&text),
            renderer.markdown(&text, &resolve).html,
        ] {
            assert!(clean::is_clean(&shown), "{text:?} became {shown:?}");
            assert_eq!(renderer.sanitize_fragment(&shown), shown, "from {text:?}");
            assert!(
                shown.len() <= text.len() * 40 + 400,
                "{} bytes of {text:?}",
                shown.len()
            );
            // A second opinion, which knows nothing of the list: outside of quotes nothing bad is named, and
            // every address is one of the web.
            for tag in shown.split('<').skip(1) {
                let parts: Vec<&str> = tag.split('"').collect();
                for (place, part) in parts.iter().enumerate() {
                    let name = if place % 2 == 0 {
                        part.split('>').next().unwrap_or_default()
                    } else {
                        continue;
                    };
                    for bad in [
                        "script", "style", "svg", "math", "iframe", "form", "input", "base", " on",
                    ] {
                        assert!(
                            !name.trim_start_matches('/').starts_with(bad),
                            "{shown:?} from {text:?}"
                        );
                    }
                    if name.ends_with("href=") || name.ends_with("src=") {
                        assert!(
                            parts[place + 1].starts_with("http"),
                            "{shown:?} from {text:?}"
                        );
                    }
                    if part.contains('>') {
                        break;
                    }
                }
            }
        }
    }
}
