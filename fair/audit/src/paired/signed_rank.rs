//! Wilcoxon's signed-rank test (1945) and the sign test: whether differences within pairs lean to one side.

use crate::math::{float, size, sorted, square, sum};
use crate::special::{Binomial, normal_above};

/// The most differences for which the exact distribution is computed.
const EXACT: usize = 300;

/// What a test of differences gives: outsider less insider, so that above zero the outsider has more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// The p value that outsiders have more.
    pub more: f64,
    /// That they have less.
    pub less: f64,
    /// That it leans to either side: twice the smaller, at most 1.
    pub two_sided: f64,
}

impl Signs {
    fn of(more: f64, less: f64) -> Self {
        Self { more, less, two_sided: (2.0 * more.min(less)).min(1.0) }
    }
}

/// The exact sign test: how often each side has more; ties are not counted.
pub fn signs(more: u64, less: u64) -> Signs {
    let of = more + less;
    if of == 0 {
        return Signs::of(1.0, 1.0);
    }
    let coin = Binomial { of, rate: 0.5 };
    Signs::of(coin.tails(less).below, coin.tails(more).below)
}

/// The signed-rank test of finite differences: ranks of their sizes, those of zero left out and those that
/// are equal sharing a rank. Exact, given the ties, up to 300; beyond by the normal distribution
/// with its variance corrected for ties.
pub fn signed_rank(differences: &[f64]) -> Signs {
    let (ranks, positive) = ranks(differences);
    if ranks.is_empty() {
        return Signs::of(1.0, 1.0);
    }
    if ranks.len() <= EXACT { exact(&ranks, positive) } else { normal(&ranks, positive) }
}

fn exact(ranks: &[u64], positive: u64) -> Signs {
    let total: u64 = ranks.iter().sum();
    let spread = spread(ranks, total);
    let at_least = |from: u64| sum(spread[from as usize..].iter().copied()).min(1.0);
    Signs::of(at_least(positive), at_least(total - positive))
}

fn normal(ranks: &[u64], positive: u64) -> Signs {
    let total: u64 = ranks.iter().sum();
    let middle = 0.5 * float(total);
    // Ranks are doubled: so are the sum and its standard deviation.
    let deviation = (0.25 * sum(ranks.iter().map(|rank| square(float(*rank))))).sqrt();
    let above = |seen: u64| normal_above((float(seen) - middle) / deviation);
    Signs::of(above(positive), above(total - positive))
}

/// Twice the rank of each difference that is not zero, and the sum of those above it.
fn ranks(differences: &[f64]) -> (Vec<u64>, u64) {
    let sizes: Vec<f64> =
        differences.iter().filter(|gap| **gap != 0.0).map(|gap| gap.abs()).collect();
    let sizes = sorted(&sizes);
    let twice = |gap: f64| {
        let below = sizes.partition_point(|other| *other < gap);
        let upto = sizes.partition_point(|other| *other <= gap);
        (below + upto + 1) as u64
    };
    let positive = differences.iter().filter(|gap| **gap > 0.0).map(|gap| twice(*gap)).sum();
    (sizes.iter().map(|gap| twice(*gap)).collect(), positive)
}

/// The probability of each sum, if every rank is taken or not by a fair coin.
fn spread(ranks: &[u64], total: u64) -> Vec<f64> {
    let mut spread = vec![0.0; total as usize + 1];
    spread[0] = 1.0;
    let mut most = 0;
    for rank in ranks {
        let step = *rank as usize;
        most += step;
        for at in (0..=most).rev() {
            let taken = if at >= step { spread[at - step] } else { 0.0 };
            spread[at] = 0.5 * (spread[at] + taken);
        }
    }
    spread
}

/// The median of differences with an interval by the sign test, whose level is at least the one asked for;
/// none for fewer differences than it takes, such as six for 95 %.
pub fn median(differences: &[f64], level: f64) -> Option<(f64, f64, f64)> {
    let sorted = sorted(differences);
    let n = sorted.len();
    let coin = Binomial { of: n as u64, rate: 0.5 };
    let enough = |cut: &usize| coin.tails(*cut as u64).below <= 0.5 * (1.0 - level);
    let cut = (0..n / 2).take_while(enough).count().checked_sub(1)?;
    let middle = 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
    Some((sorted[cut], middle, sorted[n - 1 - cut]))
}

/// How often the first of two is larger, and how often the second, among pairs that are neither NaN.
pub fn leans(pairs: &[(f64, f64)]) -> (u64, u64) {
    let count = |larger: fn(&&(f64, f64)) -> bool| size(pairs.iter().filter(larger).count()) as u64;
    (count(|pair| pair.0 > pair.1), count(|pair| pair.0 < pair.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::approx_constant, reason = "a score of 3.14 is not π")]
    /// Hollander and Wolfe (1973), page 29: depression scores before and after a tranquilliser; R's
    /// `wilcox.test` gives V = 40 and a one-sided p of 0.01953, which is 10 / 512.
    #[test]
    fn the_published_depression_scores_are_found() {
        let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.140, 1.29];
        let gaps: Vec<f64> = before.iter().zip(after).map(|(x, y)| x - y).collect();
        assert_eq!(ranks(&gaps).1, 80, "twice V");
        let found = signed_rank(&gaps);
        assert!((found.more - 10.0 / 512.0).abs() < 1e-15, "{found:?}");
        assert!((found.two_sided - 20.0 / 512.0).abs() < 1e-15);
    }

    /// By hand: of 1, 2 and two threes (ranks 1, 2, 3½, 3½), the smallest negative; sums of at least 9 are
    /// those that lack nothing or the 1.
    #[test]
    fn ties_share_a_rank_and_zeros_have_none() {
        let found = signed_rank(&[-1.0, 2.0, 3.0, 3.0, 0.0, 0.0]);
        assert!((found.more - 2.0 / 16.0).abs() < 1e-15, "{found:?}");
        assert_eq!(signed_rank(&[0.0, 0.0]).two_sided, 1.0);
        assert_eq!(signed_rank(&[]).two_sided, 1.0);
    }

    #[test]
    fn the_normal_tail_joins_the_exact_one() {
        let gap = |at: u32| f64::from(at * 7 % 300 + 1) * if at % 9 < 5 { 1.0 } else { -1.0 };
        let (ranks, positive) = ranks(&(0..300).map(gap).collect::<Vec<f64>>());
        let (exact, far) = (exact(&ranks, positive), normal(&ranks, positive));
        assert!((exact.two_sided - far.two_sided).abs() < 2e-3, "{exact:?} {far:?}");
        assert!(exact.two_sided < 0.5, "{exact:?}");
    }

    #[test]
    fn signs_are_a_coin() {
        let found = signs(5, 0);
        assert!(
            (found.more - 1.0 / 32.0).abs() < 1e-16 && (found.two_sided - 1.0 / 16.0).abs() < 1e-16
        );
        assert_eq!(signs(0, 0).two_sided, 1.0);
        assert_eq!(leans(&[(2.0, 1.0), (1.0, 1.0), (0.0, 1.0), (f64::NAN, 1.0)]), (1, 1));
    }

    /// For n = 6 the interval of 95 % is from the least to the greatest: 1 / 32 is outside.
    #[test]
    fn the_median_has_its_interval() {
        let six = [3.0, 1.0, 2.0, 6.0, 5.0, 4.0];
        assert_eq!(median(&six, 0.95), Some((1.0, 3.5, 6.0)));
        assert_eq!(median(&six[..5], 0.95), None);
        let nine: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(median(&nine, 0.95), Some((2.0, 5.0, 8.0)));
    }
}
