//! Policies and receipts: who must have signed, and what an applicant holds in hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::policy::{LineError, PolicyError, TrustError};
use drawbridge_fair_log::proof::{ProofError, prove_inclusion};
use drawbridge_fair_log::receipt::{ReceiptError, UnprovenError};
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Hash, Head, Level, Note, NoteError, Policy, Receipt, Signer, Tile,
    TileHashes, TileReader as _, VerifierKey, bundle, leaf_hash,
};
use drawbridge_seal::ed25519::KeyPair;
use proptest::prelude::*;
use serde::Deserialize;
use support::Folder;

#[derive(Deserialize)]
struct Ours {
    log_vkey: String,
    witness_vkeys: BTreeMap<String, String>,
    tlog_proofs: Vec<Proof>,
    mldsa44_cosignature: Later,
}

#[derive(Deserialize)]
struct Proof {
    index: u64,
    tlog_proof: String,
}

#[derive(Deserialize)]
struct Later {
    vkey: String,
    signature_line: String,
}

fn ours() -> Ours {
    support::json("drawbridge-test-log.json")
}

impl Ours {
    fn policy(&self, quorum: &str) -> Policy {
        let mut text = format!("# Both, or either.\nlog {} https://log.example/\n", self.log_vkey);
        for (name, vkey) in &self.witness_vkeys {
            writeln!(text, "witness {name} {vkey}").unwrap();
        }
        writeln!(text, "group both all {}\n", self.names().join(" ")).unwrap();
        Policy::parse(format!("{text}quorum {quorum}\n").as_bytes()).unwrap()
    }

    fn names(&self) -> Vec<String> {
        self.witness_vkeys.keys().cloned().collect()
    }
}

/// The leaf of the published log at an index.
fn leaf(index: u64) -> Hash {
    let tile = Tile::in_tree(Level::Entries, index / 256, 600).unwrap();
    let bytes = Folder("drawbridge-test-log").read(tile).unwrap().unwrap();
    leaf_hash(bundle::read(&bytes, tile.width).unwrap()[usize::try_from(index % 256).unwrap()])
}

#[test]
fn the_published_receipts_verify_offline() {
    let ours = ours();
    let policy = ours.policy("both");
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 2));
    assert_eq!(policy.logs()[0].url.as_deref(), Some(&b"https://log.example/"[..]));
    assert_eq!(ours.tlog_proofs.len(), 8);
    for Proof { index, tlog_proof } in &ours.tlog_proofs {
        let receipt = Receipt::parse(tlog_proof.as_bytes()).unwrap();
        assert_eq!(receipt.to_string(), *tlog_proof);
        assert_eq!((receipt.index, &receipt.extra), (*index, &None));
        let trusted = receipt.verify(&leaf(*index), &policy).unwrap();
        assert_eq!(trusted.checkpoint.size(), 600);
        assert_eq!(trusted.witnesses, [(0, 1_700_000_600), (1, 1_700_000_600)]);
        // It is made again from the tiles.
        let mut folder = Folder("drawbridge-test-log");
        let proof = prove_inclusion(&mut TileHashes::new(&mut folder, 600), *index, 600).unwrap();
        let note = Note::parse(&support::bytes("drawbridge-test-log/checkpoint")).unwrap();
        let made = Receipt { extra: None, index: *index, proof, note };
        assert_eq!(made.to_string(), *tlog_proof);
    }
}

#[test]
fn a_receipt_is_for_its_leaf_at_its_place_only() {
    let ours = ours();
    let policy = ours.policy("both");
    let receipts =
        ours.tlog_proofs.iter().map(|p| Receipt::parse(p.tlog_proof.as_bytes()).unwrap());
    for receipt in receipts {
        let own = leaf(receipt.index);
        for index in (0..602).filter(|index| *index != receipt.index) {
            let moved = Receipt { index, ..receipt.clone() };
            assert!(matches!(moved.verify(&own, &policy), Err(UnprovenError::Proof(_))), "{index}");
        }
        let other = leaf((receipt.index + 1) % 600);
        let refused = receipt.verify(&other, &policy);
        assert_eq!(refused, Err(UnprovenError::Proof(ProofError::Root)));
        for at in 0..receipt.proof.len() {
            let mut spoilt = receipt.clone();
            spoilt.proof[at].0[31] ^= 0x80;
            assert!(spoilt.verify(&own, &policy).is_err());
        }
    }
}

