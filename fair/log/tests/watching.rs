//! The conversation between a log and a witness, both sides of it, over the published requests.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::proof::{ProofError, prove_consistency};
use drawbridge_fair_log::witness::{
    Answer, AnswerError, KnownLog, Refusal, Request, RequestError, read_answer,
};
use drawbridge_fair_log::{
    Checkpoint, CheckpointError, Cosigner, Hash, Head, Note, NoteError, Signature, Signer,
    TileHashes, Tree, VerifierKey, leaf_hash,
};
use drawbridge_seal::ed25519::KeyPair;
use serde::Deserialize;
use support::{Folder, Memory};

#[derive(Deserialize)]
struct Ours {
    origin: String,
    log_vkey: String,
    witness_vkeys: BTreeMap<String, String>,
    test_seeds_hex: BTreeMap<String, String>,
    roots: BTreeMap<u64, String>,
    add_checkpoint_bodies: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    old: u64,
    new: u64,
    body: String,
}

fn ours() -> Ours {
    support::json("drawbridge-test-log.json")
}

impl Ours {
    fn pair(&self, who: &str) -> KeyPair {
        let seed = support::unhex(&self.test_seeds_hex[who]).try_into().unwrap();
        KeyPair::from_seed(&seed).unwrap()
    }

    fn witness(&self) -> Cosigner {
        Cosigner::new("witness.example/w1", self.pair("w1")).unwrap()
    }

    fn log(&self) -> Signer {
        Signer::new(&self.origin, self.pair("log")).unwrap()
    }

    fn head(&self, size: u64) -> Head {
        Head { size, root: Hash::parse(&self.roots[&size]).unwrap() }
    }

    /// What a witness at `size` knows; none cosigned yet for 0.
    fn known(&self, size: u64) -> KnownLog {
        let keys = vec![VerifierKey::parse(&self.log_vkey).unwrap()];
        KnownLog { origin: self.origin.clone(), keys, latest: (size > 0).then(|| self.head(size)) }
    }

    /// A signed note of this log.
    fn note(&self, head: Head) -> Note {
        let mut note = Checkpoint::new(&self.origin, head).unwrap().to_note().unwrap();
        note.signatures.push(self.log().sign(note.text()).unwrap());
        note
    }
}

/// The moment at which the published checkpoint of a size was cosigned.
fn moment(size: u64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000 + i64::try_from(size).unwrap())
}

#[test]
fn the_published_keys_follow_from_their_seeds() {
    let ours = ours();
    assert_eq!(ours.log().verifier().to_string(), ours.log_vkey);
    for (name, seed) in [("witness.example/w1", "w1"), ("witness.example/w2", "w2")] {
        let cosigner = Cosigner::new(name, ours.pair(seed)).unwrap();
        assert_eq!(cosigner.verifier().to_string(), ours.witness_vkeys[name]);
    }
}

#[test]
fn a_witness_follows_the_published_log_from_nothing_to_its_end() {
    let ours = ours();
    let witness = ours.witness();
    assert_eq!(ours.add_checkpoint_bodies.len(), 7);
    for Asked { old, new, body } in &ours.add_checkpoint_bodies {
        let request = Request::parse(body.as_bytes()).unwrap();
        assert_eq!(request.to_string(), *body);
        assert_eq!((request.old, request.checkpoint().size()), (*old, *new));
        let judged = request.clone().judge(Some(&ours.known(*old))).unwrap();
        let file = format!("drawbridge-test-log/checkpoint.{new}");
        let published = Note::parse(&support::bytes(&file)).unwrap();
        assert_eq!(judged.head(), ours.head(*new));
        let cosigned = judged.cosign(&[&witness], moment(*new)).unwrap();
        assert_eq!(cosigned.previous, (*old > 0).then(|| ours.head(*old)));
        assert_eq!(cosigned.latest, ours.head(*new));
        // Byte for byte what was published: the log's line, then the first witness's.
        assert_eq!(cosigned.note.signatures, published.signatures[..2]);
        assert_eq!(cosigned.answer, format!("{}\n", published.signatures[1]));
        let answer = read_answer(
            200,
            cosigned.answer.as_bytes(),
            request.checkpoint(),
            &[witness.verifier()],
        );
        assert_eq!(answer, Ok(Answer::Cosigned(vec![published.signatures[1].clone()])));
    }
}

