//! Deliveries: signed, in order, and settled by what the peer said.

use bytes::Bytes;
use folkmoot_federation::host::{Delivery, Outcome};
use folkmoot_federation::signature::{Here, Request, Signature};
use time::OffsetDateTime;

use crate::peer::{Peer, answer};
use crate::world::{NOW, World, signer, url};

fn delivery(id: i64, host: &str, path: &str) -> Delivery {
    Delivery {
        id,
        host: host.to_owned(),
        inbox: url(&format!("http://{host}{path}")),
        key: signer("http://here.test/c/x#main-key", 1),
        body: Bytes::from(format!("{{\"id\":\"http://here.test/activities/{id}\"}}")),
        attempts: 0,
    }
}

async fn delivered(world: &World, deliveries: Vec<Delivery>) -> Vec<(i64, Outcome)> {
    let count = deliveries.len();
    world.host.with(|state| state.queue.extend(deliveries));
    assert_eq!(world.here.deliver_batch(1_000).await.unwrap(), count);
    let mut outcomes = world.host.with(|state| std::mem::take(&mut state.outcomes));
    outcomes.sort_by_key(|(id, _)| *id);
    outcomes
}

#[tokio::test]
async fn a_delivery_is_signed_so_that_a_peer_believes_it() {
    let peer = Peer::new(|_| answer(202, "", "")).await;
    let world = World::new(&[("far.test", &peer)]).await;
    world.know("http://here.test/c/x", "http://here.test/c/x#main-key", 1);
    assert_eq!(
        delivered(&world, vec![delivery(1, "far.test", "/inbox")]).await,
        vec![(1, Outcome::Delivered)]
    );
    let asked = peer.asked().remove(0);
    assert_eq!(
        asked.header("content-type"),
        Some("application/activity+json")
    );
    assert!(
        asked
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("Folkmoot/"))
    );
    let request = Request {
        method: &asked.method,
        path_and_query: &asked.target,
        headers: asked.headers(),
        body: Some(&asked.body),
    };
    let signature = Signature::read(&request.headers).unwrap();
    let there = Here::new(&url("http://far.test"));
    signature
        .check(
            &request,
            &there,
            OffsetDateTime::from_unix_timestamp(NOW).unwrap(),
        )
        .unwrap();
    let pem = world.host.with(|state| {
        state.actors[&url("http://here.test/c/x")]
            .public_key
            .pem
            .clone()
    });
    signature
        .verify(&request, &there, &world.keys.public(&pem).unwrap())
        .unwrap();
}

#[tokio::test]
async fn one_host_is_served_in_order_over_one_connection() {
    let peer = Peer::new(|_| answer(200, "", "taken")).await;
    let world = World::new(&[("far.test", &peer)]).await;
    let outcomes = delivered(
        &world,
        (0..50)
            .map(|id| delivery(id, "far.test", &format!("/inbox/{id}")))
            .collect(),
    )
    .await;
    assert!(
        outcomes
            .iter()
            .all(|(_, outcome)| *outcome == Outcome::Delivered)
    );
    let order: Vec<_> = peer.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(
        order,
        (0..50).map(|id| format!("/inbox/{id}")).collect::<Vec<_>>()
    );
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn answers_become_outcomes() {
    let peer = Peer::new(|asked| {
        let status: u16 = asked.target[1..].parse().unwrap();
        answer(status, "retry-after: 90\r\n", "")
    })
    .await;
    let world = World::new(&[("far.test", &peer), ("bad.test", &peer)]).await;
    world
        .host
        .with(|state| state.blocked.push("bad.test".to_owned()));
    let statuses = [200, 201, 202, 410, 400, 401, 404, 301, 500, 200, 429];
    let outcomes = delivered(
        &world,
        statuses
            .iter()
            .enumerate()
            .map(|(id, status)| delivery(id as i64, "far.test", &format!("/{status}")))
            .collect(),
    )
    .await;
    for ((_, outcome), status) in outcomes.iter().zip(statuses) {
        let expected = match status {
            200..=299 => *outcome == Outcome::Delivered,
            410 => *outcome == Outcome::Gone,
            429 | 500 => matches!(
                outcome,
                Outcome::Failed {
                    retry_after: Some(90),
                    ..
                }
            ),
            status => *outcome == Outcome::Refused { status },
        };
        assert!(expected, "{status}: {outcome:?}");
    }
    let asked = peer.asked().len();
    let outcomes = delivered(
        &world,
        vec![
            delivery(1, "bad.test", "/200"),
            delivery(2, "unnamed.test", "/200"),
        ],
    )
    .await;
    assert!(
        matches!(
            outcomes[..],
            [(1, Outcome::Refused { .. }), (2, Outcome::Refused { .. })]
        ),
        "{outcomes:?}"
    );
    assert_eq!(peer.asked().len(), asked);
}

#[tokio::test]
async fn a_host_that_does_not_answer_holds_up_only_itself() {
    let down = Peer::new(|_| Vec::new()).await;
    let up = Peer::new(|_| answer(202, "", "")).await;
    let world = World::new(&[("down.test", &down), ("up.test", &up)]).await;
    let mut batch: Vec<_> = (0..10)
        .map(|id| delivery(id, "down.test", "/inbox"))
        .collect();
    batch.extend((10..20).map(|id| delivery(id, "up.test", "/inbox")));
    let outcomes = delivered(&world, batch).await;
    assert!(
        outcomes[..10]
            .iter()
            .all(|(_, outcome)| matches!(outcome, Outcome::Failed { .. }))
    );
    assert!(
        outcomes[10..]
            .iter()
            .all(|(_, outcome)| *outcome == Outcome::Delivered)
    );
    assert_eq!(down.asked().len(), 1, "the rest is put off without trying");
}
