//! Few cases in strata: Fisher's test and the odds ratio, given the margins of every stratum.
//!
//! The outsiders' successes of all strata together, if both sides are alike in each (Gart 1970, Point and
//! interval estimation of the common odds ratio in the combination of 2 x 2 tables with fixed
//! marginals, Biometrika 57). With one stratum it is [`crate::proportions::fisher`].

use super::Stratum;
use crate::math::{exp, ln};
use crate::proportions::fisher::{Exact, Spread, given_margins};
use crate::proportions::odds::{ConditionalOdds, of_logs};
use crate::proportions::{Count, Table};
use crate::special::LEAST;

/// The most numbers of successes that are told apart: with more there are cases enough for
/// [`super::cmh`].
const MOST: usize = 4000;

/// The distribution of the outsiders' successes, given all margins.
pub struct Given {
    spread: Spread,
    /// The logarithms of its probabilities, also of those too small for a double.
    logs: Vec<f64>,
}

impl Given {
    /// Of the strata that have both sides; `None` if none of them varies, or if there are more than
    /// 4,000 numbers of successes.
    pub fn of(strata: &[Stratum]) -> Option<Self> {
        let (mut all, mut logs) = (vec![1.0], vec![0.0]);
        let mut at = 0;
        for table in strata.iter().filter_map(table) {
            let one = Spread::of(table);
            if all.len() + one.all.len() > MOST {
                return None;
            }
            all = together(&all, &one.all);
            logs = logs_together(&logs, &given_margins(table).logs(), &all);
            at += one.at;
        }
        (all.len() > 1).then_some(Self { spread: Spread { all, at }, logs })
    }

    /// The exact p values; two-sided by adding what is no likelier than what was seen.
    pub fn exact(&self) -> Exact {
        self.spread.exact()
    }

    /// The same counting half of what was seen; two-sided by doubling the smaller side.
    pub fn mid_p(&self) -> Exact {
        self.spread.mid_p()
    }

    /// The common odds ratio with its exact interval; 0 or infinite where what was seen is the least or
    /// the most that the margins admit.
    pub fn odds(&self, level: f64) -> ConditionalOdds {
        of_logs(self.logs.clone(), self.spread.at, level)
    }
}

fn table(one: &Stratum) -> Option<Table> {
    let out = Count::new(one.out_yes, one.out_yes + one.out_no).ok()?;
    let ins = Count::new(one.in_yes, one.in_yes + one.in_no).ok()?;
    Some(Table::new(out, ins))
}

/// The distribution of the sum of two numbers.
fn together(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            sums[i + j] += x * y;
        }
    }
    sums
}

/// The logarithms of `sums`, the distribution of the sum of two numbers; those of probabilities too small
/// for a double out of the logarithms of both, scaled by the likeliest way to come to that sum.
fn logs_together(a: &[f64], b: &[f64], sums: &[f64]) -> Vec<f64> {
    let one = |(k, p): (usize, &f64)| {
        if *p >= LEAST {
            return ln(*p);
        }
        let ways = || (k.saturating_sub(b.len() - 1)..=k.min(a.len() - 1)).map(|i| a[i] + b[k - i]);
        let top = ways().fold(f64::NEG_INFINITY, f64::max);
        top + ln(ways().map(|log| exp(log - top)).sum())
    };
    sums.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportions::{fisher, odds};

    fn one(out_yes: u64, out_no: u64, in_yes: u64, in_no: u64) -> Stratum {
        Stratum { out_yes, out_no, in_yes, in_no }
    }

    #[test]
    fn one_stratum_is_no_stratum() {
        let stratum = one(3, 9, 8, 4);
        let table = table(&stratum).unwrap();
        // A stratum of one side, and one in which all failed, say nothing.
        let given = Given::of(&[stratum, one(5, 2, 0, 0), one(0, 4, 0, 7)]).unwrap();
        assert_eq!(given.mid_p(), fisher::mid_p(table));
        assert_eq!(given.exact(), fisher::fisher(table));
        let (found, plain) = (given.odds(0.95), odds::conditional_odds_ratio(table, 0.95).unwrap());
        assert!((found.estimate / plain.estimate - 1.0).abs() < 1e-9, "{found:?} {plain:?}");
        assert!(Given::of(&[one(5, 2, 0, 0), one(0, 4, 0, 7)]).is_none());
    }

    /// By hand: of two pairs each with one success, both are the outsider's with a chance of a quarter.
    #[test]
    fn pairs_are_coins() {
        let given = Given::of(&[one(1, 0, 0, 1), one(1, 0, 0, 1)]).unwrap();
        let found = given.exact();
        assert!((found.greater - 0.25).abs() < 1e-15 && (found.two_sided - 0.5).abs() < 1e-15);
        assert!((given.mid_p().two_sided - 0.25).abs() < 1e-15);
        assert_eq!(given.odds(0.95).estimate, f64::INFINITY);
    }

    /// Given these margins what was seen has a probability far below the least double. The numbers are
    /// those of whole-number arithmetic without rounding, to 60 digits.
    #[test]
    fn odds_far_apart_are_told() {
        let (there, back) = (one(990, 10, 10, 990), one(10, 990, 990, 10));
        let odds = |strata: &[Stratum]| Given::of(strata).unwrap().odds(0.95);
        let plain = odds::conditional_odds_ratio(table(&there).unwrap(), 0.95).unwrap();
        assert_eq!(odds(&[there]), plain);
        for (strata, expected) in [
            (vec![there], [9_327.607_277_7, 3_795.787_624_0, 26_173.900_222_0]),
            (vec![there, there], [9_327.607_277_7, 4_953.542_140_2, 18_657.389_663_6]),
            (vec![there, one(3, 9, 8, 4)], [2_903.527_961_8, 1_479.392_413_2, 6_102.379_596_6]),
        ] {
            let ConditionalOdds { estimate, interval } = odds(&strata);
            for (found, expected) in [estimate, interval.low, interval.high].iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 1e-9, "{found} is not {expected}");
            }
        }
        let (far, near) = (odds(&[there, there]), odds(&[back, back]));
        assert!((far.estimate * near.estimate - 1.0).abs() < 1e-9, "{far:?} {near:?}");
    }

    #[test]
    fn a_mix_that_deceives_a_table_does_not_deceive_strata() {
        // Easy cases nine in ten, hard ones one in ten, on both sides; outsiders bring the hard ones.
        let strata = [one(9, 1, 36, 4), one(4, 36, 1, 9)];
        assert!(fisher::mid_p(table(&one(13, 37, 37, 13)).unwrap()).two_sided < 1e-5);
        assert!(Given::of(&strata).unwrap().mid_p().two_sided > 0.9);
    }
}
