//! What a report says, as the types that `report.json` is written from and read back into.
//!
//! A number stands once, in [`Kpi`]; sections, summary, differences and forms point to it by its id.
//! What people read is [`Text`], in Chinese and English; a number is also written out once for both
//! (`shown`), so that page, print and console show the same digits. What the audit found is taken over
//! as it is ([`drawbridge_fair_indicators::found`]).

mod kpi;
mod log;
mod probes;
mod section;
mod terms;
mod text;

use std::collections::BTreeMap;

use drawbridge_fair_indicators::found::{Basis, Series};
use serde::{Deserialize, Serialize};

pub use kpi::{Kpi, Measured, Outside, Quantity, Source, Unit, Value};
pub use log::{Cosigner, Leaves, Log, Origin, Period};
pub use probes::{Asked, Opened, Pairs, Probe, ProbeState, Range, Shows};
pub use section::{
    Annexes, Cell, Difference, Light, Previous, Recompute, Section, Table, Term, Unknown,
    UnknownKind,
};
pub use terms::{Excused, Found, Gravity, Place, Registered, Tally, Terms, TermsState};
pub use text::{Language, Text, plain, say, text};

/// What `format` says in the reports that are written here. Another number means another shape.
pub const FORMAT: &str = "drawbridge.fair.report/v1";

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// [`FORMAT`].
    pub format: String,
    /// What it is called.
    pub title: Text,
    /// That it is no legal advice.
    pub notice: Text,
    /// Who reports.
    pub operator: Operator,
    /// About when.
    pub period: Period,
    /// The log from which it was computed.
    pub log: Log,
    /// What the audit was computed from: plan, level, power, what is missing.
    pub basis: Basis,
    /// A light for every headline indicator.
    pub summary: Vec<Light>,
    /// The sixteen sections, 0 to 15, in their order.
    pub sections: Vec<Section>,
    /// Every number, by its id.
    pub kpis: BTreeMap<String, Kpi>,
    /// The register of agreements, and what is found in it.
    pub terms: Terms,
    /// The paired probes.
    pub probes: Vec<Probe>,
    /// What is drawn.
    pub series: Series,
    /// The monitors that raise an alarm, by the ids of their numbers.
    pub alarms: Vec<String>,
    /// What is not known, and why.
    pub unknown: Vec<Unknown>,
    /// The report before this; null in the first.
    pub previous: Option<Previous>,
    /// What changed since then, by id.
    pub differences: Vec<Difference>,
    /// Recipe and glossary.
    pub annexes: Annexes,
}

/// Who reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Its name; empty if it was not declared.
    pub name: String,
    /// The gates of which the log holds cases, in the order of the documentation of the leaves.
    pub surfaces: Vec<String>,
    /// Who answers questions about the report; null if it was not declared.
    pub contact: Option<String>,
}
