//! Rates whose cases come in clusters: links of one merchant share its fate.
//!
//! A merchant with a thousand links is one witness, not a thousand. The variance is taken between
//! merchants (the ratio estimator; Cochran 1977, Sampling Techniques, section 2.11), so that no die
//! is needed, as a bootstrap would.

use super::{Count, Interval};
use crate::math::{float, size, square, sum};
use crate::special::{student, student_quantile};

/// A difference of two rates with a standard error that knows of clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustered {
    /// Outsiders less insiders.
    pub difference: f64,
    /// Its standard error.
    pub error: f64,
    /// Its degrees of freedom: few clusters tell little of how they vary.
    pub df: f64,
}

/// A statistic of Student's distribution with its p values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Student {
    /// Positive if the outsiders have more.
    pub t: f64,
    /// That they differ.
    pub two_sided: f64,
    /// That the outsiders have less.
    pub less: f64,
    /// That the outsiders have more.
    pub greater: f64,
}

/// The degrees of freedom of a difference between so many clusters on either side: those of the smaller
/// side, with which no test is surer than it may be, whatever the sides' variances (Mickey and Brown
/// 1966, Bounds on the distribution functions of the Behrens-Fisher statistic, Annals of Mathematical
/// Statistics 37).
///
/// Satterthwaite's are more, and too many if the smaller side's few happen to lie close together: of
/// two merchants against twenty a test at 5 % is then wrong in 16 of a hundred.
pub(crate) fn freedom(clusters: [usize; 2]) -> f64 {
    size(clusters[0].min(clusters[1])) - 1.0
}

/// The deviate that an interval of this level reaches on each side with so many degrees of freedom.
pub(crate) fn deviate(level: f64, df: f64) -> f64 {
    -student_quantile(0.5 * (1.0 - level), df)
}

/// The difference of the rates of two lists of clusters.
///
/// `None` if a side has fewer than two clusters, or if on neither side a cluster's rate differs from
/// the others'.
pub fn clustered(outsiders: &[Count], insiders: &[Count]) -> Option<Clustered> {
    let (out, out_variance) = rate(outsiders)?;
    let (ins, in_variance) = rate(insiders)?;
    let error = (out_variance + in_variance).sqrt();
    let df = freedom([outsiders.len(), insiders.len()]);
    (error > 0.0).then_some(Clustered { difference: out - ins, error, df })
}

/// The rate over all clusters, with its variance.
fn rate(clusters: &[Count]) -> Option<(f64, f64)> {
    if clusters.len() < 2 {
        return None;
    }
    let total = |f: fn(Count) -> u64| clusters.iter().map(|count| u128::from(f(*count))).sum();
    let (all_yes, all_of): (u128, u128) = (total(Count::yes), total(Count::of));
    let (yes, all) = (all_yes as f64, all_of as f64);
    let rate = yes / all;
    // Whether all have one rate is asked of the counts: the double nearest to it is seldom the rate.
    let alike = |count: &Count| {
        u128::from(count.yes()) * u128::from(clusters[0].of())
            == u128::from(clusters[0].yes()) * u128::from(count.of())
    };
    if clusters.iter().all(alike) {
        return Some((rate, 0.0));
    }
    let spread = sum(clusters.iter().map(|count| {
        let expected = rate * float(count.of());
        square(float(count.yes()) - expected)
    }));
    let k = size(clusters.len());
    Some((rate, spread * k / (k - 1.0) / square(all)))
}

impl Clustered {
    /// The interval of the difference.
    pub fn interval(self, level: f64) -> Interval {
        Interval::around(self.difference, deviate(level, self.df) * self.error)
    }

    /// The test that the difference is `from`, such as 0, or a margin.
    pub fn test(self, from: f64) -> Student {
        let t = (self.difference - from) / self.error;
        let (tails, far) = (student(t, self.df), student(t.abs(), self.df).above);
        Student { t, two_sided: 2.0 * far, less: tails.below, greater: tails.above }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::durations::Samples;
    use crate::durations::welch::{Welch, welch};

    fn clusters(yes: &[u64], of: u64) -> Vec<Count> {
        yes.iter().map(|yes| Count::new(*yes, of).unwrap()).collect()
    }

    #[test]
    fn clusters_of_one_are_plain_cases() {
        let found = clustered(&clusters(&[1, 0, 1, 1], 1), &clusters(&[0, 1, 0, 1], 1)).unwrap();
        let plain: f64 = 0.75 * 0.25 / 3.0 + 0.5 * 0.5 / 3.0;
        assert_eq!(found.difference, 0.25);
        assert!((found.error - plain.sqrt()).abs() < 1e-15);
    }

    /// Clusters of one size are values of their own: Welch's error, and his test where the degrees of
    /// freedom are his, as they are if the sides vary alike.
    #[test]
    fn clusters_of_one_size_are_tested_as_their_rates() {
        let (out, ins) = ([20, 17, 9], [12, 11, 20, 18, 3]);
        let found = clustered(&clusters(&out, 20), &clusters(&ins, 20)).unwrap();
        let rates = |yes: &[u64]| yes.iter().map(|yes| float(*yes) / 20.0).collect::<Vec<_>>();
        let plain = welch(&Samples::new(&rates(&out), &rates(&ins)).unwrap()).unwrap();
        assert!((found.error - plain.error).abs() < 1e-12, "{found:?} {plain:?}");
        assert!(found.df <= plain.df && found.test(0.0).two_sided >= plain.p());
        let same = Welch { df: 2.0, ..plain };
        assert!((found.test(0.0).two_sided - same.p()).abs() < 1e-12);
        let (mine, theirs) = (found.interval(0.95), same.interval(0.95));
        assert!((mine.low - theirs.low).abs() < 1e-12 && (mine.high - theirs.high).abs() < 1e-12);
        assert!((found.test(mine.low).greater - 0.025).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_merchant_that_fails_as_one_is_one_witness() {
        // 3 of 4 links open either way; once as four merchants' fate, once spread over all.
        let together = clusters(&[20, 20, 20, 0], 20);
        let spread = clusters(&[16, 14, 15, 15], 20);
        let other = clusters(&[19, 20, 20, 19], 20);
        let error = |side: &[Count]| clustered(side, &other).unwrap().error;
        assert!(error(&together) > 5.0 * error(&spread));
    }

    #[test]
    fn a_single_cluster_says_nothing() {
        assert_eq!(clustered(&clusters(&[1], 20), &clusters(&[1, 2], 20)), None);
        assert_eq!(clustered(&clusters(&[1, 1], 20), &clusters(&[2, 2], 20)), None);
    }

    /// A third has no double.
    #[test]
    fn clusters_of_one_rate_do_not_vary() {
        for of in 2..60 {
            for yes in 1..of {
                let one = |times: u64| Count::new(yes * times, of * times).unwrap();
                let side = [one(1), one(2), one(7), one(1)];
                assert_eq!(clustered(&side, &side), None, "{yes} of {of}");
            }
        }
    }
}
