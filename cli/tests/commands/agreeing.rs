//! `drawbridge fair agreements`: what is found, in both languages, and with which code it ends.

#[path = "../../../fair/agreements/tests/support/mod.rs"]
pub(crate) mod support;

use std::path::Path;

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::Exception;
use drawbridge_fair_log::{Hash, Note};
use drawbridge_fair_record::canonical::Value as Canonical;
use drawbridge_fair_record::leaf::{Agreement as Registered, Excused, Sort};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{NOW, contract, fair, read, rules, set, with};

use crate::logs::{VKEY, signer, write_log};
use crate::place::Place;

const DAY: &[&str] = &["--at", "2027-01-15"];

fn write(place: &Place, agreements: &[Value]) -> Vec<String> {
    let name = |one: &Value| format!("{}.json", one["id"].as_str().unwrap());
    for one in agreements {
        let text = serde_json::to_vec_pretty(one).unwrap();
        std::fs::write(place.folder.join(name(one)), text).unwrap();
    }
    agreements.iter().map(name).collect()
}

fn check<'a>(files: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    let files = files.iter().map(String::as_str);
    ["fair", "agreements", "check"].into_iter().chain(files).chain(more.iter().copied()).collect()
}

#[test]
fn a_fair_book_ends_well_and_an_unfair_one_says_why() {
    let place = Place::new("agreements");
    let files = write(&place, &fair());
    let out = place.out(&check(&files, DAY));
    assert!(out.starts_with("6 agreements: 0 grave, 0 serious, 0 to notice"), "{out}");
    let bound = json!({"id": "20", "kind": "exclusivity", "bound": "merchant", "benefit": "platform", "over": "listing"});
    write(&place, &[with(contract("contract-1", "m-1"), bound)]);
    let said = place.run(&check(&files, DAY));
    assert_eq!(said.code, Some(3), "{said:?}");
    for words in [
        "GRAVE  Exclusive dealing  [exclusivity.dealing]",
        "contract-1 §20",
        "may deal with nobody but the platform",
        "→ Delete the clause",
        "国市监处〔2021〕28号 (2021-04-10) (seen in public material)",
        "1 grave, 1 serious",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let zh = place.run(&check(&files, &[DAY, &["--lang", "zh"]].concat())).out;
    assert!(zh.contains("严重  排他交易（二选一）") && zh.contains("不构成法律意见"), "{zh}");
    let all = place.run(&check(&files, &[DAY, &["--json"]].concat())).out;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(all["summary"]["findings"][0]["rule"], "exclusivity.dealing");
    assert_eq!(all["summary"]["open"]["grave"], 1);
}

#[test]
fn an_exception_counts_when_the_log_names_it() {
    let place = Place::new("agreements-exception");
    let cheaper = set(contract("contract-1", "m-1"), "1", "rate_bp", json!(300));
    let files = write(&place, &[rules(), cheaper.clone()]);
    let exception = Exception {
        note: None,
        agreement: read(&cheaper).hash().unwrap(),
        rules: ["fee.unequal".to_owned()].into(),
        from: Timestamp(0),
        until: Some(Timestamp(NOW.0 + 90_000_000)),
        reason_zh: "试点。".to_owned(),
        reason_en: String::new(),
        signed_by: Vec::new(),
    };
    let mut note = Note::new(exception.text()).unwrap();
    note.signatures.push(signer().sign(note.text()).unwrap());
    let note = note.to_string();
    std::fs::write(place.folder.join("note"), &note).unwrap();
    let given = [DAY, &["--exception", "note", "--key", &VKEY]].concat();
    let secret = place.run(&check(&files, &given));
    assert_eq!(secret.code, Some(3));
    assert!(secret.out.contains("exception.not_public"), "{}", secret.out);
    let hash = Hash(Sha256::digest(note.as_bytes()).into());
    write_log(&place.folder.join("log"), &[registration(hash)]);
    let public = place.run(&check(&files, &[&given[..], &["--log", "log"]].concat()));
    assert_eq!(public.code, Some(0), "{public:?}");
    assert!(public.out.contains("excused by") && public.out.contains("1 excused in public"));
    // Somebody else's log is not believed.
    let path = place.folder.join("log/checkpoint");
    let forged =
        std::fs::read_to_string(&path).unwrap().replacen("example.com/log", "example.com/lag", 1);
    std::fs::write(&path, forged).unwrap();
    place.fails(&check(&files, &[&given[..], &["--log", "log"]].concat()), &["checkpoint"]);
}

/// The leaf that registers an agreement with an exception.
fn registration(note: Hash) -> Vec<u8> {
    let hash = || Field::Open(Canonical::Text(Hash([1; 32]).to_base64()));
    let body = Body::Agreement(Registered {
        version: "contract-1".to_owned(),
        sort: Sort::Contract,
        document: hash(),
        terms: hash(),
        parties: Fields::from([(
            "merchant".to_owned(),
            Field::Open(Canonical::Text("m-1".to_owned())),
        )]),
        from: Timestamp(0),
        until: None,
        replaces: None,
        exception: Some(Excused { note, until: Timestamp(NOW.0 + 90_000_000) }),
    });
    Leaf { gate: Gate::Shop, time: Timestamp(1), body }.write().unwrap()
}

#[test]
fn a_text_is_looked_through_and_a_hash_is_held_against_its_document() {
    let place = Place::new("agreements-text");
    std::fs::write(
        place.folder.join("terms.txt"),
        "第一条\n乙方不得入驻其他平台。\nThe licence is non-exclusive.\n",
    )
    .unwrap();
    let out = place.out(&["fair", "agreements", "check", "--text", "terms.txt"]);
    assert!(out.contains("terms.txt:2: may be exclusivity: 不得入驻其他平台"), "{out}");
    assert!(out.contains("1 hints for a person to read, no verdict"), "{out}");

    let document = Hash(Sha256::digest(b"the contract").into());
    let mut agreement = contract("contract-1", "m-1");
    agreement["document_sha256"] = json!(document.to_base64());
    write(&place, &[agreement.clone()]);
    std::fs::write(place.folder.join("contract.txt"), "the contract").unwrap();
    let hash = ["fair", "agreements", "hash", "contract-1.json", "--document", "contract.txt"];
    let out = place.out(&hash);
    assert!(out.contains(&read(&agreement).hash().unwrap().to_base64()), "{out}");
    std::fs::write(place.folder.join("contract.txt"), "another").unwrap();
    place.fails(&hash, &["these are not its clauses"]);
}

#[test]
fn what_is_no_agreement_is_said_with_where_and_why() {
    let place = Place::new("agreements-mistakes");
    let wrong = set(contract("contract-1", "m-1"), "4", "notice_days", json!(-1));
    let files = write(&place, &[wrong]);
    place.fails(&check(&files, DAY), &["contract-1.json", "clauses.3.notice_days", "whole number"]);
    place.fails(&["fair", "agreements", "check"], &["--text"]);
    place.fails(&check(&files, &["--at", "tomorrow"]), &["yyyy-MM-dd"]);
    place.fails(&["fair", "agreements", "check", "no.json"], &["cannot read no.json"]);
    assert!(!Path::new("no.json").exists());
}
