//! McNemar's test (1947): whether, of the pairs that differ, one side is favoured.

use super::Pairs;
use crate::math::{float, square};
use crate::special::{Binomial, chi2_above};

/// The test, exact: under equality each pair that differs is a fair coin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// The p value that outsiders are worse.
    pub worse: f64,
    /// That they are better.
    pub better: f64,
    /// That the sides differ: twice the smaller, at most 1.
    pub two_sided: f64,
    /// The same with half the probability of what was seen (Lancaster 1961): less cautious, not exact.
    pub mid_p: f64,
}

/// The exact test; all 1 if no pair differs.
pub fn exact(pairs: Pairs) -> McNemar {
    let of = pairs.discordant();
    if of == 0 {
        return McNemar { worse: 1.0, better: 1.0, two_sided: 1.0, mid_p: 1.0 };
    }
    let coin = Binomial { of, rate: 0.5 };
    // By symmetry of the coin, at least `n` heads are at most `of - n`.
    let worse = coin.tails(pairs.out_only()).below;
    let better = coin.tails(pairs.in_only()).below;
    let smaller = worse.min(better);
    let seen = coin.exactly(pairs.out_only());
    let even = pairs.out_only() == pairs.in_only();
    let mid_p = if even { 1.0 - 0.5 * seen } else { 2.0 * smaller - seen };
    McNemar { worse, better, two_sided: (2.0 * smaller).min(1.0), mid_p }
}

/// Chi-squared with one degree of freedom, with or without the continuity correction (Edwards 1948), and
/// its p value; NaN if no pair differs. For comparison with what others print.
pub fn chi2(pairs: Pairs, corrected: bool) -> (f64, f64) {
    let gap = (float(pairs.out_only()) - float(pairs.in_only())).abs();
    let gap = if corrected { (gap - 1.0).max(0.0) } else { gap };
    let chi2 = square(gap) / float(pairs.discordant());
    (chi2, chi2_above(chi2, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 1 of 6 is (1 + 6) / 64, 0 of 5 is 1 / 32.
    #[test]
    fn small_counts_are_as_by_hand() {
        let test = exact(Pairs::new(3, 1, 5, 2).unwrap());
        assert!((test.worse - 7.0 / 64.0).abs() < 1e-15, "{test:?}");
        assert!((test.two_sided - 14.0 / 64.0).abs() < 1e-15);
        assert!((test.better - 63.0 / 64.0).abs() < 1e-15);
        assert!((test.mid_p - 8.0 / 64.0).abs() < 1e-15);
        let test = exact(Pairs::new(0, 5, 0, 0).unwrap());
        assert!((test.better - 1.0 / 32.0).abs() < 1e-16 && test.worse == 1.0);
        let even = exact(Pairs::new(0, 2, 2, 0).unwrap());
        assert_eq!(even.two_sided, 1.0);
        assert!((even.mid_p - (1.0 - 0.5 * 6.0 / 16.0)).abs() < 1e-15);
        assert_eq!(exact(Pairs::new(9, 0, 0, 1).unwrap()).two_sided, 1.0);
    }

    /// Fagerland, Lydersen and Laake (2013), The McNemar test for binary matched-pairs data, BMC Medical
    /// Research Methodology 13:91, whose first table is of 21 children: 1 and 7 differ, which is 2 (1 + 8) / 256
    /// and 8 / 256 less for the mid-p.
    #[test]
    fn the_published_airways_are_found() {
        let test = exact(Pairs::new(1, 1, 7, 12).unwrap());
        assert!((test.two_sided - 0.0703).abs() < 5e-5, "{test:?}");
        assert!((test.mid_p - 0.0391).abs() < 5e-5, "{test:?}");
        let more = exact(Pairs::new(59, 6, 16, 80).unwrap());
        assert!((more.two_sided - 13_757.0 / 262_144.0).abs() < 1e-14, "by counting: {more:?}");
    }

    /// A large table, counted in whole numbers: 121 and 59 of 180.
    #[test]
    fn a_large_table_is_as_counted() {
        let test = exact(Pairs::new(101, 121, 59, 33).unwrap());
        assert!((test.two_sided / 4.434_449_263_755_176e-6 - 1.0).abs() < 1e-12, "{test:?}");
        assert!(test.worse > 0.99 && test.better < 1e-5);
        assert!((chi2(Pairs::new(101, 121, 59, 33).unwrap(), false).0 - 21.36).abs() < 0.005);
    }
}
