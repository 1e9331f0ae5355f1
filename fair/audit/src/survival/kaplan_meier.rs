//! Kaplan and Meier's curve (1958): the share that is still waiting.

use crate::math::{exp, ln, pow, size};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;

/// How much rounding may keep the curve from reaching a quantile.
pub(super) const SAME: f64 = 1e-12;

/// A step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub time: f64,
    /// How many were waiting just before.
    pub at_risk: usize,
    /// How many were decided.
    pub decided: usize,
    /// The share still waiting just after.
    pub waiting: f64,
    /// Greenwood's sum (1926); infinite once nobody is waiting.
    pub greenwood: f64,
    /// Once nobody is waiting: how many had waited so far and were decided together. 0 while somebody is.
    pub ended: f64,
}

impl Step {
    /// The standard error of the share; NaN once it is zero.
    pub fn error(&self) -> f64 {
        if self.waiting > 0.0 { self.waiting * self.greenwood.sqrt() } else { f64::NAN }
    }

    /// The interval on the log-minus-log scale, which stays between 0 and 1; `None` at the ends.
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let inside = self.waiting > 0.0 && self.waiting < 1.0 && self.greenwood.is_finite();
        inside.then(|| {
            let reach = z_of(level) * self.greenwood.sqrt() / ln(self.waiting);
            let (a, b) = (pow(self.waiting, exp(-reach)), pow(self.waiting, exp(reach)));
            Interval { low: a.min(b), high: a.max(b) }
        })
    }
}

/// The curve of one side: `(time, whether decided)` in any order; a step for each decision's time.
pub fn kaplan_meier(cases: &[(f64, bool)]) -> Vec<Step> {
    let mut sorted = cases.to_vec();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = sorted.len();
    let (mut waiting, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    for moment in sorted.chunk_by(|a, b| a.0 == b.0) {
        let decided = moment.iter().filter(|one| one.1).count();
        if decided > 0 {
            waiting *= 1.0 - size(decided) / size(at_risk);
            let left = size(at_risk) * size(at_risk - decided);
            greenwood = if left > 0.0 { greenwood + size(decided) / left } else { f64::INFINITY };
            let ended = if left > 0.0 { 0.0 } else { size(at_risk) };
            steps.push(Step { time: moment[0].0, at_risk, decided, waiting, greenwood, ended });
        }
        at_risk -= moment.len();
    }
    steps
}

/// The time by which the share `p` was decided; `None` if the curve does not come down so far.
pub fn quantile(steps: &[Step], p: f64) -> Option<f64> {
    steps.iter().find(|step| step.waiting <= 1.0 - p + SAME).map(|step| step.time)
}