#[test]
fn a_checkpoint_without_its_quorum_is_not_trusted() {
    let ours = ours();
    let note = Note::parse(&support::bytes("drawbridge-test-log/checkpoint")).unwrap();
    let names = ours.names();
    let without = |at: &[usize]| {
        let mut note = note.clone();
        let kept = note.signatures.iter().enumerate().filter(|(place, _)| !at.contains(place));
        note.signatures = kept.map(|(_, signature)| signature.clone()).collect();
        note
    };
    let check = |quorum: &str, at: &[usize]| {
        ours.policy(quorum).check(&without(at)).map(|t| t.witnesses.len())
    };
    assert_eq!(check("both", &[]), Ok(2));
    assert_eq!(check("both", &[1]), Err(TrustError::Quorum(1)));
    assert_eq!(check("both", &[2]), Err(TrustError::Quorum(1)));
    assert_eq!(check("both", &[1, 2]), Err(TrustError::Quorum(0)));
    assert_eq!(check(&names[0], &[2]), Ok(1));
    assert_eq!(check(&names[0], &[1]), Err(TrustError::Quorum(1)));
    assert_eq!(check("none", &[1, 2]), Ok(0));
    // Witnesses alone are not the log.
    let origin = "log.drawbridge.example/fair-test".to_owned();
    assert_eq!(check("both", &[0]), Err(TrustError::Unsigned(origin.clone())));
    assert_eq!(check("none", &[0, 1, 2]), Err(TrustError::Note(NoteError::Unsigned)));
    // A false cosignature refuses all, even if the others were enough.
    let mut forged = note.clone();
    forged.signatures[2].bytes[20] ^= 1;
    let name = forged.signatures[2].name.clone();
    let refused = ours.policy(&names[0]).check(&forged);
    assert_eq!(refused, Err(TrustError::Note(NoteError::Forged(name))));
    // A log that the policy does not name, and one that is known otherwise.
    let bare = Policy::parse(b"quorum none\n").unwrap();
    assert_eq!(bare.check(&note), Err(TrustError::Log(origin)));
    let key = VerifierKey::parse(&ours.log_vkey).unwrap();
    assert_eq!(bare.check_logs(&note, &[&key]).unwrap().checkpoint.size(), 600);
}

#[test]
fn a_key_counts_for_the_log_of_its_name_only() {
    let pair = KeyPair::from_seed(&[1; 32]).unwrap();
    let signer = Signer::new("log.example/a", pair).unwrap();
    let head = Head { size: 0, root: Hash::EMPTY };
    let checkpoint = Checkpoint::new("log.example/b", head).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    note.signatures.push(signer.sign(note.text()).unwrap());
    let policy = format!("log {}\nquorum none\n", signer.verifier());
    let refused = Policy::parse(policy.as_bytes()).unwrap().check(&note);
    assert_eq!(refused, Err(TrustError::Log("log.example/b".to_owned())));
}

