//! Which cases are like which: the key of a stratum.

use std::fmt::Write as _;

use crate::plan::{MONTH, Stratum, Topic};
use crate::read::{FieldNames, Group, Line, Told};

/// What separates the parts of a key, for people too.
pub(crate) const BETWEEN: &str = " · ";

/// What stands for a fact that the leaf does not have.
const LACKING: &str = "–";

/// How the strata of a topic are read.
#[derive(Clone, Debug)]
pub(crate) struct Strata {
    parts: Vec<(Stratum, Option<usize>)>,
}

impl Strata {
    pub(super) fn of(topic: &Topic, names: &FieldNames) -> Self {
        let part = |stratum: &Stratum| (stratum.clone(), Self::place(&stratum.field, names));
        Self { parts: topic.strata.iter().map(part).collect() }
    }

    pub(super) fn place(name: &str, names: &FieldNames) -> Option<usize> {
        names.place(Group::Facts, name)
    }

    pub(super) fn places(fields: &[String], names: &FieldNames) -> Vec<usize> {
        fields.iter().filter_map(|name| Self::place(name, names)).collect()
    }

    /// The key of a case's stratum; none if a part of it is not told. A topic without strata has one.
    pub(super) fn key(&self, line: &Line<'_>, month: &str) -> Option<String> {
        let mut key = String::new();
        for (at, (stratum, place)) in self.parts.iter().enumerate() {
            if at > 0 {
                key.push_str(BETWEEN);
            }
            if stratum.field == MONTH {
                key.push_str(month);
                continue;
            }
            let told = line.told.iter().find(|(one, _)| Some(*one) == *place);
            match told.map(|(_, told)| *told) {
                None if stratum.may_lack => key.push_str(LACKING),
                Some(Told::Text(text)) if stratum.cuts.is_empty() => key.push_str(text),
                Some(Told::Flag(flag)) if stratum.cuts.is_empty() => {
                    key.push_str(if flag { "true" } else { "false" });
                }
                Some(Told::Number(number)) => {
                    let band = band(&stratum.cuts, number);
                    // Writing to a string does not fail.
                    let _ = write!(key, "{band}");
                }
                _ => return None,
            }
        }
        Some(key)
    }
}

/// The number itself, or the lower end of its band.
fn band(cuts: &[i64], number: i64) -> String {
    match (cuts.first(), cuts.iter().rev().find(|cut| **cut <= number)) {
        (None, _) => number.to_string(),
        (Some(first), None) => format!("<{first}"),
        (Some(_), Some(cut)) => format!("≥{cut}"),
    }
}
