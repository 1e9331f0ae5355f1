//! What is seen without strata, and what would be seen if both sides had the same mix.

use super::Stratum;
use crate::error::AuditError;
use crate::math::sum;
use crate::proportions::{Count, Table};

/// All strata thrown together; an error if they are too many to count.
pub fn pooled(strata: &[Stratum]) -> Result<Table, AuditError> {
    // What does not fit stays at the top, where a count is refused.
    let all = |f: fn(&Stratum) -> u64| strata.iter().map(f).fold(0, u64::saturating_add);
    let out = Count::new(all(|x| x.out_yes), all(|x| x.out_yes.saturating_add(x.out_no)))?;
    let ins = Count::new(all(|x| x.in_yes), all(|x| x.in_yes.saturating_add(x.in_no)))?;
    Ok(Table::new(out, ins))
}

/// The rates of outsiders and insiders, each standardised to the mix of all cases.
///
/// `None` if a stratum lacks a side.
pub fn standardised(strata: &[Stratum]) -> Option<(f64, f64)> {
    let cells: Vec<_> = strata.iter().map(|stratum| stratum.cells()).collect();
    if cells.is_empty() || cells.iter().any(|x| x.out <= 0.0 || x.ins <= 0.0) {
        return None;
    }
    let all = sum(cells.iter().map(|x| x.n));
    let out = sum(cells.iter().map(|x| x.n / all * (x.a / x.out)));
    let ins = sum(cells.iter().map(|x| x.n / all * (x.c / x.ins)));
    Some((out, ins))
}

/// Whether the crude gap points the other way than the gap within strata (Simpson's paradox).
pub fn is_reversed(crude: f64, within: f64) -> bool {
    crude * within < 0.0
}