#[test]
fn a_log_without_leaves_has_the_root_of_none() {
    let signer = Signer::new("log", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap();
    let policy = format!("log {}\nquorum none\n", signer.verifier());
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let check = |size, root| {
        let mut note = Checkpoint::new("log", Head { size, root }).unwrap().to_note().unwrap();
        note.signatures.push(signer.sign(note.text()).unwrap());
        policy.check(&note).map(|trusted| trusted.checkpoint.size())
    };
    assert_eq!(check(0, Hash::EMPTY), Ok(0));
    assert_eq!(check(0, Hash([1; 32])), Err(TrustError::Empty));
    assert_eq!(check(1, Hash([1; 32])), Ok(1));
}

#[test]
fn a_log_is_not_its_own_witness() {
    let log = Cosigner::new("log", KeyPair::from_seed(&[1; 32]).unwrap()).unwrap();
    let checkpoint = Checkpoint::new("log", Head { size: 0, root: Hash::EMPTY }).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    note.signatures.push(log.cosign(&checkpoint, Timestamp::from_seconds(5)).unwrap());
    let check = |quorum: &str| {
        let policy = format!("witness w {}\nquorum {quorum}\n", log.verifier());
        let policy = Policy::parse(policy.as_bytes()).unwrap();
        policy.check_logs(&note, &[log.verifier()]).map(|trusted| trusted.witnesses)
    };
    assert_eq!(check("none"), Ok(Vec::new()));
    assert_eq!(check("w"), Err(TrustError::Quorum(0)));
}

#[test]
#[cfg_attr(feature = "ml-dsa", ignore = "then the kind is known: tests/quantum.rs")]
fn keys_of_a_later_kind_are_refused_in_a_policy_and_passed_over_in_a_note() {
    let ours = ours();
    let Later { vkey, signature_line } = &ours.mldsa44_cosignature;
    assert_eq!(VerifierKey::parse(vkey), Err(VkeyError::Kind(6)));
    let policy = format!("witness later {vkey}\nquorum later\n");
    let why = LineError::Key(VkeyError::Kind(6));
    assert_eq!(Policy::parse(policy.as_bytes()), Err(PolicyError::Line { line: 1, why }));
    let text = support::text("drawbridge-test-log/checkpoint") + signature_line.trim_end() + "\n";
    let note = Note::parse(text.as_bytes()).unwrap();
    assert_eq!((note.signatures.len(), note.to_string()), (4, text));
    assert_eq!(ours.policy("both").check(&note).unwrap().witnesses.len(), 2);
}

/// A key of a witness, by number.
fn vkey(seed: u8) -> String {
    let pair = KeyPair::from_seed(&[seed; 32]).unwrap();
    Cosigner::new(&format!("w{seed}"), pair).unwrap().verifier().to_string()
}

#[test]
fn the_standards_own_example_of_a_quorum() {
    let mut text = String::new();
    for (at, name) in (1..).zip(["X1", "X2", "X3", "Y1", "Y2", "Y3"]) {
        writeln!(text, "  witness\t{name} \t {}  https://example.com/{name} ", vkey(at)).unwrap();
    }
    text.push_str("group X-witnesses 2 X1 X2 X3\n\n \t\ngroup Y-witnesses any Y1 Y2 Y3\n");
    text.push_str(
        "\t# two of three, and one\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!(policy.witnesses()[4].name, b"Y2");
    for set in 0..1_u32 << 6 {
        let cosigned: Vec<usize> = (0..6).filter(|at| set >> at & 1 == 1).collect();
        let expected = (set & 0b111).count_ones() >= 2 && (set >> 3).count_ones() >= 1;
        assert_eq!(policy.is_quorum(&cosigned), expected, "{cosigned:?}");
    }
}

#[test]
fn what_is_no_policy_is_refused_with_its_line() {
    use LineError::{
        Characters, DuplicateKey, Form, Key, Kind, Member, SecondQuorum, Taken, Threshold,
        Undefined,
    };
    let (a, b) = (vkey(1), vkey(2));
    let log =
        Signer::new("log", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap().verifier().to_string();
    let again =
        Signer::new("other", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap().verifier().to_string();
    let two = format!("witness a {a}\nwitness b {b}\n");
    let name = |name: &str| name.to_owned();
    for (text, line, why) in [
        (format!("witness a {a}\r\n"), 1, Characters),
        (format!("{two}quorum a\u{7f}\n"), 3, Characters),
        (name("quorum\n"), 1, Form),
        (name("quorum none none\n"), 1, Form),
        (name("quorums none\n"), 1, Form),
        (name("log\n"), 1, Form),
        (format!("log {log} url more\n"), 1, Form),
        (format!("witness {a}\n"), 1, Form),
        (format!("{two}group g all\n"), 3, Form),
        (name("log a+b+c\n"), 1, Key(VkeyError::Form)),
        (format!("log {log}\nlog {again}\n"), 2, DuplicateKey),
        (format!("witness a {log}\n"), 1, Kind),
        (format!("witness a {a}\nwitness b {a}\n"), 2, DuplicateKey),
        (format!("log {a}\nwitness a {a}\n"), 2, DuplicateKey),
        (format!("witness a {a}\nlog {a}\n"), 2, DuplicateKey),
        (format!("log {log}\nwitness a {}\n", vkey(3)), 2, DuplicateKey),
        (format!("witness a {a}\nwitness a {b}\n"), 2, Taken(name("a"))),
        (format!("witness none {a}\n"), 1, Taken(name("none"))),
        (format!("{two}group a any b\n"), 3, Taken(name("a"))),
        (format!("{two}group none any b\n"), 3, Taken(name("none"))),
        (format!("{two}group g any c\n"), 3, Undefined(name("c"))),
        (format!("{two}group g any g\n"), 3, Undefined(name("g"))),
        (format!("{two}group g any none\n"), 3, Undefined(name("none"))),
        (format!("{two}group g all a a\n"), 3, Member(name("a"))),
        (format!("{two}group g any a\ngroup h any a b\n"), 4, Member(name("a"))),
        (format!("{two}group g 0 a b\n"), 3, Threshold),
        (format!("{two}group g 3 a b\n"), 3, Threshold),
        (format!("{two}group g 01 a b\n"), 3, Threshold),
        (format!("{two}group g most a b\n"), 3, Threshold),
        (format!("quorum a\n{two}"), 1, Undefined(name("a"))),
        (name("quorum none\nquorum none\n"), 2, SecondQuorum),
    ] {
        assert_eq!(Policy::parse(text.as_bytes()), Err(PolicyError::Line { line, why }), "{text}");
    }
    assert_eq!(Policy::parse(b""), Err(PolicyError::NoQuorum));
    assert_eq!(Policy::parse(two.as_bytes()), Err(PolicyError::NoQuorum));
    assert_eq!(Policy::parse(b"quorum none"), Err(PolicyError::Cut));
    let many = "\n".repeat(1025) + "quorum none\n";
    assert_eq!(Policy::parse(many.as_bytes()), Err(PolicyError::TooLarge));
    // Names are bytes: these two are different, and neither need be text.
    let opaque = [
        b"witness K ".as_slice(),
        a.as_bytes(),
        b"\nwitness \xff ",
        b.as_bytes(),
        b"\nquorum \xff\n",
    ];
    assert!(Policy::parse(&opaque.concat()).unwrap().is_quorum(&[1]));
}

#[test]
fn what_is_no_receipt_is_refused() {
    use ReceiptError::{Characters, Checkpoint, Extra, Header, Index, Proof, TooLarge, TooLong};
    let good = ours().tlog_proofs[2].tlog_proof.clone();
    let index = good.lines().nth(1).unwrap().to_owned();
    let changed = |from: &str, to: &str| good.replacen(from, to, 1).into_bytes();
    let with = |line: &str| changed(&index, line);
    let many = format!("{index}\n{}", vec![Hash::EMPTY.to_base64(); 60].join("\n"));
    let parse = |bytes: &[u8]| Receipt::parse(bytes).unwrap_err();
    for (bytes, error) in [
        (Vec::new(), Header),
        (changed("@v1", "@v2"), Header),
        (changed("@v1\n", "@v1\r\n"), Header),
        (with("extra AAAA"), Index),
        (with("extra AAA\nindex 1"), Extra),
        (with("extra"), Index),
        (with("index"), Index),
        (with("index 01"), Index),
        (with("index -1"), Index),
        (with("index 1\nextra AAAA"), Proof(1)),
        (with(&format!("{index}\nAAAA")), Proof(1)),
        (with(&many), TooLong),
        (vec![b'a'; 2_000_001], TooLarge(2_000_001)),
        (b"c2sp\xff\n".to_vec(), Characters),
    ] {
        assert_eq!(
            parse(&bytes),
            error,
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
    }
    assert!(matches!(parse(&changed("\n600\n", "\n0600\n")), Checkpoint(_)));
    assert!(matches!(parse(good.trim_end().as_bytes()), Checkpoint(_)));
    let extra = Receipt::parse(&with(&format!("extra c2FsdA==\n{index}"))).unwrap();
    assert_eq!(extra.extra.as_deref(), Some(&b"salt"[..]));
    assert_eq!(extra.to_string().into_bytes(), with(&format!("extra c2FsdA==\n{index}")));
}

/// How many of a group's members must hold, and which witnesses or earlier groups they are.
#[derive(Clone, Debug)]
struct Shape {
    threshold: usize,
    members: usize,
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let shape =
        (1_usize..5, 1_usize..5).prop_map(|(members, threshold)| Shape { threshold, members });
    prop::collection::vec(shape, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn a_quorum_is_what_counting_by_hand_says(shapes in shapes(), set in any::<u16>()) {
        let mut text = String::new();
        // Free names, each with whether it holds; members are taken from the front.
        let mut free: Vec<(String, bool)> = Vec::new();
        for at in 0..10_u8 {
            writeln!(text, "witness w{at} {}", vkey(at)).unwrap();
            free.push((format!("w{at}"), set >> at & 1 == 1));
        }
        for (at, Shape { threshold, members }) in shapes.iter().enumerate() {
            let members: Vec<(String, bool)> = free.drain(..(*members).min(free.len())).collect();
            let threshold = (*threshold).min(members.len());
            let names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
            writeln!(text, "group g{at} {threshold} {}", names.join(" ")).unwrap();
            let count = members.iter().filter(|(_, holds)| *holds).count();
            free.push((format!("g{at}"), count >= threshold));
        }
        let cosigned: Vec<usize> = (0..10).filter(|at| set >> at & 1 == 1).collect();
        for (name, holds) in free.iter().collect::<BTreeSet<_>>() {
            let policy = Policy::parse(format!("{text}quorum {name}\n").as_bytes()).unwrap();
            prop_assert_eq!(policy.is_quorum(&cosigned), *holds, "{}: {:?}\n{}", name, &cosigned, &text);
        }
    }

    #[test]
    fn a_receipt_that_is_made_verifies_and_no_single_changed_bit_of_it_does(
        size in 1_u64..300, place in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>(), bit in 0_u8..7,
    ) {
        let leaves: Vec<Hash> = (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect();
        let (mut memory, tree) = support::Memory::of(&leaves);
        let log = Signer::new("log", KeyPair::from_seed(&[3; 32]).unwrap()).unwrap();
        let witness = Cosigner::new("w4", KeyPair::from_seed(&[4; 32]).unwrap()).unwrap();
        let checkpoint = Checkpoint::new("log", tree.head()).unwrap();
        let mut note = checkpoint.to_note().unwrap();
        note.signatures.push(log.sign(note.text()).unwrap());
        note.signatures.push(witness.cosign(&checkpoint, Timestamp::from_seconds(5)).unwrap());
        let index = u64::try_from(place.index(leaves.len())).unwrap();
        let proof = prove_inclusion(&mut TileHashes::new(&mut memory, size), index, size).unwrap();
        let policy = format!("log {}\nwitness w {}\nquorum w\n", log.verifier(), witness.verifier());
        let policy = Policy::parse(policy.as_bytes()).unwrap();
        let text = Receipt { extra: None, index, proof, note }.to_string();
        let leaf = leaves[usize::try_from(index).unwrap()];
        let verify = |bytes: &[u8]| {
            Receipt::parse(bytes).is_ok_and(|receipt| receipt.verify(&leaf, &policy).is_ok())
        };
        prop_assert!(verify(text.as_bytes()));
        let mut changed = text.clone().into_bytes();
        let at = flip.index(changed.len());
        changed[at] ^= 1 << bit;
        prop_assert!(!verify(&changed), "byte {at} of\n{text}");
    }
}
