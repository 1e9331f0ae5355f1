//! What was audited: what is needed to compute it again.

use serde::{Deserialize, Serialize};

/// What the numbers were computed from. Whoever has the leaves of this range, their openings and the
/// plan computes the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The leaves that were read.
    pub leaves: Leaves,
    /// The period: a case belongs to it by the time of its intake, and what is undecided at its end is
    /// pending; it has waited until then, or until the latest leaf if that is earlier.
    pub period: Period,
    /// The SHA-256 of the plan as canonical JSON, in lower-case hexadecimal: definitions, margins,
    /// strata and the headline family were fixed by it, before the data.
    pub plan_sha256: String,
    /// The level of every test and every alarm, such as 0.05.
    pub alpha: f64,
    /// The chance at which gaps should be found, for what is told as out of reach.
    pub power: f64,
    /// The headline indicators, over which p values are adjusted after Holm.
    pub headline: Vec<String>,
    /// Cases in the period, of all gates.
    pub cases: u64,
    /// Of these without a decision at the end of the period.
    pub pending: u64,
    /// What the leaves or their openings did not tell.
    pub missing: Missing,
}

/// A range of leaves of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaves {
    /// The index of the first.
    pub from: u64,
    /// The index after the last.
    pub to: u64,
}

/// A period by the operator's clock, in milliseconds since 1970, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its beginning.
    pub from: u64,
    /// Its end.
    pub to: u64,
}

/// What was not told, and is therefore not guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Cases whose side is unknown: the protected attributes were not opened, or not all.
    pub side: u64,
    /// Cases that lack a field of the strata.
    pub strata: u64,
    /// Cases that lack the value itself, such as the fee, or one that is none.
    pub value: u64,
    /// Openings that do not open what the leaf committed to: none is believed.
    pub false_openings: u64,
    /// Decisions, outcomes and appeals of cases that came in before the period or that were not read.
    pub strangers: u64,
}
