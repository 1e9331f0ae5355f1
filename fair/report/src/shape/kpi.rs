//! One number, with everything that is needed to believe it or not.

use drawbridge_fair_indicators::found::{
    Equality, Estimate, Missing, Monitored, Reach, Side, Target, Tested, Word,
};
use serde::{Deserialize, Serialize};

use super::log::Origin;
use super::text::Text;

/// In what a number is measured.
pub use drawbridge_fair_indicators::found::Unit;

/// One number of the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    /// The section in which it stands.
    pub section: u8,
    /// What it is called.
    pub name: Text,
    /// What it is, and how it is computed.
    pub definition: Text,
    /// Where it comes from.
    pub source: Source,
    /// Why it is not there, or is not from the log; null for a number from the log.
    pub outside: Option<Outside>,
    /// The leaves and the checkpoint behind it.
    pub log: Origin,
    /// What it is.
    pub quantity: Quantity,
    /// As it is written for people.
    pub shown: Text,
    /// Its interval as it is written for people; null if it has none.
    pub shown_interval: Option<Text>,
    /// The command that computes it again.
    pub command: String,
}

/// What a number is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantity {
    /// An indicator of the audit: two sides, compared or not.
    Indicator(Box<Measured>),
    /// A plain value, counted or declared.
    Plain {
        /// It.
        value: Value,
    },
    /// There is none; `outside` says why.
    Absent,
}

/// What the audit found of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What it is measured in.
    pub unit: Unit,
    /// Whether it is one of the headline family.
    pub headline: bool,
    /// The newly connected businesses.
    pub outsiders: Side,
    /// The platform's own.
    pub insiders: Side,
    /// The number with its interval; outsiders minus insiders, or over them.
    pub estimate: Option<Estimate>,
    /// Other measures of the same.
    pub further: Vec<Estimate>,
    /// The test that the sides differ.
    pub difference: Option<Tested>,
    /// The test that they are equal within the margin.
    pub equality: Option<Equality>,
    /// The monitor that may be looked at every day.
    pub monitored: Option<Monitored>,
    /// The answer.
    pub verdict: Word,
    /// What could have been seen.
    pub reach: Option<Reach>,
    /// The level it must keep.
    pub target: Option<Target>,
    /// The fields within which like is compared with like.
    pub strata: Vec<String>,
    /// How many strata were compared.
    pub strata_used: u64,
    /// What its cases did not tell.
    pub missing: Missing,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Anyone computes it again from the log.
    Log,
    /// The operator says so; nothing in the log vouches for it.
    Declared,
    /// It is not there.
    None,
}

/// Why a number is not there, or is not from the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Why.
    pub why: Text,
}

/// A plain value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// How many.
    Count(u64),
    /// Any other number; finite.
    Number(f64),
    /// Words.
    Words(String),
    /// Names with their counts, in the order to be shown.
    Histogram(Vec<(String, u64)>),
}

impl Quantity {
    /// The answer; none for a plain value.
    pub fn verdict(&self) -> Option<Word> {
        match self {
            Self::Indicator(measured) if measured.verdict != Word::Value => Some(measured.verdict),
            Self::Indicator(_) | Self::Plain { .. } | Self::Absent => None,
        }
    }
}
