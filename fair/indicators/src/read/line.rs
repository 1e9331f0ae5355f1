//! What of a leaf the audit takes.

use drawbridge_fair_record::leaf::{End, Verdict};
use drawbridge_fair_record::{Disclosure, Gate};

/// What opens the commitments of a leaf, as far as the reader was given it.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// Nothing: what is committed stays closed, and counts as missing.
    Nothing,
    /// The operator's whole opening, in its bytes.
    Opening(&'a [u8]),
    /// Single fields, such as a regulator or an applicant is given.
    Fields(&'a [Disclosure]),
}

/// A leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Milliseconds since 1970.
    pub(crate) time: i64,
    pub(crate) gate: Gate,
    /// Empty in publications.
    pub(crate) subject: &'a str,
    pub(crate) said: Said<'a>,
    /// The fields that the plan names, by their place in [`super::FieldNames`], ascending.
    pub(crate) told: Vec<(usize, Told<'a>)>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said<'a> {
    Intake {
        action: &'a str,
    },
    Decision {
        /// The index of the intake or the appeal.
        of: u64,
        policy: u64,
        verdict: Verdict,
        rules: Vec<&'a str>,
        remedy: bool,
        by_person: bool,
    },
    Outcome {
        of: u64,
        end: End,
    },
    Appeal {
        of: u64,
    },
    Policy {
        effective: u64,
        consulted_from: i64,
        consulted_until: i64,
        proved: bool,
    },
    /// Nothing that the audit counts.
    Other,
}

/// What is told of a field that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told<'a> {
    /// Committed, and nothing opens it.
    Closed,
    /// Committed, and what was given opens it to something else.
    False,
    Text(&'a str),
    Number(i64),
    Flag(bool),
    /// Neither a text, a number nor a flag.
    Other,
}
