//! How often an outsider's value is above an insider's where values come in clusters: calls of one merchant
//! share its network.
//!
//! Obuchowski (1997), Nonparametric analysis of clustered ROC curve data, Biometrics 53: the placements of a
//! merchant's values are summed up, and the variance is taken between merchants. A merchant is on one side
//! only, so that the sides are independent.

use std::collections::BTreeMap;

use super::{Samples, places};
use crate::error::AuditError;
use crate::math::{Sum, size, sum};
use crate::stratified::clusters::{Between, between};

/// The values of one stratum with whose they are: outsiders', then insiders'.
pub type Owned = [Vec<(f64, u64)>; 2];

/// The probability of a win within strata, with its error between merchants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusteredWin {
    /// P(outsider > insider) + ½ P(equal), each stratum weighing as its values compare: nm / (n + m).
    pub theta: f64,
    /// Its standard error.
    pub error: f64,
    /// Its degrees of freedom.
    pub df: f64,
}

/// The probability of a win; strata without both sides say nothing.
///
/// `None` if a side has fewer than two merchants in such strata, or if nothing varies between them.
pub fn clustered_win(strata: &[Owned]) -> Result<Option<ClusteredWin>, AuditError> {
    let both = strata.iter().filter(|sides| sides.iter().all(|side| !side.is_empty()));
    let both: Vec<Placed> = both.map(Placed::of).collect::<Result<_, _>>()?;
    let all = sum(both.iter().map(|one| one.weight));
    let theta = sum(both.iter().map(|one| one.weight * one.theta)) / all;
    let mut pulls: BTreeMap<(bool, u64), Sum> = BTreeMap::new();
    for one in &both {
        for (outsider, placements) in [(true, &one.sides[0]), (false, &one.sides[1])] {
            let share = one.weight / all / size(placements.len());
            for (placement, cluster) in placements {
                let pull = share * (placement - one.theta);
                pulls.entry((outsider, *cluster)).or_default().add(pull);
            }
        }
    }
    let merchants = pulls.iter().map(|((outsider, _), pull)| (*outsider, Some(pull.total())));
    let found = between(merchants).filter(|found| found.error > NOTHING);
    Ok(found.map(|Between { error, df }| ClusteredWin { theta, error, df }))
}

/// An error that rounding makes of merchants that are all alike.
const NOTHING: f64 = 1e-12;

/// A stratum with the placement of each value: how often it wins for the outsiders.
struct Placed {
    theta: f64,
    weight: f64,
    sides: [Vec<(f64, u64)>; 2],
}

impl Placed {
    fn of(sides: &Owned) -> Result<Self, AuditError> {
        let mut sorted = sides.clone();
        for side in &mut sorted {
            side.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let values = sorted.each_ref().map(|side| side.iter().map(|one| one.0).collect::<Vec<_>>());
        let samples = Samples::new(&values[0], &values[1])?;
        let (out, ins) = (samples.outsiders(), samples.insiders());
        let (n, m) = (size(out.len()), size(ins.len()));
        let share = |(less, equal): (usize, usize), of: f64| (size(less) + 0.5 * size(equal)) / of;
        let mine = places(out, ins).map(|place| share(place, m)).collect::<Vec<_>>();
        let theirs = places(ins, out).map(|place| 1.0 - share(place, n)).collect::<Vec<_>>();
        let theta = sum(mine.iter().copied()) / n;
        let with = |placements: Vec<f64>, side: &[(f64, u64)]| {
            placements.into_iter().zip(side).map(|(place, one)| (place, one.1)).collect()
        };
        let sides = [with(mine, &sorted[0]), with(theirs, &sorted[1])];
        Ok(Self { theta, weight: n * m / (n + m), sides })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::durations::win::win;

    const OUT: [f64; 6] = [1.0, 4.0, 4.5, 7.0, 9.0, 9.0];
    const INS: [f64; 5] = [0.5, 2.0, 4.0, 6.0, 8.0];

    fn owned(each: u64) -> Owned {
        let side = |values: &[f64], from: u64| {
            (0..).zip(values).map(|(at, value)| (*value, from + at / each)).collect()
        };
        [side(&OUT, 0), side(&INS, 100)]
    }

    /// Each value a merchant of its own: the error of Brunner and Munzel, whose placements are the same.
    #[test]
    fn merchants_of_one_call_are_plain_values() {
        let plain = win(&Samples::new(&OUT, &INS).unwrap()).unwrap();
        let found = clustered_win(&[owned(1)]).unwrap().unwrap();
        assert!((found.theta - plain.theta).abs() < 1e-15);
        assert!((found.error - plain.error).abs() < 1e-15, "{found:?} {plain:?}");
        assert!(found.df <= plain.df, "{found:?} {plain:?}");
    }

    /// The same values, each told ten times by its merchant, are no more sure for it.
    #[test]
    fn what_a_merchant_tells_again_is_told_once() {
        let [out, ins] = owned(1);
        let again = |side: Vec<(f64, u64)>| side.into_iter().flat_map(|one| [one; 10]).collect();
        let many = clustered_win(&[[again(out), again(ins)]]).unwrap().unwrap();
        let once = clustered_win(&[owned(1)]).unwrap().unwrap();
        assert!((many.theta - once.theta).abs() < 1e-15);
        assert!((many.error - once.error).abs() < 1e-15, "{many:?} {once:?}");
    }

    #[test]
    fn a_single_merchant_says_nothing() {
        assert_eq!(clustered_win(&[owned(6)]).unwrap(), None);
        assert_eq!(clustered_win(&[]).unwrap(), None);
        let alone: Owned = [vec![(1.0, 0), (2.0, 1)], Vec::new()];
        assert_eq!(clustered_win(&[alone]).unwrap(), None);
    }
}
