//! A quantile of waits with its limits, and the gap between two of them.
//!
//! The limits are Brookmeyer and Crowley's (1982, A confidence interval for the median survival time,
//! Biometrics 38) on the log-minus-log scale: the times at which a test does not tell the curve from the
//! quantile's share. The gap has the limits of Zou and Donner (2008, Construction of confidence limits
//! about effect measures, Statistics in Medicine 27), which need no density and are as lopsided as those
//! of the sides.

use super::kaplan_meier::{SAME, Step};
use crate::math::{exp, ln, square};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;
use crate::special::normal_quantile;

/// Up to where a deviate is looked for: beyond it p values are below 1e-15.
const FAR: f64 = 8.0;

/// How often the place of a deviate is halved: to the last bit that matters of a p value.
const HALVINGS: usize = 52;

/// A quantile of one side's curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantile {
    times: Vec<f64>,
    /// The highest so far of how many standard errors the curve is below the quantile's share: never
    /// falling, so that it can be searched.
    below: Vec<f64>,
    value: f64,
}

impl Quantile {
    /// The time by which the share `p` was decided; `None` if the curve does not come down so far.
    pub fn of(steps: &[Step], p: f64) -> Option<Self> {
        let aim = ln(-ln(1.0 - p));
        let mut highest = f64::NEG_INFINITY;
        let mut one = |step: &Step| {
            highest = highest.max(errors_below(step, 1.0 - p, aim));
            highest
        };
        let below: Vec<f64> = steps.iter().map(&mut one).collect();
        let times: Vec<f64> = steps.iter().map(|step| step.time).collect();
        let mut found = Self { times, below, value: f64::NAN };
        found.value = found.at(0.0)?;
        Some(found)
    }

    /// When.
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// The first time at which the curve is so many standard errors below.
    fn at(&self, errors: f64) -> Option<f64> {
        self.times.get(self.below.partition_point(|below| *below < errors)).copied()
    }

    /// The limits `z` standard errors away; the upper one is infinite if the curve does not come down
    /// so surely.
    fn within(&self, z: f64) -> Interval {
        let low = self.at(-z).unwrap_or(self.value);
        Interval { low, high: self.at(z).unwrap_or(f64::INFINITY) }
    }

    /// Its interval.
    pub fn interval(&self, level: f64) -> Interval {
        self.within(z_of(level))
    }
}

/// How many standard errors a step is below the share `q`, on the log-minus-log scale on which `q` is
/// `aim`.
fn errors_below(step: &Step, q: f64, aim: f64) -> f64 {
    // Once nobody waits: were a share of q still to wait, all who had waited so far would have been decided
    // with a chance of at most (1 - q)^n. Of strata, which may hide that share where they are few, with one
    // of at most exp(-q n / w), n and w those of the stratum that tells least; that holds of a single one
    // too, for which w is 1.
    if step.waiting <= 0.0 || !step.greenwood.is_finite() {
        return (-normal_quantile(exp(-q * step.ended))).max(0.0);
    }
    let far = (ln(-ln(step.waiting)) - aim) * -ln(step.waiting) / step.greenwood.sqrt();
    if step.waiting <= q + SAME { far.max(0.0) } else { far }
}

/// The gap between two quantiles.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'a> {
    outsiders: &'a Quantile,
    insiders: &'a Quantile,
}

impl<'a> Gap<'a> {
    /// Of both sides.
    pub const fn of(outsiders: &'a Quantile, insiders: &'a Quantile) -> Self {
        Self { outsiders, insiders }
    }

    /// Outsiders less insiders.
    pub fn difference(self) -> f64 {
        self.outsiders.value - self.insiders.value
    }

    fn within(self, z: f64) -> Interval {
        let (out, ins) = (self.outsiders.within(z), self.insiders.within(z));
        let reach = |a: f64, b: f64| (square(a) + square(b)).sqrt();
        let down = reach(self.outsiders.value - out.low, ins.high - self.insiders.value);
        let up = reach(out.high - self.outsiders.value, self.insiders.value - ins.low);
        Interval { low: self.difference() - down, high: self.difference() + up }
    }

    /// Its interval; a limit is infinite where that of a side is.
    pub fn interval(self, level: f64) -> Interval {
        self.within(z_of(level))
    }

    /// How many standard errors the gap is below `limit`, negative if it is above: the deviate at which
    /// the interval reaches it.
    pub fn errors_below(self, limit: f64) -> f64 {
        if self.difference() < limit {
            farthest(|z| self.within(z).high < limit)
        } else {
            -farthest(|z| self.within(z).low > limit)
        }
    }

