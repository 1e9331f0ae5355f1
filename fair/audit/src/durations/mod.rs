//! Two samples of numbers: times, fees, latencies.
//!
//! [`Samples`] is the data. [`mann_whitney`] asks whether one side is higher, [`win`] how often it
//! is and how surely, [`shift`] by how much; [`quantile`] looks at single quantiles, [`smirnov`] at
//! the whole shape, [`welch`] at means and geometric means.

pub mod clusters;
pub mod mann_whitney;
pub mod quantile;
mod select;
pub mod shift;
pub mod smirnov;
pub mod welch;
pub mod win;

use crate::error::AuditError;
use crate::math::{size, sorted};

/// The values of outsiders and insiders, each sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    outsiders: Vec<f64>,
    insiders: Vec<f64>,
}

impl Samples {
    /// Values in any order; each must be finite, and each side must have one.
    pub fn new(outsiders: &[f64], insiders: &[f64]) -> Result<Self, AuditError> {
        if outsiders.is_empty() || insiders.is_empty() {
            return Err(AuditError::Empty);
        }
        let mut all = outsiders.iter().chain(insiders);
        if let Some(at) = all.position(|value| !value.is_finite()) {
            return Err(AuditError::NotFinite { at });
        }
        Ok(Self { outsiders: sorted(outsiders), insiders: sorted(insiders) })
    }

    /// The outsiders' values, ascending.
    pub fn outsiders(&self) -> &[f64] {
        &self.outsiders
    }

    /// The insiders' values, ascending.
    pub fn insiders(&self) -> &[f64] {
        &self.insiders
    }

    /// How many outsiders and insiders.
    pub(crate) fn sizes(&self) -> (f64, f64) {
        (size(self.outsiders.len()), size(self.insiders.len()))
    }

    /// Whether every value is above zero, so that ratios exist.
    pub fn are_positive(&self) -> bool {
        self.outsiders[0] > 0.0 && self.insiders[0] > 0.0
    }
}

/// How many of `others` are less than each of `values`, and how many equal; both are sorted.
pub(crate) fn places<'a>(
    values: &'a [f64],
    others: &'a [f64],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let (mut less, mut upto) = (0, 0);
    values.iter().map(move |value| {
        while less < others.len() && others[less] < *value {
            less += 1;
        }
        upto = upto.max(less);
        while upto < others.len() && others[upto] <= *value {
            upto += 1;
        }
        (less, upto - less)
    })
}

/// How many values there are of each, in ascending order of the values; both are sorted.
pub(crate) fn ties(a: &[f64], b: &[f64]) -> Vec<usize> {
    let mut all = [a, b].concat();
    all.sort_unstable_by(f64::total_cmp);
    all.chunk_by(|x, y| x == y).map(<[f64]>::len).collect()
}
