//! The mean of numbers from 0 to 1 at all times, in closed form.
//!
//! Waudby-Smith and Ramdas (2023), Estimating means of bounded random variables by betting, JRSS B.

use crate::math::{ln, ln_1p, size, square};
use crate::proportions::Interval;

/// How much is bet on each value, given those before: sizes shrink as √(t ln t), and with variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bets {
    log: f64,
    count: f64,
    total: f64,
    squares: f64,
}

impl Bets {
    /// One imagined value of ½ and a variance of ¼ come before all.
    pub(super) fn new(alpha: f64) -> Self {
        Self { log: 2.0 * ln(1.0 / alpha), count: 0.0, total: 0.5, squares: 0.25 }
    }

    /// The bet on the next value, which is then learnt.
    pub(super) fn next(&mut self, value: f64) -> f64 {
        let variance = self.squares / (self.count + 1.0);
        self.count += 1.0;
        let bet = (self.log / (self.count * ln(1.0 + self.count) * variance)).sqrt();
        self.total += value;
        let mean = (self.total / (self.count + 1.0)).min(1.0);
        self.squares += square(value - mean);
        if bet.is_nan() { 0.0 } else { bet }
    }
}

/// The empirical Bernstein sequence (Theorem 2): narrow where values vary little.
///
/// `truncation` is the largest bet, below 1; ½ is usual.
pub fn empirical_bernstein(values: &[f64], alpha: f64, truncation: f64) -> Vec<Interval> {
    two_sided(values, |values| {
        let mut bets = Bets::new(alpha / 2.0);
        let mut total = 0.0;
        lower(values, alpha / 2.0, |at, value| {
            let before = if at == 0 { 0.0 } else { total / size(at) };
            total += value;
            let bet = bets.next(value).min(truncation);
            (bet, square(value - before) * (-ln_1p(-bet) - bet))
        })
    })
}

/// Hoeffding's sequence (Proposition 1): the same width whatever the values.
///
/// `truncation` is the largest bet; 1 is usual.
pub fn hoeffding(values: &[f64], alpha: f64, truncation: f64) -> Vec<Interval> {
    two_sided(values, |values| {
        let log = 8.0 * ln(2.0 / alpha);
        lower(values, alpha / 2.0, |at, _| {
            let t = size(at + 1);
            let bet = (log / (t * ln(1.0 + t))).sqrt().min(truncation);
            (bet, square(bet) / 8.0)
        })
    })
}

fn two_sided(values: &[f64], lower: impl Fn(&[f64]) -> Vec<f64>) -> Vec<Interval> {
    let mirrored: Vec<f64> = values.iter().map(|value| 1.0 - value).collect();
    let both = lower(values).into_iter().zip(lower(&mirrored));
    both.map(|(low, mirrored)| Interval { low, high: 1.0 - mirrored }).collect()
}

/// The lower limits; `step` gives the bet on a value and what it costs.
fn lower(values: &[f64], alpha: f64, mut step: impl FnMut(usize, f64) -> (f64, f64)) -> Vec<f64> {
    let (mut weighted, mut bets, mut costs) = (0.0, 0.0, ln(1.0 / alpha));
    let each = values.iter().enumerate().map(|(at, value)| {
        let (bet, cost) = step(at, *value);
        weighted += bet * value;
        bets += bet;
        costs += cost;
        ((weighted - costs) / bets).max(0.0)
    });
    each.collect()
}
