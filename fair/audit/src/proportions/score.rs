//! Score statistics at the constrained maximum of the likelihood.
//!
//! Miettinen and Nurminen (1985), Comparative analysis of two rates, Statistics in Medicine 4;
//! Farrington and Manning (1990); Koopman (1984). The variance is taken where the likelihood is
//! greatest among all pairs of rates that have the tested gap.

use super::Table;
use crate::math::{PI, acos, float, square};

/// Whether the variance is multiplied by N / (N - 1), as Miettinen and Nurminen do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// It is (Miettinen and Nurminen).
    Nurminen,
    /// It is not (Mee; Farrington and Manning; Koopman).
    None,
}

/// The z statistic of "outsiders less insiders is `gap`"; positive if it is more.
///
/// Infinite if the constrained variance is zero and what was seen is not the gap.
pub fn z_difference(table: Table, gap: f64, correction: Correction) -> f64 {
    let (r1, r2) = rates_at_difference(table, gap);
    let (n1, n2) = (float(table.outsiders.of()), float(table.insiders.of()));
    let variance = r1 * (1.0 - r1) / n1 + r2 * (1.0 - r2) / n2;
    z(table.difference() - gap, variance, table, correction)
}

/// The z statistic of "outsiders over insiders is `ratio`"; positive if it is more.
pub fn z_ratio(table: Table, ratio: f64, correction: Correction) -> f64 {
    let (r1, r2) = rates_at_ratio(table, ratio);
    let (n1, n2) = (float(table.outsiders.of()), float(table.insiders.of()));
    let variance = r1 * (1.0 - r1) / n1 + square(ratio) * r2 * (1.0 - r2) / n2;
    let seen = table.outsiders.rate() - ratio * float(table.insiders.yes()) / n2;
    z(seen, variance, table, correction)
}

fn z(seen: f64, variance: f64, table: Table, correction: Correction) -> f64 {
    let n = float(table.of());
    let variance = match correction {
        Correction::Nurminen => variance * n / (n - 1.0),
        Correction::None => variance,
    };
    if variance > 0.0 {
        seen / variance.sqrt()
    } else if seen.abs() < 1e-15 {
        0.0
    } else {
        f64::INFINITY.copysign(seen)
    }
}

/// The likeliest rates whose difference is `gap`: the cubic's root, in closed form.
fn rates_at_difference(table: Table, gap: f64) -> (f64, f64) {
    let (x1, n1) = (float(table.outsiders.yes()), float(table.outsiders.of()));
    let (x2, n2) = (float(table.insiders.yes()), float(table.insiders.of()));
    let l3 = n1 + n2;
    let l2 = (n1 + 2.0 * n2) * gap - l3 - (x1 + x2);
    let l1 = (n2 * gap - l3 - 2.0 * x2) * gap + x1 + x2;
    let l0 = x2 * gap * (1.0 - gap);
    let third = l2 / (3.0 * l3);
    let q = third * third * third - l1 * l2 / (6.0 * square(l3)) + l0 / (2.0 * l3);
    let p = (square(third) - l1 / (3.0 * l3)).max(0.0).sqrt().copysign(q);
    let cosine = if p == 0.0 { 0.0 } else { (q / (p * p * p)).clamp(-1.0, 1.0) };
    let angle = (PI + acos(cosine)) / 3.0;
    let r2 = 2.0 * p * libm::cos(angle) - third;
    let r2 = r2.max((-gap).max(0.0)).min((1.0 - gap).min(1.0));
    ((r2 + gap).clamp(0.0, 1.0), r2)
}

/// The likeliest rates whose ratio is `ratio`: the quadratic's lower root.
fn rates_at_ratio(table: Table, ratio: f64) -> (f64, f64) {
    let (x1, n1) = (float(table.outsiders.yes()), float(table.outsiders.of()));
    let (x2, n2) = (float(table.insiders.yes()), float(table.insiders.of()));
    let a = (n1 + n2) * ratio;
    let b = -(n1 * ratio + x1 + n2 + x2 * ratio);
    let discriminant = (square(b) - 4.0 * a * (x1 + x2)).max(0.0);
    let r2 = ((-b - discriminant.sqrt()) / (2.0 * a)).clamp(0.0, 1.0);
    ((ratio * r2).min(1.0), r2)
}
