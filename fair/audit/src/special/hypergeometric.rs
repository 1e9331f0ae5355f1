//! The hypergeometric distribution: how many of the marked are drawn.

use super::Tails;
use super::term::term;
use crate::math::{float, ln, sum};

/// A probability below this may have lost digits, or all of it: its logarithm comes from a neighbour.
pub(crate) const LEAST: f64 = 1e-290;

/// The number of marked ones among `drawn` of `total`, of which `marked` are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hypergeometric {
    /// How many there are.
    pub total: u64,
    /// How many of them are marked; at most all.
    pub marked: u64,
    /// How many are drawn; at most all.
    pub drawn: u64,
}

impl Hypergeometric {
    /// The least number that can be drawn.
    pub const fn least(self) -> u64 {
        self.drawn.saturating_sub(self.total - self.marked)
    }

    /// The greatest number that can be drawn.
    pub const fn most(self) -> u64 {
        if self.drawn < self.marked { self.drawn } else { self.marked }
    }

    /// The probability of exactly `count`.
    ///
    /// A quotient of three binomial terms, none of which overflows: right for millions too.
    pub fn exactly(self, count: u64) -> f64 {
        if count < self.least() || count > self.most() {
            return 0.0;
        }
        let (plain, all) = (self.total - self.marked, float(self.total));
        let (x, y) = (float(self.drawn) / all, float(self.total - self.drawn) / all);
        let drawn_plain = self.drawn - count;
        let marked = term(float(count), float(self.marked - count), x, y);
        let unmarked = term(float(drawn_plain), float(plain - drawn_plain), x, y);
        let drawn = term(float(self.drawn), float(self.total - self.drawn), x, y);
        marked * unmarked / drawn
    }

    /// The probability of each count from [`least`](Self::least) to [`most`](Self::most).
    ///
    /// From the likeliest outwards, each from its neighbour; what is too small for a double is 0.
    pub fn all(self) -> Vec<f64> {
        let (least, most, peak) = (self.least(), self.most(), self.peak());
        let at = |count: u64| usize::try_from(count - least).expect("the counts fit in memory");
        let mut all = vec![0.0; at(most) + 1];
        all[at(peak)] = self.exactly(peak);
        for count in peak..most {
            all[at(count + 1)] = all[at(count)] * self.grows(count);
        }
        for count in (least..peak).rev() {
            all[at(count)] = all[at(count + 1)] / self.grows(count);
        }
        all
    }

    /// The logarithms of [`all`](Self::all), also of what is too small for a double.
    pub(crate) fn logs(self) -> Vec<f64> {
        let (least, most, peak) = (self.least(), self.most(), self.peak());
        let at = |count: u64| usize::try_from(count - least).expect("the counts fit in memory");
        let all = self.all();
        let mut logs: Vec<f64> = all.iter().copied().map(ln).collect();
        for count in peak..most {
            if all[at(count + 1)] < LEAST {
                logs[at(count + 1)] = logs[at(count)] + ln(self.grows(count));
            }
        }
        for count in (least..peak).rev() {
            if all[at(count)] < LEAST {
                logs[at(count)] = logs[at(count + 1)] - ln(self.grows(count));
            }
        }
        logs
    }

    /// The likeliest count.
    fn peak(self) -> u64 {
        let peak = (u128::from(self.drawn) + 1) * (u128::from(self.marked) + 1);
        let peak = u64::try_from(peak / (u128::from(self.total) + 2)).unwrap_or(u64::MAX);
        peak.clamp(self.least(), self.most())
    }

    /// The probability of `count + 1` over that of `count`.
    fn grows(self, count: u64) -> f64 {
        let left = float(self.total - self.marked + count + 1 - self.drawn);
        float(self.marked - count) * float(self.drawn - count) / (float(count + 1) * left)
    }

    /// The probabilities of at most `count`, and of more; each summed from its smallest part.
    pub fn tails(self, count: u64) -> Tails {
        if count < self.least() {
            return Tails { below: 0.0, above: 1.0 };
        }
        if count >= self.most() {
            return Tails { below: 1.0, above: 0.0 };
        }
        let all = self.all();
        let at = usize::try_from(count - self.least()).expect("the counts fit in memory");
        let below = sum(all[..=at].iter().copied());
        let above = sum(all[at + 1..].iter().rev().copied());
        Tails { below: below.min(1.0), above: above.min(1.0) }
    }
}
