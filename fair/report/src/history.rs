//! What the leaves themselves say, read once from the first to the last: how many of each kind, the
//! versions of the rules, decisions by rules that were not in force, agreements and probes.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{
    Agreement, AgreementEnd, Grounds, Policy, ProbeCommit, ProbeReveal,
};
use drawbridge_fair_record::{Body, Gate, Leaf};

use crate::shape::Leaves;

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The leaf by which it was published.
    pub index: u64,
    /// When.
    pub time: Timestamp,
    /// The gate it is about.
    pub gate: Gate,
    /// What was published.
    pub policy: Policy,
    /// From which leaf on another is in force in its place.
    pub replaced_from: Option<u64>,
}

impl Version {
    /// For how long it was open to comment, in days.
    #[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "days, for people")]
    pub fn days_consulted(&self) -> f64 {
        const DAY_MS: f64 = 86_400_000.0;
        let (from, until) = (self.policy.consultation_from.0, self.policy.consultation_until.0);
        until.saturating_sub(from) as f64 / DAY_MS
    }

    /// Whether it came with a proof.
    pub const fn proved(&self) -> bool {
        matches!(self.policy.grounds, Grounds::Proof(_))
    }
}

/// A report that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The leaf by which it was.
    pub index: u64,
    /// The SHA-256 of its bytes.
    pub sha256: Hash,
}

/// An agreement that was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The leaf by which it was.
    pub index: u64,
    /// When.
    pub time: Timestamp,
    /// The gate it is about.
    pub gate: Gate,
    /// What was registered.
    pub agreement: Agreement,
    /// The first leaf that ends it.
    pub ended: Option<(u64, AgreementEnd)>,
    /// The first registration that replaces it.
    pub replaced_by: Option<u64>,
}

impl Registration {
    /// The leaf itself.
    pub fn leaf(&self) -> Leaf {
        let body = Body::Agreement(self.agreement.clone());
        Leaf { gate: self.gate, time: self.time, body }
    }
}

/// A probe that was fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The leaf by which it was.
    pub index: u64,
    /// When.
    pub time: Timestamp,
    /// The gate that is probed.
    pub gate: Gate,
    /// What was fixed.
    pub commit: ProbeCommit,
    /// The first leaf that opens it, and when.
    pub reveal: Option<(u64, Timestamp, ProbeReveal)>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// How many leaves of each kind.
    pub leaves: Leaves,
    /// The gates of which there are cases.
    pub gates: BTreeSet<Gate>,
    /// The versions of the rules, by the index of their publication.
    pub versions: BTreeMap<u64, Version>,
    /// Decisions, by the leaves in which they stand, whose rules were not in force there.
    pub retroactive: Vec<u64>,
    /// Reports that were published.
    pub reports: Vec<Published>,
    /// The agreements, by the index of their registration.
    pub agreements: BTreeMap<u64, Registration>,
    /// The probes, by the index of the leaf that fixes them.
    pub probes: BTreeMap<u64, Fixed>,
    /// The latest time of any leaf.
    pub latest: Option<Timestamp>,
}

impl History {
    /// Takes the next leaf. Leaves must come in their order, from the first.
    pub fn take(&mut self, index: u64, leaf: &Leaf) {
        let count = match &leaf.body {
            Body::Intake(_) => &mut self.leaves.intake,
            Body::Decision(_) => &mut self.leaves.decision,
            Body::Outcome(_) => &mut self.leaves.outcome,
            Body::Appeal(_) => &mut self.leaves.appeal,
            Body::Policy(_) => &mut self.leaves.policy,
            Body::Report(_) => &mut self.leaves.report,
            Body::Agreement(_) | Body::AgreementEnd(_) => &mut self.leaves.agreement,
            Body::ProbeCommit(_) | Body::ProbeReveal(_) => &mut self.leaves.probe,
        };
        *count += 1;
        self.latest = self.latest.max(Some(leaf.time));
        match &leaf.body {
            Body::Intake(_) => {
                self.gates.insert(leaf.gate);
            }
            Body::Decision(decision) => {
                if !self.in_force(decision.policy.index, index) {
                    self.retroactive.push(index);
                }
            }
            Body::Policy(policy) => self.publish(index, leaf, policy),
            Body::Report(report) => {
                self.reports.push(Published { index, sha256: report.sha256 });
            }
            Body::Agreement(agreement) => self.register(index, leaf, agreement),
            Body::AgreementEnd(end) => {
                if let Some(known) = self.agreements.get_mut(&end.of.index) {
                    known.ended.get_or_insert((index, *end));
                }
            }
            Body::ProbeCommit(commit) => {
                let (time, gate, commit) = (leaf.time, leaf.gate, commit.clone());
                self.probes.insert(index, Fixed { index, time, gate, commit, reveal: None });
            }
            Body::ProbeReveal(reveal) => {
                if let Some(known) = self.probes.get_mut(&reveal.of.index) {
                    known.reveal.get_or_insert((index, leaf.time, *reveal));
                }
            }
            Body::Outcome(_) | Body::Appeal(_) => {}
        }
    }

    fn register(&mut self, index: u64, leaf: &Leaf, agreement: &Agreement) {
        if let Some(replaces) = &agreement.replaces
            && let Some(old) = self.agreements.get_mut(&replaces.index)
        {
            old.replaced_by.get_or_insert(index);
        }
        let (time, gate, agreement) = (leaf.time, leaf.gate, agreement.clone());
        let one = Registration { index, time, gate, agreement, ended: None, replaced_by: None };
        self.agreements.insert(index, one);
    }

    fn publish(&mut self, index: u64, leaf: &Leaf, policy: &Policy) {
        if let Some(replaces) = &policy.replaces
            && let Some(old) = self.versions.get_mut(&replaces.index)
        {
            let from = policy.effective_index;
            old.replaced_from = Some(old.replaced_from.map_or(from, |known| known.min(from)));
        }
        let (time, gate) = (leaf.time, leaf.gate);
        let version = Version { index, time, gate, policy: policy.clone(), replaced_from: None };
        self.versions.insert(index, version);
    }

    /// Whether the version published there was in force at a leaf.
    fn in_force(&self, version: u64, at: u64) -> bool {
        self.versions.get(&version).is_some_and(|version| {
            version.policy.effective_index <= at
                && version.replaced_from.is_none_or(|replaced| at < replaced)
        })
    }

    /// All leaves that were read.
    pub const fn size(&self) -> u64 {
        let Leaves { intake, decision, outcome, appeal, policy, report, agreement, probe } =
            self.leaves;
        intake + decision + outcome + appeal + policy + report + agreement + probe
    }
}
