//! Any bytes as an activity, an actor, a contribution and a collection.

#![no_main]

use folkmoot_federation::activities::interpret;
use folkmoot_federation::objects::{
    Capabilities, actor_json, object_json, parse_actor, parse_object,
};
use folkmoot_federation::protocol::collection::read_page;
use folkmoot_federation::protocol::links::address_of;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    if let Some(signer) = value.get("actor").and_then(address_of) {
        let _ = interpret(&value, &signer, true);
        let _ = interpret(&value, &signer, false);
    }
    if let Ok(doc) = parse_actor(&value) {
        let written = actor_json(&doc, &Capabilities::default());
        assert_eq!(parse_actor(&written), Ok(doc));
    }
    if let Ok(doc) = parse_object(&value) {
        let again = parse_object(&object_json(&doc)).expect("what we write we read");
        assert_eq!(parse_object(&object_json(&again)), Ok(again));
    }
    let _ = read_page(&value);
});
