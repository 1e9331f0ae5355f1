//! Logistic regression: the gap in approvals among cases that are alike in numbers.

use super::matrix::{against, fitted, gram, inverse, times};
use super::regression::Design;
use crate::math::{exp, ln_1p, size, sum};

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// The intercept, then a log odds ratio for each column.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub errors: Vec<f64>,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// How often Newton's step is made at most.
const STEPS: usize = 100;

/// The likeliest coefficients, by Newton's method; `y` is 0 or 1 for each row.
///
/// `None` if the columns depend on each other, or separate the outcomes so that no maximum exists.
pub fn logistic(design: &Design, y: &[f64]) -> Option<Logistic> {
    let columns = &design.columns;
    if y.len() != design.rows() {
        return None;
    }
    let mut coefficients = vec![0.0; columns.len()];
    for _ in 0..STEPS {
        let rates = rates(columns, &coefficients);
        let information = inverse(&gram(columns, |at| rates[at] * (1.0 - rates[at])))?;
        let step = times(&information, &against(columns, |at| y[at] - rates[at]));
        let mut small = true;
        for (coefficient, step) in coefficients.iter_mut().zip(&step) {
            *coefficient += step;
            small &= step.abs() <= 1e-13 * coefficient.abs().max(1.0);
        }
        if small {
            let errors = (0..columns.len()).map(|i| information[i][i].sqrt()).collect();
            let log_likelihood = log_likelihood(columns, &coefficients, y);
            return Some(Logistic { coefficients, errors, log_likelihood });
        }
    }
    None
}

fn rates(columns: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
    (0..columns[0].len()).map(|at| rate(fitted(columns, coefficients, at))).collect()
}

fn rate(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

fn log_likelihood(columns: &[Vec<f64>], coefficients: &[f64], y: &[f64]) -> f64 {
    sum(y.iter().enumerate().map(|(at, y)| {
        let x = fitted(columns, coefficients, at);
        // ln of 1 + eˣ without overflow.
        y * x - (x.max(0.0) + ln_1p(exp(-x.abs())))
    }))
}

impl Logistic {
    /// How the mean approval would change if every case had 1 instead of 0 in a column (from 1).
    pub fn counterfactual_gap(&self, design: &Design, column: usize) -> f64 {
        let columns = &design.columns;
        let gap = |at: usize| {
            let x = fitted(columns, &self.coefficients, at);
            let own = self.coefficients[column];
            let without = x - own * columns[column][at];
            rate(without + own) - rate(without)
        };
        sum((0..design.rows()).map(gap)) / size(design.rows())
    }
}
