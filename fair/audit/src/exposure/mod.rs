//! Who is seen: fairness of rankings.
//!
//! [`Ranking`] is a list from the top, each place an outsider's or not. [`weights`] say how much a
//! place is seen, [`Exposure`] how that is shared; [`divergence`] compares each prefix with the
//! share of outsiders among all; [`prefix`] is a test that no prefix has too few of them.

pub mod divergence;
pub mod prefix;
pub mod queries;
pub mod weights;

use crate::error::AuditError;
use crate::math::{size, sum};

/// A list from the top: `true` where an outsider stands. It has at least one of each side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    places: Vec<bool>,
}

impl Ranking {
    /// The places from the top.
    pub fn new(places: &[bool]) -> Result<Self, AuditError> {
        if places.contains(&true) && places.contains(&false) {
            Ok(Self { places: places.to_vec() })
        } else {
            Err(AuditError::Empty)
        }
    }

    /// The places from the top.
    pub fn places(&self) -> &[bool] {
        &self.places
    }

    /// The share of outsiders.
    pub fn share(&self) -> f64 {
        self.share_of(self.places.len())
    }

    /// The share of outsiders among the first `count`, or among all if there are fewer; NaN for none.
    pub fn share_of(&self, count: usize) -> f64 {
        let count = count.min(self.places.len());
        let outsiders = self.places[..count].iter().filter(|place| **place).count();
        size(outsiders) / size(count)
    }

    /// The positions of one side, from 1.
    pub fn positions(&self, outsiders: bool) -> Vec<f64> {
        let mine = self.places.iter().enumerate().filter(|(_, place)| **place == outsiders);
        mine.map(|(at, _)| size(at + 1)).collect()
    }

    /// The probability that an outsider stands above an insider, over all pairs.
    pub fn pairwise(&self) -> f64 {
        let mut above = 0;
        let mut won = 0_u64;
        for place in &self.places {
            if *place {
                above += 1;
            } else {
                won += above;
            }
        }
        let outsiders = size(self.places.iter().filter(|place| **place).count());
        won as f64 / (outsiders * (size(self.places.len()) - outsiders))
    }

    fn total_of(&self, values: &[f64], outsiders: bool) -> f64 {
        let mine = self.places.iter().zip(values).filter(|(place, _)| **place == outsiders);
        sum(mine.map(|(_, value)| *value))
    }

    fn mean_of(&self, values: &[f64], outsiders: bool) -> f64 {
        let count = self.places.iter().filter(|place| **place == outsiders).count();
        self.total_of(values, outsiders) / size(count)
    }
}

/// How being seen is shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposure {
    /// An outsider's mean weight.
    pub mean_out: f64,
    /// An insider's mean weight.
    pub mean_in: f64,
    /// All outsiders' share of all weight.
    pub share_out: f64,
    /// How far that is from their share of places (Sapiezynski et al. 2019).
    pub gap: f64,
    merit: f64,
}

/// How much of what `weights` give goes to whom; `merits` are what the places deserve.
///
/// Both have a value for each place.
pub fn exposure(
    ranking: &Ranking,
    weights: &[f64],
    merits: &[f64],
) -> Result<Exposure, AuditError> {
    let left = ranking.places.len();
    for list in [weights, merits] {
        if list.len() != left {
            return Err(AuditError::Uneven { left, right: list.len() });
        }
    }
    let share_out = ranking.total_of(weights, true) / sum(weights.iter().copied());
    Ok(Exposure {
        mean_out: ranking.mean_of(weights, true),
        mean_in: ranking.mean_of(weights, false),
        share_out,
        gap: (share_out - ranking.share()).abs(),
        merit: ranking.mean_of(merits, true) / ranking.mean_of(merits, false),
    })
}

impl Exposure {
    /// Outsiders' exposure over insiders': 1 is demographic parity (Singh and Joachims 2018).
    pub fn ratio(&self) -> f64 {
        self.mean_out / self.mean_in
    }

    /// The same per merit: 1 is equal treatment (Singh and Joachims 2018).
    pub fn per_merit(&self) -> f64 {
        self.ratio() / self.merit
    }
}
