//! How often an outsider's value is above an insider's, and how sure that is.

use super::mann_whitney::{exact, mann_whitney, u};
use super::{Samples, places, ties};
use crate::math::{mean, size, spread, square, sum};
use crate::proportions::Interval;
use crate::proportions::interval::z_of;
use crate::special::{student, student_quantile};

/// The probability of a win with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Win {
    /// P(outsider > insider) + ½ P(equal).
    pub theta: f64,
    /// Its standard error, which does not suppose that the sides have one shape.
    pub error: f64,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
}

impl Win {
    /// The interval by Student's distribution.
    pub fn interval(self, level: f64) -> Interval {
        let t = -student_quantile(0.5 * (1.0 - level), self.df);
        Interval::around(self.theta, t * self.error)
    }

    /// Brunner and Munzel's test (2000) that theta is ½: their W, negative if outsiders are above.
    pub fn brunner_munzel(self) -> (f64, f64) {
        let w = (0.5 - self.theta) / self.error;
        (w, 2.0 * student(w.abs(), self.df).above)
    }
}

/// The probability of a win; `None` where its error is zero or a side has a single value.
///
/// The error is zero also where every outsider is above every insider, or below: the widest gap there
/// is. Ask [`differ`] whether the sides differ, which knows of it.
pub fn win(samples: &Samples) -> Option<Win> {
    let (n, m) = samples.sizes();
    let out = placements(&samples.outsiders, &samples.insiders);
    let ins = placements(&samples.insiders, &samples.outsiders);
    let (a, b) = (spread(&out) / n, spread(&ins) / m);
    let error = (a + b).sqrt();
    if error.is_nan() || error <= 0.0 {
        return None;
    }
    let df = square(a + b) / (square(a) / (n - 1.0) + square(b) / (m - 1.0));
    Some(Win { theta: mean(&out), error, df })
}

/// The p value that the sides differ: Brunner and Munzel's where a [`win`] has an error, else Mann and
/// Whitney's, exact if it can be and otherwise with the continuity correction.
///
/// NaN if all values are equal.
pub fn differ(samples: &Samples) -> f64 {
    if let Some(win) = win(samples) {
        return win.brunner_munzel().1;
    }
    exact(samples).unwrap_or_else(|| mann_whitney(samples).p(true)).two_sided
}

/// The share of the others below each value, ascending; ties count a half.
fn placements(values: &[f64], others: &[f64]) -> Vec<f64> {
    let of = size(others.len());
    places(values, others).map(|(less, equal)| (size(less) + 0.5 * size(equal)) / of).collect()
}

/// Cliff's delta: wins less losses, from -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cliff {
    /// P(outsider > insider) - P(outsider < insider).
    pub delta: f64,
    /// Its variance (Cliff 1993).
    pub variance: f64,
}

/// Cliff's delta with its variance; NaN variance if a side has a single value.
pub fn cliff(samples: &Samples) -> Cliff {
    let (n, m) = samples.sizes();
    let delta = 2.0 * u(samples) / (n * m) - 1.0;
    let spread = |values: &[f64], others: &[f64], sign: f64| {
        let of = size(others.len());
        let wins = places(values, others).map(|(less, equal)| {
            let more = others.len() - less - equal;
            square(sign * (size(less) - size(more)) / of - delta)
        });
        sum(wins) / (size(values.len()) - 1.0)
    };
    let out = spread(&samples.outsiders, &samples.insiders, 1.0);
    let ins = spread(&samples.insiders, &samples.outsiders, -1.0);
    let tied = sum(places(&samples.outsiders, &samples.insiders).map(|(_, equal)| size(equal)));
    let pairs = (n * m - tied - n * m * square(delta)) / ((n - 1.0) * (m - 1.0));
    Cliff { delta, variance: ((m - 1.0) * out + (n - 1.0) * ins + pairs) / (n * m) }
}

impl Cliff {
    /// The asymmetric interval (Feng and Cliff 2004); `None` where it does not exist.
    pub fn interval(self, level: f64) -> Option<Interval> {
        let (d, z2) = (self.delta, square(z_of(level)));
        let rest = 1.0 - square(d);
        let under = rest + z2 * self.variance;
        let root = (z2 * self.variance * (square(rest) + z2 * self.variance)).sqrt();
        let middle = d - d * d * d;
        let found = Interval { low: (middle - root) / under, high: (middle + root) / under };
        (under > 0.0).then_some(found)
    }
}

/// Whether any value occurs on both sides or twice.
pub fn has_ties(samples: &Samples) -> bool {
    ties(&samples.outsiders, &samples.insiders).iter().any(|count| *count > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_that_do_not_overlap_differ() {
        let values =
            |from: u32, count: u32| (from..from + count).map(f64::from).collect::<Vec<_>>();
        for count in [30, 200] {
            let (low, high) = (values(0, count), values(1000, count));
            for (out, ins) in [(&low, &high), (&high, &low)] {
                let samples = Samples::new(out, ins).unwrap();
                assert_eq!(win(&samples), None);
                assert!(differ(&samples) < 1e-10);
            }
        }
        assert!(differ(&Samples::new(&[1.0, 1.0], &[1.0]).unwrap()).is_nan());
        let samples = Samples::new(&[1.0, 2.0, 2.0], &[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(differ(&samples), win(&samples).unwrap().brunner_munzel().1);
    }
}
