//! The made-up decisions: ten leaves that repeat, in which three cases come in, of which one is
//! refused and appeals, and a fourth now and then, which stays pending. Policies follow each other, and
//! reports are published.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, Tree, leaf_hash};
use drawbridge_fair_record::leaf::{
    Appeal, Decision, End, Grounds, Intake, Outcome, Policy, Report, Verdict,
};
use drawbridge_fair_record::{
    Body, Field, Fields, Gate, Integer, Leaf, Opening, Reference, Seed, Value,
};
use sha2::{Digest as _, Sha256};

/// When the first leaf was made: 2026-01-01T00:00:00Z, in milliseconds.
const BEGUN: i64 = 1_767_225_600_000;
/// Between two leaves, in milliseconds.
const APART: i64 = 500;
/// Leaves that repeat.
const ROUND: u64 = 10;
/// Rounds between two publications, which are a report and a policy in turn.
const PUBLISHED: u64 = 10;

/// When the leaf of this index was made, in milliseconds.
pub(super) fn time(index: u64) -> i64 {
    BEGUN + i64::try_from(index).unwrap_or(0) * APART
}

/// Tells leaf after leaf.
pub(crate) struct Story {
    fork: Option<u64>,
    policy: Option<(Reference, Hash)>,
    /// Leaves of this round, by their place in it.
    round: BTreeMap<u64, Reference>,
}

impl Story {
    /// From the beginning; from leaf `fork` on another one.
    pub(crate) fn new(fork: Option<u64>) -> Self {
        Self { fork, policy: None, round: BTreeMap::new() }
    }

    /// The leaf at `index`, which is the size of the tree so far, and what opens it.
    pub(crate) fn next(
        &mut self,
        index: u64,
        tree: &Tree,
    ) -> anyhow::Result<(Vec<u8>, Option<Opening>)> {
        let place = index.checked_sub(1).map(|after| (after / ROUND, after % ROUND));
        let (body, opening) = match place {
            None => (self.policy(index), None),
            Some((round, 9)) if round % PUBLISHED == PUBLISHED - 1 => {
                let report = (round / PUBLISHED).is_multiple_of(2);
                (if report { self.report(index, tree) } else { self.policy(index) }, None)
            }
            Some((round, place)) => self.case(index, round, place)?,
        };
        let gate =
            if matches!(body, Body::Policy(_) | Body::Report(_)) { Gate::All } else { Gate::Pay };
        let leaf = Leaf { gate, time: Timestamp(time(index)), body };
        let bytes = leaf.write()?;
        let reference = Reference { index, hash: leaf_hash(&bytes) };
        if let Body::Policy(policy) = &leaf.body {
            self.policy = Some((reference, policy.sha256));
        }
        if let Some((_, place)) = place {
            self.round.insert(place, reference);
        }
        Ok((bytes, opening))
    }

    /// Whose case it is: the first of a round is case 0.
    fn subject(&self, index: u64, case: u64) -> String {
        let round = index.saturating_sub(1) / ROUND;
        let other = if self.fork.is_some_and(|fork| index >= fork) { "other-" } else { "" };
        format!("m-{other}{:06x}", (round * ROUND + case).wrapping_mul(0x9e37) % 0xff_ffff)
    }

    fn case(&self, index: u64, round: u64, place: u64) -> anyhow::Result<(Body, Option<Opening>)> {
        Ok(match place {
            2 => (self.decision(index, 0, 0, Verdict::Refuse)?, None),
            4 => (self.appeal(index)?, None),
            5 => (self.decision(index, 0, 4, Verdict::Allow)?, None),
            6 => (self.outcome(index, 0, 5, End::Applied)?, None),
            7 => (self.decision(index, 1, 1, Verdict::Allow)?, None),
            8 if round.is_multiple_of(3) => (self.outcome(index, 3, 3, End::Withdrawn)?, None),
            8 => (self.decision(index, 3, 3, Verdict::Restrict)?, None),
            // 0, 1 and 3; and 9, which stays pending.
            _ => self.intake(index, place)?,
        })
    }

