//! Writes logs: leaves with what opens them, in the order of their times.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::{Audit, Leaves, Period, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_indicators::{Auditor, Shown};
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::leaf::{
    Appeal, Decision, End, Grounds, Intake, Outcome, Policy, Verdict,
};
use drawbridge_fair_record::{
    Body, Field, Fields, Gate, Integer, Leaf, Opening, Reference, Seed, Value,
};

/// Midnight of the first of January 2026 in Beijing.
pub(crate) const START: i64 = 1_767_196_800_000;
pub(crate) const HOUR: i64 = 3_600_000;

/// A value out of what it is.
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn whole(number: i64) -> Value {
    Value::Integer(Integer::new(number).unwrap())
}

/// What happens in a case, by numbers that its writer gives it.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Intake {
        gate: Gate,
        action: &'static str,
        camp: String,
    },
    Decision {
        verdict: Verdict,
        person: bool,
    },
    /// A decision that names no rule.
    Unreasoned {
        verdict: Verdict,
    },
    Outcome {
        end: End,
    },
    Appeal,
    AppealDecision {
        verdict: Verdict,
    },
    AppealEnd,
}

/// A leaf that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) time: i64,
    pub(crate) case: u64,
    pub(crate) subject: String,
    pub(crate) event: Event,
    /// Shown facts, and committed ones.
    pub(crate) open: Vec<(&'static str, Value)>,
    pub(crate) committed: Vec<(&'static str, Value)>,
}

/// A log that is being written.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) entries: Vec<Entry>,
    pub(crate) start: i64,
}

/// A log: each leaf with its opening, if anything is committed in it.
pub(crate) struct Log {
    pub(crate) leaves: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// What the leaves of a case refer back to.
#[derive(Clone, Copy, Debug, Default)]
struct Trail {
    intake: Option<(Reference, Gate)>,
    decision: Option<Reference>,
    appeal: Option<Reference>,
}

impl Book {
    pub(crate) fn push(&mut self, time: i64, case: u64, subject: &str, event: Event) -> &mut Entry {
        self.entries.push(Entry {
            time,
            case,
            subject: subject.to_owned(),
            event,
            open: Vec::new(),
            committed: Vec::new(),
        });
        self.entries.last_mut().unwrap()
    }

    /// Writes all entries in the order of their times; entries of one time in the order given.
    pub(crate) fn log(mut self) -> Log {
        self.entries.sort_by_key(|entry| entry.time);
        let mut writer = Writer { log: Log { leaves: Vec::new() }, trails: BTreeMap::new() };
        writer.policy(self.start);
        for entry in &self.entries {
            writer.entry(entry);
        }
        writer.log
    }
}

struct Writer {
    log: Log,
    trails: BTreeMap<u64, Trail>,
}

impl Writer {
    fn policy(&mut self, time: i64) {
        let body = Body::Policy(Policy {
            version: "2026.1".to_owned(),
            sha256: Hash([7; 32]),
            effective_index: 1,
            consultation_from: Timestamp(time.saturating_sub(30 * 24 * HOUR).max(0)),
            consultation_until: Timestamp(time),
            replaces: None,
            grounds: Grounds::Proof(Hash([8; 32])),
        });
        self.write(Leaf { gate: Gate::All, time: Timestamp(time), body }, None);
    }

