//! One curve out of those of several strata: how a side would have waited had it had the common mix.
//!
//! Direct standardisation: the mean of the strata's curves, each with the weight that it is given, the
//! same on both sides. Its variance is the sum of theirs, for strata are independent.

use super::kaplan_meier::Step;
use crate::math::{Sum, size, square};

/// The weighted mean of curves; weights are above zero and need not come to one.
///
/// A stratum in which nobody waits any longer is not sure of that: its last step is taken to have left
/// half a case of one more, with the error of such a share. Else a mean of which one part has ended, and
/// the other not begun, would have no error at all.
///
/// After its last step a curve is taken to stay where it is: give those only that were followed as
/// far as the mean is asked for.
pub fn standardised(strata: &[(f64, Vec<Step>)]) -> Vec<Step> {
    if let [(_, only)] = strata {
        return only.clone();
    }
    let all = strata.iter().map(|(weight, _)| weight).sum::<f64>();
    let mut moments: Vec<(usize, &Step)> = (0..)
        .zip(strata)
        .flat_map(|(at, (_, steps))| steps.iter().map(move |step| (at, step)))
        .collect();
    moments.sort_by(|a, b| a.1.time.total_cmp(&b.1.time).then(a.0.cmp(&b.0)));
    // Each stratum as it stands: its share waiting, and the variance of that.
    let mut here = vec![(1.0, 0.0); strata.len()];
    let (mut waiting, mut variance) = (Sum::ZERO, Sum::ZERO);
    waiting.add(1.0);
    let mut open = strata.len();
    let mut ended = f64::INFINITY;
    let mut found = Vec::new();
    for moment in moments.chunk_by(|a, b| a.1.time == b.1.time) {
        for (at, step) in moment {
            let share = strata[*at].0 / all;
            let next = (step.waiting, spread(step, here[*at]));
            waiting.add(share * (next.0 - here[*at].0));
            variance.add(square(share) * (next.1 - here[*at].1));
            if step.waiting <= 0.0 {
                open -= 1;
                ended = ended.min(step.ended / share);
            }
            here[*at] = next;
        }
        // What rounding leaves of nothing is nothing.
        let left = if open > 0 { waiting.total().max(0.0) } else { 0.0 };
        let greenwood =
            if left > 0.0 { variance.total().max(0.0) / square(left) } else { f64::INFINITY };
        let sum = |f: fn(&Step) -> usize| moment.iter().map(|(_, step)| f(step)).sum();
        found.push(Step {
            time: moment[0].1.time,
            at_risk: sum(|step| step.at_risk),
            decided: sum(|step| step.decided),
            waiting: left,
            greenwood,
            ended: if open > 0 { 0.0 } else { ended },
        });
    }
    found
}

/// The variance of a step's share, after the share and its variance `before`.
fn spread(step: &Step, before: (f64, f64)) -> f64 {
    if step.waiting > 0.0 {
        return square(step.waiting) * step.greenwood;
    }
    let at_risk = size(step.at_risk);
    let left = 0.5 / (at_risk + 1.0);
    square(before.0) * left * (1.0 - left) / (at_risk + 2.0) + square(left) * before.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::kaplan_meier::{kaplan_meier, quantile};

    fn curve(count: u32, each: f64) -> Vec<Step> {
        kaplan_meier(&(1..=count).map(|at| (each * f64::from(at), true)).collect::<Vec<_>>())
    }

    #[test]
    fn a_mean_of_curves_is_their_mean_at_every_time() {
        let strata = [(3.0, curve(10, 1.0)), (1.0, curve(5, 7.0))];
        let found = standardised(&strata);
        let at = |steps: &[Step], time: f64| {
            steps.iter().rev().find(|step| step.time <= time).map_or(1.0, |step| step.waiting)
        };
        for step in &found {
            let mean = 0.75 * at(&strata[0].1, step.time) + 0.25 * at(&strata[1].1, step.time);
            assert!((step.waiting - mean).abs() < 1e-14, "{step:?}");
        }
        // After nine hours: nine tenths of three quarters, and one fifth of a quarter.
        assert_eq!(quantile(&found, 0.72), Some(9.0));
        assert_eq!(quantile(&found, 0.73), Some(10.0));
        assert_eq!(found.last().map(|last| (last.time, last.waiting)), Some((35.0, 0.0)));
    }

    /// Easy cases are all decided before the first hard one is: of twenty that is not quite sure.
    #[test]
    fn what_has_ended_is_not_sure_while_the_rest_has_not_begun() {
        let easy = |count: u32| kaplan_meier(&vec![(1.0, true); count as usize]);
        let error = |count: u32| {
            let found = standardised(&[(3.0, easy(count)), (1.0, curve(10, 7.0))]);
            assert!((found[0].waiting - 0.25).abs() < 1e-15 && found[0].ended == 0.0);
            found[0].error()
        };
        // Three quarters of the error of half a case in 21.
        let share = 0.5 / 21.0;
        assert!((error(20) - 0.75 * (share * (1.0 - share) / 22.0_f64).sqrt()).abs() < 1e-15);
        assert!(error(2000) < 0.02 * error(20));
    }

    #[test]
    fn strata_that_ended_are_as_sure_as_the_one_that_tells_least() {
        let all = |count: usize| kaplan_meier(&vec![(2.0, true); count]);
        let found = standardised(&[(3.0, all(90)), (1.0, all(5))]);
        assert_eq!(found.last().map(|last| (last.waiting, last.ended)), Some((0.0, 20.0)));
    }

    #[test]
    fn a_curve_and_itself_are_as_sure_as_twice_the_cases() {
        let twice = standardised(&[(2.0, curve(40, 1.0)), (2.0, curve(40, 1.0))]);
        let all = kaplan_meier(&(2..82).map(|at| (f64::from(at / 2), true)).collect::<Vec<_>>());
        for (mine, one) in twice.iter().zip(&all).take(39) {
            assert!((mine.waiting - one.waiting).abs() < 1e-14);
            assert!((mine.greenwood / one.greenwood - 1.0).abs() < 1e-12, "{mine:?} {one:?}");
        }
    }
}