    /// The same of how far it is above.
    pub fn errors_above(self, limit: f64) -> f64 {
        if self.difference() > limit {
            farthest(|z| self.within(z).low > limit)
        } else {
            -farthest(|z| self.within(z).high < limit)
        }
    }
}

/// The largest deviate at which something holds that holds below it too.
fn farthest(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, FAR);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        *(if holds(middle) { &mut low } else { &mut high }) = middle;
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::normal_above;
    use crate::survival::kaplan_meier::{kaplan_meier, quantile};

    /// Sooner and sooner, so that no two waits are one; every fifth is pending.
    fn side(count: u32, slower: f64) -> Vec<Step> {
        let case = |at: u32| (slower * f64::from(at * at) / 100.0, !at.is_multiple_of(5));
        kaplan_meier(&(1..=count).map(case).collect::<Vec<_>>())
    }

    /// What is searched is what Step::interval says step by step.
    #[test]
    fn the_limits_are_where_the_curves_band_crosses_the_share() {
        for (count, p) in [(12, 0.5), (40, 0.5), (40, 0.9), (200, 0.25), (200, 0.9)] {
            let steps = side(count, 1.0);
            let found = Quantile::of(&steps, p).unwrap();
            assert_eq!(Some(found.value()), quantile(&steps, p));
            let crossed = |limit: fn(Interval) -> f64| {
                let low = |step: &&Step| step.interval(0.95).is_some_and(|b| limit(b) <= 1.0 - p);
                steps.iter().find(low).map(|step| step.time)
            };
            let Interval { low, high } = found.interval(0.95);
            assert_eq!(Some(low), crossed(|band| band.low), "{count} {p}");
            assert_eq!(Some(high).filter(|high| high.is_finite()), crossed(|band| band.high));
        }
    }

    #[test]
    fn where_the_curve_does_not_come_down_there_is_no_limit() {
        let pending = |at: u32| (f64::from(at), at <= 3);
        let steps = kaplan_meier(&(1..=6).map(pending).collect::<Vec<_>>());
        assert_eq!(Quantile::of(&steps, 0.6), None);
        let found = Quantile::of(&steps, 0.5).unwrap();
        assert_eq!((found.value(), found.interval(0.95).high), (3.0, f64::INFINITY));
        assert!(found.interval(0.95).low < 3.0);
    }

    /// Forty decided at once: seldom were the half of all still waiting, and they stand together.
    #[test]
    fn waits_that_are_all_one_have_limits() {
        let at_once = |count: usize| kaplan_meier(&vec![(10.0, true); count]);
        let (many, few) = (at_once(40), at_once(4));
        let [many, few] = [&many, &few].map(|steps| Quantile::of(steps, 0.5).unwrap());
        assert_eq!(many.interval(0.95), Interval { low: 10.0, high: 10.0 });
        assert_eq!(
            few.interval(0.95).high,
            f64::INFINITY,
            "four of four are a chance of one in 16"
        );
        let gap = Gap::of(&many, &many);
        assert!((normal_above(gap.errors_below(1.0)) / exp(-20.0) - 1.0).abs() < 1e-6);
        assert!(Gap::of(&few, &many).errors_below(1.0) < 1.2);
        // One that is still waiting leaves it open.
        let mut cases = vec![(10.0, true); 40];
        cases.push((11.0, false));
        let open = kaplan_meier(&cases);
        assert!(open.iter().all(|step| step.ended == 0.0));
    }

    #[test]
    fn a_margin_is_as_far_as_the_interval_that_reaches_it() {
        let [out, ins] = [1.3, 1.0].map(|slower| Quantile::of(&side(300, slower), 0.5).unwrap());
        let gap = Gap::of(&out, &ins);
        for level in [0.5, 0.8, 0.95, 0.999] {
            let Interval { low, high } = gap.interval(level);
            assert!(low < gap.difference() && gap.difference() < high);
            // A step further out is beyond, a step closer is not.
            let z = z_of(level);
            assert!(gap.errors_below(high * 1.001) >= z && gap.errors_below(high * 0.999) <= z);
            assert!(gap.errors_above(low - 0.001) >= z && gap.errors_above(low + 0.001) <= z);
        }
        assert!(gap.errors_below(0.0) < 0.0 && gap.errors_above(1e6) < 0.0);
        let swapped = Gap::of(&ins, &out);
        assert_eq!(swapped.errors_below(5.0), gap.errors_above(-5.0));
    }
}
