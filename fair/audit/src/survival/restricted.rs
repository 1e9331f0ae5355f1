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
    /// Up to when: the smaller of the two largest times, unless it was given.
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

/// How many decisions by the horizon a side needs, so that its mean may pass for normal.
pub const LEAST_DECISIONS: usize = 20;

/// Both sides compared (Royston and Parmar 2013) up to the smaller of the two largest times; `None`
/// if a side is empty.
///
/// It describes, and cannot show equality: the quicker side sets the horizon, so that what happens
/// to the slower one after it is not seen. For that there is [`restricted_to`].
pub fn restricted(observations: &[Observation]) -> Option<Restricted> {
    let [out, ins] = [true, false].map(|outsider| side(observations, outsider));
    let longest = |cases: &[(f64, bool)]| cases.iter().map(|one| one.0).max_by(f64::total_cmp);
    let horizon = longest(&out)?.min(longest(&ins)?);
    Some(compared(&kaplan_meier(&out), &kaplan_meier(&ins), horizon))
}

/// Both sides compared up to a horizon that was published before the data.
///
/// `None` if the horizon is not a positive number; if a side has fewer than [`LEAST_DECISIONS`] by
/// then; if a side was not followed so far, unless all of it was decided earlier (nobody waits from
/// then on, which is known up to any horizon); or if nothing varies, so that the error is zero.
pub fn restricted_to(observations: &[Observation], horizon: f64) -> Option<Restricted> {
    if !horizon.is_finite() || horizon <= 0.0 {
        return None;
    }
    let [out, ins] = [true, false].map(|outsider| side(observations, outsider));
    let found = compared(&followed(&out, horizon)?, &followed(&ins, horizon)?, horizon);
    (found.error > 0.0).then_some(found)
}

/// The curve of a side that was followed up to the horizon, and has decisions enough by then
/// ([`LEAST_DECISIONS`]); `None` if not.
pub fn followed(cases: &[(f64, bool)], horizon: f64) -> Option<Vec<Step>> {
    let decided = cases.iter().filter(|one| one.1 && one.0 <= horizon).count();
    let steps = kaplan_meier(cases);
    let nobody_waits = steps.last().is_some_and(|last| last.at_risk == last.decided);
    let reaches = nobody_waits || cases.iter().any(|one| one.0 >= horizon);
    (reaches && decided >= LEAST_DECISIONS).then_some(steps)
}

fn compared(out: &[Step], ins: &[Step], horizon: f64) -> Restricted {
    let [outsiders, insiders] = [out, ins].map(|steps| restricted_mean(steps, horizon));
    let difference = outsiders.mean - insiders.mean;
    let error = (square(outsiders.error) + square(insiders.error)).sqrt();
    Restricted { horizon, outsiders, insiders, difference, error }
}
