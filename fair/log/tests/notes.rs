//! Notes, their keys and signatures: the published cases, and every rule by itself.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::note::{MAX_BYTES, MAX_SIGNATURES};
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Hash, Head, KeyKind, Note, NoteError, Signature, Signer, VerifierKey,
};
use drawbridge_seal::ed25519::KeyPair;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    vkey: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    note: String,
    ok: bool,
}

#[test]
fn the_published_cases() {
    let Cases { vkey, cases } = support::json("signed_note_cases.json");
    let key = VerifierKey::parse(&vkey).unwrap();
    assert_eq!((cases.len(), cases.iter().filter(|case| case.ok).count()), (8, 2));
    for Case { name, note, ok } in cases {
        let read = Note::parse(note.as_bytes());
        let verified =
            read.clone().and_then(|note| note.verify(&[&key]).map(|signed| signed.len()));
        assert_eq!(verified.is_ok(), ok, "{name}: {verified:?}");
        if let Ok(read) = read {
            assert_eq!(read.to_string(), note, "{name}");
        }
    }
}

fn pair(seed: u8) -> KeyPair {
    KeyPair::from_seed(&[seed; 32]).unwrap()
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name, pair(seed)).unwrap()
}

/// A note by a log, cosigned by a witness.
fn sample() -> (Note, Signer, Cosigner) {
    let log = signer("log.example/a", 1);
    let witness = Cosigner::new("witness.example/w", pair(2)).unwrap();
    let head = Head { size: 7, root: Hash([9; 32]) };
    let checkpoint = Checkpoint::new("log.example/a", head).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    note.signatures.push(log.sign(note.text()).unwrap());
    let at = Timestamp::from_seconds(1_700_000_000).plus_ms(999);
    note.signatures.push(witness.cosign(&checkpoint, at).unwrap());
    (note, log, witness)
}

#[test]
fn who_signed_is_told_with_the_time() {
    let (note, log, witness) = sample();
    let keys = [witness.verifier(), log.verifier()];
    let told =
        |note: &Note, keys: &[&VerifierKey]| -> Result<Vec<(String, Option<u64>)>, NoteError> {
            let signed = note.verify(keys)?;
            Ok(signed.iter().map(|signed| (signed.key.name().to_owned(), signed.time)).collect())
        };
    let by_log = ("log.example/a".to_owned(), None);
    let by_witness = ("witness.example/w".to_owned(), Some(1_700_000_000));
    assert_eq!(told(&note, &keys), Ok(vec![by_log.clone(), by_witness.clone()]));
    assert_eq!(told(&note, &keys[..1]), Ok(vec![by_witness]));
    assert_eq!(told(&note, &keys[1..]), Ok(vec![by_log.clone()]));
    assert_eq!(told(&note, &[]), Err(NoteError::Unsigned));
    let again = Note::parse(note.to_string().as_bytes()).unwrap();
    assert_eq!(again, note);
    // The same key twice is one signer.
    let mut twice = note.clone();
    twice.signatures.push(note.signatures[0].clone());
    assert_eq!(told(&twice, &keys[1..]), Ok(vec![by_log]));
}

#[test]
fn a_signature_that_shares_only_the_name_or_only_the_id_is_a_strangers() {
    let (mut note, log, _) = sample();
    let good = note.signatures[0].clone();
    let stranger = Signature { id: good.id ^ 1, bytes: vec![1], ..good.clone() };
    let namesake = Signature { name: "log.example/b".to_owned(), bytes: vec![1], ..good.clone() };
    note.signatures = vec![stranger.clone(), namesake.clone()];
    assert_eq!(note.verify(&[log.verifier()]), Err(NoteError::Unsigned));
    note.signatures = vec![stranger, good, namesake];
    assert_eq!(note.verify(&[log.verifier()]).unwrap().len(), 1);
}

#[test]
fn one_false_signature_of_a_known_key_refuses_the_note() {
    let (note, log, witness) = sample();
    let keys = [log.verifier(), witness.verifier()];
    for signer in 0..2 {
        for bit in 0..note.signatures[signer].bytes.len() * 8 {
            let mut forged = note.clone();
            forged.signatures[signer].bytes[bit / 8] ^= 1 << (bit % 8);
            let name = forged.signatures[signer].name.clone();
            assert_eq!(forged.verify(&keys), Err(NoteError::Forged(name)), "{signer} {bit}");
        }
        for length in [1, 8, 63, 71, 73] {
            let mut cut = note.clone();
            cut.signatures[signer].bytes.resize(length, 0);
            assert!(matches!(cut.verify(&keys), Err(NoteError::Forged(_))), "{signer} {length}");
        }
    }
}

