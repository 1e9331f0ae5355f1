//! One curve out of those of several strata: how a side would have waited had it had the common mix.
//!
//! Direct standardisation: the mean of the strata's curves, each with the weight that it is given, the
//! same on both sides. Its variance is the sum of theirs, for strata are independent.

use super::kaplan_meier::Step;
use crate::math::{Sum, square};

/// The weighted mean of curves; weights are above zero and need not come to one.
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
    let mut found = Vec::new();
    for moment in moments.chunk_by(|a, b| a.1.time == b.1.time) {
        for (at, step) in moment {
            let share = strata[*at].0 / all;
            let next = (step.waiting, spread(step));
            waiting.add(share * (next.0 - here[*at].0));
            variance.add(square(share) * (next.1 - here[*at].1));
            open -= usize::from(step.waiting <= 0.0);
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
        });
    }
    found
}

/// The variance of a step's share; a stratum in which nobody waits is sure of it.
fn spread(step: &Step) -> f64 {
    if step.waiting > 0.0 { square(step.waiting) * step.greenwood } else { 0.0 }
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
