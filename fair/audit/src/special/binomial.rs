//! The binomial distribution.

use super::term::term;
use super::{Tails, beta};
use crate::math::float;

/// The number of successes in `of` tries that succeed with probability `rate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    /// How many tries.
    pub of: u64,
    /// How likely each is to succeed.
    pub rate: f64,
}

impl Binomial {
    /// The probability of exactly `count`.
    pub fn exactly(self, count: u64) -> f64 {
        if count > self.of {
            return 0.0;
        }
        term(float(count), float(self.of - count), self.rate, 1.0 - self.rate)
    }

    /// The probabilities of at most `count`, and of more.
    pub fn tails(self, count: u64) -> Tails {
        if count >= self.of {
            return Tails { below: 1.0, above: 0.0 };
        }
        let (a, b) = (float(count) + 1.0, float(self.of - count));
        beta(a, b, self.rate, 1.0 - self.rate).flipped()
    }
}

/// How much rounding may keep a probability from reaching `p`: ties are decided as if exact.
const SAME: f64 = 1.0 - 1e-12;

/// The least count at or below which lies at least `p`.
pub fn binomial_quantile(p: f64, of: u64, rate: f64) -> u64 {
    let binomial = Binomial { of, rate };
    let (mut low, mut high) = (0, of);
    while low < high {
        let middle = low + (high - low) / 2;
        if binomial.tails(middle).below >= p * SAME {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