    fn entry(&mut self, entry: &Entry) {
        let index = self.log.leaves.len() as u64;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&index.to_be_bytes());
        let mut opening = Opening::new(Seed(seed));
        let mut facts = Fields::new();
        for (name, value) in &entry.open {
            facts.insert((*name).to_owned(), Field::Open(value.clone()));
        }
        for (name, value) in &entry.committed {
            let commitment = opening.commit(&format!("facts.{name}"), value.clone()).unwrap();
            facts.insert((*name).to_owned(), Field::Committed(commitment));
        }
        let trail = self.trails.get(&entry.case).copied().unwrap_or_default();
        let subject = entry.subject.clone();
        let gate = match &entry.event {
            Event::Intake { gate, .. } => *gate,
            _ => trail.intake.unwrap().1,
        };
        let body = match &entry.event {
            Event::Intake { action, camp, .. } => {
                let camp = opening.commit("protected.camp", text(camp)).unwrap();
                let protected = BTreeMap::from([("camp".to_owned(), camp)]);
                Body::Intake(Intake { subject, action: (*action).to_owned(), protected, facts })
            }
            Event::Decision { verdict, person } => {
                decision(subject, trail.intake.unwrap().0, *verdict, *person, facts, &mut opening)
            }
            Event::Unreasoned { verdict } => {
                let of = trail.intake.unwrap().0;
                match decision(subject, of, *verdict, false, facts, &mut opening) {
                    Body::Decision(one) => Body::Decision(Decision { rules: [].into(), ..one }),
                    other => other,
                }
            }
            Event::AppealDecision { verdict } => {
                decision(subject, trail.appeal.unwrap(), *verdict, true, facts, &mut opening)
            }
            Event::Outcome { end } => {
                let of = trail.decision.unwrap_or_else(|| trail.intake.unwrap().0);
                Body::Outcome(Outcome { subject, of, end: *end, facts })
            }
            Event::AppealEnd => {
                let of = trail.appeal.unwrap();
                Body::Outcome(Outcome { subject, of, end: End::Withdrawn, facts })
            }
            Event::Appeal => {
                let grounds = Field::Open(text("unjust"));
                Body::Appeal(Appeal { subject, of: trail.decision.unwrap(), grounds, facts })
            }
        };
        let opens = opening.values().count() > 0;
        let opening = opens.then_some(opening);
        let written = self.write(Leaf { gate, time: Timestamp(entry.time), body }, opening);
        let trail = self.trails.entry(entry.case).or_default();
        match entry.event {
            Event::Intake { gate, .. } => trail.intake = Some((written, gate)),
            Event::Decision { .. } | Event::Unreasoned { .. } => trail.decision = Some(written),
            Event::Appeal => trail.appeal = Some(written),
            _ => {}
        }
    }

    fn write(&mut self, leaf: Leaf, opening: Option<Opening>) -> Reference {
        let index = self.log.leaves.len() as u64;
        let bytes = leaf.write().unwrap();
        let hash = leaf_hash(&bytes);
        self.log.leaves.push((bytes, opening.map(|opening| opening.write().unwrap())));
        Reference { index, hash }
    }
}

fn decision(
    subject: String,
    intake: Reference,
    verdict: Verdict,
    person: bool,
    facts: Fields,
    opening: &mut Opening,
) -> Body {
    let against = verdict != Verdict::Allow;
    let remedy =
        against.then(|| Field::Committed(opening.commit("remedy", text("mend it")).unwrap()));
    Body::Decision(Decision {
        subject,
        intake,
        policy: Reference { index: 0, hash: Hash([9; 32]) },
        policy_sha256: Hash([7; 32]),
        verdict,
        rules: against.then(|| "rule.1".to_owned()).into_iter().collect(),
        remedy,
        reviewer: person.then(|| "reviewer-1".to_owned()),
        appeal_until: None,
        facts,
    })
}

impl Log {
    pub(crate) fn range(&self) -> Leaves {
        Leaves { from: 0, to: self.leaves.len() as u64 }
    }

    /// The audit of all leaves by this plan, so many hours from the start.
    pub(crate) fn audit(&self, plan: Plan, hours: i64) -> Audit {
        self.audited(plan, hours, |auditor| auditor)
    }

    /// The same, of an auditor that is changed before it begins.
    pub(crate) fn audited(
        &self,
        plan: Plan,
        hours: i64,
        change: impl FnOnce(Auditor) -> Auditor,
    ) -> Audit {
        let (from, to) = (START.cast_unsigned(), (START + hours * HOUR).cast_unsigned());
        let auditor = Auditor::new(plan, Period { from, to }, self.range()).unwrap();
        let mut auditor = change(auditor);
        for (index, (leaf, opening)) in (0..).zip(&self.leaves) {
            let shown = opening.as_deref().map_or(Shown::Nothing, Shown::Opening);
            auditor.take(index, leaf, shown).unwrap();
        }
        auditor.finish().unwrap()
    }
}

/// The word of an indicator.
pub(crate) fn word(audit: &Audit, id: &str) -> Word {
    audit.indicator(id).unwrap().verdict
}

/// The number of an indicator.
pub(crate) fn value(audit: &Audit, id: &str) -> f64 {
    audit.indicator(id).unwrap().estimate.as_ref().unwrap().value
}
