//! Who says so: signatures, keys, digests, hosts and dates at the door.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::support::instance::Instance;
use crate::support::{Member, Place, Software, Story, World, text_at};

fn like(who: &Member, object: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": who.activity_id("like"), "type": "Like", "actor": who.id, "object": object,
    })
}

/// Rows but those of jobs that come and go by themselves.
fn rows(instance: &Instance) -> Result<Vec<(String, i64)>> {
    Ok(instance.rows()?.into_iter().filter(|(table, _)| table != "jobs").collect())
}

/// 1: a signature is only as good as the tie between its key and the actor.
#[tokio::test]
async fn a_key_speaks_for_its_owner_only() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let (mastodon, evil) = (world.stranger("mastodon", Software::Mastodon)?, world.stranger("evil", Software::Mastodon)?);
    let (max, mia, eve) = (mastodon.person("max"), mastodon.person("mia"), evil.person("eve"));
    for who in [&max, &mia, &eve] {
        who.follows(&garden).await?;
    }
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    let before = rows(alpha)?;
    let activity = like(&max, &thread.id);
    let body = activity.to_string();

    // Eve signs with her own key, which is listed by her own document, in Max's name.
    let answer = evil.delivers(&eve.key_id, &garden.inbox, body.as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    // She names Max's key, and has not got it.
    let answer = evil.delivers_with_foreign_key(&max.key_id, &garden.inbox, body.as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    // A key at Max's own server that is another's.
    let answer = mastodon.delivers(&mia.key_id, &garden.inbox, body.as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    // A document on Eve's server that claims to be Max's key.
    let claims = json!({ "@context": "https://w3id.org/security/v1", "id": evil.url("/keys/max"), "owner": max.id, "publicKeyPem": evil.public_pem() });
    evil.serves(&claims);
    let answer = evil.delivers(&evil.url("/keys/max"), &garden.inbox, body.as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    // A key on Max's own server that his document does not list (somebody could put a file there).
    let lies = json!({ "@context": "https://w3id.org/security/v1", "id": mastodon.url("/files/key"), "owner": max.id, "publicKeyPem": mastodon.public_pem() });
    mastodon.serves(&lies);
    let answer = mastodon.delivers(&mastodon.url("/files/key"), &garden.inbox, body.as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    // One of our own people's keys, from outside.
    let answer = evil.delivers(&format!("{}#main-key", ann.id), &garden.inbox, like(&eve, &thread.id).to_string().as_bytes()).await?;
    assert_eq!(answer.status, 401, "{answer:?}");
    world.settle().await?;
    assert_eq!(rows(alpha)?, before);

    // And the right one is let in.
    max.sends(&garden.inbox, &activity).await?;
    world.settle().await?;
    assert_eq!(alpha.sees(&thread.id).await?["score"], json!(1));
    world.end().await
}

/// 2: what was signed is what arrives, here, and now.
#[tokio::test]
async fn a_signature_holds_for_one_body_one_host_and_one_hour() -> Story {
    let world = World::new(&["alpha", "beta"]).await?;
    let (alpha, beta) = (world.at("alpha"), world.at("beta"));
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    let before = rows(alpha)?;
    let body = like(&max, &thread.id).to_string();
    let signed = |inbox: &str| mastodon.signed(&max.key_id, inbox, body.as_bytes());
    let send = async |request: reqwest::Request| -> Result<u16> { Ok(world.client.execute(request).await?.status().as_u16()) };

    // Another body under the same signature, with and without its digest made to fit.
    let other = like(&max, "http://other.example/1").to_string();
    let mut request = signed(&garden.inbox)?.build()?;
    *request.body_mut() = Some(other.clone().into());
    assert_eq!(send(request).await?, 401);
    let digest = folkmoot_federation::signature::digest_header(other.as_bytes());
    let mut request = signed(&garden.inbox)?.build()?;
    *request.body_mut() = Some(other.into());
    request.headers_mut().insert("digest", digest.parse()?);
    assert_eq!(send(request).await?, 401);
    // No digest, no date, no signature.
    for field in ["digest", "date", "signature"] {
        let mut request = signed(&garden.inbox)?.build()?;
        request.headers_mut().remove(field);
        assert_eq!(send(request).await?, 401, "without {field}");
    }
    // The digest is there, and not among what is signed: then it proves nothing.
    for missing in [" digest", " date", "(request-target) ", " host"] {
        let mut request = signed(&garden.inbox)?.build()?;
        let text = request.headers()["signature"].to_str()?.replacen(missing, "", 1);
        request.headers_mut().insert("signature", text.parse()?);
        assert_eq!(send(request).await?, 401, "without{missing} in the list");
    }
    // To another path, and to another server of ours.
    let mut request = signed(&garden.inbox)?.build()?;
    request.url_mut().set_path("/c/garden/inbox");
    assert_eq!(send(request).await?, 401);
    let mut request = signed(&garden.inbox)?.build()?;
    *request.url_mut() = reqwest::Url::parse(&beta.url("/inbox"))?;
    assert_eq!(send(request).await?, 401);
    // Too old, and from the future.
    let late = signed(&garden.inbox)?.build()?;
    world.clock.advance(Duration::from_secs(13 * 3600));
    assert_eq!(send(late).await?, 401);
    let early = signed(&garden.inbox)?.build()?;
    let now = world.clock.now();
    world.clock.set(now.minus(Duration::from_secs(3 * 3600)));
    assert_eq!(send(early).await?, 401);
    world.settle().await?;
    assert_eq!(rows(alpha)?, before);
    world.clock.set(now);
    assert_eq!(send(signed(&garden.inbox)?.build()?).await?, 202);
    world.end().await
}

/// 20: the same thing twice is once, by whichever way it comes.
#[tokio::test]
async fn a_replay_changes_nothing() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let lemmy = world.stranger("lemmy", Software::Lemmy)?;
    let lena = lemmy.person("lena");
    lena.follows(&garden).await?;
    world.settle().await?;
    let page = lena.posts(&garden, "Worms", "").await?;
    let like = lena.likes(&garden, text_at(&page, "/id")).await?;
    world.settle().await?;
    let undo = lena.undoes(&garden, &like).await?;
    world.settle().await?;
    lemmy.forgets();
    let before = rows(alpha)?;
    let body = like.to_string();
    for activity in [&like, &undo, &like] {
        lena.sends(&garden.inbox, activity).await?;
    }
    // Byte for byte, at another inbox of the same house.
    lemmy.delivers(&lena.key_id, &format!("{}/inbox", garden.id), body.as_bytes()).await?.is(202)?;
    world.settle().await?;
    assert_eq!(rows(alpha)?, before);
    assert_eq!(alpha.sees(text_at(&page, "/id")).await?["score"], json!(0));
    assert!(lemmy.received().is_empty(), "nothing is announced twice: {:#?}", lemmy.received());

    // The same post in another Create is the same post.
    let mut again = crate::federation::created(&lena, &page);
    again["id"] = json!(lemmy.url("/activities/create/again"));
    lena.sends(&garden.inbox, &again).await?;
    world.settle().await?;
    assert_eq!(alpha.community("garden").await?["threads"], json!(1));
    world.end().await
}

/// A key that was changed is looked up again, once a minute for a host, and no more.
#[tokio::test]
async fn a_new_key_is_learned_and_a_flood_of_bad_ones_is_not_asked_about() -> Story {
    let world = World::new(&["alpha"]).await?;
    let alpha = world.at("alpha");
    let ann = alpha.person("ann").await?;
    let garden = Place::ours(&ann.founds("garden").await?);
    let mastodon = world.stranger("mastodon", Software::Mastodon)?;
    let max = mastodon.person("max");
    max.follows(&garden).await?;
    let thread = ann.posts("garden", "Bees", "").await?;
    world.settle().await?;
    mastodon.forgets();
    for number in 0..20 {
        let mut activity = like(&max, &thread.id);
        activity["id"] = json!(format!("{}#likes/flood-{number}", max.id));
        let answer = mastodon.delivers_with_foreign_key(&max.key_id, &garden.inbox, activity.to_string().as_bytes()).await?;
        assert_eq!(answer.status, 401);
    }
    let looked = mastodon.asked().iter().filter(|asked| asked.method == "GET").count();
    assert!(looked <= 1, "{looked} look-ups");

    // Max gets a new key: his document has it from now on.
    world.clock.advance(Duration::from_secs(120));
    let mut document = max.document();
    document["publicKey"]["publicKeyPem"] = json!(mastodon.foreign_pem());
    mastodon.serves(&document);
    let activity = like(&max, &thread.id);
    mastodon.delivers_with_foreign_key(&max.key_id, &garden.inbox, activity.to_string().as_bytes()).await?.is(202)?;
    world.settle().await?;
    assert_eq!(alpha.sees(&thread.id).await?["score"], json!(1));
    world.end().await
}
