//! Whether both sides have the same quantile, at all times: for latencies.
//!
//! Howard and Ramdas (2022), Sequential estimation of quantiles, section 5.

use super::beta_binomial::Mixture;
use crate::durations::{Samples, places};
use crate::math::{exp, size};
use crate::root::lowest;

/// The p value that the `p` quantiles differ, valid whenever it is looked at.
///
/// The evidence is the least of both sides' evidence over all values that the quantile could have.
pub fn p_value(samples: &Samples, p: f64, best_at: f64, best_alpha: f64) -> f64 {
    let mixture = Mixture::new(p, best_at, best_alpha);
    let (out, ins) = (samples.outsiders(), samples.insiders());
    let out_evidence = Evidence::new(mixture, out.len());
    let ins_evidence = Evidence::new(mixture, ins.len());
    let at = |values: &[f64], mine: &Evidence, others: &[f64], theirs: &Evidence| {
        let counts = places(values, values).zip(places(values, others));
        let sums = counts.map(|(own, other)| mine.at(own) + theirs.at(other));
        sums.fold(f64::INFINITY, f64::min)
    };
    let least =
        at(out, &out_evidence, ins, &ins_evidence).min(at(ins, &ins_evidence, out, &out_evidence));
    exp(-least).min(1.0)
}

/// One side's evidence that the quantile is not at some value.
struct Evidence {
    mixture: Mixture,
    count: f64,
    /// The share of values below at which there is least evidence, and that evidence.
    least: (f64, f64),
}

impl Evidence {
    fn new(mixture: Mixture, count: usize) -> Self {
        let count = size(count);
        let log_e = |share: f64| mixture.log_e(share * count, (1.0 - share) * count);
        Self { mixture, count, least: lowest(0.0, 1.0, log_e) }
    }

    /// The logarithm of e where `less` values are below and `equal` there: the kindest reading.
    fn at(&self, (less, equal): (usize, usize)) -> f64 {
        let (below, upto) = (size(less), size(less + equal));
        let best = self.least.0 * self.count;
        if upto < best {
            self.mixture.log_e(upto, self.count - upto)
        } else if below > best {
            self.mixture.log_e(below, self.count - below)
        } else {
            self.least.1
        }
    }
}
