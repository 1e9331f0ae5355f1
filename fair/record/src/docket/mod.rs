//! What the leaves of a log say together, in the order of the log: what no leaf alone can show.
//!
//! A [`Docket`] is read to leaf by leaf. It remembers where every case stands in half a byte a leaf, and
//! which policies, agreements and probes there are; so ten million leaves need some megabytes, and a case that nobody
//! decides stays pending for everyone to see.

mod agreements;
mod finding;
mod policies;
mod probes;
mod standing;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;

use agreements::Agreements;
pub use finding::{Finding, What};
use policies::Policies;
pub use probes::Probed;
use probes::Probes;
pub use standing::Standing;
use standing::Standings;

use crate::fit::fit;
use crate::leaf::{Body, Decision, Leaf, Outcome};

/// By how much clocks of one operator's machines may differ before it is told: five minutes.
pub const CLOCK_MS: i64 = 300_000;

/// A log's leaves, read to from the beginning, or from somewhere within.
#[derive(Clone, Debug, Default)]
pub struct Docket {
    standings: Standings,
    policies: Policies,
    agreements: Agreements,
    probes: Probes,
    kinds: BTreeMap<&'static str, u64>,
    /// The latest time of any leaf.
    latest: Option<Timestamp>,
    /// What is later than this has not happened yet.
    now: Option<Timestamp>,
}

/// How many cases there are of one kind, and where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// That came in.
    pub all: u64,
    /// That were decided.
    pub decided: u64,
    /// That ended without a decision.
    pub ended: u64,
    /// The index of the first that is neither.
    pub oldest_pending: Option<u64>,
}

impl Cases {
    /// That are neither decided nor ended.
    pub const fn pending(&self) -> u64 {
        self.all.saturating_sub(self.decided).saturating_sub(self.ended)
    }
}

impl Docket {
    /// From the first leaf on. What is dated later than `now`, by more than [`CLOCK_MS`], is told: it has
    /// not happened yet, or not when somebody saw the log.
    pub fn new(now: Option<Timestamp>) -> Self {
        Self::from(0, now)
    }

    /// From the leaf `start` on. Of what stands before nothing is known but what leaves refer to: so
    /// not every second decision is found, nor every policy that was replaced.
    pub fn from(start: u64, now: Option<Timestamp>) -> Self {
        Self { standings: Standings::from(start), now, ..Self::default() }
    }

    /// Takes the next leaf, and says what is wrong with it: nothing, if all is as it should be. `read`
    /// gives the bytes of an earlier leaf.
    pub fn take(
        &mut self,
        index: u64,
        bytes: &[u8],
        read: impl FnMut(u64) -> Option<Vec<u8>>,
    ) -> Vec<Finding> {
        let leaf = match Leaf::read(bytes) {
            Ok(leaf) => leaf,
            Err(error) => {
                self.standings.push(Standing::Other);
                return vec![Finding { index, kind: "", what: What::Unreadable(error) }];
            }
        };
        let kind = leaf.body.kind();
        *self.kinds.entry(kind).or_default() += 1;
        let mut found = Vec::new();
        found.extend(fit(&leaf, index, read).err().map(What::Misfit));
        self.clock(&leaf, &mut found);
        let opens = match &leaf.body {
            Body::Intake(_) => Standing::Pending,
            Body::Appeal(_) => Standing::PendingAppeal,
            _ => Standing::Other,
        };
        self.standings.push(opens);
        match &leaf.body {
            Body::Decision(decision) => self.decide(index, &leaf, decision, &mut found),
            Body::Outcome(outcome) => self.end(outcome, &mut found),
            Body::Policy(policy) => found.extend(self.policies.publish(index, leaf.gate, policy)),
            Body::Agreement(agreement) => {
                found.extend(self.agreements.register(index, leaf.gate, agreement));
            }
            Body::AgreementEnd(end) => found.extend(self.agreements.end(index, end)),
            Body::ProbeCommit(commit) => found.extend(self.probes.fix(index, commit)),
            Body::ProbeReveal(reveal) => found.extend(self.probes.open(index, leaf.time, reveal)),
            Body::Intake(_) | Body::Appeal(_) | Body::Report(_) => {}
        }
        found.into_iter().map(|what| Finding { index, kind, what }).collect()
    }

    /// How many leaves there are of each kind, by its name.
    pub const fn kinds(&self) -> &BTreeMap<&'static str, u64> {
        &self.kinds
    }

    /// Where the cases stand that came in.
    pub fn cases(&self) -> Cases {
        self.standings.count(Standing::Pending)
    }

    /// Where the appeals stand.
    pub fn appeals(&self) -> Cases {
        self.standings.count(Standing::PendingAppeal)
    }

    /// Where the probes stand, as of the time that was given; of the latest leaf if none was.
    pub fn probes(&self) -> Probed {
        self.probes.count(self.now.or(self.latest))
    }

    fn decide(&mut self, index: u64, leaf: &Leaf, decision: &Decision, found: &mut Vec<What>) {
        let case = decision.intake.index;
        match self.standings.at(case) {
            Some(Standing::Decided | Standing::DecidedAppeal) => {
                found.push(What::DecidedTwice { case });
            }
            Some(Standing::Ended | Standing::EndedAppeal) => {
                found.push(What::AlreadyEnded { case });
            }
            _ => self.standings.decide(case),
        }
        let policy = decision.policy.index;
        found.extend(
            self.policies
                .successor(policy, leaf.gate, index)
                .map(|by| What::Replaced { policy, by }),
        );
    }

    /// An outcome of a decision says what became of it, and nothing ends twice; one of a case says that
    /// it ended without a decision.
    fn end(&mut self, outcome: &Outcome, found: &mut Vec<What>) {
        let case = outcome.of.index;
        match self.standings.at(case) {
            Some(Standing::Decided | Standing::DecidedAppeal) => {
                found.push(What::EndedAfterDecision { case });
            }
            Some(Standing::Ended | Standing::EndedAppeal) => {
                found.push(What::AlreadyEnded { case });
            }
            _ => self.standings.end(case),
        }
    }

    fn clock(&mut self, leaf: &Leaf, found: &mut Vec<What>) {
        let ahead =
            |before: Timestamp, after: Timestamp| after.0.saturating_sub(before.0) > CLOCK_MS;
        if self.now.is_some_and(|now| ahead(now, leaf.time)) {
            found.push(What::Future);
        }
        match self.latest {
            Some(latest) if ahead(leaf.time, latest) => found.push(What::Backwards { latest }),
            _ => {}
        }
        self.latest = self.latest.max(Some(leaf.time));
    }
}