#[test]
fn the_log_makes_the_published_requests() {
    let ours = ours();
    for Asked { old, new, body } in &ours.add_checkpoint_bodies {
        let mut folder = Folder("drawbridge-test-log");
        let proof = prove_consistency(&mut TileHashes::new(&mut folder, 600), *old, *new).unwrap();
        let request = Request::new(*old, proof, ours.note(ours.head(*new))).unwrap();
        assert_eq!(request.to_string(), *body);
    }
}

/// The published request from 256 to 600 leaves.
fn request(ours: &Ours) -> Request {
    let body = ours.add_checkpoint_bodies.iter().find(|asked| (asked.old, asked.new) == (256, 600));
    Request::parse(body.unwrap().body.as_bytes()).unwrap()
}

#[test]
fn every_refusal_has_its_status_and_comes_in_its_order() {
    let ours = ours();
    let good = request(&ours);
    let known = ours.known(256);
    let refused = |request: Request, known: Option<&KnownLog>| {
        let refusal = request.judge(known).unwrap_err();
        (refusal.status(), refusal.body(), refusal)
    };
    let (status, _, refusal) = refused(good.clone(), None);
    assert_eq!((status, refusal), (404, Refusal::Unknown(ours.origin.clone())));
    // What is known is another log's, though the keys would do.
    let namesake = KnownLog { origin: "log.example/other".to_owned(), ..known.clone() };
    let (status, _, refusal) = refused(good.clone(), Some(&namesake));
    assert_eq!((status, refusal), (404, Refusal::Unknown(ours.origin.clone())));
    // Signed by nobody who is trusted, though all else is wrong too.
    let mut unsigned = good.note().clone();
    unsigned.signatures[0].id ^= 1;
    let unsigned = Request::new(999, good.proof.clone(), unsigned).unwrap();
    let (status, _, refusal) = refused(unsigned, Some(&known));
    assert_eq!((status, refusal), (403, Refusal::Untrusted(NoteError::Unsigned)));
    let mut forged = good.note().clone();
    forged.signatures[0].bytes[9] ^= 1;
    let forged = Request::new(999, good.proof.clone(), forged).unwrap();
    let (status, _, refusal) = refused(forged, Some(&known));
    let name = ours.origin.clone();
    assert_eq!((status, refusal), (403, Refusal::Untrusted(NoteError::Forged(name))));
    let mut backwards = good.clone();
    backwards.old = 601;
    let (status, _, refusal) = refused(backwards, Some(&known));
    assert_eq!((status, refusal), (400, Refusal::Backwards { old: 601, new: 600 }));
    for (at, size) in [(0, "0\n"), (255, "255\n"), (600, "600\n")] {
        let (status, body, refusal) = refused(good.clone(), Some(&ours.known(at)));
        assert_eq!((status, &*body, refusal), (409, size, Refusal::Conflict(at)));
    }
    let elsewhere =
        KnownLog { latest: Some(Head { size: 256, root: Hash([1; 32]) }), ..known.clone() };
    let (status, _, refusal) = refused(good.clone(), Some(&elsewhere));
    // 256 leaves are a node of the tree, so the false root leads to a false root.
    assert_eq!((status, &refusal), (422, &Refusal::Inconsistent(ProofError::Root)));
    assert!(refusal.is_evidence());
    let mut short = good.clone();
    short.proof.pop();
    let (status, _, refusal) = refused(short, Some(&known));
    let length = ProofError::Length { expected: 2, found: 1 };
    assert_eq!((status, refusal), (422, Refusal::Inconsistent(length)));
    // Enough is enough: the published one passes.
    assert!(good.judge(Some(&known)).is_ok());
}

