//! Least squares, with errors that do not suppose equal variances.

use super::matrix::{against, fitted, gram, inverse, times};
use crate::error::AuditError;
use crate::math::{size, square, sum};

/// The columns of a regression: a one for each row, then what explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    pub(super) columns: Vec<Vec<f64>>,
}

impl Design {
    /// An intercept and these columns, all of one length.
    pub fn new(explains: &[&[f64]]) -> Result<Self, AuditError> {
        let left = explains.first().map_or(0, |column| column.len());
        if left == 0 {
            return Err(AuditError::Empty);
        }
        for column in explains {
            if column.len() != left {
                return Err(AuditError::Uneven { left, right: column.len() });
            }
            if let Some(at) = column.iter().position(|value| !value.is_finite()) {
                return Err(AuditError::NotFinite { at });
            }
        }
        let intercept = vec![1.0; left];
        let explains = explains.iter().map(|column| column.to_vec());
        Ok(Self { columns: std::iter::once(intercept).chain(explains).collect() })
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.columns[0].len()
    }
}

/// A fitted line.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The intercept, then a coefficient for each column.
    pub coefficients: Vec<f64>,
    /// Their classical standard errors.
    pub errors: Vec<f64>,
    /// Their errors under unequal variances: MacKinnon and White's HC3 (1985).
    pub robust_errors: Vec<f64>,
}

/// Least squares; `None` if the columns depend on each other, or are as many as the rows.
///
/// `y` has a value for each row.
pub fn least_squares(design: &Design, y: &[f64]) -> Option<Fit> {
    let columns = &design.columns;
    let (n, k) = (design.rows(), columns.len());
    if n <= k || y.len() != n {
        return None;
    }
    let inverse = inverse(&gram(columns, |_| 1.0))?;
    let coefficients = times(&inverse, &against(columns, |at| y[at]));
    let rests: Vec<f64> = (0..n).map(|at| y[at] - fitted(columns, &coefficients, at)).collect();
    let variance = sum(rests.iter().map(|rest| square(*rest))) / (size(n) - size(k));
    let errors = (0..k).map(|i| (inverse[i][i] * variance).sqrt()).collect();
    let leverage = |at: usize| {
        let row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
        fitted(columns, &times(&inverse, &row), at)
    };
    let weights: Vec<f64> = (0..n).map(|at| square(rests[at] / (1.0 - leverage(at)))).collect();
    let middle = gram(columns, |at| weights[at]);
    let robust = |i: usize| {
        let row = &inverse[i];
        super::matrix::dot(times(&middle, row), row).sqrt()
    };
    let robust_errors = (0..k).map(robust).collect();
    Some(Fit { coefficients, errors, robust_errors })
}
