//! Whether the gap is the same in every stratum.

use super::{Cells, Stratum, over};
use crate::math::{ln, size, square, sum};
use crate::proportions::pooled::Tested;
use crate::special::chi2_above;

/// Breslow and Day's test (1980) that all strata have the odds ratio `common`, with or without
/// Tarone's correction (1985), which it should have; the statistic and its degrees of freedom.
///
/// Strata in which nothing can vary are left out; `None` if fewer than two are left.
pub fn breslow_day(strata: &[Stratum], common: f64, tarone: bool) -> Option<(Tested, usize)> {
    let varies = |x: &Cells| x.out > 0.0 && x.ins > 0.0 && x.yes > 0.0 && x.no > 0.0;
    let cells: Vec<Cells> = strata.iter().map(|stratum| stratum.cells()).filter(varies).collect();
    let df = cells.len().checked_sub(1).filter(|df| *df > 0)?;
    let fitted: Vec<(f64, f64, f64)> = cells.iter().map(|x| fit(*x, common)).collect();
    let each = fitted.iter().map(|(seen, expected, variance)| square(seen - expected) / variance);
    let mut statistic = sum(each);
    if tarone {
        let excess = sum(fitted.iter().map(|(seen, expected, _)| seen - expected));
        statistic -= square(excess) / sum(fitted.iter().map(|(_, _, variance)| *variance));
    }
    Some((Tested { statistic, p: chi2_above(statistic, size(df)) }, df))
}

/// The outsiders' successes as seen, as the odds ratio lets expect, and their variance.
fn fit(x: Cells, ratio: f64) -> (f64, f64, f64) {
    // e solves e (d' + e) = ratio (yes - e)(out - e), with d' = ins - yes.
    let rest = x.ins - x.yes;
    let a = 1.0 - ratio;
    let b = ratio * (x.out + x.yes) + rest;
    let c = -ratio * x.out * x.yes;
    // This form of the quadratic's root holds for a ratio of 1, too, where it is a line.
    let e = -2.0 * c / (b + (square(b) - 4.0 * a * c).sqrt());
    let spread = 1.0 / e + 1.0 / (x.yes - e) + 1.0 / (x.out - e) + 1.0 / (rest + e);
    (x.a, e, 1.0 / spread)
}

/// Woolf's test (1955) on the logarithms of the odds ratios; `None` if a cell is empty.
pub fn woolf(strata: &[Stratum]) -> Option<Tested> {
    let empty = |x: &Stratum| [x.out_yes, x.out_no, x.in_yes, x.in_no].contains(&0);
    if strata.len() < 2 || strata.iter().any(empty) {
        return None;
    }
    let weight = |x: Cells| 1.0 / (1.0 / x.a + 1.0 / x.b + 1.0 / x.c + 1.0 / x.d);
    let log = |x: Cells| ln(x.a * x.d / (x.b * x.c));
    let mean = over(strata, |x| weight(x) * log(x)) / over(strata, weight);
    let statistic = over(strata, |x| weight(x) * square(log(x) - mean));
    Some(Tested { statistic, p: chi2_above(statistic, size(strata.len() - 1)) })
}