#[test]
fn the_edges_at_zero_and_at_the_same_size() {
    let ours = ours();
    let judge = |old: u64, proof: &[Hash], head: Head, known: &KnownLog| {
        let request = Request::new(old, proof.to_vec(), ours.note(head)).unwrap();
        request.judge(Some(known)).map(|accepted| accepted.head())
    };
    let (none, at_two) = (ours.known(0), ours.known(2));
    let empty = Head { size: 0, root: Hash::EMPTY };
    assert_eq!(judge(0, &[], empty, &none), Ok(empty));
    let false_empty = Head { size: 0, root: Hash([1; 32]) };
    assert_eq!(judge(0, &[], false_empty, &none), Err(Refusal::Empty));
    // A first checkpoint is taken on trust, but not with a proof.
    assert_eq!(judge(0, &[], ours.head(600), &none), Ok(ours.head(600)));
    let extra = Refusal::Inconsistent(ProofError::Length { expected: 0, found: 1 });
    assert_eq!(judge(0, &[Hash::EMPTY], ours.head(600), &none), Err(extra.clone()));
    // The same again is cosigned again; another root of the same size never.
    assert_eq!(judge(2, &[], ours.head(2), &at_two), Ok(ours.head(2)));
    let forked = Head { size: 2, root: Hash([1; 32]) };
    let fork = Refusal::Inconsistent(ProofError::Root);
    assert_eq!(judge(2, &[], forked, &at_two), Err(fork));
    assert_eq!(judge(2, &[Hash::EMPTY], ours.head(2), &at_two), Err(extra));
}

#[test]
fn a_witness_shows_on_only_what_it_verified() {
    let ours = ours();
    let request = request(&ours);
    let mut note = request.note().clone();
    let stranger = Signature { name: "stranger".to_owned(), id: 7, bytes: vec![1] };
    note.signatures.insert(0, stranger);
    let second = Signer::new(&ours.origin, KeyPair::from_seed(&[5; 32]).unwrap()).unwrap();
    note.signatures.push(second.sign(note.text()).unwrap());
    let request = Request::new(request.old, request.proof, note).unwrap();
    let mut known = ours.known(256);
    known.keys.push(second.verifier().clone());
    let witness = ours.witness();
    let accepted = request.judge(Some(&known)).unwrap();
    let cosigned = accepted.cosign(&[&witness], moment(600)).unwrap();
    let ids: Vec<u32> = cosigned.note.signatures.iter().map(|signature| signature.id).collect();
    let expected = [ours.log().verifier().id(), second.verifier().id(), witness.verifier().id()];
    assert_eq!(ids, expected);
}

#[test]
fn what_is_no_request_is_refused() {
    use RequestError::{Characters, Checkpoint, Old, Proof, TooLarge, TooLong};
    let ours = ours();
    let body = request(&ours).to_string();
    let hash = format!("{}\n", Hash::EMPTY);
    let changed = |from: &str, to: &str| body.replacen(from, to, 1).into_bytes();
    let no_note = Checkpoint(CheckpointError::Note(NoteError::Form));
    let no_size = Checkpoint(CheckpointError::Size(request(&ours).proof[1].to_base64()));
    for (body, error) in [
        (Vec::new(), Old),
        (b"old 1".to_vec(), Old),
        (changed("old 256", "old 0256"), Old),
        (changed("old 256", "old -1"), Old),
        (changed("old 256", "old  256"), Old),
        (changed("old 256", "old"), Old),
        (changed("old 256", "size 256"), Old),
        (changed("old 256\n", "old 256\nAAAA\n"), Proof(2)),
        (changed("old 256\n", "old 256\r\n"), Old),
        (changed("\n\n", "\n"), Proof(4)),
        (changed("old 256\n", &format!("old 256\n{}", hash.repeat(62))), TooLong),
        (changed("old 256\n", "old 256\n\n"), no_size),
        (changed("\n600\n", "\n0600\n"), Checkpoint(CheckpointError::Size("0600".to_owned()))),
        (b"old 0\n\n".to_vec(), no_note),
        (b"old 0\n\xff\n".to_vec(), Characters),
        (vec![b'a'; 2_000_000], TooLarge(2_000_000)),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let read = Request::parse(&body);
        assert_eq!(read, Err(error), "{shown:?}");
    }
    let refusal = Refusal::from(Old);
    assert_eq!((refusal.status(), refusal.is_evidence()), (400, false));
    assert_eq!(Request::new(1, vec![Hash::EMPTY; 64], ours.note(ours.head(2))), Err(TooLong));
    assert!(Request::new(1, vec![Hash::EMPTY; 63], ours.note(ours.head(2))).is_ok());
}

