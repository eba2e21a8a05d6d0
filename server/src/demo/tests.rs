//! The demo is what a newcomer sees first: both front pages must be alive.

use super::*;
use crate::store::posts::{self, Threads};
use crate::store::{actors, communities, moderation};

#[test]
fn the_scripts_make_sense() {
    let scripts = script::shipped().expect("two scripts");
    let people: Vec<&str> = scripts.iter().flat_map(|s| &s.people).map(|p| p.name.as_str()).collect();
    let places: Vec<&str> = scripts.iter().flat_map(|s| &s.communities).map(|c| c.name.as_str()).collect();
    let mut said = 0;
    for thread in scripts.iter().flat_map(|s| &s.threads) {
        assert!(places.contains(&thread.community.as_str()), "{}: no community {}", thread.title, thread.community);
        for by in std::iter::once(&thread.by).chain(thread.replies.iter().map(|r| &r.said.by)) {
            assert!(people.contains(&by.as_str()), "{}: nobody is called {by}", thread.title);
        }
        let voters = thread.options.iter().flat_map(|(_, names)| names);
        assert!(voters.clone().all(|name| people.contains(&name.as_str())), "{}", thread.title);
        assert_eq!(thread.kind.as_deref() == Some("poll"), voters.count() > 0, "{}", thread.title);
        assert!(!thread.text.is_empty() && !thread.title.is_empty(), "{}", thread.title);
        let mut depth = 0;
        for reply in &thread.replies {
            assert!(reply.depth <= depth + 1, "{}: {} answers nothing", thread.title, reply.said.text);
            depth = reply.depth;
            said += 1;
        }
    }
    let threads = scripts.iter().map(|s| s.threads.len()).sum::<usize>();
    assert!(places.len() >= 5 && threads >= 36 && said >= 180, "{} communities, {threads} threads, {said} replies", places.len());
    for person in scripts.iter().flat_map(|s| &s.people) {
        assert!(person.elsewhere.iter().all(|name| places.contains(&name.as_str())), "{}", person.name);
    }
}

#[test]
fn faces_are_pictures_and_stay_the_same() {
    let face = pictures::portrait("mara").expect("a face");
    assert_eq!(face, pictures::portrait("mara").expect("a face"));
    assert_ne!(face, pictures::portrait("jonas").expect("another"));
    assert!(face.starts_with(b"\x89PNG"));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_houses_are_alive_and_know_each_other() {
    let dir = std::env::temp_dir().join(format!("folkmoot-demo-{:016x}", rand::random::<u64>()));
    let demo = start(Options { dir: dir.clone(), ports: [0, 0] }).await.expect("a demo");
    for running in &demo.running {
        let home = running.app.urls.host().to_owned();
        running
            .app
            .db
            .read(move |conn| {
                let threads = posts::threads(conn, &Threads { limit: 200, ..Threads::default() })?;
                assert!(threads.len() > 30, "{home} shows {} threads", threads.len());
                let authors: Vec<i64> = threads.iter().map(|t| t.author_id).collect();
                let authors = actors::with_hosts(conn, &authors)?;
                assert!(authors.iter().any(|(_, host)| *host != home), "{home} shows nobody from elsewhere");
                assert!(threads.iter().any(|t| t.edited_at.is_some()), "{home} shows no edit");
                assert!(threads.iter().filter(|t| t.score > 1).count() > 10, "{home} shows no votes");
                assert!(threads.iter().any(|t| t.replies > 5), "{home} shows no talk");
                assert!(!moderation::log(conn, None, None, 10)?.is_empty(), "{home} has an empty log");
                for id in communities::all_ids(conn)? {
                    let homes = communities::members_by_home(conn, id, 10)?;
                    assert!(homes.iter().any(|(host, _)| *host == home), "{home}: {homes:?}");
                }
                Ok(())
            })
            .await
            .expect("a look at the database");
        let page = first_page(running.address, running.app.urls.host()).await;
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.matches("class=\"row\"").count() >= 10, "the first page shows no threads");
    }
    let letters = demo.running[0].app.db.read(|conn| {
        let place = actors::by_handle(conn, "timetables")?.expect("a community").id;
        crate::store::newsletters::list(conn, place, 10)
    });
    let letters = letters.await.expect("its newsletter");
    assert!(letters.len() == 2 && letters.iter().any(|issue| issue.copies == 5 && issue.post_id.is_some()), "{letters:?}");
    demo.stop().await.expect("an end");
    std::fs::remove_dir_all(&dir).expect("no more data");
}

/// The front page as a browser asks for it.
async fn first_page(at: SocketAddr, host: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(at).await.expect("a connection");
    let ask = format!("GET / HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}
