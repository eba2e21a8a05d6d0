//! Examples of a blog: its front, a series, an article with everything, drafts and the stewards' desk.

use serde_json::json;

use super::*;

fn cover() -> ImageView {
    ImageView { url: PICTURE.into(), alt: "Pots on a windowsill".into(), width: 320, height: 200 }
}

fn cards() -> Vec<ArticleCard> {
    let card = |row: ThreadRow, full: bool| ArticleCard {
        summary: if full { "What we learned in one dry summer, and what we would do again.".into() } else { row.excerpt.clone() },
        cover: full.then(cover),
        authors: if full { vec![person(1), person(0), person(4)] } else { vec![row.author.clone()] },
        series: full.then(|| LinkView { text: "A year on the balcony".into(), url: "/c/gardens/blog/series/a-year".into() }),
        part: if full { 3 } else { 0 },
        row,
    };
    rows().into_iter().filter(|row| row.state == "live").zip([true, false, true, false, false, false]).map(|(row, full)| card(row, full)).collect()
}

fn head() -> CommunityHead {
    CommunityHead {
        community: card(0),
        membership: Membership { state: "member".into(), ..Membership::default() },
        formats: vec![Tab::new("format-forum", "/c/gardens", false), Tab::new("format-blog", "/c/gardens/blog", true)],
        modlog_url: "/c/gardens/modlog".into(),
        ..CommunityHead::default()
    }
}

fn article(full: bool) -> ThreadPage {
    let link = json!({ "title": "Seeds in February", "url": "/post/80" });
    let someone = json!([{ "id": "2", "name": "Ann Moreau", "handle": "@ann@social.example", "url": "/u/ann@social.example" }]);
    let panel = json!({
        "summary": if full { "What we learned in one dry summer." } else { "" },
        "blog": if full { json!("/c/gardens/blog") } else { Value::Null },
        "authors": if full { someone.clone() } else { json!([]) },
        "asked": full, "named": !full,
        "waiting": if full { someone } else { json!([]) },
        "series": if full { json!({ "name": "A year on the balcony", "url": "/c/gardens/blog/series/a-year", "part": 3, "parts": 4, "before": link, "after": link }) } else { Value::Null },
        "data": "{}",
    });
    ThreadPage { kind: "article".into(), panel: Some(panel), cover: full.then(cover), ..thread() }
}

fn drafts() -> Vec<DraftRow> {
    let row = |title: &str, scheduled: bool, proposed: bool, note: &str| DraftRow {
        id: "5".into(),
        url: "/drafts/5".into(),
        title: title.into(),
        kind: "article".into(),
        community: LinkView { text: "Gardening on balconies".into(), url: "/c/gardens".into() },
        author: person(1),
        changed: when("2 hours ago"),
        scheduled: scheduled.then(|| when("2026-03-04 09:00 UTC")),
        proposed,
        note: note.into(),
    };
    vec![
        row("Seeds in March", true, false, ""),
        row("", false, false, "error-community-closed"),
        row("What the bees did", false, true, ""),
        row("Averyverylongtitlewithoutasinglespacewhichmustwrapsomewherebecausephonesarenarrow", false, false, "Please say where the seeds are from."),
    ]
}

fn fields() -> Vec<KindField> {
    let field = |name: &str, input: &str| KindField {
        name: name.into(),
        label: name.into(),
        hint: "A hint.".into(),
        input: input.into(),
        max: 500,
        ..KindField::default()
    };
    vec![field("summary", "lines"), field("series", "line"), field("part", "number"), field("authors", "lines")]
}

pub(super) fn samples() -> Vec<Sample> {
    let front = BlogPage {
        head: head(),
        cards: cards(),
        pager: pager(),
        series: vec![SeriesLink { name: "A year on the balcony".into(), url: "/c/gardens/blog/series/a-year".into(), parts: 4 }],
        write_url: "/c/gardens/blog/new".into(),
        can_publish: true,
        desk_url: "/c/gardens/blog/desk".into(),
        waiting: 2,
        feed_url: "/c/gardens/blog/feed.atom".into(),
        json_url: "/c/gardens/blog/feed.json".into(),
    };
    let series = SeriesPage { head: head(), name: "A year on the balcony".into(), cards: cards(), blog_url: "/c/gardens/blog".into(), ..SeriesPage::default() };
    let edit = DraftEditPage {
        id: "5".into(),
        action: "/drafts/5".into(),
        community: card(0),
        kind: "article".into(),
        fields: fields(),
        cover: Some(cover()),
        can_publish: true,
        scheduled: Some(when("2026-03-04 09:00 UTC")),
        proposed: true,
        note: "Please say where the seeds are from.".into(),
        form: refused("title"),
    };
    let preview = DraftPreviewPage {
        url: "/drafts/5".into(),
        title: "Seeds in March".into(),
        kind: "article".into(),
        community: card(0),
        author: person(1),
        with: vec!["@kwame@lemmy.example".into()],
        summary: "What to sow now.".into(),
        series: "A year on the balcony".into(),
        body_html: "<p>Sow <em>early</em>.</p>".into(),
        cover: Some(cover()),
        own: true,
        can_decide: true,
        version: "1".into(),
        form: refused("note"),
    };
    let desk = DeskPage { community: card(0), items: drafts(), form: form(&[("writers", "trusted")], &[("writers", "form-writers-bad")]) };
    vec![
        sample("thread.html", true, article(true)),
        sample("thread.html", true, article(false)),
        sample("blog.html", true, front.clone()),
        sample("blog.html", false, BlogPage { cards: Vec::new(), can_publish: false, waiting: 0, ..front }),
        sample("blog.html", false, BlogPage { head: head(), ..BlogPage::default() }),
        sample("series.html", true, series),
        sample("series.html", false, SeriesPage { head: head(), ..SeriesPage::default() }),
        sample("drafts.html", true, DraftsPage { items: drafts() }),
        sample("drafts.html", false, DraftsPage::default()),
        sample("draft_edit.html", true, edit),
        sample("draft_edit.html", false, DraftEditPage::default()),
        sample("draft_preview.html", true, preview),
        sample("draft_preview.html", false, DraftPreviewPage { kind: "article".into(), ..DraftPreviewPage::default() }),
        sample("blog_desk.html", true, desk),
        sample("blog_desk.html", false, DeskPage::default()),
    ]
}
