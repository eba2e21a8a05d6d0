//! 3, 4, 5, 18, 19: what we fetch, where we go, what we hand out and in which wrapping.

use serde_json::json;

use crate::support::{Reply, Software, Story, World};

/// 5: nothing of ours goes to an address inside, whatever asks for it.
#[tokio::test]
async fn no_request_goes_inside() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = inside.local_addr()?.port();
    let evil = world.stranger("evil", Software::Lemmy)?;
    let mut queries = vec![
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("@x@127.0.0.1:{port}"),
        format!("@x@localhost:{port}"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ftp://evil.example/".to_owned(),
        format!("http://x@{}/", evil.host),
    ];
    for (number, target) in [format!("http://127.0.0.1:{port}/"), format!("http://localhost:{port}/u/x"), "http://10.0.0.1/".to_owned()].iter().enumerate() {
        evil.serves_reply(&format!("/to/{number}"), Reply::redirect(target));
        queries.push(evil.url(&format!("/to/{number}")));
    }
    for query in queries {
        let answer = ann.api(reqwest::Method::POST, "/resolve", json!({ "query": query })).await?;
        assert!((400..500).contains(&answer.status), "{query}: {answer:?}");
        assert!(!answer.text.contains("127.0.0.1") && !answer.text.contains("refused"), "the answer tells nothing of the inside: {}", answer.text);
    }
    // An actor whose mailboxes are inside.
    let eve = evil.person("eve");
    let mut document = eve.document();
    document["inbox"] = json!(format!("http://127.0.0.1:{port}/inbox"));
    document["endpoints"] = json!({ "sharedInbox": format!("http://localhost:{port}/inbox") });
    evil.serves(&document);
    ann.api(reqwest::Method::POST, "/resolve", json!({ "query": eve.id })).await?;
    ann.api(reqwest::Method::POST, &format!("/people/{}/follow", eve.handle), json!(null)).await?;
    world.settle().await?;
    let knocked = tokio::time::timeout(std::time::Duration::from_millis(50), inside.accept()).await;
    assert!(knocked.is_err(), "somebody was asked inside");
    world.end_with_work_left()
}

/// 19: an answer says what it depends on, and what is for one reader is kept by nobody.
#[tokio::test]
async fn caches_cannot_mix_answers_up() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    ann.founds("garden").await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    for path in ["/c/garden".to_owned(), "/u/ann".to_owned(), format!("/post/{}", thread.number)] {
        let page = crate::support::answer::Answer::of(alpha.client.get(alpha.url(&path)).header("accept", "text/html")).await?.is(200)?;
        let document = alpha.document(&path).await?.is(200)?;
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        assert!(document.header("content-type").starts_with("application/activity+json"), "{path}: {}", document.header("content-type"));
        for answer in [&page, &document] {
            assert!(answer.header("vary").to_ascii_lowercase().contains("accept"), "{path}: {}", answer.header("vary"));
        }
        assert!(document.header("vary").to_ascii_lowercase().contains("signature"), "{path}: {}", document.header("vary"));
        let (one, other) = (page.header("etag"), document.header("etag"));
        assert!(one.is_empty() || one != other, "{path}: {one}");
        if !one.is_empty() {
            let again = alpha.client.get(alpha.url(&path)).header("accept", "text/html").header("if-none-match", one);
            assert_eq!(crate::support::answer::Answer::of(again).await?.status, 304, "{path}");
            let crossed = alpha.client.get(alpha.url(&path)).header("accept", "application/activity+json").header("if-none-match", one);
            assert_eq!(crate::support::answer::Answer::of(crossed).await?.status, 200, "{path}");
        }
    }
    let visit = alpha.visit()?;
    visit.login("ann").await?;
    for path in ["/", "/c/garden", "/settings"] {
        let page = visit.page(path).await?.is(200)?;
        assert!(page.header("cache-control").contains("private") || page.header("cache-control").contains("no-store"), "{path}: {}", page.header("cache-control"));
    }
    world.end().await
}

/// 4: what is uploaded is made anew, and served as what it is and nothing else.
#[tokio::test]
async fn uploads_are_pictures_or_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let upload = async |bytes: Vec<u8>, name: &str, mime: &str| -> anyhow::Result<crate::support::answer::Answer> {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(mime)?;
        let form = reqwest::multipart::Form::new().part("file", part);
        crate::support::answer::Answer::of(alpha.client.post(alpha.url("/api/v1/media")).bearer_auth(&ann.token).multipart(form)).await
    };
    let activity = json!({ "id": alpha.url("/media/x"), "type": "Note", "attributedTo": ann.id }).to_string();
    for (bytes, name, mime) in [
        (activity.clone().into_bytes(), "note.png", "image/png"),
        (activity.into_bytes(), "note.json", "application/activity+json"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "x.svg", "image/svg+xml"),
        (b"<html><script>alert(1)</script></html>".to_vec(), "x.html", "text/html"),
        (b"GIF89a<script>alert(1)</script>".to_vec(), "x.gif", "image/gif"),
    ] {
        let answer = upload(bytes, name, mime).await?;
        assert!(matches!(answer.status, 400 | 413 | 415 | 422), "{name}: {answer:?}");
    }
    let kept = upload(one_pixel(), "../../x.html", "text/html").await?;
    assert!(matches!(kept.status, 200 | 201), "{kept:?}");
    let url = kept.at("/url").to_owned();
    let served = crate::support::answer::Answer::of(alpha.client.get(&url).header("accept", "application/activity+json, text/html")).await?.is(200)?;
    assert!(served.header("content-type").starts_with("image/"), "{}", served.header("content-type"));
    assert_eq!(served.header("x-content-type-options"), "nosniff");
    assert!(!url.contains("..") && !url.contains("html"), "{url}");
    assert!(served.header("content-security-policy").contains("default-src 'none'"), "{}", served.header("content-security-policy"));
    world.end().await
}

/// The smallest PNG that there is, with words after its end.
fn one_pixel() -> Vec<u8> {
    let hex = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6350687000\
        0001a400e1add3a7810000000049454e44ae426082";
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let mut bytes: Vec<u8> = digits
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    bytes.extend_from_slice(b"<script>alert(1)</script>");
    bytes
}