#[test]
fn a_log_believes_no_answer_that_is_not_verified() {
    let ours = ours();
    let witness = ours.witness();
    let other = Cosigner::new("witness.example/w2", ours.pair("w2")).unwrap();
    let checkpoint = Checkpoint::new(&ours.origin, ours.head(600)).unwrap();
    let elsewhere = Checkpoint::new(&ours.origin, ours.head(512)).unwrap();
    let line = |cosigner: &Cosigner, checkpoint: &Checkpoint| {
        format!("{}\n", cosigner.cosign(checkpoint, moment(1)).unwrap())
    };
    let read = |status, body: &str| {
        read_answer(status, body.as_bytes(), &checkpoint, &[witness.verifier()])
    };
    let good = witness.cosign(&checkpoint, moment(1)).unwrap();
    let both = line(&other, &checkpoint) + &line(&witness, &checkpoint);
    assert_eq!(read(200, &both), Ok(Answer::Cosigned(vec![good])));
    assert_eq!(read(200, &line(&other, &checkpoint)), Err(NoteError::Unsigned.into()));
    let forged = NoteError::Forged("witness.example/w1".to_owned());
    assert_eq!(read(200, &line(&witness, &elsewhere)), Err(forged.into()));
    assert_eq!(read(200, ""), Err(NoteError::Form.into()));
    assert_eq!(read(200, both.trim_end()), Err(NoteError::Form.into()));
    // A time of zero, which is a good signature of nobody's clock.
    let message = format!("cosignature/v1\ntime 0\n{checkpoint}");
    let signature = ours.pair("w1").sign(message.as_bytes()).unwrap();
    let bytes = [&[0; 8][..], &signature].concat();
    let (name, id) = ("witness.example/w1".to_owned(), witness.verifier().id());
    let timeless = Signature { name: name.clone(), id, bytes };
    assert_eq!(read(200, &format!("{timeless}\n")), Err(AnswerError::Timeless(name)));
    assert_eq!(read(409, "255\n"), Ok(Answer::Conflict(255)));
    for body in ["255", "0255\n", "255\n\n", "", "a\n"] {
        assert_eq!(read(409, body), Err(AnswerError::Malformed), "{body:?}");
    }
    let refused = AnswerError::Refused { status: 404, why: "the log is not known\n".to_owned() };
    assert_eq!(read(404, "the log is not known\n"), Err(refused));
    assert!(matches!(read(500, ""), Err(AnswerError::Refused { status: 500, .. })));
}

#[test]
fn a_log_and_a_witness_go_on_together_and_a_fork_is_seen() {
    let ours = ours();
    let witness = ours.witness();
    let leaf = |index: u64, salt: u8| leaf_hash(&[&index.to_be_bytes()[..], &[salt]].concat());
    let mut leaves: Vec<Hash> = Vec::new();
    let mut known = ours.known(0);
    for size in [3_u64, 10, 10, 300, 301] {
        leaves.extend((u64::try_from(leaves.len()).unwrap()..size).map(|index| leaf(index, 0)));
        let (mut memory, tree) = Memory::of(&leaves);
        let old = known.latest.map_or(0, |head| head.size);
        let proof = prove_consistency(&mut TileHashes::new(&mut memory, size), old, size).unwrap();
        let request = Request::new(old, proof, ours.note(tree.head())).unwrap();
        let request = Request::parse(request.to_string().as_bytes()).unwrap();
        let accepted = request.judge(Some(&known)).unwrap();
        known.latest = Some(accepted.cosign(&[&witness], moment(size)).unwrap().latest);
    }
    // Another history, with one leaf changed among those that were seen.
    leaves[7] = leaf(7, 1);
    leaves.extend((301..400).map(|index| leaf(index, 0)));
    let (mut memory, _) = Memory::of(&leaves);
    let mut forked = Tree::new();
    forked.extend(leaves.iter().copied());
    let proof = prove_consistency(&mut TileHashes::new(&mut memory, 400), 301, 400).unwrap();
    let request = Request::new(301, proof, ours.note(forked.head())).unwrap();
    let refusal = request.judge(Some(&known)).unwrap_err();
    assert_eq!(refusal, Refusal::Inconsistent(ProofError::Old));
}
