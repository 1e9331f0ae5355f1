//! A key that signs more than once counts once, and what is kept of a note can be read again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::note::MAX_SIGNATURES;
use drawbridge_fair_log::witness::{Answer, AnswerError, KnownLog, Request, read_answer};
use drawbridge_fair_log::{Checkpoint, Cosigner, Hash, Head, Note, Signature, Signer};
use drawbridge_seal::ed25519::KeyPair;

const ORIGIN: &str = "log.example/a";

fn pair(seed: u8) -> KeyPair {
    KeyPair::from_seed(&[seed; 32]).unwrap()
}

fn log() -> Signer {
    Signer::new(ORIGIN, pair(1)).unwrap()
}

fn witness() -> Cosigner {
    Cosigner::new("witness.example/w", pair(2)).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(ORIGIN, Head { size: 7, root: Hash([9; 32]) }).unwrap()
}

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// The witness's cosignature without its time: genuinely signed, with zero in its place.
fn timeless() -> Signature {
    let good = witness().cosign(&checkpoint(), moment(1)).unwrap();
    let message = format!("cosignature/v1\ntime 0\n{}", checkpoint());
    let signature = pair(2).sign(message.as_bytes()).unwrap();
    Signature { bytes: [&[0; 8][..], &signature].concat(), ..good }
}

/// What the log takes from an answer of these lines.
fn answered(lines: &[Signature]) -> Result<Answer, AnswerError> {
    let lines: Vec<String> = lines.iter().map(Signature::to_string).collect();
    let body = format!("{}\n", lines.join("\n"));
    read_answer(200, body.as_bytes(), &checkpoint(), &[witness().verifier()])
}

#[test]
fn what_a_witness_shows_can_be_read_however_often_the_log_signed() {
    let mut note = checkpoint().to_note().unwrap();
    let line = log().sign(note.text()).unwrap();
    note.signatures = vec![line.clone(); MAX_SIGNATURES];
    let body = Request::new(0, Vec::new(), note).unwrap().to_string();
    let request = Request::parse(body.as_bytes()).unwrap();
    let known =
        KnownLog { origin: ORIGIN.to_owned(), keys: vec![log().verifier().clone()], latest: None };
    let cosigned = request.judge(Some(&known)).unwrap().cosign(&[&witness()], moment(5)).unwrap();
    let shown = Note::parse(cosigned.note.to_string().as_bytes());
    assert_eq!(shown.as_ref(), Ok(&cosigned.note));
    let own = witness().cosign(&checkpoint(), moment(5)).unwrap();
    assert_eq!(cosigned.note.signatures, [line, own]);
}

#[test]
fn of_one_witness_a_log_takes_the_first_cosignature_only() {
    let times = 1..=i64::try_from(MAX_SIGNATURES).unwrap();
    let lines: Vec<Signature> =
        times.map(|time| witness().cosign(&checkpoint(), moment(time)).unwrap()).collect();
    assert_eq!(answered(&lines), Ok(Answer::Cosigned(vec![lines[0].clone()])));
    // A stranger's line before it changes nothing.
    let stranger = Cosigner::new("stranger.example/s", pair(3)).unwrap();
    let stranger = stranger.cosign(&checkpoint(), moment(1)).unwrap();
    let after = [stranger, lines[1].clone(), lines[0].clone()];
    assert_eq!(answered(&after), Ok(Answer::Cosigned(vec![lines[1].clone()])));
}

#[test]
fn a_time_of_zero_does_not_come_in_behind_a_good_one() {
    let good = witness().cosign(&checkpoint(), moment(1)).unwrap();
    let both = answered(&[good.clone(), timeless()]);
    assert_eq!(both, Ok(Answer::Cosigned(vec![good.clone()])));
    let first = answered(&[timeless(), good]);
    assert_eq!(first, Err(AnswerError::Timeless("witness.example/w".to_owned())));
}

#[test]
fn a_verified_signature_is_told_with_its_place() {
    let mut note = checkpoint().to_note().unwrap();
    let line = log().sign(note.text()).unwrap();
    let own = witness().cosign(&checkpoint(), moment(5)).unwrap();
    let stranger = Signature { name: "stranger".to_owned(), ..line.clone() };
    note.signatures = vec![stranger, own.clone(), line, own];
    let (log, witness) = (log(), witness());
    let signed = note.verify(&[log.verifier(), witness.verifier()]).unwrap();
    let places: Vec<usize> = signed.iter().map(|signed| signed.place).collect();
    assert_eq!(places, [1, 2]);
}
