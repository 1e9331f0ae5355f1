//! Small symmetric matrices: products of columns, and Cholesky's solution.

use crate::math::sum;

/// The columns' products, each weighted: XᵀWX.
pub(super) fn gram(columns: &[Vec<f64>], weights: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
    let one = |a: &Vec<f64>, b: &Vec<f64>| {
        sum(a.iter().zip(b).enumerate().map(|(at, (x, y))| x * y * weights(at)))
    };
    columns.iter().map(|a| columns.iter().map(|b| one(a, b)).collect()).collect()
}

/// The columns' products with `y`: Xᵀy.
pub(super) fn against(columns: &[Vec<f64>], y: impl Fn(usize) -> f64) -> Vec<f64> {
    let one = |column: &Vec<f64>| sum(column.iter().enumerate().map(|(at, x)| x * y(at)));
    columns.iter().map(one).collect()
}

/// The value of row `at` for these coefficients.
pub(super) fn fitted(columns: &[Vec<f64>], coefficients: &[f64], at: usize) -> f64 {
    dot(columns.iter().map(|column| column[at]), coefficients)
}

pub(super) fn dot(a: impl IntoIterator<Item = f64>, b: &[f64]) -> f64 {
    sum(a.into_iter().zip(b).map(|(a, b)| a * b))
}

/// The inverse of a positive definite matrix; `None` if it is not one.
pub(super) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let factor = cholesky(matrix)?;
    let n = matrix.len();
    let unit = |at: usize| (0..n).map(|i| if i == at { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    Some((0..n).map(|at| back(&factor, &unit(at))).collect())
}

/// The product with a vector.
pub(super) fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row.iter().copied(), vector)).collect()
}

fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known = dot(factor[i][..j].iter().copied(), &factor[j][..j]);
            let rest = matrix[i][j] - known;
            if i != j {
                factor[i][j] = rest / factor[j][j];
            } else if rest > 1e-12 * matrix[i][i] {
                factor[i][i] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(factor)
}

fn back(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let n = factor.len();
    let mut half = vec![0.0; n];
    for i in 0..n {
        half[i] = (right[i] - dot(factor[i][..i].iter().copied(), &half[..i])) / factor[i][i];
    }
    let mut whole = vec![0.0; n];
    for i in (0..n).rev() {
        let known = sum((i + 1..n).map(|k| factor[k][i] * whole[k]));
        whole[i] = (half[i] - known) / factor[i][i];
    }
    whole
}
