//! Oaxaca and Blinder's decomposition (1973) of a gap in fees.

use super::matrix::dot;
use super::regression::{Design, least_squares};
use crate::math::mean;

/// The gap in two parts that add up to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decomposition {
    /// The mean of the outsiders less that of the insiders.
    pub gap: f64,
    /// What the outsiders' different figures cost at the insiders' prices.
    pub explained: f64,
    /// What is left: other prices for the same figures.
    pub unexplained: f64,
}

/// A side: what explains, column by column, and the fee.
#[derive(Clone, Copy, Debug)]
pub struct SideFees<'a> {
    /// The columns, without an intercept.
    pub explains: &'a [&'a [f64]],
    /// The fee of each row.
    pub fees: &'a [f64],
}

/// The decomposition at the insiders' prices; `None` if a side cannot be fitted, or the
/// sides do not have the same number of columns.
pub fn decompose(outsiders: SideFees<'_>, insiders: SideFees<'_>) -> Option<Decomposition> {
    if outsiders.explains.len() != insiders.explains.len() {
        return None;
    }
    let fit = |side: SideFees<'_>| {
        let design = Design::new(side.explains).ok()?;
        let prices = least_squares(&design, side.fees)?.coefficients;
        let means: Vec<f64> = design.columns.iter().map(|column| mean(column)).collect();
        Some((prices, means))
    };
    let (out_prices, out_means) = fit(outsiders)?;
    let (in_prices, in_means) = fit(insiders)?;
    let means = out_means.iter().zip(&in_means).map(|(out, ins)| out - ins);
    let prices = out_prices.iter().zip(&in_prices).map(|(out, ins)| out - ins);
    Some(Decomposition {
        gap: mean(outsiders.fees) - mean(insiders.fees),
        explained: dot(means, &in_prices),
        unexplained: dot(prices, &out_means),
    })
}
