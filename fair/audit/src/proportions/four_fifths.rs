//! The four-fifths rule: 29 CFR 1607.4(D). A screen, not a test.

use super::Table;

/// Whether the outsiders' rate is at least four fifths of the insiders'; `None` if theirs is zero.
///
/// Decided in integers: 60 of 100 beside 75 of 100 is exactly four fifths, and 0.7999… in doubles.
pub fn passes(table: Table) -> Option<bool> {
    let (out, ins) = (table.outsiders, table.insiders);
    let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
    (ins.yes() > 0).then(|| 5 * wide(out.yes(), ins.of()) >= 4 * wide(ins.yes(), out.of()))
}

/// The lower rate over the higher; NaN if both are zero.
pub fn impact_ratio(table: Table) -> f64 {
    let (p1, p2) = (table.outsiders.rate(), table.insiders.rate());
    p1.min(p2) / p1.max(p2)
}
