//! The distributions that tests are read off, to about 1e-13 of their value.
//!
//! Probabilities come as a pair, below and above, wherever one of them may be tiny: the small one is
//! computed and the large one is what is left, never the reverse.

mod beta;
mod binomial;
mod gamma;
mod hypergeometric;
mod kolmogorov;
mod normal;
mod student;
mod term;

pub use beta::{beta, beta_quantile};
pub use binomial::{Binomial, binomial_quantile};
pub use gamma::{chi2_above, gamma, ln_gamma};
pub use hypergeometric::Hypergeometric;
pub(crate) use hypergeometric::LEAST;
pub use kolmogorov::kolmogorov_above;
pub use normal::{normal_above, normal_below, normal_density, normal_quantile};
pub use student::{student, student_quantile};

/// Two probabilities that make one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// At or below.
    pub below: f64,
    /// Above.
    pub above: f64,
}

impl Tails {
    /// The other way round.
    #[must_use]
    pub const fn flipped(self) -> Self {
        Self { below: self.above, above: self.below }
    }

    pub(crate) const fn of_below(below: f64) -> Self {
        Self { below, above: 1.0 - below }
    }
}
