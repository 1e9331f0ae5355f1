//! Two streams of yes and no: whether their rates are equal.
//!
//! Turner, Ly and Grünwald (2024), Generic e-variables for exact sequential k-sample tests that
//! allow for optional stopping: each block is bet on with the rates learnt from all before.

use crate::math::{float, ln};
use crate::proportions::Count;

/// What is added to successes and to failures before anything is seen.
pub const PRIOR: f64 = 0.18;

/// The e-process; starts at 0, the logarithm of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoRates {
    prior: f64,
    out: (f64, f64),
    ins: (f64, f64),
    log_e: f64,
}

impl TwoRates {
    /// Nothing seen; `prior` above zero, such as [`PRIOR`].
    pub const fn new(prior: f64) -> Self {
        Self { prior, out: (0.0, 0.0), ins: (0.0, 0.0), log_e: 0.0 }
    }

    /// A block of outsiders and insiders, in the order of the log; the logarithm of e after it.
    ///
    /// How many of each a block has may depend on what came before, never on its outcomes.
    pub fn push(&mut self, outsiders: Count, insiders: Count) -> f64 {
        let guess = |seen: (f64, f64)| (seen.0 + self.prior) / (seen.1 + 2.0 * self.prior);
        let (out, ins) = (guess(self.out), guess(self.ins));
        let (n, m) = (float(outsiders.of()), float(insiders.of()));
        let both = (n * out + m * ins) / (n + m);
        let bet = |count: Count, rate: f64| {
            let yes = float(count.yes()) * ln(rate / both);
            yes + float(count.no()) * ln((1.0 - rate) / (1.0 - both))
        };
        self.log_e += bet(outsiders, out) + bet(insiders, ins);
        self.out = (self.out.0 + float(outsiders.yes()), self.out.1 + n);
        self.ins = (self.ins.0 + float(insiders.yes()), self.ins.1 + m);
        self.log_e
    }

    /// The logarithm of e: ln 20 and above is an alarm at 5 %.
    pub const fn log_e(&self) -> f64 {
        self.log_e
    }
}
