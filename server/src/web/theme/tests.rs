//! Draws every template of every shipped theme from full and bare examples: unknown fields and missing words fail here.

use std::collections::BTreeSet;

use super::*;
use crate::pages::view::{Frame, example};

fn page(sample: &example::Sample, frame: Frame) -> Page<serde_json::Value> {
    Page {
        frame,
        body: sample.body.clone(),
        template: sample.template,
    }
}

fn bare() -> Frame {
    Frame {
        locale: "en".into(),
        dir: "ltr".into(),
        ..Frame::default()
    }
}

#[test]
fn every_page_of_every_theme_is_drawn() {
    let themes = Themes::shipped();
    for name in themes.names().unwrap() {
        let theme = themes.get(&name).unwrap();
        let mut drawn = BTreeSet::new();
        for sample in example::samples() {
            for frame in [example::frame(true), example::frame(false), bare()] {
                let html = theme
                    .render(&page(&sample, frame))
                    .unwrap_or_else(|e| panic!("{name}: {e}"));
                assert!(
                    !html.contains(" style=\""),
                    "{}: the content policy forbids style attributes",
                    sample.template
                );
                assert!(
                    !html.contains(" onclick="),
                    "{}: and inline handlers",
                    sample.template
                );
            }
            drawn.insert(sample.template.to_owned());
        }
        for (mail, view) in example::mails() {
            let done = theme
                .mail(mail, "en", &view)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(!done.subject.contains('\n'));
            drawn.extend([format!("mail/{mail}.txt"), format!("mail/{mail}.html")]);
        }
        let frames = [
            "base.html",
            "sprite.html",
            "narrow.html",
            "admin/base.html",
            "mail/base.html",
        ];
        for template in theme.templates() {
            let known = drawn.contains(&template) || frames.contains(&template.as_str());
            // Those of kinds are part of a thread's page, and parts of several.
            let part = ["components/", "kinds/", "parts/"].iter().any(|folder| template.starts_with(folder));
            assert!(
                known || part,
                "{name}: no example draws {template}"
            );
        }
    }
}

#[test]
fn lists_in_a_thread_are_balanced() {
    let theme = Themes::shipped().get(BASE).unwrap();
    for sample in example::samples()
        .iter()
        .filter(|s| s.template == "thread.html")
    {
        let html = theme.render(&page(sample, example::frame(true))).unwrap();
        for (open, close) in [
            ("<ol", "</ol>"),
            ("<li", "</li>"),
            ("<details", "</details>"),
            ("<article", "</article>"),
        ] {
            let opened = html.matches(&format!("{open} ")).count()
                + html.matches(&format!("{open}>")).count();
            assert_eq!(opened, html.matches(close).count(), "{open}");
        }
    }
}

#[test]
fn what_people_write_is_escaped() {
    let theme = Themes::shipped().get(BASE).unwrap();
    let evil = "<script>alert(1)</script>\" onload=x";
    let mut body = example::thread();
    body.title = evil.into();
    body.post.author.display = evil.into();
    body.form.error = evil.into();
    let frame = Frame {
        path: evil.into(),
        ..example::frame(true)
    };
    let html = theme
        .render(&Page {
            frame,
            body,
            template: "thread.html",
        })
        .unwrap();
    assert!(!html.contains("<script>alert"));
    assert!(!html.contains("\" onload"));
}

#[test]
fn a_child_theme_overrides_and_inherits() {
    let themes = Themes::shipped();
    let (base, child) = (themes.get(BASE).unwrap(), themes.get("harbour").unwrap());
    assert_eq!(child.templates(), base.templates());
    assert_ne!(child.brand_css("#224488"), base.brand_css("#224488"));
    assert_ne!(child.asset_url("style.css"), base.asset_url("style.css"));
    assert!(
        child
            .asset("fonts/source-serif-4-latin-400-normal.woff2")
            .is_some()
    );
}

#[test]
fn a_theme_folder_is_read_again_when_it_changes() {
    let root = std::env::temp_dir().join(format!("folkmoot-theme-{}", std::process::id()));
    let dir = root.join(BASE);
    std::fs::create_dir_all(dir.join("templates")).unwrap();
    std::fs::create_dir_all(dir.join("locales")).unwrap();
    std::fs::write(dir.join("theme.toml"), "title = \"T\"\n").unwrap();
    std::fs::write(dir.join("locales/en.ftl"), "a = A\n").unwrap();
    std::fs::write(dir.join("templates/x.html"), "one").unwrap();
    let themes = Themes::from_dir(&root);
    let draw = || {
        themes
            .get(BASE)
            .unwrap()
            .fragment("x.html", "en", &0)
            .unwrap()
    };
    assert_eq!(draw(), "one");
    // A new file changes the count, so the test does not depend on how fine the file system's clock is.
    std::fs::write(dir.join("templates/x.html"), "two").unwrap();
    std::fs::write(dir.join("templates/y.html"), "").unwrap();
    assert_eq!(draw(), "two");
    std::fs::remove_dir_all(&root).unwrap();
}

#[test]
fn no_message_is_written_twice() {
    let themes = Themes::shipped();
    let layer = themes.files("default").unwrap();
    let mut seen = BTreeMap::new();
    for (file, text) in layer.iter().filter(|(file, _)| file.starts_with("locales/") && file.ends_with(".ftl")) {
        let lang = file.trim_start_matches("locales/").split(['/', '.']).next().unwrap_or_default().to_owned();
        for line in std::str::from_utf8(text).unwrap().lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let Some((key, _)) = line.split_once(" =") else { continue };
            if let Some(other) = seen.insert((lang.clone(), key.to_owned()), file.clone()) {
                panic!("{key} stands in {other} and in {file}: one of them would never be read");
            }
        }
    }
    assert!(seen.len() > 500);
}
