//! The paired probes of a report: what was fixed, what was opened, and what the pairs show.

use drawbridge_fair_indicators::found::Word;
use serde::{Deserialize, Serialize};

use super::text::Text;

/// A probe that is fixed in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The leaf that fixes it.
    pub index: u64,
    /// When it was fixed, in milliseconds since 1970.
    pub time: i64,
    /// The gate that is probed.
    pub gate: String,
    /// The pseudonym of whoever probes.
    pub prober: String,
    /// How many pairs were fixed.
    pub pairs: u64,
    /// The root over the commitments to the pairs.
    pub root: String,
    /// Until when it is to be opened.
    pub reveal_by: i64,
    /// How it stands.
    pub state: ProbeState,
    /// How it was opened; null if it was not.
    pub opened: Option<Opened>,
    /// What the opening shows; null where it was not at hand.
    pub shows: Option<Shows>,
}

/// How a probe stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// It is fixed, and to be opened.
    Fixed,
    /// It was not opened in time.
    Overdue,
    /// It was opened.
    Opened,
}

/// The leaf that opens a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Its number.
    pub index: u64,
    /// When.
    pub time: i64,
    /// The SHA-256 of the opening's bytes.
    pub sha256: String,
    /// How many pairs were submitted.
    pub submitted: u64,
    /// Whether it came after the time that was promised.
    pub late: bool,
}

/// What an opening shows, held against the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    /// What is wrong with it. Pairs with problems are not compared.
    pub problems: Vec<Text>,
    /// What is asked for at the gate, by the policy's name.
    pub action: String,
    /// What the pairs show; null if there are problems, or no pair.
    pub pairs: Option<Pairs>,
}

/// Each submission against its twin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    /// How many were submitted.
    pub submitted: u64,
    /// Of how many of them the log shows not both.
    pub missing: u64,
    /// The level of all tests.
    pub alpha: f64,
    /// Whether both sides are allowed as often.
    pub approval: Asked,
    /// Whether both sides wait as long.
    pub wait: Asked,
    /// By how many hours the outsider waits longer, in the median; null if that cannot be said.
    pub wait_gap_hours: Option<Range>,
}

/// One question to the pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Pairs in which both sides fared well.
    pub both: u64,
    /// Only the outsider.
    pub out_only: u64,
    /// Only the insider.
    pub in_only: u64,
    /// Neither.
    pub neither: u64,
    /// Outsiders less insiders, as a share of pairs.
    pub gap: Range,
    /// The largest gap that still counts as equal.
    pub margin: f64,
    /// The p value of the planned test.
    pub p: f64,
    /// The p value that counts: after Holm, and after stopping early one that holds at all times.
    pub p_adjusted: f64,
    /// The p value that outsiders are not worse by the margin; null after stopping early.
    pub p_not_worse: Option<f64>,
    /// The answer.
    pub verdict: Word,
    /// The least gap that so many pairs would have found; null if none would.
    pub detectable: Option<f64>,
    /// How many pairs show equality, if there is no gap; null if none do.
    pub needed: Option<u64>,
}

/// An estimate with its interval; null where a limit is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The lower limit.
    pub low: Option<f64>,
    /// What was seen.
    pub seen: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
}
