//! Who is at risk when something is decided: all that tests and regressions need to know.

use super::{Observation, Strata};

/// A moment at which at least one case was decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RiskSet {
    /// Whether it is the first of its stratum.
    pub(super) first: bool,
    /// All that were not yet decided just before.
    pub(super) at_risk: usize,
    /// The outsiders among them.
    pub(super) out_at_risk: usize,
    /// How many were decided.
    pub(super) decided: usize,
    /// The outsiders among them.
    pub(super) out_decided: usize,
}

/// The risk sets, stratum by stratum, in the order of time.
pub(super) fn risk_sets(observations: &[Observation], strata: Strata) -> Vec<RiskSet> {
    let stratum = |one: &Observation| match strata {
        Strata::Ignored => 0,
        Strata::Kept => one.stratum,
    };
    let mut sorted = observations.to_vec();
    sorted.sort_unstable_by(|a, b| stratum(a).cmp(&stratum(b)).then(a.time.total_cmp(&b.time)));
    let mut sets = Vec::new();
    for mine in sorted.chunk_by(|a, b| stratum(a) == stratum(b)) {
        let mut at_risk = mine.len();
        let mut out_at_risk = mine.iter().filter(|one| one.outsider).count();
        let mut first = true;
        for moment in mine.chunk_by(|a, b| a.time == b.time) {
            let decided = moment.iter().filter(|one| one.decided).count();
            let out_decided = moment.iter().filter(|one| one.decided && one.outsider).count();
            if decided > 0 {
                sets.push(RiskSet { first, at_risk, out_at_risk, decided, out_decided });
                first = false;
            }
            at_risk -= moment.len();
            out_at_risk -= moment.iter().filter(|one| one.outsider).count();
        }
    }
    sets
}
