//! How many pairs it takes, and what gap so many could have shown.

use crate::math::{float, sum};
use crate::root::zero;
use crate::special::{Binomial, normal_quantile};

/// What one expects of pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The share of pairs that differ at all.
    pub discordant: f64,
    /// The insiders' rate less the outsiders': at most `discordant`.
    pub drop: f64,
}

/// The chance that the exact two-sided test of McNemar at level `alpha` finds the gap in so many pairs:
/// over every number of pairs that may differ.
pub fn exact(expected: Expected, pairs: u64, alpha: f64) -> f64 {
    let Expected { discordant, drop } = expected;
    let differ = Binomial { of: pairs, rate: discordant };
    let out_rate = if discordant > 0.0 { 0.5 * (1.0 - drop / discordant) } else { 0.5 };
    let each = (0..=pairs).map(|of| {
        let chance = differ.exactly(of);
        // What weighs nothing is not worth its test.
        if chance < 1e-15 {
            return 0.0;
        }
        let Some(most) = rejected(of, alpha) else { return 0.0 };
        let seen = Binomial { of, rate: out_rate.max(0.0) };
        chance * (seen.tails(most).below + seen.tails(of - most - 1).above)
    });
    sum(each).min(1.0)
}

/// The most successes of the rarer side at which a coin is rejected in so many pairs that differ.
fn rejected(of: u64, alpha: f64) -> Option<u64> {
    let coin = Binomial { of, rate: 0.5 };
    let rejects = |most: u64| 2.0 * coin.tails(most).below <= alpha;
    if of == 0 || !rejects(0) {
        return None;
    }
    let (mut low, mut high) = (0, of / 2);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if rejects(middle) { low = middle } else { high = middle - 1 }
    }
    Some(low)
}

/// How many pairs find the gap with `power`; none if more than `most` are needed. The power saws up and
/// down a little from one number to the next: at this one it is reached.
pub fn pairs_to_find(expected: Expected, alpha: f64, power: f64, most: u64) -> Option<u64> {
    let enough = |pairs: u64| exact(expected, pairs, alpha) >= power;
    let mut high = 1;
    while !enough(high) {
        if high >= most {
            return None;
        }
        high = (2 * high).min(most);
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if enough(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// How many pairs show with `power` that outsiders are not worse by `margin`, if there is no gap and a share
/// `discordant` of pairs differs (Nam 1997, large samples); not rounded up. `alpha` is one-sided.
pub fn pairs_to_show_equal(discordant: f64, margin: f64, alpha: f64, power: f64) -> f64 {
    let z = normal_quantile(alpha) + normal_quantile(1.0 - power);
    z * z * discordant / (margin * margin)
}

/// The least drop that so many pairs find with `power`; none if even the greatest is not found.
pub fn detectable_drop(discordant: f64, pairs: u64, alpha: f64, power: f64) -> Option<f64> {
    let short = |drop: f64| exact(Expected { discordant, drop }, pairs, alpha) - power;
    (discordant > 0.0 && short(discordant) > 0.0).then(|| zero(0.0, discordant, short))
}

/// Pairs as a number for which a formula was made.
pub fn rounded_up(pairs: f64) -> Option<u64> {
    (pairs.is_finite() && pairs >= 0.0 && pairs < float(1 << 53)).then(|| pairs.ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of six pairs that all differ only six of a kind reject at 5 % (2 / 64); with a drop of 0.5
    /// that is (1/4)⁶ + (3/4)⁶. Of five none does.
    #[test]
    fn the_power_of_a_few_pairs_is_as_by_hand() {
        let expected = Expected { discordant: 1.0, drop: 0.5 };
        let by_hand = (1.0 + 729.0) / 4096.0;
        assert!((exact(expected, 6, 0.05) - by_hand).abs() < 1e-14);
        assert_eq!(exact(expected, 5, 0.05), 0.0);
        // Half of them differ: all six must, and then all lean to one side.
        let half = Expected { discordant: 0.5, drop: 0.5 };
        assert!((exact(half, 6, 0.05) - 1.0 / 64.0).abs() < 1e-14);
    }

    #[test]
    fn without_a_gap_the_level_is_kept() {
        for pairs in [10, 60, 200] {
            let found = exact(Expected { discordant: 0.3, drop: 0.0 }, pairs, 0.05);
            assert!(found <= 0.05, "{pairs}: {found}");
        }
    }

    /// Connor (1987), Biometrics 43: the formula of large samples, (z√ψ + z√(ψ - δ²))² / δ².
    #[test]
    fn the_number_is_near_that_of_large_samples_and_above_it() {
        let (discordant, drop) = (0.2_f64, 0.1_f64);
        let z =
            1.959_963_985 * discordant.sqrt() + 0.841_621_234 * (discordant - drop * drop).sqrt();
        let large = z * z / (drop * drop);
        let found = pairs_to_find(Expected { discordant, drop }, 0.05, 0.8, 1 << 20).unwrap();
        assert!(float(found) > large && float(found) < 1.15 * large, "{found} {large}");
        let gap = detectable_drop(discordant, found, 0.05, 0.8).unwrap();
        assert!((gap - drop).abs() < 0.002, "{gap}");
        assert_eq!(pairs_to_find(Expected { discordant, drop: 0.0 }, 0.05, 0.8, 1000), None);
        assert_eq!(detectable_drop(0.5, 5, 0.05, 0.8), None);
    }

    /// (1.645 + 0.842)² × 0.1 / 0.05² is 247.3.
    #[test]
    fn showing_equality_takes_so_many() {
        assert_eq!(rounded_up(pairs_to_show_equal(0.1, 0.05, 0.05, 0.8)), Some(248));
        assert_eq!(rounded_up(f64::NAN), None);
    }
}
