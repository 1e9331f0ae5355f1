//! Statements of reasons, as the DSA Transparency Database takes them (`POST /api/v1/statements`).
//!
//! Every decision that restricts or refuses becomes one [`Statement`], valid by itself; what the database
//! has no place for (log index, rules, policy, remedy, commitments) stands beside it in an
//! [`Extension`] of the same `puid`. Only what is open in the log is told: nothing that is committed is.
//! The fields and their limits are those of digital-services-act/transparency-database, commit 69e80a0
//! (2026-06-24); `schema/dsa-statement-of-reasons.schema.json` holds them.

mod restriction;
mod statement;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::leaf::{Decision, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf, Value};
use serde::Serialize;

pub use statement::Statement;

/// Most statements of one request.
pub const BATCH: usize = 100;

/// What the database has no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Extension {
    /// Which statement it belongs to.
    pub puid: String,
    /// The decision's leaf.
    pub log_index: u64,
    /// Its leaf hash.
    pub leaf_hash: String,
    /// The leaf of the case that was decided.
    pub intake_index: u64,
    /// When it was submitted, in milliseconds since 1970.
    pub submitted_at: i64,
    /// When it was decided.
    pub decided_at: i64,
    /// The gate.
    pub gate: &'static str,
    /// What was asked for.
    pub action: String,
    /// What was decided.
    pub verdict: &'static str,
    /// The publication of the policy.
    pub policy_index: u64,
    /// The hash of the policy.
    pub policy_sha256: String,
    /// The rules that determined the verdict.
    pub rule_ids: Vec<String>,
    /// What would change it, if that is open.
    pub remedy: Option<String>,
    /// The pseudonym of the person who decided or confirmed.
    pub human_reviewer: Option<String>,
    /// Until when an appeal is taken.
    pub appeal_until: Option<i64>,
    /// The commitments to what is protected, by name: the side of the subject is among them, and not shown.
    pub subject_side: BTreeMap<String, String>,
    /// The commitments to facts, by name.
    pub facts_commitments: BTreeMap<String, String>,
}

/// A statement with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasons {
    /// What the database takes.
    pub statement: Statement,
    /// What it has no place for.
    pub extension: Extension,
}

/// A case that may still be decided.
#[derive(Clone, Debug)]
struct Case {
    index: u64,
    submitted: Timestamp,
    action: String,
    facts: Fields,
    protected: BTreeMap<String, String>,
}

/// Decisions that are being collected.
#[derive(Clone, Debug)]
pub struct Collector {
    from: Timestamp,
    to: Timestamp,
    /// By intake, and by appeal: the case that is decided again.
    cases: BTreeMap<u64, Case>,
    /// By decision: the intake of its case.
    decided: BTreeMap<u64, u64>,
}

impl Collector {
    /// Of decisions from a moment on, up to another, exclusive.
    pub const fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to, cases: BTreeMap::new(), decided: BTreeMap::new() }
    }

    /// Takes the next leaf with its bytes; leaves come in their order, from the first.
    pub fn take(&mut self, index: u64, bytes: &[u8], leaf: &Leaf) -> Option<Reasons> {
        match &leaf.body {
            Body::Intake(intake) => {
                let protected = intake.protected.iter();
                let case = Case {
                    index,
                    submitted: leaf.time,
                    action: intake.action.clone(),
                    facts: intake.facts.clone(),
                    protected: protected
                        .map(|(name, one)| (name.clone(), one.0.to_base64()))
                        .collect(),
                };
                self.cases.insert(index, case);
                None
            }
            Body::Appeal(appeal) => {
                let case = self.decided.get(&appeal.of.index).and_then(|at| self.cases.get(at));
                let case = case.cloned();
                self.cases.extend(case.map(|case| (index, case)));
                None
            }
            Body::Decision(decision) => {
                let case = self.cases.get(&decision.intake.index)?;
                self.decided.insert(index, case.index);
                let due = (self.from..self.to).contains(&leaf.time);
                let restricts = decision.verdict != Verdict::Allow;
                (due && restricts).then(|| reasons(index, leaf_hash(bytes), leaf, decision, case))
            }
            _ => None,
        }
    }
}

fn reasons(index: u64, hash: Hash, leaf: &Leaf, decision: &Decision, case: &Case) -> Reasons {
    let told = Told { gate: leaf.gate, time: leaf.time, decision, case };
    // Unique by the index, and bound to the leaf: a log that is begun anew has other hashes.
    let start = hash.0.first_chunk().map_or(0, |first| u64::from_be_bytes(*first));
    let puid = format!("drawbridge-{index}-{start:016x}");
    let commitments = |facts: &Fields| {
        let closed = |(name, field): (&String, &Field)| match field {
            Field::Committed(one) => Some((name.clone(), one.0.to_base64())),
            Field::Open(_) => None,
        };
        facts.iter().filter_map(closed).collect::<BTreeMap<_, _>>()
    };
    let mut facts_commitments = commitments(&case.facts);
    facts_commitments.extend(commitments(&decision.facts));
    let extension = Extension {
        puid: puid.clone(),
        log_index: index,
        leaf_hash: hash.to_base64(),
        intake_index: case.index,
        submitted_at: case.submitted.0,
        decided_at: leaf.time.0,
        gate: leaf.gate.name(),
        action: case.action.clone(),
        verdict: decision.verdict.name(),
        policy_index: decision.policy.index,
        policy_sha256: decision.policy_sha256.to_base64(),
        rule_ids: decision.rules.iter().cloned().collect(),
        remedy: told.remedy(),
        human_reviewer: decision.reviewer.clone(),
        appeal_until: decision.appeal_until.map(|until| until.0),
        subject_side: case.protected.clone(),
        facts_commitments,
    };
    Reasons { statement: statement::of(puid, &told), extension }
}

/// What is told of a decision.
#[derive(Clone, Copy)]
struct Told<'a> {
    gate: Gate,
    time: Timestamp,
    decision: &'a Decision,
    case: &'a Case,
}

impl Told<'_> {
    /// An open fact that is text: the decision's own, or what was submitted.
    fn fact(&self, name: &str) -> Option<&str> {
        let facts = self.decision.facts.get(name).or_else(|| self.case.facts.get(name));
        match facts {
            Some(Field::Open(Value::Text(text))) => Some(text),
            _ => None,
        }
    }

    fn flag(&self, name: &str) -> Option<bool> {
        let facts = self.decision.facts.get(name).or_else(|| self.case.facts.get(name));
        match facts {
            Some(Field::Open(Value::Bool(flag))) => Some(*flag),
            _ => None,
        }
    }

    fn remedy(&self) -> Option<String> {
        match &self.decision.remedy {
            Some(Field::Open(Value::Text(text))) => Some(text.clone()),
            _ => None,
        }
    }
}

/// A request of the database: at most [`BATCH`] statements.
#[derive(Clone, Debug, Serialize)]
pub struct Batch<'a> {
    /// The statements.
    pub statements: Vec<&'a Statement>,
}

/// All statements in requests, in the order of the log.
pub fn batches(reasons: &[Reasons]) -> Vec<Batch<'_>> {
    reasons.chunks(BATCH).map(batch).collect()
}

fn batch(chunk: &[Reasons]) -> Batch<'_> {
    Batch { statements: chunk.iter().map(|one| &one.statement).collect() }
}
