//! A log in a folder, with what opens it: reviews alike for both sides, links that are blocked four times
//! as often for outsiders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::tile::Level;
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Hash, KeyPair, Signer, Tile, Tree, bundle, leaf_hash,
};
use drawbridge_fair_record::leaf::{Decision, Grounds, Intake, Policy, Report, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf, Opening, Reference, Seed, Value};
use drawbridge_fair_report::openings;

/// 2026-10-01 in Beijing.
const FROM: i64 = 1_790_784_000_000;
const MINUTE: i64 = 60_000;
const CASES: u64 = 1500;

pub(super) struct World {
    leaves: Vec<Vec<u8>>,
    openings: Vec<u8>,
    signer: Signer,
    witness: Cosigner,
}

impl World {
    pub(super) fn new() -> Self {
        let pair = |seed: u8| KeyPair::from_seed(&[seed; 32]).unwrap();
        let mut world = Self {
            leaves: Vec::new(),
            openings: Vec::new(),
            signer: Signer::new("log.example/fair", pair(1)).unwrap(),
            witness: Cosigner::new("w.example", pair(2)).unwrap(),
        };
        world.publish_policy();
        for case in 0..CASES {
            world.case(case);
        }
        world
    }

    pub(super) fn key(&self) -> String {
        self.signer.verifier().to_string()
    }

    /// The policy by which a reader believes the log and wants its witness.
    pub(super) fn policy(&self) -> String {
        let (log, witness) = (self.key(), self.witness.verifier());
        format!("log {log}\nwitness w {witness}\nquorum w\n")
    }

    pub(super) fn size(&self) -> u64 {
        u64::try_from(self.leaves.len()).unwrap()
    }

    fn push(&mut self, gate: Gate, time: i64, body: Body) -> Reference {
        let index = self.size();
        let bytes = Leaf { gate, time: Timestamp(time), body }.write().unwrap();
        let hash = leaf_hash(&bytes);
        self.leaves.push(bytes);
        Reference { index, hash }
    }

    fn publish_policy(&mut self) {
        let policy = Policy {
            version: "2026-09".to_owned(),
            sha256: Hash([1; 32]),
            effective_index: 1,
            consultation_from: Timestamp(FROM - 40 * 1440 * MINUTE),
            consultation_until: Timestamp(FROM - 10 * 1440 * MINUTE),
            replaces: None,
            grounds: Grounds::Proof(Hash([2; 32])),
        };
        self.push(Gate::All, FROM, Body::Policy(policy));
    }

    /// Every third case is an outsider's; links and reviews take turns.
    fn case(&mut self, case: u64) {
        let outsider = case.is_multiple_of(3);
        let link = case % 2 == 1;
        // A simple scramble, so that verdicts do not follow the calendar.
        let chance = case.wrapping_mul(2_654_435_761) % 100;
        let blocked = match (link, outsider) {
            (true, true) => chance < 24,
            (true, false) => chance < 6,
            (false, _) => chance < 9,
        };
        let (gate, action) = if link { (Gate::Share, "link.open") } else { (Gate::Mini, "review") };
        let at = FROM + i64::try_from(case).unwrap() * 20 * MINUTE;
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&case.to_be_bytes());
        let mut opening = Opening::new(Seed(seed));
        let camp = if outsider { "rival" } else { "native" };
        let camp = opening.commit("protected.camp", Value::Text(camp.to_owned())).unwrap();
        let open = |text: &str| Field::Open(Value::Text(text.to_owned()));
        let facts = Fields::from([
            ("category".to_owned(), open(if case.is_multiple_of(5) { "food" } else { "games" })),
            ("risk_band".to_owned(), open("low")),
        ]);
        let subject = format!("m-{:03}", case % 211);
        let protected = BTreeMap::from([("camp".to_owned(), camp)]);
        let (action, asker) = (action.to_owned(), subject.clone());
        let intake = Intake { subject: asker, action, protected, facts };
        let intake = self.push(gate, at, Body::Intake(intake));
        let told = openings::write(intake.index, &opening.write().unwrap()).unwrap();
        self.openings.extend_from_slice(&told);
        self.openings.push(b'\n');
        if case % 40 == 39 {
            return;
        }
        let waited = i64::try_from(case % 17 + chance / 5).unwrap() * 60 * MINUTE;
        let policy = Reference { index: 0, hash: leaf_hash(&self.leaves[0]) };
        let decision = Decision {
            subject,
            intake,
            policy,
            policy_sha256: Hash([1; 32]),
            verdict: if blocked { Verdict::Refuse } else { Verdict::Allow },
            rules: BTreeSet::from([if blocked { "R-2" } else { "R-1" }.to_owned()]),
            remedy: blocked.then(|| open("A licence number.")),
            reviewer: None,
            appeal_until: None,
            facts: Fields::new(),
        };
        self.push(gate, at + waited, Body::Decision(decision));
    }

    /// Says in the log that a report with this hash was published.
    pub(super) fn publish(&mut self, sha256: [u8; 32], size: u64, root: Hash) {
        let (from, to) = (Timestamp(FROM), Timestamp(FROM + 31 * 1440 * MINUTE));
        let report = Report { sha256: Hash(sha256), from, to, size, root };
        self.push(Gate::All, to.0 + MINUTE, Body::Report(report));
    }

    pub(super) fn root(&self) -> Hash {
        let mut tree = Tree::new();
        tree.extend(self.leaves.iter().map(|bytes| leaf_hash(bytes)));
        tree.root()
    }

    /// Writes the log as static files, and the openings beside it.
    pub(super) fn write(&self, folder: &Path) {
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        let mut tree = Tree::new();
        let mut filled = Vec::new();
        for leaf in &self.leaves {
            filled.extend(tree.append(leaf_hash(leaf)));
        }
        filled.extend(tree.partial());
        for (tile, hashes) in filled {
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
            put(&tile.path(), &bytes);
        }
        for (number, leaves) in (0..).zip(self.leaves.chunks(256)) {
            let tile = Tile::in_tree(Level::Entries, number, self.size()).unwrap();
            put(&tile.path(), &bundle::write(leaves).unwrap());
        }
        let checkpoint = Checkpoint::new("log.example/fair", tree.head()).unwrap();
        let mut note = checkpoint.to_note().unwrap();
        note.signatures.push(self.signer.sign(note.text()).unwrap());
        let seen = Timestamp(FROM + 32 * 1440 * MINUTE);
        note.signatures.push(self.witness.cosign(&checkpoint, seen).unwrap());
        put("checkpoint", note.to_string().as_bytes());
        put("../openings.jsonl", &self.openings);
        put("../policy", self.policy().as_bytes());
    }
}
