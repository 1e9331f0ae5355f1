//! Like with like where cases share a merchant's fate: Mantel and Haenszel's difference with a variance
//! between merchants.
//!
//! The difference is the one of [`super::mantel_haenszel::risk_difference`]; its error is that of the
//! linearised estimator (Binder 1983, On the variances of asymptotically normal estimators from complex
//! surveys, International Statistical Review 51), so that a merchant with a thousand links in three
//! strata is one witness still. With one stratum it is [`crate::proportions::clusters::clustered`].

use std::collections::BTreeMap;

use crate::math::{Sum, exp, float, size, square, sum};
use crate::proportions::Interval;
use crate::proportions::clusters::{Clustered, deviate, freedom};

/// The cases of one merchant in one stratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which merchant. Parts of one merchant stand together.
    pub cluster: u64,
    /// Which stratum.
    pub stratum: u32,
    /// Whether it is an outsider.
    pub outsider: bool,
    /// How many succeeded.
    pub yes: u64,
    /// Of how many.
    pub of: u64,
}

/// Numbers of one merchant in one stratum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// Which merchant. What is one merchant's stands together.
    pub cluster: u64,
    /// Which stratum.
    pub stratum: u32,
    /// Whether it is an outsider.
    pub outsider: bool,
    /// What they come to.
    pub sum: f64,
    /// Of how many cases.
    pub of: u64,
}

/// A ratio with the standard error of its logarithm between merchants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusteredRatio {
    /// Outsiders over insiders.
    pub ratio: f64,
    /// The standard error of its logarithm.
    pub log_error: f64,
    /// Its degrees of freedom.
    pub df: f64,
}

impl ClusteredRatio {
    /// The interval.
    pub fn interval(&self, level: f64) -> Interval {
        let factor = deviate(level, self.df) * self.log_error;
        Interval { low: self.ratio * exp(-factor), high: self.ratio * exp(factor) }
    }
}

/// A stratum's successes, or what its numbers come to, and its cases: outsiders', then insiders'.
type Whole<T> = [(T, u64); 2];

fn weight<T>(whole: &Whole<T>) -> f64 {
    let [out, ins] = [0, 1].map(|side| float(whole[side].1));
    out * ins / (out + ins)
}

/// The common difference of the rates within strata; strata without both sides say nothing.
///
/// `None` if a side has fewer than two merchants in such strata, or if nothing varies between them.
pub fn clustered(parts: &[Part]) -> Option<Clustered> {
    let strata = strata(parts);
    let all = sum(strata.values().map(weight));
    let [out, ins] = [0, 1].map(|side| mean(&strata, side, float));
    let Between { error, df } = spread(parts, &strata, [all, all])?;
    (error > 0.0).then(|| Clustered { difference: (out - ins) / all, error, df })
}

/// The common ratio of the rates, as [`super::mantel_haenszel::risk_ratio`], with the error of its
/// logarithm between merchants; `None` as in [`clustered`], and if it is zero or infinite.
pub fn clustered_ratio(parts: &[Part]) -> Option<ClusteredRatio> {
    let strata = strata(parts);
    let [out, ins] = [0, 1].map(|side| mean(&strata, side, float));
    if out <= 0.0 || ins <= 0.0 {
        return None;
    }
    let Between { error: log_error, df } = spread(parts, &strata, [out, ins])?;
    (log_error > 0.0).then(|| ClusteredRatio { ratio: out / ins, log_error, df })
}

fn strata(parts: &[Part]) -> BTreeMap<u32, Whole<u64>> {
    let mut strata: BTreeMap<u32, Whole<u64>> = BTreeMap::new();
    for part in parts {
        let side = &mut strata.entry(part.stratum).or_default()[usize::from(!part.outsider)];
        *side = (side.0 + part.yes, side.1 + part.of);
    }
    strata.retain(|_, whole| whole.iter().all(|(_, of)| *of > 0));
    strata
}

/// A side's mean, each stratum with its weight.
fn mean<T: Copy>(strata: &BTreeMap<u32, Whole<T>>, side: usize, value: impl Fn(T) -> f64) -> f64 {
    sum(strata.values().map(|whole| {
        let (total, of) = whole[side];
        weight(whole) * (value(total) / float(of))
    }))
}

