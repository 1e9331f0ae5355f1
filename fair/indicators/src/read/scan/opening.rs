//! Openings at speed: the seed, and the values in their bytes.

use drawbridge_fair_record::commitment::MAX_VALUE;
use drawbridge_fair_record::{Salt, Seed, commit_spelt};

use super::cursor::{Cursor, Simple, unbase64};
use crate::read::line::Told;

/// An opening whose values are simple.
pub(super) struct Quick<'a> {
    seed: Seed,
    values: Vec<(&'a str, Simple<'a>, &'a [u8])>,
}

impl<'a> Quick<'a> {
    /// Reads it; none if it is not spelt as openings are, or has values that are not simple.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > drawbridge_fair_record::canonical::MAX_BYTES {
            return None;
        }
        let mut cursor = Cursor::new(bytes);
        cursor.take(b"{\"seed\":\"")?;
        let seed = Seed(unbase64(cursor.hash()?));
        cursor.take(b",\"v\":1,\"values\":{")?;
        let mut values: Vec<(&str, Simple<'_>, &[u8])> = Vec::new();
        while !cursor.skip(b"}") {
            if !values.is_empty() {
                cursor.take(b",")?;
            }
            cursor.take(b"\"")?;
            let name = cursor.full_name()?;
            if values.last().is_some_and(|last| last.0 >= name) {
                return None;
            }
            cursor.take(b":")?;
            let (value, spelt) = cursor.simple()?;
            if spelt.len() > MAX_VALUE {
                return None;
            }
            values.push((name, value, spelt));
        }
        cursor.take(b"}")?;
        cursor.is_at_end().then_some(Self { seed, values })
    }

    /// What it opens a commitment to.
    pub(super) fn open(&self, full: &str, committed: &[u8; 44]) -> Told<'a> {
        let Some((_, value, spelt)) = self.values.iter().find(|one| one.0 == full) else {
            return Told::Closed;
        };
        let salt: Salt = self.seed.salt(full);
        if commit_spelt(full, &salt, spelt).0.0 != unbase64(committed) {
            return Told::False;
        }
        told(*value)
    }
}

pub(super) const fn told(value: Simple<'_>) -> Told<'_> {
    match value {
        Simple::Text(text) => Told::Text(text),
        Simple::Number(number) => Told::Number(number),
        Simple::Flag(flag) => Told::Flag(flag),
        Simple::Null => Told::Other,
    }
}
