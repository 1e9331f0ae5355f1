//! Like with like: gaps within strata only, so that a different mix of cases is not taken for bias.
//!
//! A stratum is a category, a risk band, a month; the list of strata is in the published policy, and
//! none may be something that the platform itself decides. [`cmh`] asks whether rates differ,
//! [`exact`] the same of few cases, [`mantel_haenszel`] by how much ([`clusters`] where cases share a fate), [`homogeneity`] whether by the same everywhere; [`crude`] shows
//! what would be seen without strata; [`van_elteren`] is for times and fees; [`regression`],
//! [`logistic`] and [`oaxaca`] take numbers into account instead of strata.

pub mod clusters;
pub mod cmh;
pub mod crude;
pub mod exact;
pub mod homogeneity;
pub mod logistic;
pub mod mantel_haenszel;
mod matrix;
pub mod oaxaca;
pub mod regression;
pub mod van_elteren;

use crate::math::{float, sum};
use crate::proportions::Table;

/// The counts of one stratum. A side may be empty: then it says nothing about the gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stratum {
    /// Outsiders who succeeded.
    pub out_yes: u64,
    /// Outsiders who did not.
    pub out_no: u64,
    /// Insiders who succeeded.
    pub in_yes: u64,
    /// Insiders who did not.
    pub in_no: u64,
}

impl From<Table> for Stratum {
    fn from(table: Table) -> Self {
        let (out, ins) = (table.outsiders, table.insiders);
        Self { out_yes: out.yes(), out_no: out.no(), in_yes: ins.yes(), in_no: ins.no() }
    }
}

/// A stratum's counts as doubles, with its margins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) c: f64,
    pub(crate) d: f64,
    /// All outsiders.
    pub(crate) out: f64,
    /// All insiders.
    pub(crate) ins: f64,
    /// All who succeeded.
    pub(crate) yes: f64,
    /// All who did not.
    pub(crate) no: f64,
    /// All.
    pub(crate) n: f64,
}

impl Stratum {
    pub(crate) const fn cells(self) -> Cells {
        let (a, b) = (float(self.out_yes), float(self.out_no));
        let (c, d) = (float(self.in_yes), float(self.in_no));
        let (out, ins, yes, no) = (a + b, c + d, a + c, b + d);
        Cells { a, b, c, d, out, ins, yes, no, n: out + ins }
    }
}

/// The sum of `f` over the strata that have a case on each side.
pub(crate) fn over(strata: &[Stratum], f: impl Fn(Cells) -> f64) -> f64 {
    let cells = strata.iter().map(|stratum| stratum.cells());
    sum(cells.filter(|cells| cells.out > 0.0 && cells.ins > 0.0).map(f))
}
