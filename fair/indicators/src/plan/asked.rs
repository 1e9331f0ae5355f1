//! One indicator as it is asked.

use serde::{Deserialize, Serialize};

use crate::found::Unit;

/// An indicator as the plan asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name for machines, such as `review.approval_gap`.
    pub id: String,
    /// The section of the report.
    pub section: u8,
    /// The cases; absent for what is asked of the log as a whole.
    pub topic: Option<String>,
    /// What is computed.
    pub how: How,
    /// What it is measured in.
    pub unit: Unit,
    /// The largest gap that counts as equal, in millionths of the unit; absent if equality is not
    /// claimed. Of a ratio it is the lower limit, whose inverse is the upper one.
    pub margin: Option<i64>,
    /// What may not be fallen short of, in millionths of the unit.
    pub at_least: Option<i64>,
    /// What may not be exceeded, likewise.
    pub at_most: Option<i64>,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum How {
    /// The gap between two rates: Cochran, Mantel and Haenszel within strata, over clusters where cases
    /// share a subject's fate.
    Rate {
        /// What counts as yes.
        yes: Yes,
        /// Which is better for a case.
        better: Better,
    },
    /// The gap between two rates of few cases: Fisher's mid-p and the conditional odds ratio.
    FewRate {
        /// What counts as yes.
        yes: Yes,
        /// Which is better for a case.
        better: Better,
    },
    /// A share of all cases, both sides together.
    Share {
        /// What counts as yes.
        yes: Yes,
    },
    /// How many cases, both sides together.
    Cases {
        /// What is counted; absent for all.
        yes: Option<Yes>,
    },
    /// The wait until a decision, pending cases counting as pending.
    Wait {
        /// What of it is told.
        of: Quantity,
    },
    /// The wait from a refusal until it was lifted.
    Lifted,
    /// The wait from an appeal until its decision.
    AppealWait,
    /// A number that is compared within strata by ranks: a fee.
    Fee {
        /// The field.
        field: String,
        /// How many of its units make one of the indicator's.
        per: i64,
    },
    /// The part of the gap in a fee that the strata do not explain.
    Unexplained {
        /// The field.
        field: String,
        /// How many of its units make one of the indicator's.
        per: i64,
    },
    /// A number with heavy tails: a latency.
    Latency {
        /// The field.
        field: String,
        /// How many of its units make one of the indicator's.
        per: i64,
        /// The quantile whose gap is told, in parts in a million.
        quantile: i64,
    },
    /// The gap between two means.
    Mean {
        /// The field.
        field: String,
        /// How many of its units make one of the indicator's.
        per: i64,
        /// Which is better for a case.
        better: Better,
    },
    /// Who is seen in rankings: outsiders' exposure over insiders'.
    Exposure {
        /// The field that is the place, counted from 1.
        field: String,
    },
    /// The chance that an outsider stands above an insider.
    Pairwise {
        /// The field that is the place.
        field: String,
    },
    /// The divergence of prefixes from the whole.
    Divergence {
        /// The field that is the place.
        field: String,
    },
    /// Publications of policies.
    Policies,
    /// The fewest days that a policy was open to comment.
    DaysConsulted,
    /// Policies that were open to comment for less than this many days.
    Emergency {
        /// Days.
        days: i64,
    },
    /// The share of policies published with a proof of neutrality.
    Proved,
    /// Policies published with an exception in place of a proof.
    Exceptions,
    /// Decisions by a policy that was not in force at their index.
    Retroactive,
    /// The largest e-value of all monitors.
    LargestEValue,
    /// The share of cases that lack something that is asked of them.
    MissingShare,
    /// Leaves that are missing from the range.
    Gaps,
    /// What of a field tells of the side: the largest mutual information of a stratum with it.
    Proxy,
}

/// What counts as yes, and among which cases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Yes {
    /// Allowed as asked, among decisions.
    Allowed,
    /// Refused, among decisions.
    Refused,
    /// Carried out, among cases that were refused or came to an end; the flag counts if it is told.
    /// What was withdrawn neither succeeded nor failed.
    Succeeded {
        /// The fact that says so.
        flag: String,
    },
    /// A fact that is yes, among cases that tell it.
    Flag {
        /// The fact.
        flag: String,
    },
    /// A fact that is no, among cases that tell it.
    NotFlag {
        /// The fact.
        flag: String,
    },
    /// Decided in time, among cases that were decided or have waited longer.
    Within {
        /// Milliseconds.
        ms: i64,
    },
    /// Waiting for longer, among cases that are pending; whenever they came in.
    PendingLonger {
        /// Milliseconds.
        ms: i64,
    },
    /// Decided or confirmed by a person, among decisions.
    ByPerson,
    /// Decided by nobody but the rules, among decisions that did not allow.
    Automated,
    /// With the rules that determined it and a remedy, among decisions that did not allow.
    Reasoned,
    /// Appealed against, among decisions that did not allow.
    Appealed,
    /// The appeal allowed, among appeals that were decided.
    Upheld,
    /// The appeal decided by a person, among appeals that were decided.
    AppealByPerson,
    /// Lifted or overturned on appeal, among refusals.
    Reversed,
}

/// Which is better for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better: approvals.
    More,
    /// Less is better: blocks, fees, waits.
    Less,
}

/// What is told of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// The time by which half was decided.
    Median,
    /// The time by which nine tenths were.
    NineTenths,
    /// The mean up to the horizon.
    Mean,
}

impl How {
    /// Whether a test is made of it that can be a headline.
    pub(crate) const fn is_tested(&self) -> bool {
        matches!(
            self,
            Self::Rate { .. }
                | Self::FewRate { .. }
                | Self::Wait { .. }
                | Self::Lifted
                | Self::AppealWait
                | Self::Fee { .. }
                | Self::Unexplained { .. }
                | Self::Latency { .. }
                | Self::Mean { .. }
                | Self::Exposure { .. }
                | Self::Pairwise { .. }
        )
    }

    /// The field that it reads.
    pub(super) fn field(&self) -> Option<&str> {
        let yes = match self {
            Self::Rate { yes, .. } | Self::FewRate { yes, .. } | Self::Share { yes } => yes,
            Self::Cases { yes } => yes.as_ref()?,
            Self::Fee { field, .. }
            | Self::Unexplained { field, .. }
            | Self::Latency { field, .. }
            | Self::Mean { field, .. }
            | Self::Exposure { field }
            | Self::Pairwise { field }
            | Self::Divergence { field } => return Some(field),
            _ => return None,
        };
        match yes {
            Yes::Succeeded { flag } | Yes::Flag { flag } | Yes::NotFlag { flag } => Some(flag),
            _ => None,
        }
    }
}
