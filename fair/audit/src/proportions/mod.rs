//! Two rates: approvals, links that open, payments that succeed.
//!
//! [`Table`] is the data. [`interval`] is one rate with its uncertainty; [`pooled`], [`fisher`] and
//! [`boschloo`] ask whether the rates differ; [`difference`], [`ratio`] and [`odds`] say by how much;
//! [`score`] is what they are inverted from, and what non-inferiority is tested with;
//! [`four_fifths`] is the screen of the regulators, [`bayes`] a plain probability, and [`clusters`]
//! is for cases that share a merchant's fate.

pub mod bayes;
pub mod boschloo;
pub mod clusters;
pub mod difference;
pub mod fisher;
pub mod four_fifths;
pub mod interval;
pub mod odds;
pub mod pooled;
pub mod ratio;
pub mod score;

use crate::error::AuditError;
use crate::math::float;

/// A lower and an upper limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Interval {
    /// `middle` less and plus `half`.
    pub(crate) const fn around(middle: f64, half: f64) -> Self {
        Self { low: middle - half, high: middle + half }
    }

    /// Whether all of it lies strictly between two margins.
    pub fn is_inside(self, low: f64, high: f64) -> bool {
        low < self.low && self.high < high
    }
}

/// How many of how many succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    yes: u64,
    of: u64,
}

impl Count {
    /// `yes` of `of`.
    pub const fn new(yes: u64, of: u64) -> Result<Self, AuditError> {
        if of == 0 {
            return Err(AuditError::Empty);
        }
        if yes > of {
            return Err(AuditError::MoreThanAll { yes, of });
        }
        if of >= 1 << 53 {
            return Err(AuditError::TooMany { of });
        }
        Ok(Self { yes, of })
    }

    /// How many succeeded.
    pub const fn yes(self) -> u64 {
        self.yes
    }

    /// How many did not.
    pub const fn no(self) -> u64 {
        self.of - self.yes
    }

    /// How many there are.
    pub const fn of(self) -> u64 {
        self.of
    }

    /// The share that succeeded.
    pub fn rate(self) -> f64 {
        float(self.yes) / float(self.of)
    }
}

/// Outsiders beside insiders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// The newly connected businesses.
    pub outsiders: Count,
    /// The platform's own.
    pub insiders: Count,
}

impl Table {
    /// Outsiders beside insiders.
    pub const fn new(outsiders: Count, insiders: Count) -> Self {
        Self { outsiders, insiders }
    }

    /// The same seen from the other side.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self { outsiders: self.insiders, insiders: self.outsiders }
    }

    /// How many succeeded on both sides.
    pub const fn yes(self) -> u64 {
        self.outsiders.yes + self.insiders.yes
    }

    /// How many there are on both sides.
    pub const fn of(self) -> u64 {
        self.outsiders.of + self.insiders.of
    }

    /// The rate of the outsiders less that of the insiders.
    pub fn difference(self) -> f64 {
        self.outsiders.rate() - self.insiders.rate()
    }

    /// The rate of the outsiders over that of the insiders; NaN if the insiders' is zero.
    pub fn ratio(self) -> f64 {
        if self.insiders.yes == 0 {
            return f64::NAN;
        }
        self.outsiders.rate() / self.insiders.rate()
    }
}
