//! The safe log-rank test: whether outsiders wait longer, decision by decision.
//!
//! Ter Schure, Pérez-Ortiz, Ly and Grünwald (2024), The anytime-valid logrank test.

use crate::math::{float, ln};

/// The e-process against one alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SafeLogRank {
    ratio: f64,
    log_e: f64,
}

impl SafeLogRank {
    /// `ratio` is the hazard ratio, outsiders over insiders, to be detected: ⅔ is "half as long again".
    pub const fn new(ratio: f64) -> Self {
        Self { ratio, log_e: 0.0 }
    }

    /// A decision, with how many were pending on each side just before; the logarithm of e after it.
    ///
    /// Cases that are withdrawn only change who is pending. Nothing happens where one side has none.
    pub fn push(&mut self, of_outsider: bool, outsiders: u64, insiders: u64) -> f64 {
        if outsiders > 0 && insiders > 0 {
            let (n, m) = (float(outsiders), float(insiders));
            let (bet, equal) = (n * self.ratio / (n * self.ratio + m), n / (n + m));
            self.log_e +=
                if of_outsider { ln(bet / equal) } else { ln((1.0 - bet) / (1.0 - equal)) };
        }
        self.log_e
    }

    /// The logarithm of e.
    pub const fn log_e(&self) -> f64 {
        self.log_e
    }
}
