//! Cosignatures of ML-DSA-44: one that was made elsewhere, and our own.
#![cfg(feature = "ml-dsa")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::mldsa::{KeyPair, PUBLIC_BYTES};
use drawbridge_fair_log::{
    Checkpoint, Cosigner, KeyKind, Note, NoteError, Policy, Signature, VerifierKey,
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Log {
    #[serde(rename = "log_vkey")]
    vkey: String,
    test_seeds_hex: BTreeMap<String, String>,
    mldsa44_cosignature: Made,
}

#[derive(Deserialize)]
struct Made {
    name: String,
    timestamp: u64,
    vkey: String,
    signature_line: String,
}

fn made() -> (Log, Note) {
    let note = Note::parse(&support::bytes("drawbridge-test-log/checkpoint")).unwrap();
    (support::json("drawbridge-test-log.json"), note)
}

#[test]
fn a_cosignature_that_was_made_elsewhere_is_verified() {
    let (log, mut note) = made();
    let Made { name, timestamp, vkey, signature_line } = log.mldsa44_cosignature;
    let key = VerifierKey::parse(&vkey).unwrap();
    assert_eq!((key.name(), key.kind(), key.to_string()), (&*name, KeyKind::MlDsa44, vkey));
    let signature = Signature::parse(&signature_line).unwrap();
    assert_eq!(signature.to_string(), signature_line);
    note.signatures.push(signature.clone());
    let signed = note.verify(&[&key]).unwrap();
    assert_eq!((signed.len(), signed[0].time), (1, Some(timestamp)));
    // Every byte counts: time, and the three parts of a signature.
    for at in [7, 8, 40, 1500, 2420, 2427] {
        let mut spoilt = signature.clone();
        spoilt.bytes[at] ^= 1;
        *note.signatures.last_mut().unwrap() = spoilt;
        assert_eq!(note.verify(&[&key]), Err(NoteError::Forged(name.clone())), "{at}");
    }
    let mut cut = signature;
    cut.bytes.pop();
    *note.signatures.last_mut().unwrap() = cut;
    assert_eq!(note.verify(&[&key]), Err(NoteError::Forged(name)));
}

#[test]
fn the_same_seed_gives_the_same_key_and_our_own_cosignature_makes_a_quorum() {
    let (log, mut note) = made();
    let seed = support::unhex(&log.test_seeds_hex["mldsa"]).try_into().unwrap();
    let Made { name, vkey, .. } = log.mldsa44_cosignature;
    let cosigner = Cosigner::new_ml_dsa(&name, KeyPair::from_seed(seed)).unwrap();
    assert_eq!(cosigner.verifier().to_string(), vkey);
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    let at = Timestamp::from_seconds(1_800_000_000);
    let policy = format!("log {}\nwitness pq {vkey}\nquorum pq\n", log.vkey);
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    assert!(policy.check(&note).is_err());
    let signature = cosigner.cosign(&checkpoint, at).unwrap();
    assert_eq!(signature, cosigner.cosign(&checkpoint, at).unwrap());
    note.signatures.push(signature.clone());
    assert_eq!(policy.check(&note).unwrap().witnesses, [(0, 1_800_000_000)]);
    // Of another tree it says nothing.
    let other = Checkpoint::new(
        checkpoint.origin(),
        drawbridge_fair_log::Head { size: 1, ..checkpoint.head() },
    );
    let mut other = other.unwrap().to_note().unwrap();
    other.signatures.push(signature);
    assert!(other.verify(&[cosigner.verifier()]).is_err());
    assert!(cosigner.cosign(&checkpoint, Timestamp(0)).is_err());
}

#[test]
fn what_is_no_such_key_is_refused() {
    let (log, _) = made();
    let vkey = log.mldsa44_cosignature.vkey;
    let base64 = |bytes: &[u8]| {
        let hash = drawbridge_fair_log::Hash::from_slice(&bytes[..32]).unwrap();
        hash.to_base64()
    };
    let short = format!("w+00000000+{}", base64(&[6; PUBLIC_BYTES]));
    assert_eq!(VerifierKey::parse(&short), Err(VkeyError::Form));
    let ed25519 = VerifierKey::parse(&log.vkey).unwrap();
    let drawbridge_fair_log::key::PublicHalf::Ed25519(key) = ed25519.key().clone() else {
        unreachable!()
    };
    assert_eq!(VerifierKey::new("w", KeyKind::MlDsa44, key), Err(VkeyError::Form));
    assert_eq!(
        VerifierKey::parse(&vkey.replace("/pq+", "/qp+"))
            .map_err(|e| matches!(e, VkeyError::Id { .. })),
        Err(true)
    );
}
