//! Any text as the fields that sign a request, the lines being one field each.

#![no_main]

use folkmoot_federation::signature::{Here, Request, Signature, VerifyingKey};
use libfuzzer_sys::fuzz_target;
use url::Url;

const NAMES: [&str; 7] = [
    "signature",
    "signature-input",
    "content-digest",
    "digest",
    "host",
    "date",
    "authorization",
];

fuzz_target!(|text: &str| {
    let fields = NAMES.into_iter().zip(text.lines());
    let request = Request {
        method: "POST",
        path_and_query: "/inbox",
        headers: folkmoot_federation::signature::Headers::new(fields.collect()),
        body: Some(b"{}"),
    };
    let _ = VerifyingKey::from_pem(text);
    if let Ok(signature) = Signature::read(&request.headers) {
        let here = Here::new(&Url::parse("https://here.example").expect("an address"));
        let _ = signature.check(&request, &here, std::time::SystemTime::UNIX_EPOCH.into());
    }
});
