//! How probable it is that insiders have the higher rate, under flat priors.

use super::Table;
use crate::math::{exp, float, lgamma, sum};

/// P(insiders' rate > outsiders' rate | data), each rate uniform beforehand.
///
/// An exact finite sum of positive terms (Miller 2014, Formulas for Bayesian A/B testing); its
/// length is the number of successes of the insiders.
pub fn insiders_higher(table: Table) -> f64 {
    let (a1, b1) = (float(table.outsiders.yes()) + 1.0, float(table.outsiders.no()) + 1.0);
    let b2 = float(table.insiders.no()) + 1.0;
    let whole = ln_beta(a1, b1);
    sum((0..=table.insiders.yes()).map(|i| {
        let i = float(i);
        exp(ln_beta(a1 + i, b1 + b2) - ln_beta(1.0 + i, b2) - whole) / (b2 + i)
    }))
}

fn ln_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}
