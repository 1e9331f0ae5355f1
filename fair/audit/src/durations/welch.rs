//! Means that need not have one variance: Welch's test (1947), and ratios of geometric means.

use super::Samples;
use crate::math::{exp, ln, mean, size, spread, square};
use crate::proportions::Interval;
use crate::special::{student, student_quantile};

/// The difference of two means with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// Outsiders less insiders.
    pub difference: f64,
    /// The standard error.
    pub error: f64,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
}

impl Welch {
    /// The t statistic that the difference is `from`.
    pub fn t(self, from: f64) -> f64 {
        (self.difference - from) / self.error
    }

    /// The p value that the means differ.
    pub fn p(self) -> f64 {
        2.0 * student(self.t(0.0).abs(), self.df).above
    }

    /// The interval of the difference.
    pub fn interval(self, level: f64) -> Interval {
        let t = -student_quantile(0.5 * (1.0 - level), self.df);
        Interval::around(self.difference, t * self.error)
    }
}

/// The difference of the means; `None` if a side has one value, or all its values are equal on both.
pub fn welch(samples: &Samples) -> Option<Welch> {
    of_lists(&samples.outsiders, &samples.insiders)
}

/// The difference of the means of the logarithms, whose exponential is the ratio of the geometric
/// means; `None` also unless all values are above zero.
pub fn geometric(samples: &Samples) -> Option<Welch> {
    let logs = |values: &[f64]| values.iter().copied().map(ln).collect::<Vec<f64>>();
    if !samples.are_positive() {
        return None;
    }
    of_lists(&logs(&samples.outsiders), &logs(&samples.insiders))
}

/// An interval of logarithms as one of ratios.
pub fn exponential(interval: Interval) -> Interval {
    Interval { low: exp(interval.low), high: exp(interval.high) }
}

/// Both lists are sorted.
fn of_lists(out: &[f64], ins: &[f64]) -> Option<Welch> {
    let (n, m) = (size(out.len()), size(ins.len()));
    let (a, b) = (spread(out) / n, spread(ins) / m);
    let error = (a + b).sqrt();
    if error.is_nan() || error <= 0.0 {
        return None;
    }
    let df = square(a + b) / (square(a) / (n - 1.0) + square(b) / (m - 1.0));
    Some(Welch { difference: mean(out) - mean(ins), error, df })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_all_one_do_not_vary() {
        for count in 2..200 {
            for value in [0.1, 0.3, 1.1, 1e9 / 7.0] {
                let samples = Samples::new(&vec![value; count], &vec![0.7; count]).unwrap();
                assert_eq!(welch(&samples), None, "{count} of {value}");
                assert_eq!(geometric(&samples), None, "{count} of {value}");
            }
        }
    }
}
