//! Short codes of our own: a link's number as eight signs that a person can read out, copy and
//! mistype without opening something else.
//!
//! `DB-XXXX-XXXX`: seven signs say the number, mixed by a key, the eighth checks them. Numbers that
//! follow each other have codes that do not look it; no two numbers have the same code.

mod find;
mod mix;
mod read;
mod text;

use std::fmt;

pub use find::find;
pub use mix::CodeKey;
pub use read::Misread;
pub use text::{Tongue, spoken};

/// The signs: digits and capitals without those that are taken for each other or for digits
/// (0 and O, 1, I and L, U and V). Their count is a prime, on which the check rests.
const SIGNS: &[u8; PRIME as usize] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";
const PRIME: u32 = 29;
/// How many signs, the check among them.
const LENGTH: usize = 8;
/// Numbers have this many bits: what seven signs can say, rounded down.
const BITS: u32 = 34;

/// How many numbers have a code: 2³⁴, seventeen thousand million.
pub const SERIALS: u64 = 1 << BITS;

/// A code. One that exists has the right check; whether anything stands behind it only the store
/// knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; LENGTH]);

impl Code {
    /// The code of a number under a key; `None` from [`SERIALS`] on. One to one: no two numbers have
    /// the same.
    ///
    /// Who sees codes without the key cannot tell which numbers they are, nor the next one. Who
    /// tries codes at random hits one in [`SERIALS`] divided by those in use: trying must be limited
    /// where codes are looked up.
    pub fn of(serial: u64, key: &CodeKey) -> Option<Self> {
        let mut rest = (serial < SERIALS).then(|| key.mixed(serial))?;
        let mut values = [0; LENGTH];
        for value in &mut values[..LENGTH - 1] {
            *value = u8::try_from(rest % BASE).unwrap_or(0);
            rest /= BASE;
        }
        values[LENGTH - 1] = check(values);
        Some(Self(values))
    }

    /// The number of which this is the code under a key; `None` for one that no number has.
    pub fn serial(self, key: &CodeKey) -> Option<u64> {
        let said = self.0[..LENGTH - 1].iter().rev();
        let mixed = said.fold(0, |sum, value| sum * BASE + u64::from(*value));
        (mixed < SERIALS).then(|| key.unmixed(mixed))
    }

    /// The eight signs alone: how it stands in a store and in a link.
    pub fn signs(self) -> String {
        self.0.iter().map(|value| char::from(SIGNS[usize::from(*value)])).collect()
    }
}

impl fmt::Display for Code {
    /// As people see it: `DB-XXXX-XXXX`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signs = self.signs();
        write!(f, "DB-{}-{}", &signs[..4], &signs[4..])
    }
}

const BASE: u64 = PRIME as u64;

/// The weight of a place: all differ, and none is nought to the base.
fn weight(place: usize) -> u32 {
    u32::try_from(place + 1).unwrap_or(1)
}

/// The sum that is nought for a code. Since the base is a prime, no weight is nought and no two are
/// the same, one other sign changes it, and so do two signs that change places.
fn sum(values: [u8; LENGTH]) -> u32 {
    let weighted = values.iter().enumerate().map(|(at, value)| weight(at) * u32::from(*value));
    weighted.sum::<u32>() % PRIME
}

/// The last value, with which the sum is nought.
fn check(values: [u8; LENGTH]) -> u8 {
    let with = |value: u8| {
        let mut whole = values;
        whole[LENGTH - 1] = value;
        whole
    };
    (0..=u8::MAX).find(|value| sum(with(*value)) == 0).unwrap_or(0)
}

#[cfg(test)]
mod tests;
