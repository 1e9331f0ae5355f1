//! The mean wait up to a horizon, which exists however many are still waiting.

use super::kaplan_meier::{Step, kaplan_meier};
use super::{Observation, side};
use crate::math::{Sum, size, square};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;
use crate::special::normal_above;

/// A restricted mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// The mean of the smaller of wait and horizon.
    pub mean: f64,
    /// Its standard error (Greenwood's form).
    pub error: f64,
}

/// The area under the curve up to `horizon`.
pub fn restricted_mean(steps: &[Step], horizon: f64) -> RestrictedMean {
    let steps = &steps[..steps.partition_point(|step| step.time <= horizon)];
    let mut end = horizon;
    let (mut area, mut variance) = (Sum::ZERO, Sum::ZERO);
    // From the horizon backwards: after each step, what is still to come under the curve.
    for step in steps.iter().rev() {
        area.add(step.waiting * (end - step.time));
        end = step.time;
        if step.at_risk > step.decided {
            let at_risk = size(step.at_risk);
            let share = size(step.decided) / (at_risk * (at_risk - size(step.decided)));
            variance.add(square(area.total()) * share);
        }
    }
    area.add(end);
    RestrictedMean { mean: area.total(), error: variance.total().sqrt() }
}

/// Both sides' restricted means, compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Restricted {
    /// Up to when: the smaller of the two largest times.
    pub horizon: f64,
    /// The outsiders'.
    pub outsiders: RestrictedMean,
    /// The insiders'.
    pub insiders: RestrictedMean,
    /// Outsiders less insiders.
    pub difference: f64,
    /// The standard error of the difference.
    pub error: f64,
}

impl Restricted {
    /// The interval of the difference.
    pub fn interval(&self, level: f64) -> Interval {
        Interval::around(self.difference, z_of(level) * self.error)
    }

    /// The p value that the means differ.
    pub fn p(&self) -> f64 {
        2.0 * normal_above((self.difference / self.error).abs())
    }
}

/// Both sides compared (Royston and Parmar 2013); `None` if a side is empty.
pub fn restricted(observations: &[Observation]) -> Option<Restricted> {
    let [out, ins] = [true, false].map(|outsider| side(observations, outsider));
    let longest = |cases: &[(f64, bool)]| cases.iter().map(|one| one.0).max_by(f64::total_cmp);
    let horizon = longest(&out)?.min(longest(&ins)?);
    let [outsiders, insiders] =
        [out, ins].map(|cases| restricted_mean(&kaplan_meier(&cases), horizon));
    let difference = outsiders.mean - insiders.mean;
    let error = (square(outsiders.error) + square(insiders.error)).sqrt();
    Some(Restricted { horizon, outsiders, insiders, difference, error })
}
