//! What could have been seen: printed beside every "not enough evidence".
//!
//! Power is the chance that a test finds a gap that is there; the minimum detectable gap is the one
//! found with the wanted power. `alpha` is two-sided unless a name says otherwise.

mod exact;

pub use exact::{MOST, fisher};

use crate::math::{asin, ln, square};
use crate::root::zero;
use crate::special::{normal_above, normal_below, normal_quantile};

/// Two rates and two sizes that one thinks of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The outsiders' rate.
    pub out_rate: f64,
    /// The insiders' rate.
    pub in_rate: f64,
    /// How many outsiders.
    pub outsiders: f64,
    /// How many insiders.
    pub insiders: f64,
}

fn upper(tail: f64) -> f64 {
    -normal_quantile(tail)
}

/// The power of the z test with the pooled variance.
pub fn z_test(plan: Plan, alpha: f64) -> f64 {
    let Plan { out_rate: p1, in_rate: p2, outsiders: n1, insiders: n2 } = plan;
    let pooled = (n1 * p1 + n2 * p2) / (n1 + n2);
    let equal = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let truth = (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt();
    let (gap, reach) = (p1 - p2, upper(alpha / 2.0) * equal);
    normal_above((reach - gap) / truth) + normal_below((-reach - gap) / truth)
}

/// The power by Cohen's arcsine formula (1988), which counts one side only.
pub fn arcsine(plan: Plan, alpha: f64) -> f64 {
    let angle = |rate: f64| 2.0 * asin(rate.sqrt());
    let h = (angle(plan.out_rate) - angle(plan.in_rate)).abs();
    let size = plan.outsiders * plan.insiders / (plan.outsiders + plan.insiders);
    normal_above(upper(alpha / 2.0) - h * size.sqrt())
}

/// The least drop below the insiders' rate that the z test finds with `power`; `None` if none is.
pub fn detectable_drop(in_rate: f64, out: f64, ins: f64, alpha: f64, power: f64) -> Option<f64> {
    const EDGE: f64 = 1e-9;
    let short = |drop: f64| {
        let out_rate = in_rate - drop;
        z_test(Plan { out_rate, in_rate, outsiders: out, insiders: ins }, alpha) - power
    };
    let most = in_rate - EDGE;
    let found = most > EDGE && short(EDGE) < 0.0 && short(most) > 0.0;
    found.then(|| zero(EDGE, most, short))
}

/// How many outsiders show with `power` that they are not worse by `margin`; not rounded up.
///
/// `ratio` is insiders per outsider; `alpha` is one-sided.
pub fn noninferiority_outsiders(
    rates: (f64, f64),
    margin: f64,
    ratio: f64,
    alpha: f64,
    power: f64,
) -> f64 {
    let (p1, p2) = rates;
    let variance = p1 * (1.0 - p1) + p2 * (1.0 - p2) / ratio;
    square(upper(alpha) + upper(1.0 - power)) * variance / square(p1 - p2 + margin)
}

/// How many values on both sides the Mann-Whitney test needs (Noether 1987); not rounded up.
///
/// `theta` is the probability of a win, `share` that of outsiders among all.
pub fn mann_whitney_values(theta: f64, share: f64, alpha: f64, power: f64) -> f64 {
    let z = upper(alpha / 2.0) + upper(1.0 - power);
    square(z) / (12.0 * share * (1.0 - share) * square(theta - 0.5))
}

/// How many decisions the log-rank test needs (Schoenfeld 1981); not rounded up.
///
/// `ratio` is the hazard ratio, `share` that of outsiders among all.
pub fn log_rank_decisions(ratio: f64, share: f64, alpha: f64, power: f64) -> f64 {
    let z = upper(alpha / 2.0) + upper(1.0 - power);
    square(z) / (share * (1.0 - share) * square(ln(ratio)))
}
