//! The gap between paired rates: its interval, and whether it is within a margin.
//!
//! Tango (1998), Equivalence test and confidence interval for the difference in proportions for the
//! paired-sample design, Statistics in Medicine 17. The variance is taken where the likelihood is greatest
//! among all pairs of rates that have the tested gap, so that it does not vanish where no pair differs.

use super::Pairs;
use crate::math::{float, square};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;
use crate::root::zero;
use crate::special::{normal_above, normal_below};

/// The z statistic of "outsiders less insiders is `gap`"; positive if it is more. `gap` lies between -1
/// and 1, exclusive.
pub fn z(pairs: Pairs, gap: f64) -> f64 {
    let n = float(pairs.count());
    let (out, ins) = (float(pairs.out_only()), float(pairs.in_only()));
    let seen = out - ins - n * gap;
    // The likeliest share of pairs that only the insider passes: the root of 2n q² + b q - c.
    let b = (2.0 * n - out + ins) * gap - out - ins;
    let c = ins * gap * (1.0 - gap);
    let root = (square(b) + 8.0 * n * c).max(0.0).sqrt();
    // Of two ways to write the root the one without cancellation.
    let share = if b <= 0.0 { (root - b) / (4.0 * n) } else { 2.0 * c / (root + b) };
    let share = share.max(0.0).max(-gap);
    let variance = n * (2.0 * share + gap * (1.0 - gap));
    if variance > 0.0 {
        seen / variance.sqrt()
    } else if seen == 0.0 {
        0.0
    } else {
        f64::INFINITY.copysign(seen)
    }
}

/// The interval of the gap, by inverting the test; `level` such as 0.95.
pub fn interval(pairs: Pairs, level: f64) -> Interval {
    const EDGE: f64 = 1.0 - 1e-12;
    let (seen, far) = (pairs.difference(), z_of(level));
    let low = if seen <= -EDGE { -1.0 } else { zero(-EDGE, seen, |gap| z(pairs, gap) - far) };
    let high = if seen >= EDGE { 1.0 } else { zero(seen, EDGE, |gap| z(pairs, gap) + far) };
    Interval { low, high }
}

/// The p values that outsiders are not worse by `margin`, and that they are not better by it.
pub fn within(pairs: Pairs, margin: f64) -> (f64, f64) {
    (normal_above(z(pairs, -margin)), normal_below(z(pairs, margin)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ln;

    /// Tango (1998), the soft contact lenses: 43 pairs alike and one that differs; z = 1.709 for a margin of
    /// 0.1, p = 0.044, and an interval of 90 % from -0.096 to 0.037.
    #[test]
    fn the_published_lenses_are_found() {
        let pairs = Pairs::new(43, 0, 1, 0).unwrap();
        assert!((z(pairs, -0.1) - 1.709).abs() < 0.0005, "{}", z(pairs, -0.1));
        assert!((within(pairs, 0.1).0 - 0.044).abs() < 0.0005);
        let found = interval(pairs, 0.9);
        assert!((found.low + 0.096).abs() < 0.0005 && (found.high - 0.037).abs() < 0.0005);
    }

    /// The constrained maximum against a search on a grid.
    #[test]
    fn the_variance_is_taken_where_the_likelihood_is_greatest() {
        for (both, out, ins, neither) in
            [(20, 3, 9, 8), (5, 0, 4, 1), (0, 7, 2, 1), (10, 1, 1, 0), (30, 12, 0, 3)]
        {
            let pairs = Pairs::new(both, out, ins, neither).unwrap();
            for gap in [-0.4, -0.1, 0.05, 0.3] {
                let n = float(pairs.count());
                let log = |count: u64, p: f64| if count == 0 { 0.0 } else { float(count) * ln(p) };
                let likely = |q: f64| {
                    let rest = 1.0 - 2.0 * q - gap;
                    log(out, q + gap) + log(ins, q) + log(both + neither, rest)
                };
                let (least, most) = ((-gap).max(0.0), (1.0 - gap) / 2.0);
                let grid = (1..20_000).map(|at| least + (most - least) * f64::from(at) / 20_000.0);
                let best = grid.max_by(|a, b| likely(*a).total_cmp(&likely(*b))).unwrap();
                let seen = float(out) - float(ins) - n * gap;
                let expected = seen / (n * (2.0 * best + gap * (1.0 - gap))).sqrt();
                let found = z(pairs, gap);
                assert!(
                    (found - expected).abs() < 2e-3 * (1.0 + expected.abs()),
                    "{found} {expected}"
                );
            }
        }
    }

    #[test]
    fn an_interval_holds_what_was_seen_and_turns_over_with_the_sides() {
        for out in 0..6 {
            for ins in 0..6 {
                let pairs = Pairs::new(3, out, ins, 1).unwrap();
                let found = interval(pairs, 0.95);
                let seen = pairs.difference();
                assert!(found.low <= seen && seen <= found.high, "{out} {ins} {found:?}");
                let swapped = interval(Pairs::new(1, ins, out, 3).unwrap(), 0.95);
                assert!((found.low + swapped.high).abs() < 1e-9, "{out} {ins}");
            }
        }
        let all = interval(Pairs::new(0, 0, 5, 0).unwrap(), 0.95);
        assert!(all.low == -1.0 && all.high < 0.0);
    }
}
