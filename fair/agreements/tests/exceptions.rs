//! Exceptions: what a good one excuses, and what is wrong with a bad one.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::{Exception, ExceptionError};
use drawbridge_fair_log::{Hash, Note, Signer};
use drawbridge_seal::ed25519::KeyPair;
use serde_json::{Value, json};
use support::{NOW, but, contract, fair, read, search_with, set, short};

fn signer() -> Signer {
    Signer::new("example.com/legal", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap()
}

/// A good exception to an agreement's breach of some rules.
fn good(agreement: &Value, rules: &[&str]) -> Exception {
    Exception {
        note: None,
        agreement: read(agreement).hash().unwrap(),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        from: Timestamp(NOW.0 - 1),
        until: Some(Timestamp(NOW.0 + 1)),
        reason_zh: "试点期间的成本不同。".to_owned(),
        reason_en: "Costs differ in the pilot.".to_owned(),
        signed_by: Vec::new(),
    }
}

/// The bytes of the note, signed.
fn signed(exception: &Exception) -> Vec<u8> {
    let mut note = Note::new(exception.text()).unwrap();
    note.signatures.push(signer().sign(note.text()).unwrap());
    note.to_string().into_bytes()
}

/// What is found when a note is read by somebody who knows the key.
fn found(all: &[Value], notes: &[Vec<u8>], public: bool) -> Vec<String> {
    let signer = signer();
    let exceptions: Vec<Exception> =
        notes.iter().map(|note| Exception::read(note, &[signer.verifier()]).unwrap()).collect();
    let published: BTreeSet<Hash> =
        exceptions.iter().filter(|_| public).filter_map(|exception| exception.note).collect();
    short(&search_with(all, &exceptions, &published))
}

fn cheaper(id: &str) -> Value {
    set(contract(id, "m-1"), "1", "rate_bp", json!(300))
}

#[test]
fn a_good_exception_excuses_what_it_names_and_is_told() {
    let all = but(cheaper("contract-1"));
    let note = signed(&good(&cheaper("contract-1"), &["fee.unequal"]));
    assert_eq!(found(&all, &[note], true), ["fee.unequal rules-9#1 contract-1#1 excused"]);
    let other = signed(&good(&cheaper("contract-1"), &["offer.not_to_all"]));
    assert_eq!(found(&all, &[other], true), ["fee.unequal rules-9#1 contract-1#1"]);
    let without: Vec<Value> = fair().into_iter().filter(|one| one["id"] != "rules-9").collect();
    let note = signed(&good(&contract("contract-1", "m-1"), &["offer.not_to_all"]));
    assert_eq!(
        found(&without, &[note], true),
        ["offer.not_to_all contract-1 excused", "offer.not_to_all contract-2"]
    );
}

#[test]
fn excusing_one_does_not_excuse_the_others() {
    let mut all = but(cheaper("contract-1"));
    let mut third = set(contract("contract-3", "m-3"), "1", "rate_bp", json!(700));
    third["told"] = json!(0);
    all.push(third);
    let note = signed(&good(&cheaper("contract-1"), &["fee.unequal"]));
    assert_eq!(
        found(&all, &[note], true),
        [
            "fee.unequal rules-9#1 contract-3#1",
            "fee.unequal rules-9#1 contract-1#1 contract-3#1 excused",
        ]
    );
}

#[test]
fn a_bad_exception_excuses_nothing_and_is_found() {
    let all = but(cheaper("contract-1"));
    let breach = "fee.unequal rules-9#1 contract-1#1".to_owned();
    let spoil = |change: fn(&mut Exception)| {
        let mut exception = good(&cheaper("contract-1"), &["fee.unequal"]);
        change(&mut exception);
        exception
    };
    let bad = [
        ("exception.no_end", spoil(|one| one.until = None)),
        ("exception.expired", spoil(|one| one.until = Some(NOW))),
        (
            "exception.no_reason",
            spoil(|one| {
                one.reason_zh.clear();
                one.reason_en.clear();
            }),
        ),
    ];
    for (rule, exception) in bad {
        let found = found(&all, &[signed(&exception)], true);
        assert_eq!(found, [breach.clone(), format!("{rule} contract-1")]);
    }
    let good = good(&cheaper("contract-1"), &["fee.unequal"]);
    let secret = found(&all, &[signed(&good)], false);
    assert_eq!(secret, [breach.clone(), "exception.not_public contract-1".to_owned()]);
    let mut note = Note::new(good.text()).unwrap();
    let nobody = Signer::new("example.com/nobody", KeyPair::from_seed(&[4; 32]).unwrap()).unwrap();
    note.signatures.push(nobody.sign(note.text()).unwrap());
    let unsigned = found(&all, &[note.to_string().into_bytes()], true);
    assert_eq!(unsigned, [breach, "exception.unsigned contract-1".to_owned()]);
    // It has not begun: nothing is wrong with it, and nothing excused.
    let early = spoil(|one| one.from = Timestamp(NOW.0 + 1));
    assert_eq!(found(&all, &[signed(&early)], true), ["fee.unequal rules-9#1 contract-1#1"]);
    // It is about other bytes: the agreement was changed since.
    let changed = but(set(cheaper("contract-1"), "9", "amount_minor", json!(1)));
    assert_eq!(found(&changed, &[signed(&good)], true), ["fee.unequal rules-9#1 contract-1#1"]);
}

#[test]
fn a_note_is_read_as_it_was_written_or_refused_by_line() {
    let exception = good(&cheaper("contract-1"), &["fee.unequal", "notice.differs"]);
    let signer = signer();
    let known = [signer.verifier()];
    let read = Exception::read(&signed(&exception), &known).unwrap();
    assert_eq!(read.signed_by, ["example.com/legal"]);
    assert_eq!(read.text(), exception.text());
    let bytes = signed(&exception);
    let forged = String::from_utf8(bytes).unwrap().replace("pilot", "pilots");
    let error = Exception::read(forged.as_bytes(), &known).unwrap_err();
    assert!(matches!(error, ExceptionError::Note(_)), "{error}");
    for (from, to, line) in [
        ("exception/v1", "exception/v2", 1),
        ("agreement ", "agreement x", 2),
        ("rules ", "rule ", 3),
        ("from 1", "from -1", 4),
        ("until 1", "until soon 1", 5),
        ("until 1", "until 01", 6),
        ("reason en", "because", 6),
    ] {
        let mut note = Note::new(exception.text().replace(from, to)).unwrap();
        note.signatures.push(signer.sign(note.text()).unwrap());
        let error = Exception::read(note.to_string().as_bytes(), &known).unwrap_err();
        assert!(error.to_string().starts_with(&format!("line {line}: ")), "{from}: {error}");
    }
}
