//! Odds ratios: of the sample, and conditional on the margins.

use super::fisher::given_margins;
use super::{Interval, Table};
use crate::math::{exp, float, size, sum};
use crate::root::zero;

/// The odds of the outsiders over those of the insiders; infinite for x/0, NaN for 0/0.
pub fn sample_odds_ratio(table: Table) -> f64 {
    let (out, ins) = (table.outsiders, table.insiders);
    let up = float(out.yes()) * float(ins.no());
    let down = float(out.no()) * float(ins.yes());
    if down > 0.0 {
        up / down
    } else if up > 0.0 {
        f64::INFINITY
    } else {
        f64::NAN
    }
}

/// The odds ratio given the margins, with its exact interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConditionalOdds {
    /// The likeliest odds ratio.
    pub estimate: f64,
    /// The exact interval: each side leaves half of what is not covered.
    pub interval: Interval,
}

/// The conditional odds ratio (Cornfield 1956); `None` if all or none succeeded.
///
/// 0 or infinite where what was seen is the least or the most that the margins admit.
pub fn conditional_odds_ratio(table: Table, level: f64) -> Option<ConditionalOdds> {
    if table.yes() == 0 || table.yes() == table.of() {
        return None;
    }
    let spread = given_margins(table);
    let at = usize::try_from(table.outsiders.yes() - spread.least());
    Some(of_logs(spread.logs(), at.expect("the counts fit in memory"), level))
}

/// The same of any numbers of successes, by the logarithms of how probable they are if both sides are
/// alike, and by the place of what was seen.
pub(crate) fn of_logs(logs: Vec<f64>, at: usize, level: f64) -> ConditionalOdds {
    let tilted = Tilted { logs, at };
    let tail = 0.5 * (1.0 - level);
    let (is_least, is_most) = (tilted.at == 0, tilted.at + 1 == tilted.logs.len());
    let solve = |f: &dyn Fn(f64) -> f64| exp(zero(-60.0, 60.0, f));
    let estimate = if is_least {
        0.0
    } else if is_most {
        f64::INFINITY
    } else {
        solve(&|psi| tilted.mean(psi) - size(tilted.at))
    };
    let low = if is_least { 0.0 } else { solve(&|psi| tilted.above(psi) - tail) };
    let high = if is_most { f64::INFINITY } else { solve(&|psi| tail - tilted.below(psi)) };
    ConditionalOdds { estimate, interval: Interval { low, high } }
}

/// The hypergeometric distribution, tilted by a log odds ratio.
struct Tilted {
    logs: Vec<f64>,
    at: usize,
}

impl Tilted {
    fn weights(&self, psi: f64) -> Vec<f64> {
        let at = |(k, log): (usize, &f64)| log + psi * size(k);
        let top = self.logs.iter().enumerate().map(at).fold(f64::NEG_INFINITY, f64::max);
        self.logs.iter().enumerate().map(|item| exp(at(item) - top)).collect()
    }

    fn mean(&self, psi: f64) -> f64 {
        let weights = self.weights(psi);
        let moments = weights.iter().enumerate().map(|(k, weight)| size(k) * weight);
        sum(moments) / sum(weights.iter().copied())
    }

    fn below(&self, psi: f64) -> f64 {
        let weights = self.weights(psi);
        sum(weights[..=self.at].iter().copied()) / sum(weights.iter().copied())
    }

    fn above(&self, psi: f64) -> f64 {
        let weights = self.weights(psi);
        sum(weights[self.at..].iter().copied()) / sum(weights.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportions::Count;

    /// Given these margins what was seen has a probability far below the least double.
    #[test]
    fn odds_far_apart_are_told() {
        let count = |yes| Count::new(yes, 1000).unwrap();
        let found = conditional_odds_ratio(Table::new(count(990), count(10)), 0.95).unwrap();
        let back = conditional_odds_ratio(Table::new(count(10), count(990)), 0.95).unwrap();
        assert!((found.estimate / 9_327.607_277_7 - 1.0).abs() < 1e-9, "{found:?}");
        assert!((found.estimate * back.estimate - 1.0).abs() < 1e-9, "{found:?} {back:?}");
        assert!(3000.0 < found.interval.low && found.interval.high < 40_000.0, "{found:?}");
    }
}
