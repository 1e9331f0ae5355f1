//! Pairs that are identical but for the side: what one gets is compared with what its twin gets.
//!
//! [`Pairs`] counts them. [`mcnemar`] asks whether one side is favoured, [`gap`] by how much and whether
//! that is within a margin, [`signed_rank`] whether waits or fees differ, [`waits`] the same where some are
//! still pending, and [`power`] how many pairs it takes. One question asked after every pair is for
//! [`crate::anytime::discordant`].

pub mod gap;
pub mod mcnemar;
pub mod power;
pub mod signed_rank;
pub mod waits;

use crate::error::AuditError;
use crate::math::float;

/// Pairs by what both sides got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    both: u64,
    out_only: u64,
    in_only: u64,
    neither: u64,
}

impl Pairs {
    /// How often both succeeded, only the outsider, only the insider, neither.
    pub const fn new(
        both: u64,
        out_only: u64,
        in_only: u64,
        neither: u64,
    ) -> Result<Self, AuditError> {
        let sum = [out_only, in_only, neither];
        let mut of = both;
        let mut at = 0;
        while at < sum.len() {
            of = of.saturating_add(sum[at]);
            at += 1;
        }
        if of == 0 {
            return Err(AuditError::Empty);
        }
        if of >= 1 << 53 {
            return Err(AuditError::TooMany { of });
        }
        Ok(Self { both, out_only, in_only, neither })
    }

    /// Pairs of what the outsider got and what the insider got.
    pub fn of(pairs: impl IntoIterator<Item = (bool, bool)>) -> Result<Self, AuditError> {
        let mut counts = [0_u64; 4];
        for pair in pairs {
            counts[match pair {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            }] += 1;
        }
        Self::new(counts[0], counts[1], counts[2], counts[3])
    }

    /// How many pairs.
    pub const fn count(self) -> u64 {
        self.both + self.out_only + self.in_only + self.neither
    }

    /// How often both succeeded.
    pub const fn both(self) -> u64 {
        self.both
    }

    /// How often only the outsider succeeded.
    pub const fn out_only(self) -> u64 {
        self.out_only
    }

    /// How often only the insider succeeded.
    pub const fn in_only(self) -> u64 {
        self.in_only
    }

    /// How many pairs say anything: one succeeded and the other did not.
    pub const fn discordant(self) -> u64 {
        self.out_only + self.in_only
    }

    /// The outsiders' rate less the insiders'.
    pub fn difference(self) -> f64 {
        (float(self.out_only) - float(self.in_only)) / float(self.count())
    }
}