/// The error between merchants of the sides' means, each on the scale of its `units`.
fn spread(parts: &[Part], strata: &BTreeMap<u32, Whole<u64>>, units: [f64; 2]) -> Option<Between> {
    let pull = |part: &Part| {
        let whole = strata.get(&part.stratum)?;
        let side = usize::from(!part.outsider);
        let (yes, of) = whole[side];
        // In whole numbers, so that merchants of exactly the same rate pull exactly nothing.
        let beyond = i128::from(part.yes) * i128::from(of) - i128::from(yes) * i128::from(part.of);
        Some(weight(whole) / units[side] * (beyond as f64 / square(float(of))))
    };
    let groups = parts.chunk_by(|a, b| (a.cluster, a.outsider) == (b.cluster, b.outsider));
    between(groups.map(|mine| (mine[0].outsider, pulled(mine.iter().map(pull)))))
}

/// What a merchant's parts pull together; `None` if none of them is in a stratum of both sides.
fn pulled(parts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut total, mut counts) = (Sum::ZERO, false);
    for pull in parts.flatten() {
        counts = true;
        total.add(pull);
    }
    counts.then(|| total.total())
}

/// What merchants tell of a sum of theirs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    /// Its standard error.
    pub(crate) error: f64,
    /// Its degrees of freedom.
    pub(crate) df: f64,
}

/// The error of a sum of what merchants pull, side by side; `None` with fewer than two on a side.
pub(crate) fn between(merchants: impl Iterator<Item = (bool, Option<f64>)>) -> Option<Between> {
    let (mut spread, mut clusters) = ([Sum::ZERO; 2], [0_usize; 2]);
    for (outsider, pull) in merchants {
        let Some(pull) = pull else { continue };
        let side = usize::from(!outsider);
        clusters[side] += 1;
        spread[side].add(square(pull));
    }
    let variance = |side: usize| {
        let k = size(clusters[side]);
        spread[side].total() * k / (k - 1.0)
    };
    clusters.iter().all(|count| *count >= 2).then(|| {
        let error = (variance(0) + variance(1)).sqrt();
        Between { error, df: freedom(clusters) }
    })
}

/// The common difference of the means within strata, and its variance between merchants.
///
/// `None` as in [`clustered`]: merchants that all have one mean have no error.
pub fn clustered_means(parts: &[Sums]) -> Option<Clustered> {
    let mut strata: BTreeMap<u32, Whole<f64>> = BTreeMap::new();
    for part in parts {
        let side = &mut strata.entry(part.stratum).or_default()[usize::from(!part.outsider)];
        *side = (side.0 + part.sum, side.1 + part.of);
    }
    strata.retain(|_, whole| whole.iter().all(|(_, of)| *of > 0));
    let all = sum(strata.values().map(weight));
    let [out, ins] = [0, 1].map(|side| mean(&strata, side, |total| total));
    let pull = |part: &Sums| {
        let whole = strata.get(&part.stratum)?;
        let (total, of) = whole[usize::from(!part.outsider)];
        let expected = total * (float(part.of) / float(of));
        // What rounding leaves of nothing is nothing.
        let beyond = part.sum - expected;
        let counts = beyond.abs() > SAME * expected.abs().max(part.sum.abs());
        Some(if counts { weight(whole) / all * (beyond / float(of)) } else { 0.0 })
    };
    let groups = parts.chunk_by(|a, b| (a.cluster, a.outsider) == (b.cluster, b.outsider));
    let merchants = groups.map(|mine| (mine[0].outsider, pulled(mine.iter().map(pull))));
    let Between { error, df } = between(merchants)?;
    (error > 0.0).then(|| Clustered { difference: (out - ins) / all, error, df })
}

