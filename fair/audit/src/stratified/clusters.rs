//! Like with like where cases share a merchant's fate: Mantel and Haenszel's difference with a variance
//! between merchants.
//!
//! The difference is the one of [`super::mantel_haenszel::risk_difference`]; its error is that of the
//! linearised estimator (Binder 1983, On the variances of asymptotically normal estimators from complex
//! surveys, International Statistical Review 51), so that a merchant with a thousand links in three
//! strata is one witness still. With one stratum it is [`crate::proportions::clusters::clustered`].

use std::collections::BTreeMap;

use crate::math::{Sum, float, size, square};
use crate::proportions::clusters::Clustered;

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

/// What a stratum weighs, with its counts.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    /// Successes and cases: outsiders, then insiders.
    sides: [(u64, u64); 2],
}

/// The common difference of the rates within strata; strata without both sides say nothing.
///
/// `None` if a side has fewer than two merchants in such strata, or if nothing varies between them.
pub fn clustered(parts: &[Part]) -> Option<Clustered> {
    let mut strata: BTreeMap<u32, Whole> = BTreeMap::new();
    for part in parts {
        let side = &mut strata.entry(part.stratum).or_default().sides[usize::from(!part.outsider)];
        *side = (side.0 + part.yes, side.1 + part.of);
    }
    strata.retain(|_, whole| whole.sides.iter().all(|(_, of)| *of > 0));
    let weight = |whole: &Whole| {
        let [out, ins] = whole.sides.map(|(_, of)| float(of));
        out * ins / (out + ins)
    };
    let (mut weights, mut gap) = (Sum::ZERO, Sum::ZERO);
    for whole in strata.values() {
        let [out, ins] = whole.sides.map(|(yes, of)| float(yes) / float(of));
        weights.add(weight(whole));
        gap.add(weight(whole) * (out - ins));
    }
    let all = weights.total();
    let (mut spread, mut clusters) = ([Sum::ZERO; 2], [0_usize; 2]);
    for mine in parts.chunk_by(|a, b| (a.cluster, a.outsider) == (b.cluster, b.outsider)) {
        let mut pull = Sum::ZERO;
        let mut counts = false;
        for part in mine {
            let Some(whole) = strata.get(&part.stratum) else { continue };
            counts = true;
            let (yes, of) = whole.sides[usize::from(!part.outsider)];
            // In whole numbers, so that merchants of exactly the same rate pull exactly nothing.
            let beyond =
                i128::from(part.yes) * i128::from(of) - i128::from(yes) * i128::from(part.of);
            pull.add(weight(whole) / all * (beyond as f64 / square(float(of))));
        }
        if counts {
            let side = usize::from(!mine[0].outsider);
            clusters[side] += 1;
            spread[side].add(square(pull.total()));
        }
    }
    if clusters.iter().any(|count| *count < 2) {
        return None;
    }
    let variance = |side: usize| {
        let k = size(clusters[side]);
        spread[side].total() * k / (k - 1.0)
    };
    let error = (variance(0) + variance(1)).sqrt();
    (error > 0.0).then(|| Clustered { difference: gap.total() / all, error })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportions::{Count, clusters};
    use crate::stratified::Stratum;
    use crate::stratified::mantel_haenszel::risk_difference;

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
    fn what_does_not_vary_is_not_told() {
        assert_eq!(clustered(&[]), None);
        let all = |at| part(at, 0, at < 3, 4, 4);
        assert_eq!(clustered(&(0..6).map(all).collect::<Vec<_>>()), None);
        assert_eq!(clustered(&in_one_stratum()[2..]), None, "one outsider");
    }
}
