//! A log that was rolled back, or shows different people different things, is named as that, with the
//! signed checkpoints that prove it.

use drawbridge_fair_log::witness::{KnownLog, Refusal, Request};
use drawbridge_fair_log::{Checkpoint, Note, VerifierKey};
use serde_json::Value;

use super::Log;
use super::server::Served;

/// Both checkpoints are there in full, so that anybody can verify the signatures.
fn shows(wrong: &Value, one: &[u8], other: &[u8]) {
    let texts: Vec<&str> =
        wrong["evidence"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert_eq!(texts, [str::from_utf8(one).unwrap(), str::from_utf8(other).unwrap()], "{wrong}");
}

#[test]
fn a_log_that_was_rolled_back_is_named() {
    let log = Log::new("proving-rolled", 600);
    log.write("later", 700, &[]);
    log.good(&["later", "--kept", "log/checkpoint"]);
    let wrong = log.wrong(&["log", "--kept", "later/checkpoint"], 3, "rolled_back");
    shows(&wrong, &log.bytes("log/checkpoint"), &log.bytes("later/checkpoint"));
    assert!(
        wrong["text"].as_str().unwrap().contains("700 leaves were signed, and now 600"),
        "{wrong}"
    );
    let said = log.said(&["log", "--kept", "later/checkpoint"]);
    assert!(said.out.contains("rolled back") && said.out.contains("| 700"), "{said:?}");
}

#[test]
fn a_history_that_was_rewritten_is_a_split_view() {
    let log = Log::new("proving-split", 600);
    log.write("other", 600, &["--fork", "301"]);
    log.write("longer", 700, &["--fork", "301"]);
    log.good(&["other"]);
    // Of one size.
    let wrong = log.wrong(&["log", "--kept", "other/checkpoint"], 3, "split_view");
    shows(&wrong, &log.bytes("log/checkpoint"), &log.bytes("other/checkpoint"));
    // An older one, from all leaves and by a proof.
    for range in [&[][..], &["--from", "0", "--to", "5"]] {
        let args = [&["longer", "--kept", "log/checkpoint"], range].concat();
        let wrong = log.wrong(&args, 3, "split_view");
        shows(&wrong, &log.bytes("longer/checkpoint"), &log.bytes("log/checkpoint"));
    }
    // What both have in common is no evidence of anything.
    log.good(&["longer", "--kept", "log/checkpoint.300"]);
}

#[test]
fn two_addresses_must_show_one_log() {
    let log = Log::new("proving-addresses", 300);
    log.write("longer", 400, &[]);
    log.write("other", 400, &["--fork", "201"]);
    let ours = Served::new(log.path("log"));
    let longer = Served::new(log.path("longer"));
    let other = Served::new(log.path("other"));
    let found = log.good(&[&ours.base, "--also", &longer.base]);
    assert_eq!(found["consistent_with"][0]["size"], 400);
    let found = log.good(&[&longer.base, "--also", &ours.base]);
    assert_eq!(found["consistent_with"][0]["size"], 300);
    let wrong = log.wrong(&[&ours.base, "--also", &other.base], 3, "split_view");
    shows(&wrong, &log.bytes("log/checkpoint"), &log.bytes("other/checkpoint"));
    log.wrong(&[&other.base, "--also", &ours.base], 3, "split_view");
    log.wrong(&[&other.base, "--also", "log"], 3, "split_view");
}

/// What a witness of the first history answers to a checkpoint of the second: so that one lacks a
/// cosignature, and whoever asks for a quorum is told.
#[test]
fn what_a_witness_refused_has_no_quorum() {
    let log = Log::new("proving-refused", 300);
    log.write("other", 400, &["--fork", "201"]);
    let vkey = String::from_utf8(log.bytes("log/handed-out/vkey")).unwrap();
    let key = VerifierKey::parse(vkey.trim()).unwrap();
    let read = |name: &str| Note::parse(&log.bytes(name)).unwrap();
    let latest = Checkpoint::parse(read("log/checkpoint").text()).unwrap();
    let known = KnownLog {
        origin: latest.origin().to_owned(),
        keys: vec![key],
        latest: Some(latest.head()),
    };
    let mut note = read("other/checkpoint");
    let request = Request::new(300, Vec::new(), note.clone()).unwrap();
    let refusal = request.judge(Some(&known)).unwrap_err();
    assert!(refusal.is_evidence() && matches!(refusal, Refusal::Inconsistent(_)), "{refusal}");
    // With its signature the other history would be believed; without it is not.
    log.good(&["other"]);
    let witness = note.signatures.iter().position(|s| s.name == "witness.example/rival").unwrap();
    note.signatures.remove(witness);
    log.set("other/checkpoint", note.to_string().as_bytes());
    let wrong = log.wrong(&["other"], 3, "untrusted");
    let text = wrong["text"].as_str().unwrap();
    assert!(text.contains("1 witnesses cosigned, and they are no quorum"), "{text}");
}
