//! Showing that a gap is small: two one-sided tests (Schuirmann 1987), and non-inferiority.
//!
//! The margin is published before the data. Equality is claimed only if "worse by the margin" and
//! "better by the margin" are both rejected; non-inferiority needs the first alone.

use crate::durations::Samples;
use crate::durations::welch::{Welch, geometric};
use crate::durations::win::{Win, win};
use crate::math::ln;
use crate::proportions::Table;
use crate::proportions::score::{Correction, z_difference, z_ratio};
use crate::special::{normal_above, normal_below, student};
use crate::stratified::mantel_haenszel::Difference;
use crate::survival::Observation;
use crate::survival::quantiles::Gap;
use crate::survival::restricted::{Restricted, restricted_to};

/// Two one-sided tests against a lower and an upper margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tost {
    /// The statistic against the lower margin.
    pub low: f64,
    /// The p value that the gap is above the lower margin: non-inferiority, where more is better.
    pub p_low: f64,
    /// The statistic against the upper margin.
    pub high: f64,
    /// The p value that the gap is below the upper margin.
    pub p_high: f64,
}

impl Tost {
    /// The p value of equivalence: the larger of both; NaN if either is.
    pub fn p(self) -> f64 {
        if self.p_low.is_nan() || self.p_high.is_nan() {
            return f64::NAN;
        }
        self.p_low.max(self.p_high)
    }

    /// Whether equivalence is shown.
    pub fn is_shown(self, alpha: f64) -> bool {
        self.p() < alpha
    }
}

/// Two rates: whether their difference lies between the margins, by score tests.
pub fn rates(table: Table, low: f64, high: f64) -> Tost {
    let low = z_difference(table, low, Correction::None);
    let high = z_difference(table, high, Correction::None);
    Tost { low, p_low: normal_above(low), high, p_high: normal_below(high) }
}

/// Rates within strata: whether their common difference lies between the margins, by Wald's tests
/// with Sato's variance; `None` if the error is zero.
///
/// If all succeeded on both sides the error is zero, however few they were: that is no proof that
/// the rates are equal. For a single table use [`rates`], whose tests hold there too.
pub fn common_difference(difference: Difference, low: f64, high: f64) -> Option<Tost> {
    if difference.error.is_nan() || difference.error <= 0.0 {
        return None;
    }
    let z = |from: f64| (difference.difference - from) / difference.error;
    let (low, high) = (z(low), z(high));
    Some(Tost { low, p_low: normal_above(low), high, p_high: normal_below(high) })
}

/// Two rates: z and the p value that the ratio is above `margin`, such as 0.8 for four fifths.
pub fn rate_ratio(table: Table, margin: f64) -> (f64, f64) {
    let z = z_ratio(table, margin, Correction::None);
    (z, normal_above(z))
}

/// Geometric means: whether their ratio lies between the margins; `None` as in [`geometric`].
pub fn geometric_means(samples: &Samples, low: f64, high: f64) -> Option<Tost> {
    let welch = geometric(samples)?;
    Some(of_welch(welch, ln(low), ln(high)))
}

/// Means: whether their difference lies between the margins.
pub fn of_welch(welch: Welch, low: f64, high: f64) -> Tost {
    let (low, high) = (welch.t(low), welch.t(high));
    Tost { low, p_low: student(low, welch.df).above, high, p_high: student(high, welch.df).below }
}

/// Waits of which some are pending: whether the difference of the mean waits up to the published
/// `horizon`, outsiders less insiders, is within `margin` of zero.
///
/// `None` as in [`restricted_to`], and if the margin is not a number between zero and the horizon:
/// means up to a horizon never differ by more than it.
pub fn waits(
    observations: &[Observation],
    horizon: f64,
    margin: f64,
) -> Option<(Restricted, Tost)> {
    let restricted = restricted_to(observations, horizon)?;
    if !(0.0 < margin && margin < horizon) {
        return None;
    }
    let z = |from: f64| (restricted.difference - from) / restricted.error;
    let (low, high) = (z(-margin), z(margin));
    let tost = Tost { low, p_low: normal_above(low), high, p_high: normal_below(high) };
    Some((restricted, tost))
}

/// Quantiles of waits: whether their gap, outsiders less insiders, is within `margin` of zero, by the
/// intervals that reach the margin.
pub fn quantiles(gap: Gap<'_>, margin: f64) -> Tost {
    let (low, high) = (gap.errors_above(-margin), -gap.errors_below(margin));
    Tost { low, p_low: normal_above(low), high, p_high: normal_below(high) }
}

/// The probability of a win: whether it is within `eps` of ½ (Wellek 2010); `None` as in [`win`].
pub fn win_probability(samples: &Samples, eps: f64) -> Option<(Win, Tost)> {
    let win = win(samples)?;
    let t = |from: f64| (win.theta - from) / win.error;
    let (low, high) = (t(0.5 - eps), t(0.5 + eps));
    let tost =
        Tost { low, p_low: student(low, win.df).above, high, p_high: student(high, win.df).below };
    Some((win, tost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportions::Count;
    use crate::stratified::mantel_haenszel::risk_difference;

    #[test]
    fn three_of_three_on_both_sides_show_nothing() {
        let all = Count::new(3, 3).unwrap();
        let difference = risk_difference(&[Table::new(all, all).into()]).unwrap();
        assert_eq!(common_difference(difference, -0.05, 0.05), None);
        assert!(!rates(Table::new(all, all), -0.05, 0.05).is_shown(0.05));
    }

    #[test]
    fn half_an_answer_is_none() {
        let half = Tost { low: 9.0, p_low: 0.001, high: f64::NAN, p_high: f64::NAN };
        let other = Tost { low: f64::NAN, p_low: f64::NAN, high: -9.0, p_high: 0.001 };
        for tost in [half, other] {
            assert!(tost.p().is_nan() && !tost.is_shown(0.05));
        }
    }
}
