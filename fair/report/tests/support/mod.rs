//! A small log with its keys, and what an audit might have found in a large one.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

pub(crate) mod beside;
pub(crate) mod found;
pub(crate) mod schema;

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::Audit;
use drawbridge_fair_log::{
    Checkpoint, Cosigner as Witness, Hash, HashReader, Node, Note, ReadError, Signer, Tree,
    VerifierKey, leaf_hash,
};
use drawbridge_fair_record::leaf::{Decision, Grounds, Intake, Policy, Report as Leaving, Verdict};
use drawbridge_fair_record::{
    Body, Commitment, Field, Fields, Gate, Leaf, Opening, Reference, Value,
};
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::evidence::{self, Evidence, LeafReader};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::replayed::Replayed;
use drawbridge_fair_report::shape::{Cosigner, Terms};
use drawbridge_fair_report::{Input, Report, build, json};
use drawbridge_seal::ed25519::KeyPair;

/// The first moment of the period: 2026-10-01 in Beijing.
pub(crate) const FROM: Timestamp = Timestamp(1_790_784_000_000);
/// Its end: 2026-11-01.
pub(crate) const TO: Timestamp = Timestamp(1_793_462_400_000);
/// Cases of the small log.
const CASES: u64 = 40;
const MINUTE: i64 = 60_000;

/// The small log.
pub(crate) struct World {
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) signer: Signer,
    pub(crate) witnesses: Vec<Witness>,
    /// What opens the agreements that are only committed to.
    pub(crate) opened: BTreeMap<u64, Opening>,
}

impl World {
    /// A policy, forty cases of which every eighth is refused and every tenth is pending.
    pub(crate) fn new() -> Self {
        let pair = |seed: u8| KeyPair::from_seed(&[seed; 32]).unwrap();
        let witness = |seed: u8| Witness::new(&format!("w{seed}.example"), pair(seed)).unwrap();
        let mut world = Self {
            leaves: Vec::new(),
            signer: Signer::new("drawbridge.example/fair", pair(1)).unwrap(),
            witnesses: vec![witness(2), witness(3)],
            opened: BTreeMap::new(),
        };
        world.policy("2026-09", Grounds::Proof(Hash([2; 32])), 30, None);
        for case in 0..CASES {
            world.case(case);
        }
        world.beside();
        world
    }

    pub(crate) fn policy(
        &mut self,
        version: &str,
        grounds: Grounds,
        days: i64,
        replaces: Option<u64>,
    ) {
        let time = FROM.plus_ms(i64::try_from(self.leaves.len()).unwrap() * MINUTE);
        let policy = Policy {
            version: version.to_owned(),
            sha256: Hash([1; 32]),
            effective_index: self.size() + 1,
            consultation_from: time.plus_seconds(-days * 86_400),
            consultation_until: time,
            replaces: replaces.map(|index| self.reference(index)),
            grounds,
        };
        self.leaves.push(Leaf { gate: Gate::All, time, body: Body::Policy(policy) });
    }

    fn case(&mut self, case: u64) {
        let time = FROM.plus_ms(i64::try_from(case).unwrap() * 60 * MINUTE);
        let subject = format!("m-{case:04}");
        let protected = BTreeMap::from([("camp".to_owned(), Commitment(Hash([9; 32])))]);
        let (action, facts) = ("link.open".to_owned(), Fields::new());
        let intake = Intake { subject: subject.clone(), action, protected, facts };
        self.leaves.push(Leaf { gate: Gate::Share, time, body: Body::Intake(intake) });
        if case % 10 == 9 {
            return;
        }
        let refused = case % 8 == 3;
        let rule = if refused { "link.malware" } else { "link.permit" };
        let decision = Decision {
            subject,
            intake: self.reference(self.size() - 1),
            policy: self.reference(0),
            policy_sha256: Hash([1; 32]),
            verdict: if refused { Verdict::Refuse } else { Verdict::Allow },
            rules: BTreeSet::from([rule.to_owned()]),
            remedy: refused.then(|| Field::Open(Value::Text("Remove the <script>.".to_owned()))),
            reviewer: (case % 2 == 1).then(|| "r-01".to_owned()),
            appeal_until: refused.then(|| time.plus_seconds(14 * 86_400)),
            facts: Fields::new(),
        };
        let time = time.plus_ms(30 * MINUTE);
        self.leaves.push(Leaf { gate: Gate::Share, time, body: Body::Decision(decision) });
    }

    pub(crate) fn size(&self) -> u64 {
        u64::try_from(self.leaves.len()).unwrap()
    }

    pub(crate) fn bytes(&self) -> Vec<Vec<u8>> {
        self.leaves.iter().map(|leaf| leaf.write().unwrap()).collect()
    }

    pub(crate) fn reference(&self, index: u64) -> Reference {
        let bytes = self.leaves[usize::try_from(index).unwrap()].write().unwrap();
        Reference { index, hash: leaf_hash(&bytes) }
    }

    pub(crate) fn hashes(&self) -> Vec<Hash> {
        self.bytes().iter().map(|bytes| leaf_hash(bytes)).collect()
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let mut tree = Tree::new();
        tree.extend(self.hashes());
        Checkpoint::new("drawbridge.example/fair", tree.head()).unwrap()
    }

