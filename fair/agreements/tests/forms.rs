//! The canonical form: one spelling, and errors that say where.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_agreements::{Agreement, Says};
use drawbridge_fair_record::canonical;
use serde_json::{Value, json};
use support::{fair, licence, offer, read, set, with};

fn refused(agreement: &Value) -> String {
    Agreement::parse(agreement.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read_and_has_one_spelling() {
    for agreement in fair() {
        let read = read(&agreement);
        let bytes = read.write().unwrap();
        assert_eq!(Agreement::read(&bytes).as_ref(), Ok(&read));
        let value = canonical::parse(agreement.to_string().as_bytes()).unwrap();
        assert_eq!(canonical::write(&value).unwrap(), bytes, "nothing is lost or added");
        let pretty = serde_json::to_vec_pretty(&agreement).unwrap();
        assert_eq!(Agreement::parse(&pretty), Ok(read));
        assert!(Agreement::read(&pretty).is_err());
    }
}

#[test]
fn every_bit_of_the_form_counts() {
    let mut licence = licence("licence-1", "e-1");
    licence["clauses"].as_array_mut().unwrap().truncate(2);
    let agreement = read(&licence);
    let bytes = agreement.write().unwrap();
    for bit in 0..8 * bytes.len() {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        if let Ok(read) = Agreement::read(&other) {
            assert_ne!(read, agreement);
            assert_ne!(read.hash(), agreement.hash());
        }
    }
}

#[test]
fn a_member_that_is_missing_unknown_or_of_another_type_is_named() {
    let offer = offer();
    for name in offer.as_object().unwrap().keys() {
        let mut other = offer.clone();
        other[name] = json!(-1);
        let error = refused(&other);
        assert!(error.starts_with(&format!("{name}: ")), "{name}: {error}");
        other.as_object_mut().unwrap().remove(name);
        let error = refused(&other);
        assert_eq!(error, format!("{name}: missing"));
    }
    let mut other = offer.clone();
    other["x"] = json!(1);
    assert_eq!(refused(&other), "x: unknown member");
    for (place, clause) in offer["clauses"].as_array().unwrap().iter().enumerate() {
        for name in clause.as_object().unwrap().keys() {
            let mut other = offer.clone();
            other["clauses"][place][name] = json!(-1);
            let error = refused(&other);
            assert!(error.starts_with(&format!("clauses.{place}.{name}: ")), "{error}");
        }
        let mut other = offer.clone();
        other["clauses"][place]["x"] = json!(1);
        assert_eq!(refused(&other), format!("clauses.{place}.x: unknown member"));
    }
}

#[test]
fn an_agreement_at_odds_with_itself_is_refused() {
    let change = |name: &str, value: Value| {
        let mut other = offer();
        other[name] = value;
        refused(&other)
    };
    assert!(change("until", offer()["from"].clone()).starts_with("until: "));
    assert!(change("territory", json!([])).starts_with("territory: "));
    assert!(change("territory", json!(["CN", "world"])).starts_with("territory: "));
    assert!(change("territory", json!(["FR", "CN"])).starts_with("territory: "));
    for parties in [
        json!([{"role": "licensor", "party": "r-1"}]),
        json!([{"role": "licensee", "party": "r-1"}]),
        json!([{"role": "licensor", "party": "a"}, {"role": "licensor", "party": "b"}]),
        json!([{"role": "licensor", "party": "a"}, {"role": "platform", "party": "b"}]),
    ] {
        assert!(change("parties", parties).starts_with("parties: "));
    }
    let twice = with(
        offer(),
        json!({"id": "8", "kind": "renewal", "automatic": false, "months": 1, "decline_days": 1}),
    );
    assert!(refused(&twice).starts_with("clauses.11.id: "));
    assert!(refused(&set(offer(), "5", "by", json!("merchant"))).starts_with("clauses.4.by: "));
    assert!(refused(&set(offer(), "11", "of", json!("merchant"))).starts_with("clauses.10.of: "));
    assert!(
        refused(&set(offer(), "1", "on", json!("share_here"))).starts_with("clauses.0.share_bp: ")
    );
    assert!(refused(&set(offer(), "1", "share_bp", json!(1))).starts_with("clauses.0.share_bp: "));
    assert!(
        refused(&set(offer(), "1", "currency", json!("CNY"))).starts_with("clauses.0.currency: ")
    );
    let mut free = offer();
    free["clauses"][0].as_object_mut().unwrap().remove("rate_bp");
    assert!(refused(&free).starts_with("clauses.0.rate_bp: "));
}

/// The document lists every kind and every member, and nothing that is not there.
#[test]
fn the_document_lists_every_member() {
    let text = include_str!("../AGREEMENTS.md");
    for kind in Says::KINDS {
        assert!(text.contains(&format!("| `{kind}` | ")), "{kind}");
    }
    let mut all = fair();
    all.push(with(offer(), json!({"id": "20", "kind": "exclusivity", "bound": "licensor", "benefit": "licensee", "over": "licence", "until": 1})));
    for agreement in &all {
        for name in agreement.as_object().unwrap().keys() {
            assert!(text.contains(&format!("| `{name}`")), "{name}");
        }
        for clause in agreement["clauses"].as_array().unwrap() {
            for name in
                clause.as_object().unwrap().keys().filter(|name| *name != "id" && *name != "kind")
            {
                assert!(text.contains(&format!("`{name}`")), "{name}");
            }
        }
    }
}
