//! Names that come again and again, as small numbers in the order in which they came.

use std::collections::BTreeMap;

/// Names and their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Dictionary {
    /// The number of a name, a new one if it is new.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    /// The name of a number.
    pub(crate) fn name(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.names.len()
    }
}
