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

/// Cases sorted so that risk sets can be told one by one, as often as wanted.
pub(super) struct RiskSets {
    sorted: Vec<Observation>,
    strata: Strata,
}

impl RiskSets {
    pub(super) fn of(observations: &[Observation], strata: Strata) -> Self {
        let mut sorted = observations.to_vec();
        sorted.sort_unstable_by(|a, b| {
            stratum(a, strata).cmp(&stratum(b, strata)).then(a.time.total_cmp(&b.time))
        });
        Self { sorted, strata }
    }

    /// Tells the risk sets, stratum by stratum, in the order of time.
    pub(super) fn each(&self, mut tell: impl FnMut(RiskSet)) {
        let alike =
            |a: &Observation, b: &Observation| stratum(a, self.strata) == stratum(b, self.strata);
        for mine in self.sorted.chunk_by(alike) {
            let mut at_risk = mine.len();
            let mut out_at_risk = mine.iter().filter(|one| one.outsider).count();
            let mut first = true;
            for moment in mine.chunk_by(|a, b| a.time == b.time) {
                let decided = moment.iter().filter(|one| one.decided).count();
                let out_decided = moment.iter().filter(|one| one.decided && one.outsider).count();
                if decided > 0 {
                    tell(RiskSet { first, at_risk, out_at_risk, decided, out_decided });
                    first = false;
                }
                at_risk -= moment.len();
                out_at_risk -= moment.iter().filter(|one| one.outsider).count();
            }
        }
    }
}

const fn stratum(one: &Observation, strata: Strata) -> u32 {
    match strata {
        Strata::Ignored => 0,
        Strata::Kept => one.stratum,
    }
}
