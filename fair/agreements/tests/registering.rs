//! Registration: a leaf is made from an agreement, open or committed, and no other one fits it.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::registration::{Shown, Unregistered, register, registered};
use drawbridge_fair_record::{Gate, Leaf, Seed};
use serde_json::json;
use support::{licence, offer, read};

fn leaf(body: drawbridge_fair_record::Body) -> Leaf {
    let leaf = Leaf { gate: Gate::Shop, time: Timestamp(1), body };
    Leaf::read(&leaf.write().unwrap()).unwrap()
}

#[test]
fn an_offer_is_registered_open() {
    let offer = read(&offer());
    let (body, opening) = register(&offer, Shown::All, None, None).unwrap();
    assert!(opening.is_none());
    let leaf = leaf(body);
    assert_eq!(registered(&offer, &leaf, &[]), Ok(()));
    let text = String::from_utf8(leaf.write().unwrap()).unwrap();
    assert!(text.contains(&offer.hash().unwrap().to_base64()) && text.contains("r-1"));
}

#[test]
fn a_licence_is_registered_without_showing_who_with_whom() {
    let agreement = read(&licence("licence-1", "e-77"));
    let (body, opening) =
        register(&agreement, Shown::Committed(Seed([9; 32])), None, None).unwrap();
    let (leaf, opening) = (leaf(body), opening.unwrap());
    let text = String::from_utf8(leaf.write().unwrap()).unwrap();
    for secret in ["e-77", "r-1", &agreement.hash().unwrap().to_base64()] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(opening.verify(&leaf), Ok(()));
    let opened: Vec<_> =
        leaf.committed().iter().filter_map(|name| opening.disclose(name)).collect();
    assert_eq!((opened.len(), registered(&agreement, &leaf, &opened)), (4, Ok(())));
    let closed = registered(&agreement, &leaf, &opened[1..]).unwrap_err();
    assert!(matches!(closed, Unregistered::Closed(_)), "{closed}");

    // Another fee, another licensee, another time: another agreement.
    for (name, value) in [
        ("clauses", json!([])),
        (
            "parties",
            json!([{"role": "licensor", "party": "r-1"}, {"role": "licensee", "party": "e-2"}]),
        ),
        ("until", json!(1_900_000_000_000_i64)),
        ("id", json!("licence-2")),
    ] {
        let mut other = licence("licence-1", "e-77");
        other[name] = value;
        let error = registered(&read(&other), &leaf, &opened).unwrap_err();
        assert!(matches!(error, Unregistered::Differs(_)), "{name}: {error}");
    }
}
