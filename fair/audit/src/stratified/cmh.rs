//! Cochran, Mantel and Haenszel's test (1959): whether rates differ within strata.

use super::{Stratum, over};
use crate::math::square;
use crate::proportions::pooled::{Normal, Tested};
use crate::special::chi2_above;

/// The test of all strata together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cmh {
    /// The outsiders' successes beyond what the margins of their strata let expect.
    pub excess: f64,
    /// The variance of the excess.
    pub variance: f64,
}

/// Sums up the strata. A stratum with one side, one outcome or one case says nothing.
pub fn cmh(strata: &[Stratum]) -> Cmh {
    Cmh {
        excess: over(strata, |cells| cells.a - cells.out * cells.yes / cells.n),
        variance: over(strata, |cells| {
            let margins = cells.out * cells.ins * cells.yes * cells.no;
            margins / (square(cells.n) * (cells.n - 1.0))
        }),
    }
}

impl Cmh {
    /// z, positive if outsiders succeed more often; `None` if no stratum says anything.
    pub fn z(self) -> Option<Normal> {
        (self.variance > 0.0).then(|| Normal::of(self.excess / self.variance.sqrt()))
    }

    /// Chi-squared with one degree of freedom, with or without the continuity correction.
    pub fn chi2(self, corrected: bool) -> Option<Tested> {
        let step = if corrected { 0.5 } else { 0.0 };
        let statistic = square((self.excess.abs() - step).max(0.0)) / self.variance;
        (self.variance > 0.0).then(|| Tested { statistic, p: chi2_above(statistic, 1.0) })
    }
}
