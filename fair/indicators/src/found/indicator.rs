//! One indicator.

use serde::{Deserialize, Serialize};

use super::{Equality, Estimate, Leaves, Missing, Monitored, Reach, Tested};

/// One number of the report, with everything that is to be said about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its name for machines, such as `review.approval_gap`.
    pub id: String,
    /// The section of the report in which it stands.
    pub section: u8,
    /// Its name for people.
    pub name: Text,
    /// What it is, how it is computed, and from which leaves.
    pub definition: Text,
    /// What it is measured in.
    pub unit: Unit,
    /// Whether it is one of the headline family.
    pub headline: bool,
    /// The newly connected businesses.
    pub outsiders: Side,
    /// The platform's own.
    pub insiders: Side,
    /// The number itself; absent if there is nothing to compute it from.
    pub estimate: Option<Estimate>,
    /// Other measures of the same: a ratio beside a difference, a crude gap beside a stratified one.
    pub further: Vec<Estimate>,
    /// Whether the sides differ.
    pub difference: Option<Tested>,
    /// Whether they are equal within the margin.
    pub equality: Option<Equality>,
    /// What the monitor says that may be looked at every day.
    pub monitored: Option<Monitored>,
    /// The answer in one word.
    pub verdict: Word,
    /// What could have been seen in these data; of those that are judged.
    pub reach: Option<Reach>,
    /// The level that must be kept, of those that have one.
    pub target: Option<Target>,
    /// The fields within which like is compared with like.
    pub strata: Vec<String>,
    /// How many strata have cases of both sides, and so were compared.
    pub strata_used: u64,
    /// What its cases did not tell.
    pub missing: Missing,
    /// From the first to the last leaf that it was computed from; absent if none.
    pub leaves: Option<Leaves>,
}

/// One side of an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Its cases, or attempts, or places in rankings.
    pub cases: u64,
    /// Of these without a decision at the end of the period.
    pub pending: u64,
    /// The crude value of this side: a rate, a median, a mean, as the definition says.
    pub value: Option<f64>,
}

/// A text in both languages of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese, as in mainland China.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both of them.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// What a number is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A fraction of one.
    Share,
    /// A difference of two fractions of one.
    Gap,
    /// A ratio of two numbers.
    Ratio,
    /// A chance, of which a half is equality.
    Chance,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Milliseconds.
    Milliseconds,
    /// Hundredths of a per cent.
    BasisPoints,
    /// Whole cases.
    Count,
    /// Steps that a person takes.
    Steps,
    /// Minor units of money.
    MinorUnits,
    /// Nats: the divergence of two distributions.
    Nats,
    /// Evidence against equality: 20 is twenty to one.
    EValue,
}

/// The answer to an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// EQUAL, shown.
    EqualShown,
    /// UNEQUAL, shown, and within the margin.
    UnequalWithinMargin,
    /// UNEQUAL, shown.
    UnequalShown,
    /// NOT ENOUGH EVIDENCE.
    NotEnoughEvidence,
    /// A plain number: there is no second side to compare, or the plan asks for none.
    Value,
}

/// The level that a number must keep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// It may not be below.
    pub at_least: Option<f64>,
    /// It may not be above.
    pub at_most: Option<f64>,
    /// Whether it is kept; absent if the number is.
    pub met: Option<bool>,
}

/// A number of the report that the leaves do not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Its name for machines.
    pub id: String,
    /// The section in which it is missed.
    pub section: u8,
    /// Why it is not known, and where it would come from.
    pub reason: Text,
}
