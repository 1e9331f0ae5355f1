//! The agreements of a report: which are registered, what is found in them, and what excuses it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::Text;

/// The register of agreements, looked at at the end of the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The moment at which they were compared, in milliseconds since 1970: the end of the period, or the latest
    /// leaf where the log ends before.
    pub at: i64,
    /// Every agreement that is registered, by its leaf.
    pub agreements: Vec<Registered>,
    /// Every rule by which they were searched, with what it found.
    pub rules: Vec<Tally>,
    /// What was found: open ones first, then the gravest.
    pub findings: Vec<Found>,
    /// The public exceptions that the register names.
    pub exceptions: Vec<Excused>,
}

/// A registered agreement. What its leaf only commits to is not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// The leaf that registers it.
    pub index: u64,
    /// What it is called, with its version.
    pub version: String,
    /// What it is: `rules`, `contract`, `licence`, `offer`.
    pub sort: String,
    /// The gate that it is about.
    pub gate: String,
    /// Pseudonyms by role; null where it is commercial who deals with whom.
    pub parties: BTreeMap<String, Option<String>>,
    /// The SHA-256 of the document; null if it is only committed to.
    pub document: Option<String>,
    /// The SHA-256 of its clauses in canonical form; null if it is only committed to.
    pub terms: Option<String>,
    /// From when it binds.
    pub from: i64,
    /// Until when; null if it has no end of its own.
    pub until: Option<i64>,
    /// The registration that it replaces.
    pub replaces: Option<u64>,
    /// How it stands.
    pub state: TermsState,
    /// The leaf by which it ended, if one says so.
    pub ended_by: Option<u64>,
    /// Whether its clauses were at hand, and so were searched.
    pub searched: bool,
}

/// How an agreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermsState {
    /// It binds later.
    NotYet,
    /// It binds.
    InForce,
    /// Its term has run out.
    RunOut,
    /// It was ended.
    Ended,
    /// A later registration took its place.
    Replaced,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// Worth a look.
    Notice,
    /// It favours or binds somebody.
    Serious,
    /// It closes somebody out.
    Grave,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: Text,
    /// How grave a breach is.
    pub gravity: Gravity,
    /// How often, without an exception that excuses it.
    pub open: u64,
    /// How often with one.
    pub excused: u64,
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: Text,
    /// How grave it is.
    pub gravity: Gravity,
    /// Where: never empty.
    pub places: Vec<Place>,
    /// What it is in this case; null where terms that are not shown would be told.
    pub says: Option<Text>,
    /// What would mend it.
    pub remedy: Text,
    /// The SHA-256 of the public exception that excuses it; null if none does.
    pub excused_by: Option<String>,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The leaf that registers the agreement.
    pub index: u64,
    /// What the agreement is called.
    pub version: String,
    /// The number of the clause; null if it is the agreement as a whole.
    pub clause: Option<String>,
}

/// A public exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excused {
    /// The leaf of the agreement that it excuses.
    pub index: u64,
    /// What the agreement is called.
    pub version: String,
    /// The SHA-256 of the note.
    pub note: String,
    /// When it ends.
    pub until: i64,
    /// Whether it had ended by then.
    pub over: bool,
    /// Of which rules it excuses a breach; null where the note was not at hand.
    pub rules: Option<Vec<String>>,
    /// Why; null where the note was not at hand, or states no reason.
    pub reason: Option<Text>,
    /// Whose known keys signed it.
    pub signed_by: Vec<String>,
}