    /// The checkpoint, signed by the log and both witnesses.
    pub(crate) fn note(&self) -> Note {
        let checkpoint = self.checkpoint();
        let mut note = checkpoint.to_note().unwrap();
        note.signatures.push(self.signer.sign(note.text()).unwrap());
        for (at, witness) in (0..).zip(&self.witnesses) {
            note.signatures.push(witness.cosign(&checkpoint, TO.plus_seconds(at)).unwrap());
        }
        note
    }

    pub(crate) fn keys(&self) -> Vec<VerifierKey> {
        let witnesses = self.witnesses.iter().map(Witness::verifier);
        [self.signer.verifier()].into_iter().chain(witnesses).cloned().collect()
    }

    pub(crate) fn cosigners(&self) -> Vec<Cosigner> {
        let keys = self.keys();
        let keys: Vec<&VerifierKey> = keys.iter().collect();
        let signed = self.note().verify(&keys).unwrap();
        let witnesses = signed.into_iter().filter_map(|signed| Some((signed.key, signed.time?)));
        let tell = |(key, time): (&VerifierKey, u64)| Cosigner {
            name: key.name().to_owned(),
            key: key.to_string(),
            time,
        };
        witnesses.map(tell).collect()
    }

    pub(crate) fn history(&self) -> History {
        let mut history = History::default();
        for (index, leaf) in (0..).zip(&self.leaves) {
            history.take(index, leaf);
        }
        history
    }

    pub(crate) fn report(&self, previous: Option<&Report>) -> Report {
        self.report_of(&found::audit(), previous)
    }

    /// A report with another register of agreements.
    pub(crate) fn report_with(&self, terms: &Terms) -> Report {
        self.made(&found::audit(), terms, &found::replayed(), None)
    }

    /// A report in which something else came of deciding again.
    pub(crate) fn report_again(&self, replayed: &Replayed) -> Report {
        self.made(&found::audit(), &self.terms(), replayed, None)
    }

    pub(crate) fn report_of(&self, audit: &Audit, previous: Option<&Report>) -> Report {
        self.made(audit, &self.terms(), &found::replayed(), previous)
    }

    fn made(
        &self,
        audit: &Audit,
        terms: &Terms,
        replayed: &Replayed,
        previous: Option<&Report>,
    ) -> Report {
        let bytes = previous.map(|report| json::write(report).unwrap());
        build(&Input {
            audit,
            history: &self.history(),
            replayed,
            terms,
            probes: &self.probes(),
            note: &self.note(),
            checkpoint: &self.checkpoint(),
            cosigners: &self.cosigners(),
            period: (FROM, TO),
            declaration: &declaration(),
            previous: bytes.as_deref().zip(previous),
            version: "0.1.0",
        })
        .unwrap()
    }

    /// Publishes a report: its leaf comes after the checkpoint that it was computed from.
    pub(crate) fn publish(&mut self, report: &[u8]) -> u64 {
        let checkpoint = self.checkpoint();
        let leaving = Leaving {
            sha256: Hash(json::hash(report)),
            from: FROM,
            to: TO,
            size: checkpoint.size(),
            root: checkpoint.root(),
        };
        let (gate, time) = (Gate::All, TO.plus_seconds(3600));
        self.leaves.push(Leaf { gate, time, body: Body::Report(leaving) });
        self.size() - 1
    }
}

/// All leaves in memory, where proofs are made.
pub(crate) struct Memory(pub(crate) Vec<Vec<u8>>);

impl HashReader for Memory {
    fn hash(&mut self, node: Node) -> Result<Hash, ReadError> {
        let width = usize::try_from(1_u64 << node.level).unwrap();
        let start = usize::try_from(node.index).unwrap() * width;
        let mut tree = Tree::new();
        tree.extend(self.0[start..start + width].iter().map(|bytes| leaf_hash(bytes)));
        Ok(tree.root())
    }
}

impl LeafReader for Memory {
    fn leaf(&mut self, index: u64) -> Option<Vec<u8>> {
        self.0.get(usize::try_from(index).ok()?).cloned()
    }
}

/// A report of the small log, published in it, and what a page of it holds.
pub(crate) fn published() -> (Report, Evidence) {
    let mut world = World::new();
    let report = world.report(None);
    let bytes = json::write(&report).unwrap();
    let size = world.size();
    world.publish(&bytes);
    world.policy("2026-11", Grounds::Proof(Hash([3; 32])), 30, Some(0));
    let (mut hashes, mut leaves) = (Memory(world.bytes()), Memory(world.bytes()));
    let (history, note) = (world.history(), world.note());
    let key = (Hash(json::hash(&bytes)), size);
    let later = (&note, world.size());
    let publication =
        evidence::publication(&mut hashes, &mut leaves, &history, key, later).unwrap();
    let claims = evidence::rules(&mut hashes, &mut leaves, &World::new().history(), size).unwrap();
    let keys = world.keys().iter().map(ToString::to_string).collect();
    (report, Evidence { keys, claims, publication })
}

pub(crate) fn declaration() -> Declaration {
    let json = br#"{"operator":"Example Bridge / \u793a\u4f8b\u5e73\u53f0","contact":"compliance@bridge.example",
      "figures":{"comp.officer":true,"comp.training_share":0.97,"risk.open_items":3}}"#;
    Declaration::read(json).unwrap()
}
