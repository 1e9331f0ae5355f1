//! The log-rank test (Mantel 1966) and its weighted sisters (Fleming and Harrington 1981).

use super::risk::RiskSets;
use super::{Observation, Strata};
use crate::math::{Sum, pow, size, square};
use crate::special::chi2_above;

/// How much early and late decisions weigh: Sᵖ (1-S)ᵍ, S the share of all still waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// Above zero early decisions weigh more.
    pub rho: f64,
    /// Above zero late decisions weigh more: for long tails.
    pub gamma: f64,
}

/// The test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// The outsiders' decisions less what is expected if both sides are alike; negative if slower.
    pub excess: f64,
    /// The variance of the excess.
    pub variance: f64,
    /// The outsiders' decisions, weighted.
    pub observed: f64,
    /// What is expected.
    pub expected: f64,
}

impl LogRank {
    /// z, negative if outsiders wait longer; NaN if there is nothing to compare.
    pub fn z(self) -> f64 {
        self.excess / self.variance.sqrt()
    }

    /// Chi-squared with one degree of freedom.
    pub fn chi2(self) -> f64 {
        square(self.excess) / self.variance
    }

    /// The p value that the sides differ.
    pub fn p(self) -> f64 {
        chi2_above(self.chi2(), 1.0)
    }
}

/// The test of outsiders against insiders; with [`Weights::default`] it is the log-rank test.
pub fn log_rank(observations: &[Observation], strata: Strata, weights: Weights) -> LogRank {
    let (mut observed, mut expected) = (Sum::ZERO, Sum::ZERO);
    let (mut excess, mut variance) = (Sum::ZERO, Sum::ZERO);
    let mut waiting = 1.0;
    RiskSets::of(observations, strata).each(|set| {
        if set.first {
            waiting = 1.0;
        }
        let weight = pow(waiting, weights.rho) * pow(1.0 - waiting, weights.gamma);
        let (n, decided) = (size(set.at_risk), size(set.decided));
        let share = size(set.out_at_risk) / n;
        observed.add(weight * size(set.out_decided));
        expected.add(weight * (decided * size(set.out_at_risk) / n));
        excess.add(weight * (size(set.out_decided) - decided * size(set.out_at_risk) / n));
        if set.at_risk > 1 {
            let spread = decided * share * (1.0 - share) * (n - decided) / (n - 1.0);
            variance.add(square(weight) * spread);
        }
        waiting *= 1.0 - decided / n;
    });
    LogRank {
        excess: excess.total(),
        variance: variance.total(),
        observed: observed.total(),
        expected: expected.total(),
    }
}
