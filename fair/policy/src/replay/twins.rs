//! `twins.json`: which sides there are, each coherent in all that is protected.

use std::collections::BTreeMap;

use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};
use serde::Deserialize;

use crate::error::StandardError;
use crate::standard::TWINS;

/// The sides, by name. Published with the standard; anyone may bring others.
///
/// A twin takes on everything of the other side at once, its camp with its domain, its SDK and its
/// wallet: a case of one camp with the domain of another happens nowhere, and shows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twins(BTreeMap<String, Object>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sides: BTreeMap<String, BTreeMap<String, String>>,
}

impl Twins {
    /// Reads `{"sides": {name: {attribute: value}}}`, of two sides or more.
    pub fn read(bytes: &[u8]) -> Result<Self, StandardError> {
        canonical::parse(bytes).map_err(|e| StandardError::unreadable(TWINS, e))?;
        let file: File =
            serde_json::from_slice(bytes).map_err(|e| StandardError::unreadable(TWINS, e))?;
        if file.sides.len() < 2 {
            return Err(StandardError::wrong(TWINS, "two sides at least"));
        }
        let mut twins = Self::default();
        for (name, side) in file.sides {
            let side = side.into_iter().map(|(name, value)| (name, Value::Text(value)));
            twins.add(&name, side.collect());
        }
        Ok(twins)
    }

    /// One more side, such as one that was seen in the log.
    pub fn add(&mut self, name: &str, side: Object) {
        self.0.insert(name.to_owned(), side);
    }

    /// The sides by name.
    pub fn sides(&self) -> &BTreeMap<String, Object> {
        &self.0
    }

    /// A case's twins: its protected attributes with those of each side put over them, those sides left
    /// out that change nothing.
    pub(super) fn of(&self, own: &Object) -> impl Iterator<Item = (&str, Object)> {
        self.0.iter().filter_map(move |(name, side)| {
            let mut twin = own.clone();
            twin.extend(side.clone());
            (twin != *own).then_some((name.as_str(), twin))
        })
    }
}
