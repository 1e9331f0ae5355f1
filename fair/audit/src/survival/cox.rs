//! Cox's regression (1972) on the side: by what factor outsiders are decided sooner or later.

use super::risk::RiskSets;
use super::{Observation, Strata};
use crate::math::{Sum, exp, ln, size, square};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;

/// How often a step is made at most.
const STEPS: usize = 100;
/// Out here the likelihood has no maximum: one side was always first.
const FAR: f64 = 30.0;

/// The hazard ratio, outsiders over insiders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cox {
    /// Its logarithm; below zero if outsiders wait longer.
    pub log_ratio: f64,
    /// The standard error of the logarithm.
    pub error: f64,
    /// The logarithm of the partial likelihood at its maximum.
    pub log_likelihood: f64,
}

impl Cox {
    /// The hazard ratio.
    pub fn ratio(self) -> f64 {
        exp(self.log_ratio)
    }

    /// Its interval.
    pub fn interval(self, level: f64) -> Interval {
        let log = Interval::around(self.log_ratio, z_of(level) * self.error);
        Interval { low: exp(log.low), high: exp(log.high) }
    }
}

/// The hazard ratio with Efron's treatment of ties (1977), strata having hazards of their own.
///
/// The score falls as the ratio rises, so each step also narrows where it is zero: Newton's guess is
/// taken if it lies there, and the middle if not.
///
/// `None` if the likelihood has no maximum: no decisions, or all of one side first.
pub fn cox(observations: &[Observation], strata: Strata) -> Option<Cox> {
    let sets = RiskSets::of(observations, strata);
    let (mut low, mut high) = (-FAR, FAR);
    let mut log_ratio = 0.0;
    for _ in 0..STEPS {
        let here = likelihood(&sets, log_ratio);
        if log_ratio == 0.0 && here.information <= 0.0 {
            return None;
        }
        *(if here.score > 0.0 { &mut low } else { &mut high }) = log_ratio;
        let guess = log_ratio + here.score / here.information;
        let next = if low <= guess && guess <= high { guess } else { f64::midpoint(low, high) };
        let step: f64 = next - log_ratio;
        log_ratio = next;
        if step.abs() <= 1e-14 * f64::abs(log_ratio).max(1.0) {
            let here = likelihood(&sets, log_ratio);
            let error = 1.0 / here.information.sqrt();
            let is_far = FAR - f64::abs(log_ratio) < 0.5;
            return (!is_far).then_some(Cox { log_ratio, error, log_likelihood: here.log });
        }
    }
    None
}

struct Likelihood {
    log: f64,
    score: f64,
    information: f64,
}

/// With one yes-or-no covariate, everything follows from counts.
fn likelihood(sets: &RiskSets, log_ratio: f64) -> Likelihood {
    let ratio = exp(log_ratio);
    let (mut log, mut score, mut information) = (Sum::ZERO, Sum::ZERO, Sum::ZERO);
    sets.each(|set| {
        let out = size(set.out_at_risk) * ratio;
        let all = out + size(set.at_risk - set.out_at_risk);
        let out_tied = size(set.out_decided) * ratio;
        let all_tied = out_tied + size(set.decided - set.out_decided);
        log.add(log_ratio * size(set.out_decided));
        score.add(size(set.out_decided));
        for rank in 0..set.decided {
            let gone = size(rank) / size(set.decided);
            let weight = all - gone * all_tied;
            let share = (out - gone * out_tied) / weight;
            log.add(-ln(weight));
            score.add(-share);
            information.add(share - square(share));
        }
    });
    Likelihood { log: log.total(), score: score.total(), information: information.total() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred of ten thousand, decided so much sooner that Newton's first step goes too far.
    #[test]
    fn a_maximum_far_from_the_start_is_found() {
        let case = |at: u32| Observation {
            time: f64::from(at),
            decided: true,
            outsider: at <= 2000 && at.is_multiple_of(20),
            stratum: 0,
        };
        let all: Vec<Observation> = (1..=10_000).map(case).collect();
        let found = cox(&all, Strata::Ignored).unwrap();
        let sets = RiskSets::of(&all, Strata::Ignored);
        assert!(likelihood(&sets, found.log_ratio).score.abs() < 1e-9, "{found:?}");
        assert!(1.0 < found.log_ratio && found.log_ratio < 5.0, "{found:?}");
    }

    #[test]
    fn where_one_side_is_always_first_there_is_no_maximum() {
        for count in [2, 20, 1000] {
            for first in [true, false] {
                let case = |at: u32| Observation {
                    time: f64::from(at),
                    decided: true,
                    outsider: (at < count) == first,
                    stratum: 0,
                };
                let all: Vec<Observation> = (0..2 * count).map(case).collect();
                assert_eq!(cox(&all, Strata::Ignored), None, "{count} {first}");
            }
        }
    }
}
