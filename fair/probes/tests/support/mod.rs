//! A design, and a platform that decides on what it submits: a log as it would be kept.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_probes::{Design, Opening, Plan, Side, Sighting, Submission};
use drawbridge_fair_record::canonical::Value;
use drawbridge_fair_record::leaf::{Decision, Intake, ProbeReveal, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf, Opening as Kept, Reference, Seed};
use serde_json::json;

/// When the probe is fixed.
pub(crate) const START: i64 = 1_800_000_000_000;
pub(crate) const HOUR: i64 = 3_600_000;

/// Links of two shops, so that a template is used many times.
pub(crate) fn design(pairs: u64) -> serde_json::Value {
    json!({
        "v": 1,
        "prober": "auditor-1",
        "gate": "share",
        "action": "link.open",
        "pairs": pairs,
        "outsider": {"camp": "west", "domain": "shop.west.example", "wallet": "west pay"},
        "insider": {"camp": "east", "domain": "mall.east.example", "wallet": "east pay"},
        "templates": [
            {
                "facts": {"url": "https://{domain}/item/{serial}", "amount_cents": 1999, "licensed": true},
                "varied": {"title": ["Blue kettle", "Green kettle"]},
            },
            {
                "facts": {"url": "https://{domain}/video/{serial}", "tags": ["new", "pay with {wallet}"]},
                "varied": {},
            },
        ],
        "demand": {
            "margin_bp": 1000, "wait_margin_bp": 2500, "alpha_bp": 500, "power_bp": 8000,
            "discordant_bp": 2000, "drop_bp": 1500,
        },
    })
}

pub(crate) fn parse(design: &serde_json::Value) -> Design {
    Design::parse(design.to_string().as_bytes()).unwrap()
}

pub(crate) fn plan(pairs: u64) -> Plan {
    Plan::new(parse(&design(pairs)), Seed([5; 32])).unwrap()
}

/// A platform's log, and what the prober knows.
pub(crate) struct Log {
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) opening: Opening,
    pub(crate) bytes: Vec<u8>,
}

/// What a platform does with a submission: the verdict, and after how long; none if it never decides.
pub(crate) type Decide<'a> = &'a dyn Fn(&BTreeMap<String, String>) -> Option<(Verdict, i64)>;

pub(crate) fn refer(leaves: &[Vec<u8>], index: usize) -> Reference {
    Reference { index: u64::try_from(index).unwrap(), hash: leaf_hash(&leaves[index]) }
}

/// Plays a probe from the first leaf to the last.
pub(crate) fn play(plan: &Plan, submitted: u64, decide: Decide<'_>) -> Log {
    let policy = b"the policy stands elsewhere".to_vec();
    let mut leaves = vec![policy];
    let commit = plan.leaf(Timestamp(START), Timestamp(START + 1000 * HOUR)).unwrap();
    leaves.push(commit.write().unwrap());
    let commit = refer(&leaves, 1);
    let mut sightings = Vec::new();
    let mut due: Vec<(i64, usize, Verdict)> = Vec::new();
    for (number, pair) in (0..submitted).zip(plan.pairs()) {
        let second = if pair.first == Side::Outsider { Side::Insider } else { Side::Outsider };
        for (late, side) in [(0, pair.first), (1, second)] {
            let time = START + i64::try_from(number).unwrap() * HOUR + late * HOUR / 2 + 1;
            let seed = Seed(std::array::from_fn(|at| {
                u8::try_from(
                    (usize::try_from(number).unwrap()
                        + 7 * at
                        + usize::from(side == Side::Outsider))
                        % 251,
                )
                .unwrap()
            }));
            let (leaf, kept) = intake(plan, pair.side(side), time, seed);
            let fields = kept.values().filter_map(|(name, _)| kept.disclose(name)).collect();
            leaves.push(leaf.write().unwrap());
            let leaf = refer(&leaves, leaves.len() - 1);
            if let Some((verdict, wait)) = decide(&pair.side(side).protected) {
                due.push((time + wait, leaves.len() - 1, verdict));
            }
            sightings.push(Sighting { pair: number, side, leaf, fields });
        }
    }
    due.sort_unstable();
    for (time, intake, verdict) in due {
        let leaf = decision(&leaves, time, intake, verdict);
        leaves.push(leaf.write().unwrap());
    }
    let opening = Opening { plan: plan.clone(), commit, submitted, sightings };
    let bytes = opening.write().unwrap();
    reveal(&mut leaves, &opening, &bytes, START + 900 * HOUR);
    Log { leaves, opening, bytes }
}

/// The leaf that opens a probe.
pub(crate) fn reveal(leaves: &mut Vec<Vec<u8>>, opening: &Opening, bytes: &[u8], time: i64) {
    let body = Body::ProbeReveal(ProbeReveal {
        of: opening.commit,
        opening_sha256: Opening::hash(bytes),
        submitted: opening.submitted,
    });
    leaves.push(Leaf { gate: Gate::Share, time: Timestamp(time), body }.write().unwrap());
}

fn intake(plan: &Plan, submission: &Submission, time: i64, seed: Seed) -> (Leaf, Kept) {
    let mut kept = Kept::new(seed);
    let mut protected = BTreeMap::new();
    for (name, text) in &submission.protected {
        let commitment = kept.commit(&format!("protected.{name}"), Value::Text(text.clone()));
        protected.insert(name.clone(), commitment.unwrap());
    }
    let mut facts = Fields::new();
    for (name, value) in &submission.facts {
        // Amounts are open, the rest is committed: both must be held against the plan.
        let field = if name == "amount_cents" {
            Field::Open(value.clone())
        } else {
            Field::Committed(kept.commit(&format!("facts.{name}"), value.clone()).unwrap())
        };
        facts.insert(name.clone(), field);
    }
    let action = plan.design().action.clone();
    let subject = "m-1".to_owned();
    let body = Body::Intake(Intake { subject, action, protected, facts });
    (Leaf { gate: Gate::Share, time: Timestamp(time), body }, kept)
}

fn decision(leaves: &[Vec<u8>], time: i64, intake: usize, verdict: Verdict) -> Leaf {
    let body = Body::Decision(Decision {
        subject: "m-1".to_owned(),
        intake: refer(leaves, intake),
        policy: refer(leaves, 0),
        policy_sha256: Hash([1; 32]),
        verdict,
        rules: BTreeSet::new(),
        remedy: (verdict != Verdict::Allow)
            .then_some(Field::Open(Value::Text("a licence".to_owned()))),
        reviewer: None,
        appeal_until: None,
        facts: Fields::new(),
    });
    Leaf { gate: Gate::Share, time: Timestamp(time), body }
}
