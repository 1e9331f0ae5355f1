//! What the charts show. Long series are thinned to a fixed number of points, first and last kept.

use serde::{Deserialize, Serialize};

/// The series of all charts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Gaps with their intervals and the band of the margin: of indicators, then of their strata.
    pub forest: Vec<ForestRow>,
    /// How many cases are still undecided after how long.
    pub survival: Vec<Curve>,
    /// The monitors, as they stood while the log grew.
    pub sequences: Vec<Sequence>,
    /// Who stands where in rankings.
    pub exposure: Vec<Ranked>,
    /// Camps by category and surface.
    pub cells: Vec<Cell>,
    /// How often each rule determined a decision that did not allow, by the rule's name.
    #[serde(default)]
    pub grounds: Vec<Grounds>,
}

/// How often a rule determined a decision that did not allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The rule's name in the policy.
    pub rule: String,
    /// Outsiders' cases.
    pub outsiders: u64,
    /// Insiders' cases.
    pub insiders: u64,
    /// Cases whose side is unknown.
    pub unknown: u64,
}

/// One row of a forest plot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForestRow {
    /// The indicator.
    pub indicator: String,
    /// The stratum; absent for the whole.
    pub stratum: Option<String>,
    /// The effect measure; ratios belong on a logarithmic axis, with 1 for equality.
    pub measure: String,
    /// Outsiders.
    pub outsiders: u64,
    /// Insiders.
    pub insiders: u64,
    /// The gap.
    pub value: f64,
    /// The lower limit of its interval.
    pub low: Option<f64>,
    /// The upper one.
    pub high: Option<f64>,
    /// Where the band of equality begins.
    pub margin_low: Option<f64>,
    /// Where it ends.
    pub margin_high: Option<f64>,
}

/// One side's curve of Kaplan and Meier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The indicator, or the topic whose waits several indicators tell.
    pub indicator: String,
    /// Whether it is the outsiders'.
    pub outsiders: bool,
    /// Its steps.
    pub moments: Vec<Moment>,
    /// Where cases were still pending.
    pub ticks: Vec<Tick>,
}

/// One step of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Hours since the intake.
    pub time: f64,
    /// Cases that were undecided just before.
    pub at_risk: u64,
    /// The share that is still undecided after it.
    pub undecided: f64,
    /// The lower limit of that share.
    pub low: Option<f64>,
    /// The upper one.
    pub high: Option<f64>,
    /// The share that was allowed as asked by then (Aalen and Johansen).
    pub approved: f64,
    /// The share that was restricted or refused by then.
    pub refused: f64,
    /// The share that ended without a decision by then: withdrawn or expired.
    pub ended: f64,
}

/// Pending cases of about one age.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Hours since the intake.
    pub time: f64,
    /// How many.
    pub cases: u64,
}

/// A monitor over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sequence {
    /// The indicator.
    pub indicator: String,
    /// Where the band of equality begins.
    pub margin_low: Option<f64>,
    /// Where it ends.
    pub margin_high: Option<f64>,
    /// How it stood, in the order of the log.
    pub points: Vec<Point>,
}

/// How a monitor stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// After the leaf of this index.
    pub index: u64,
    /// By the operator's clock, in milliseconds since 1970.
    pub time: u64,
    /// Outsiders so far.
    pub outsiders: u64,
    /// Insiders so far.
    pub insiders: u64,
    /// The gap so far.
    pub value: Option<f64>,
    /// The lower limit of its confidence sequence.
    pub low: Option<f64>,
    /// The upper one.
    pub high: Option<f64>,
    /// The natural logarithm of the e-value; 0 where the monitor has a sequence only.
    pub log_e: f64,
}

/// Who stands where in the rankings of one surface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The indicator.
    pub indicator: String,
    /// Its places, the first first.
    pub places: Vec<Place>,
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Counted from 1.
    pub rank: u64,
    /// Outsiders that stood there.
    pub outsiders: u64,
    /// Insiders that stood there.
    pub insiders: u64,
    /// What the place is worth: the discount of DCG, 1 for the first.
    pub weight: f64,
}

/// One camp in one category on one surface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The topic of the plan; the rates are those of cases that were allowed as asked.
    pub indicator: String,
    /// The camp, all of them outsiders.
    pub camp: String,
    /// The category.
    pub category: String,
    /// The gate and the action.
    pub surface: String,
    /// Cases of the camp.
    pub outsiders: u64,
    /// Cases of insiders of this category on this surface.
    pub insiders: u64,
    /// The rate of the camp.
    pub out_rate: f64,
    /// The rate of the insiders.
    pub in_rate: f64,
    /// The p value that they differ.
    pub p: f64,
    /// The same after Benjamini and Hochberg over all cells.
    pub p_bh: f64,
    /// The natural logarithm of the e-value of its monitor.
    pub log_e: f64,
    /// Whether that raises an alarm after e-BH over all cells.
    pub alarmed: bool,
}
