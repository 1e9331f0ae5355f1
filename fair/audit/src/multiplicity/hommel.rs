//! Hommel's procedure (1988), as adjusted p values.

use super::ascending;
use crate::math::size;

/// Hommel's adjusted p values: Wright (1992), Adjusted p-values for simultaneous inference.
///
/// NaN counts as 1 and stays NaN. The time grows with the square of their number.
pub fn hommel(p: &[f64]) -> Vec<f64> {
    let n = p.len();
    let order = ascending(p);
    let unknown = std::iter::repeat_n(1.0, n - order.len());
    let sorted: Vec<f64> = order.iter().map(|place| p[*place]).chain(unknown).collect();
    let simes = (0..n).map(|i| size(n) * sorted[i] / size(i + 1)).fold(f64::INFINITY, f64::min);
    let mut found = vec![simes; n];
    for m in (2..n).rev() {
        let first = n - m + 1;
        let q = (2..=m).map(|i| size(m) * sorted[first + i - 2] / size(i));
        let q = q.fold(f64::INFINITY, f64::min);
        let at = |i: usize| if i < first { q.min(size(m) * sorted[i]) } else { f64::NAN };
        let last = at(first - 1);
        for (i, found) in found.iter_mut().enumerate() {
            *found = found.max(if i < first { at(i) } else { last });
        }
    }
    let mut adjusted = vec![f64::NAN; n];
    for (i, place) in order.into_iter().enumerate() {
        adjusted[place] = found[i].max(sorted[i]).min(1.0);
    }
    adjusted
}
