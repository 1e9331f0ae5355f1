//! Pairs, one after the other: whether one side is favoured.
//!
//! Only a pair that differs says anything, and under equality it is a fair coin. Each is bet on with the
//! share learnt from those before it: the mixture of all coins under Beta(a, a), which is a martingale of
//! mean 1 (Ville 1939; Robbins 1970), so that it ever reaches 20 with a chance of at most 1 in 20.

use crate::math::{float, lgamma, ln};
use crate::proportions::Interval;
use crate::root::zero;

/// What is added to both sides before anything is seen: all shares are as likely.
pub const PRIOR: f64 = 1.0;

/// The e-process; starts at 0, the logarithm of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discordant {
    prior: f64,
    out_only: u64,
    in_only: u64,
    log_e: f64,
}

impl Discordant {
    /// Nothing seen; `prior` above zero, such as [`PRIOR`].
    pub const fn new(prior: f64) -> Self {
        Self { prior, out_only: 0, in_only: 0, log_e: 0.0 }
    }

    /// After so many pairs that differ: the mixture does not ask for their order.
    pub fn of(prior: f64, out_only: u64, in_only: u64) -> Self {
        let mut process = Self { prior, out_only, in_only, log_e: 0.0 };
        process.log_e = process.mixed() + float(out_only + in_only) * ln(2.0);
        process
    }

    /// The logarithm of the chance of these pairs in this order, over all shares.
    fn mixed(&self) -> f64 {
        let ln_beta = |a: f64, b: f64| lgamma(a) + lgamma(b) - lgamma(a + b);
        let (yes, no) = (float(self.out_only), float(self.in_only));
        ln_beta(self.prior + yes, self.prior + no) - ln_beta(self.prior, self.prior)
    }

    /// A pair, in the order that was fixed: whether the outsider succeeded, and the insider. The logarithm
    /// of e after it.
    pub fn push(&mut self, outsider: bool, insider: bool) -> f64 {
        if outsider != insider {
            let seen = if outsider { self.out_only } else { self.in_only };
            let all = float(self.out_only + self.in_only);
            self.log_e += ln(2.0 * (float(seen) + self.prior) / (all + 2.0 * self.prior));
            self.out_only += u64::from(outsider);
            self.in_only += u64::from(insider);
        }
        self.log_e
    }

    /// The logarithm of e: ln 20 and above is an alarm at 5 %.
    pub const fn log_e(&self) -> f64 {
        self.log_e
    }

    /// The confidence sequence of the share of differing pairs that favour the outsider: every share
    /// against which less than 1 / `alpha` has been won. A half is equality.
    pub fn share(&self, alpha: f64) -> Interval {
        let (yes, no) = (float(self.out_only), float(self.in_only));
        let mixed = self.mixed();
        let power = |count: f64, rate: f64| if count == 0.0 { 0.0 } else { count * ln(rate) };
        let won = |share: f64| mixed - power(yes, share) - power(no, 1.0 - share) + ln(alpha);
        let seen = if yes + no > 0.0 { yes / (yes + no) } else { 0.5 };
        let low = if won(0.0) > 0.0 { zero(0.0, seen, |x| won(x).min(1e300)) } else { 0.0 };
        let high = if won(1.0) > 0.0 { zero(seen, 1.0, |x| won(x).min(1e300)) } else { 1.0 };
        Interval { low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    /// By hand: e is 2ⁿ over n + 1 times n over k. Ten of ten: 1024 / 11; three of four: 16 / 20.
    #[test]
    fn the_process_is_as_by_hand() {
        let after = |pairs: &[bool]| {
            let mut process = Discordant::new(PRIOR);
            for out in pairs {
                process.push(*out, !*out);
            }
            exp(process.log_e())
        };
        assert!((after(&[true; 10]) - 1024.0 / 11.0).abs() < 1e-12);
        assert!((after(&[true, false, true, true]) - 0.8).abs() < 1e-15);
        let mut process = Discordant::new(0.7);
        for at in 0..30 {
            process.push(at % 3 == 0, at % 3 != 0);
        }
        assert!((Discordant::of(0.7, 10, 20).log_e() - process.log_e()).abs() < 1e-12);
        let mut process = Discordant::new(PRIOR);
        assert_eq!((process.push(true, true), process.push(false, false)), (0.0, 0.0));
    }

    /// The mean over all ways that coins may fall is 1, so that it is a fair bet.
    #[test]
    fn the_bet_is_fair() {
        let n = 12_u32;
        let total: f64 = (0..1_u32 << n)
            .map(|way| {
                let mut process = Discordant::new(0.7);
                for at in 0..n {
                    process.push(way >> at & 1 == 1, way >> at & 1 == 0);
                }
                exp(process.log_e())
            })
            .sum();
        assert!((total / f64::from(1_u32 << n) - 1.0).abs() < 1e-12, "{total}");
    }

    #[test]
    fn the_sequence_holds_the_shares_that_were_not_ruled_out() {
        let mut process = Discordant::new(PRIOR);
        assert_eq!(process.share(0.05), Interval { low: 0.0, high: 1.0 });
        for at in 0..40 {
            process.push(at % 4 == 0, at % 4 != 0);
        }
        let found = process.share(0.05);
        assert!(found.low < 0.25 && 0.25 < found.high, "{found:?}");
        // A half is ruled out as soon as the process says so.
        assert_eq!(found.high < 0.5, process.log_e() > ln(20.0), "{found:?}");
        let mut all = Discordant::new(PRIOR);
        for _ in 0..30 {
            all.push(false, true);
        }
        let found = all.share(0.05);
        assert!(found.low == 0.0 && found.high < 0.2, "{found:?}");
    }
}
