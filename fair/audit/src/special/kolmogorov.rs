//! Kolmogorov's distribution: how far a sample's steps stray from the truth.

use super::term::term;
use crate::math::{PI, SQRT_2PI, exp, size, square, sum};

/// The most values for which the matrix is raised.
const EXACT: usize = 10_000;
/// Where n · distance² is above this, no sample strays so far on both sides at once: 1 in 10¹⁷.
const ONE_SIDED: f64 = 5.0;

/// The probability that the greatest two-sided distance of `n` values is above `distance`: exact up
/// to 10,000 values, and beyond that by Kolmogorov's limit, to about 1e-5.
///
/// Durbin's matrix raised to the n-th power: Marsaglia, Tsang and Wang (2003), Evaluating
/// Kolmogorov's distribution, Journal of Statistical Software 8(18). The time grows with
/// (n · distance)³, and where n · distance² is above 5 it is twice the one-sided probability instead;
/// 0 is returned where it is above 18.
pub fn kolmogorov_above(n: usize, distance: f64) -> f64 {
    let count = size(n);
    if n == 0 || distance.is_nan() {
        return f64::NAN;
    }
    if distance * 2.0 * count <= 1.0 {
        return 1.0;
    }
    if distance >= 1.0 || count * distance * distance > 18.0 {
        return 0.0;
    }
    if n > EXACT {
        return limiting(count, distance);
    }
    if count * distance * distance > ONE_SIDED {
        return 2.0 * one_sided(n, distance);
    }
    let k = (count * distance) as usize + 1;
    let m = 2 * k - 1;
    let matrix = durbin(m, size(k) - count * distance);
    let (power, mut exponent) = powered(&matrix, m, n);
    let mut below = power[(k - 1) * m + k - 1];
    // n! / nⁿ, kept in range by powers of ten.
    for i in 1..=n {
        below *= size(i) / count;
        if below < 1e-140 {
            below *= 1e140;
            exponent -= 140;
        }
    }
    for _ in 0..exponent.unsigned_abs() {
        below *= if exponent < 0 { 0.1 } else { 10.0 };
    }
    (1.0 - below).clamp(0.0, 1.0)
}

/// The probability that the step function is ever `distance` above the truth: Birnbaum and Tingey's
/// sum (1951), all of whose parts are positive.
fn one_sided(n: usize, distance: f64) -> f64 {
    let count = size(n);
    let part = |below: usize| {
        let x = size(below) / count + distance;
        term(size(below), size(n - below), x, 1.0 - x) / x
    };
    distance * sum((0..=n).take_while(|j| size(*j) / count + distance < 1.0).map(part))
}

/// Kolmogorov's limit (1933), moved by the term of order 1/√n (Pelz and Good 1976).
fn limiting(count: f64, distance: f64) -> f64 {
    let x = count.sqrt() * distance + 1.0 / (6.0 * count.sqrt());
    // Either series ends after a few terms on its own side of 1.
    if x < 1.0 {
        let term = |k: u32| exp(-square(f64::from(2 * k - 1) * PI / x) / 8.0);
        let below: f64 = SQRT_2PI / x * (1..=6).map(term).sum::<f64>();
        return (1.0 - below).clamp(0.0, 1.0);
    }
    let term = |k: u32| {
        let size = exp(-2.0 * square(f64::from(k) * x));
        if k % 2 == 1 { size } else { -size }
    };
    (2.0 * (1..=6).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

fn durbin(m: usize, h: f64) -> Vec<f64> {
    let mut matrix = vec![0.0; m * m];
    for (at, value) in matrix.iter_mut().enumerate() {
        *value = if at / m + 1 >= at % m { 1.0 } else { 0.0 };
    }
    let powers: Vec<f64> =
        std::iter::successors(Some(h), |power| Some(power * h)).take(m).collect();
    for i in 0..m {
        matrix[i * m] -= powers[i];
        matrix[(m - 1) * m + i] -= powers[m - 1 - i];
    }
    if 2.0 * h > 1.0 {
        let over = 2.0 * h - 1.0;
        matrix[(m - 1) * m] += std::iter::repeat_n(over, m).product::<f64>();
    }
    for i in 0..m {
        for j in 0..=i {
            for divisor in 1..=(i + 1 - j) {
                matrix[i * m + j] /= size(divisor);
            }
        }
    }
    matrix
}

/// The matrix to the n-th power, times ten to the second.
fn powered(matrix: &[f64], m: usize, n: usize) -> (Vec<f64>, i64) {
    if n == 1 {
        return (matrix.to_vec(), 0);
    }
    let (half, exponent) = powered(matrix, m, n / 2);
    let mut whole = product(&half, &half, m);
    let mut exponent = 2 * exponent;
    if n % 2 == 1 {
        whole = product(matrix, &whole, m);
    }
    if whole[(m / 2) * m + m / 2] > 1e140 {
        for value in &mut whole {
            *value *= 1e-140;
        }
        exponent += 140;
    }
    (whole, exponent)
}

fn product(a: &[f64], b: &[f64], m: usize) -> Vec<f64> {
    let mut c = vec![0.0; m * m];
    for i in 0..m {
        for k in 0..m {
            let factor = a[i * m + k];
            for j in 0..m {
                c[i * m + j] += factor * b[k * m + j];
            }
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_near_what_it_is_the_limit_of() {
        let n = 2000;
        for scaled in [0.3, 0.5, 0.8, 0.99, 1.0, 1.2, 1.36, 2.0] {
            let distance = scaled / size(n).sqrt();
            let (exact, limit) = (kolmogorov_above(n, distance), limiting(size(n), distance));
            assert!((exact - limit).abs() < 1e-4, "{scaled}: {exact} {limit}");
        }
    }

    #[test]
    fn far_out_both_sides_are_twice_one() {
        // The matrix, which loses digits out there but is exact: at n · distance² of 5.0 and of 8.1.
        for (n, distance, matrix) in
            [(500, 0.1, 8.342_293_066_043_727e-5), (100, 0.285, 1.108_223_545_154_274_3e-7)]
        {
            let found = kolmogorov_above(n, distance + 1e-12);
            assert!((found - matrix).abs() < 1e-13, "{found}");
        }
        let start = kolmogorov_above(10_000, 0.03);
        assert!((start - 2.976_124_38e-8).abs() < 1e-13, "{start}");
    }

    #[test]
    fn ten_million_values_take_no_time() {
        let n = 10_000_000;
        let p = |scaled: f64| kolmogorov_above(n, scaled / size(n).sqrt());
        assert!((p(1.358_099) - 0.05).abs() < 2e-5, "{}", p(1.358_099));
        assert!((p(0.827_573) - 0.5).abs() < 1e-4, "{}", p(0.827_573));
        assert!((p(0.999_999_9) - p(1.000_000_1)).abs() < 1e-6);
        assert_eq!([p(1e-5), p(5.0)], [1.0, 0.0]);
    }
}