#[test]
fn a_plain_signature_is_no_cosignature_and_the_other_way_round() {
    let pair = pair(3);
    let log = Signer::new("a", pair.clone()).unwrap();
    let witness = Cosigner::new("a", pair).unwrap();
    assert_ne!(log.verifier().id(), witness.verifier().id());
    let checkpoint = Checkpoint::new("a", Head { size: 0, root: Hash::EMPTY }).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    // As if the ids were the other's.
    let plain = log.sign(note.text()).unwrap();
    note.signatures = vec![Signature { id: witness.verifier().id(), ..plain }];
    assert!(note.verify(&[witness.verifier()]).is_err());
    let timed = witness.cosign(&checkpoint, Timestamp::from_seconds(5)).unwrap();
    note.signatures = vec![Signature { id: log.verifier().id(), ..timed }];
    assert!(note.verify(&[log.verifier()]).is_err());
}

#[test]
fn a_witness_never_leaves_the_time_out() {
    let (_, _, witness) = sample();
    let checkpoint = Checkpoint::new("a", Head { size: 0, root: Hash::EMPTY }).unwrap();
    for ms in [i64::MIN, -1, 0, 999] {
        assert!(witness.cosign(&checkpoint, Timestamp(ms)).is_err(), "{ms}");
    }
    assert!(witness.cosign(&checkpoint, Timestamp(1000)).is_ok());
}

#[test]
fn a_time_beyond_what_is_permitted_is_refused() {
    let pair = pair(2);
    let key = VerifierKey::new("w", KeyKind::Cosignature, pair.public().clone()).unwrap();
    for (time, good) in [(0, true), (i64::MAX.unsigned_abs(), true), (1 << 63, false)] {
        let mut note = Note::new("text\n".to_owned()).unwrap();
        let message = format!("cosignature/v1\ntime {time}\ntext\n");
        let signature = pair.sign(message.as_bytes()).unwrap();
        let bytes = [&u64::to_be_bytes(time)[..], &signature].concat();
        note.signatures.push(Signature { name: "w".to_owned(), id: key.id(), bytes });
        let expected = good.then_some(Some(time));
        assert_eq!(note.verify(&[&key]).ok().map(|signed| signed[0].time), expected, "{time}");
    }
}

#[test]
fn what_is_no_note_is_refused() {
    use NoteError::{Characters, Form, Line, TooLarge, TooMany};
    let line = "\u{2014} a AAAAAAAA";
    let signed = |lines: &str| format!("text\n\n{lines}\n");
    let no_line = |line: &str| Line(line.to_owned());
    for (note, error) in [
        (String::new(), Form),
        ("text\n".to_owned(), Form),
        ("text\n\n".to_owned(), Form),
        (format!("text\n{line}\n"), Form),
        (format!("text\n\n{line}"), Form),
        (format!("text\r\n\r\n{line}\n"), Characters),
        (format!("te\u{0}xt\n\n{line}\n"), Characters),
        (format!("te\u{1f}xt\n\n{line}\n"), Characters),
        (signed(&format!("{line}\n\n")), Form),
        (signed("- a AAAAAAAA"), no_line("- a AAAAAAAA")),
        (signed("\u{2014}  AAAAAAAA"), no_line("\u{2014}  AAAAAAAA")),
        (signed("\u{2014} a+b AAAAAAAA"), no_line("\u{2014} a+b AAAAAAAA")),
        (signed("\u{2014} a\u{a0}b AAAAAAAA"), no_line("\u{2014} a\u{a0}b AAAAAAAA")),
        (signed("\u{2014} a b AAAAAAAA"), no_line("\u{2014} a b AAAAAAAA")),
        (signed("\u{2014} a AAAAAA=="), no_line("\u{2014} a AAAAAA==")),
        (signed("\u{2014} a AAAAAAA"), no_line("\u{2014} a AAAAAAA")),
        (signed("\u{2014} a AAAAAAB="), no_line("\u{2014} a AAAAAAB=")),
        (signed("\u{2014} a AAAAAAAA "), no_line("\u{2014} a AAAAAAAA ")),
        (signed("\u{2014} a"), no_line("\u{2014} a")),
        (signed(&format!("{line}\nmore")), no_line("more")),
        (signed(&[line; MAX_SIGNATURES + 1].join("\n")), TooMany(MAX_SIGNATURES + 1)),
        ("a".repeat(MAX_BYTES + 1), TooLarge(MAX_BYTES + 1)),
    ] {
        assert_eq!(Note::parse(note.as_bytes()), Err(error), "{:?}", note.get(..60));
    }
    assert_eq!(Note::parse(b"text\xff\n\n"), Err(Characters));
    assert_eq!(Note::new("text".to_owned()), Err(Form));
    assert_eq!(Note::new("te\txt\n".to_owned()), Err(Characters));
}