/// How far a merchant's sum may be from what is expected by rounding alone, as a share of it.
const SAME: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportions::{Count, clusters};
    use crate::stratified::Stratum;
    use crate::stratified::mantel_haenszel::{risk_difference, risk_ratio};

    fn part(cluster: u64, stratum: u32, outsider: bool, yes: u64, of: u64) -> Part {
        Part { cluster, stratum, outsider, yes, of }
    }

    const ONE: [(bool, u64, u64); 6] =
        [(true, 3, 9), (true, 5, 5), (true, 1, 4), (false, 9, 10), (false, 7, 7), (false, 0, 2)];

    fn in_one_stratum() -> Vec<Part> {
        (0..).zip(ONE).map(|(at, (outsider, yes, of))| part(at, 0, outsider, yes, of)).collect()
    }

    #[test]
    fn with_one_stratum_it_is_the_ratio_estimator() {
        let side = |outsider: bool| -> Vec<Count> {
            let mine = ONE.iter().filter(|one| one.0 == outsider);
            mine.map(|one| Count::new(one.1, one.2).unwrap()).collect()
        };
        let plain = clusters::clustered(&side(true), &side(false)).unwrap();
        let found = clustered(&in_one_stratum()).unwrap();
        assert!((found.difference - plain.difference).abs() < 1e-15);
        assert!((found.error - plain.error).abs() < 1e-15);
        assert!((found.df - plain.df).abs() < 1e-12);
    }

    #[test]
    fn the_difference_is_mantel_and_haenszels() {
        let mut parts = in_one_stratum();
        parts.extend([part(10, 7, true, 2, 8), part(11, 7, false, 9, 12), part(12, 8, true, 1, 1)]);
        let strata = [
            Stratum { out_yes: 9, out_no: 9, in_yes: 16, in_no: 3 },
            Stratum { out_yes: 2, out_no: 6, in_yes: 9, in_no: 3 },
        ];
        let found = clustered(&parts).unwrap();
        let plain = risk_difference(&strata).unwrap();
        assert!((found.difference - plain.difference).abs() < 1e-15);
    }

    /// The same cases as a thousand witnesses or as ten.
    #[test]
    fn merchants_are_the_witnesses() {
        let case = |at: u64| (at.is_multiple_of(2), u64::from(!at.is_multiple_of(7)));
        let many = |clusters: u64| -> Vec<Part> {
            let mut all: Vec<Part> = (0..1000)
                .map(|at| {
                    let (outsider, yes) = case(at);
                    part(at % clusters, (at % 3) as u32, outsider, yes, 1)
                })
                .collect();
            all.sort_by_key(|one| (one.cluster, one.outsider));
            all
        };
        let (apart, together) = (clustered(&many(1000)).unwrap(), clustered(&many(14)).unwrap());
        assert!((apart.difference - together.difference).abs() < 1e-12);
        assert!(together.error > 5.0 * apart.error, "{together:?} {apart:?}");
    }

    #[test]
    fn the_ratio_is_mantel_and_haenszels_and_merchants_are_its_witnesses() {
        let mut parts = in_one_stratum();
        parts.extend([part(10, 7, true, 2, 8), part(11, 7, false, 9, 12)]);
        let strata = [
            Stratum { out_yes: 9, out_no: 9, in_yes: 16, in_no: 3 },
            Stratum { out_yes: 2, out_no: 6, in_yes: 9, in_no: 3 },
        ];
        let found = clustered_ratio(&parts).unwrap();
        assert!((found.ratio - risk_ratio(&strata).unwrap().ratio).abs() < 1e-15);
        // With one stratum, by hand: each rate's variance over its square.
        let one = clustered_ratio(&in_one_stratum()).unwrap();
        let side = |outsider: bool| -> Vec<Count> {
            let mine = ONE.iter().filter(|one| one.0 == outsider);
            mine.map(|one| Count::new(one.1, one.2).unwrap()).collect()
        };
        let relative = |counts: &[Count]| {
            let (yes, of) = counts.iter().fold((0.0, 0.0), |sum, count| {
                (sum.0 + float(count.yes()), sum.1 + float(count.of()))
            });
            let far = |count: &Count| square(float(count.yes()) - yes / of * float(count.of()));
            counts.iter().map(far).sum::<f64>() * 1.5 / square(yes)
        };
        let error = (relative(&side(true)) + relative(&side(false))).sqrt();
        assert!((one.log_error - error).abs() < 1e-15, "{one:?} {error}");
    }

    #[test]
    fn means_of_yes_and_no_are_rates() {
        let mut parts = in_one_stratum();
        parts.extend([part(10, 7, true, 2, 8), part(11, 7, false, 9, 12)]);
        let sums = |one: &Part| Sums {
            cluster: one.cluster,
            stratum: one.stratum,
            outsider: one.outsider,
            sum: float(one.yes),
            of: one.of,
        };
        let (rates, means) = (
            clustered(&parts).unwrap(),
            clustered_means(&parts.iter().map(sums).collect::<Vec<_>>()).unwrap(),
        );
        assert!((rates.difference - means.difference).abs() < 1e-15);
        assert!((rates.error - means.error).abs() < 1e-15);
        let same = |at: u64| Sums { cluster: at, stratum: 0, outsider: at < 3, sum: 0.3, of: 3 };
        assert_eq!(clustered_means(&(0..6).map(same).collect::<Vec<_>>()), None);
    }

    #[test]
    fn what_does_not_vary_is_not_told() {
        assert_eq!(clustered(&[]), None);
        let all = |at| part(at, 0, at < 3, 4, 4);
        assert_eq!(clustered(&(0..6).map(all).collect::<Vec<_>>()), None);
        assert_eq!(clustered(&in_one_stratum()[2..]), None, "one outsider");
    }
}