    fn intake(&self, index: u64, place: u64) -> anyhow::Result<(Body, Option<Opening>)> {
        let seed = Sha256::digest(format!("made-up seed {index}"));
        let mut opening = Opening::new(Seed(seed.into()));
        let camp = if index.is_multiple_of(3) { "outsider" } else { "insider" };
        let camp = opening.commit("protected.camp", Value::Text(camp.to_owned()))?;
        let owner =
            opening.commit("protected.owner", Value::Text(format!("owner {}", index % 7)))?;
        let amount = i64::try_from(index % 5000)?;
        let amount = Integer::new(amount * 100).map_or(Value::Null, Value::Integer);
        let amount = opening.commit("facts.amount_minor", amount)?;
        let facts = Fields::from([
            ("amount_minor".to_owned(), Field::Committed(amount)),
            ("currency".to_owned(), Field::Open(Value::Text("CNY".to_owned()))),
        ]);
        let protected = BTreeMap::from([("camp".to_owned(), camp), ("owner".to_owned(), owner)]);
        let subject = self.subject(index, place);
        let intake = Intake { subject, action: "pay.charge".to_owned(), protected, facts };
        Ok((Body::Intake(intake), Some(opening)))
    }

    fn decision(&self, index: u64, case: u64, of: u64, verdict: Verdict) -> anyhow::Result<Body> {
        let (policy, policy_sha256) = self.policy.ok_or_else(|| anyhow::anyhow!("no policy"))?;
        let remedy = (verdict != Verdict::Allow)
            .then(|| Field::Open(Value::Text("提供营业执照 / show a business licence".to_owned())));
        Ok(Body::Decision(Decision {
            subject: self.subject(index, case),
            intake: self.earlier(of)?,
            policy,
            policy_sha256,
            verdict,
            rules: BTreeSet::from(["licence.present".to_owned(), "sanctions.clear".to_owned()]),
            remedy,
            reviewer: (verdict == Verdict::Refuse).then(|| "reviewer-12".to_owned()),
            appeal_until: Some(Timestamp(time(index) + 15 * 86_400_000)),
            facts: Fields::new(),
        }))
    }

    fn appeal(&self, index: u64) -> anyhow::Result<Body> {
        Ok(Body::Appeal(Appeal {
            subject: self.subject(index, 0),
            of: self.earlier(2)?,
            grounds: Field::Open(Value::Text("the licence was shown".to_owned())),
            facts: Fields::new(),
        }))
    }

    fn outcome(&self, index: u64, case: u64, of: u64, end: End) -> anyhow::Result<Body> {
        let (subject, of) = (self.subject(index, case), self.earlier(of)?);
        Ok(Body::Outcome(Outcome { subject, of, end, facts: Fields::new() }))
    }

    fn policy(&self, index: u64) -> Body {
        let sha256 = Hash(Sha256::digest(format!("made-up policy {index}")).into());
        Body::Policy(Policy {
            version: format!("made-up-{index}"),
            sha256,
            effective_index: index + 1,
            consultation_from: Timestamp(time(index) - 30 * 86_400_000),
            consultation_until: Timestamp(time(index) - 86_400_000),
            replaces: self.policy.map(|(reference, _)| reference),
            grounds: Grounds::Proof(sha256),
        })
    }

    fn report(&self, index: u64, tree: &Tree) -> Body {
        Body::Report(Report {
            sha256: Hash(Sha256::digest(format!("made-up report {index}")).into()),
            from: Timestamp(BEGUN),
            to: Timestamp(time(index)),
            size: tree.size(),
            root: tree.root(),
        })
    }

    fn earlier(&self, place: u64) -> anyhow::Result<Reference> {
        self.round.get(&place).copied().ok_or_else(|| anyhow::anyhow!("nothing at {place} yet"))
    }
}