#[test]
fn text_may_have_empty_lines_and_as_many_signatures_as_are_permitted() {
    for text in
        ["text\n", "\n", "\n\n", "a\n\nb\n", "a\n\n\n", "\u{2014} a AAAAAAAA\n", "\u{7f}é火\n"]
    {
        let lines = format!("{}\n", ["\u{2014} a AAAAAAAA"; MAX_SIGNATURES].join("\n"));
        let note = Note::parse(format!("{text}\n{lines}").as_bytes()).unwrap();
        assert_eq!((note.text(), note.signatures.len()), (text, MAX_SIGNATURES));
        assert_eq!(note.to_string(), format!("{text}\n{lines}"));
    }
}

#[test]
fn two_known_keys_that_nobody_can_tell_apart_are_refused() {
    // Two keys whose ids under this name are one: an id has 32 bits, so seconds of trying find some.
    let key = |seed: u32| {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_be_bytes());
        Signer::new("a", KeyPair::from_seed(&bytes).unwrap()).unwrap()
    };
    let (first, second) = (key(69_101), key(114_672));
    assert_eq!(first.verifier().id(), second.verifier().id());
    assert_ne!(first.verifier(), second.verifier());
    let mut note = Note::new("text\n".to_owned()).unwrap();
    note.signatures.push(first.sign(note.text()).unwrap());
    let ambiguous = NoteError::Ambiguous("a+0d072d44".to_owned());
    assert_eq!(note.verify(&[first.verifier(), second.verifier()]), Err(ambiguous));
    assert_eq!(note.verify(&[second.verifier()]), Err(NoteError::Forged("a".to_owned())));
    // The very same key listed twice is no riddle.
    assert_eq!(note.verify(&[first.verifier(), key(69_101).verifier()]).unwrap().len(), 1);
}

#[test]
fn nobody_is_called_what_no_line_can_hold() {
    for name in ["", " ", "a b", "a+b", "a\nb", "a\u{2003}b", "\u{feff}a\u{85}", "a\u{0}"] {
        let refused = Signer::new(name, pair(1)).unwrap_err();
        assert_eq!(refused, VkeyError::Name(name.to_owned()), "{name:?}");
        assert!(Cosigner::new(name, pair(1)).is_err(), "{name:?}");
    }
    assert!(Signer::new("火星.example/日志", pair(1)).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_signed_text_verifies_and_no_changed_one(
        text in "[^\u{0}-\u{1f}]{0,40}(\n[^\u{0}-\u{1f}]{0,20}){0,3}", other in "[a-z]{1,3}",
        name in "[a-z./]{1,12}", seed in 0_u8..20,
    ) {
        let log = signer(&name, seed);
        let mut note = Note::new(format!("{text}\n")).unwrap();
        note.signatures.push(log.sign(note.text()).unwrap());
        let written = note.to_string();
        let read = Note::parse(written.as_bytes()).unwrap();
        prop_assert_eq!(&read, &note);
        prop_assert_eq!(read.verify(&[log.verifier()]).unwrap().len(), 1);
        let mut changed = Note::new(format!("{other}{text}\n")).unwrap();
        changed.signatures = note.signatures;
        prop_assert!(changed.verify(&[log.verifier()]).is_err());
        prop_assert!(read.verify(&[signer(&name, seed + 1).verifier()]).is_err());
        let key = log.verifier().to_string();
        prop_assert_eq!(&VerifierKey::parse(&key).unwrap(), log.verifier());
    }

    #[test]
    fn reading_never_panics_and_reads_only_what_it_would_write(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        text in "(text\n|\n|\u{2014} a AAAAAAAA\n|\u{2014} |a|AAAA| |\t){0,12}",
    ) {
        let _ = Note::parse(&bytes);
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}
