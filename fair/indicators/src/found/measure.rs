//! What was measured, and how it was tested.

use serde::{Deserialize, Serialize};

/// A number with its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// What it is: the name of the effect measure, such as `mantel_haenszel_difference`.
    pub measure: String,
    /// The number.
    pub value: f64,
    /// The lower limit; absent if it is infinite or cannot be told.
    pub low: Option<f64>,
    /// The upper limit; absent likewise.
    pub high: Option<f64>,
    /// The level of the interval, such as 0.95; absent if there is no interval.
    pub level: Option<f64>,
}

/// A test that the sides differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Its name, such as `cmh`.
    pub test: String,
    /// Its p value, two-sided.
    pub p: f64,
    /// The p value after Holm over the headline family; absent for indicators outside of it.
    pub p_holm: Option<f64>,
    /// The p value after Benjamini and Hochberg over the indicators outside of the family.
    pub p_bh: Option<f64>,
}

/// A test that the sides are equal within the published margin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Equality {
    /// Its name, such as `tost_mantel_haenszel`.
    pub test: String,
    /// The least value that still counts as equal, on the scale of `measure`.
    pub margin_low: Option<f64>,
    /// The largest.
    pub margin_high: Option<f64>,
    /// The effect measure to which the margin belongs.
    pub measure: String,
    /// The p value that outsiders are not worse by the margin.
    pub p_not_worse: f64,
    /// The p value that they are not better by it; absent if it was not tested.
    pub p_not_better: Option<f64>,
}

/// What a monitor says that may be looked at after every leaf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Monitored {
    /// Its name, such as `two_rates`.
    pub monitor: String,
    /// The natural logarithm of the e-value at the end.
    pub log_e: f64,
    /// Its largest in the period.
    pub log_e_max: f64,
    /// The anytime p value: one over the largest e-value, at most 1.
    pub p: f64,
    /// The index of the leaf at which it first reached one over alpha.
    pub alarmed_at: Option<u64>,
    /// The limits of the confidence sequence of the difference at the end.
    pub low: Option<f64>,
    /// The upper one.
    pub high: Option<f64>,
}

/// What could have been seen in these data, at the level and the power of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// The least gap against outsiders that would have been found, on the scale of the margin; absent
    /// if none would, or if it cannot be told.
    pub detectable: Option<f64>,
    /// How many outsiders show equality, were there no gap.
    pub outsiders_needed: Option<u64>,
    /// How many of these are still to come.
    pub outsiders_missing: Option<u64>,
}
