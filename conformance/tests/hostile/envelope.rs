//! Who says so? Nobody who can prove it.

use drawbridge_canon::{Account, Request};
use drawbridge_conformance::sim::keys::Pair;

use crate::gate::Gate;

pub(crate) fn all(gate: &mut Gate, wrong: &mut Vec<String>) {
    let (mine, now) = (gate.account(), gate.now());
    let mut thief = mine.clone();
    for key in &mut thief.keys.ours {
        key.key = Pair::toy("somebody else's").sign;
    }
    each(gate, "signed by another key", &thief, now, wrong);
    let mut nobody = mine.clone();
    nobody.id = nobody.id.replace('0', "9");
    nobody.merchant = nobody.merchant.replace('0', "9");
    nobody.apps = nobody.apps.iter().map(|app| app.replace('0', "9")).collect();
    each(gate, "from a caller whom nobody knows", &nobody, now, wrong);
    let mut unnamed = mine.clone();
    for key in &mut unnamed.keys.ours {
        if !key.id.is_empty() {
            key.id = key.id.replace('0', "9");
        }
    }
    if unnamed.keys.ours.iter().any(|key| !key.id.is_empty()) {
        each(gate, "with a key that nobody knows", &unnamed, now, wrong);
    }
    // Where a request tells its time.
    for seconds in [-7200, 7200] {
        for (name, request) in gate.requests(&mine, now.plus_seconds(seconds)) {
            if tells_its_time(&request) {
                gate.refuses(&format!("{name} {seconds} s from now"), &request, wrong);
            }
        }
    }
    for (name, request) in gate.requests(&mine, now) {
        for (what, bent) in bent(&request) {
            gate.refuses(&format!("{name} {what}"), &bent, wrong);
        }
    }
}

fn each(
    gate: &mut Gate,
    what: &str,
    account: &Account,
    now: drawbridge_canon::Timestamp,
    wrong: &mut Vec<String>,
) {
    for (name, request) in gate.requests(account, now) {
        gate.refuses(&format!("{name} {what}"), &request, wrong);
    }
}

fn tells_its_time(request: &Request) -> bool {
    request.headers.get("authorization").is_some_and(|header| header.contains("timestamp="))
}

/// The request with one letter or digit changed, here and there; and without its signature.
fn bent(request: &Request) -> Vec<(String, Request)> {
    let mut all = Vec::new();
    let spots = |length: usize| (0..12).map(move |part| length * part / 12);
    for at in spots(request.body.len()) {
        if let Some(bytes) = bend(&request.body, at) {
            all.push((
                format!("with byte {at} changed"),
                Request { body: bytes, ..request.clone() },
            ));
        }
    }
    let query = request.query.clone().unwrap_or_default();
    for at in spots(query.len()) {
        if let Some(bytes) = bend(query.as_bytes(), at) {
            let query = String::from_utf8(bytes).ok();
            all.push((
                format!("with character {at} of the query changed"),
                Request { query, ..request.clone() },
            ));
        }
    }
    for place in 0..request.headers.0.len() {
        if request.headers.0[place].0 == "authorization" {
            let mut without = request.clone();
            without.headers.0.remove(place);
            all.push(("without its signature".to_owned(), without));
            let value = request.headers.0[place].1.clone();
            for at in spots(value.len()) {
                if let Some(bytes) = bend(value.as_bytes(), at) {
                    let mut bent = request.clone();
                    bent.headers.0[place].1 = String::from_utf8_lossy(&bytes).into_owned();
                    all.push((format!("with character {at} of the signature changed"), bent));
                }
            }
        }
    }
    all
}

fn bend(bytes: &[u8], at: usize) -> Option<Vec<u8>> {
    let place = (at..bytes.len()).find(|place| bytes[*place].is_ascii_alphanumeric())?;
    let mut bent = bytes.to_vec();
    // The lowest bit of a letter or digit: never the same character in another case.
    bent[place] ^= 1;
    Some(bent)
}
