//! The exact power of Fisher's test.

use crate::math::{Sum, sum};
use crate::special::{Binomial, Hypergeometric};

/// The most cases on both sides: the work grows with their square.
pub const MOST: u64 = 5000;
/// Two tables count as equally likely within this share, as in Fisher's test.
const SAME: f64 = 1.0 + 1e-7;

/// The power of the two-sided test; `None` for more than [`MOST`] cases.
///
/// `out_rate` of `outsiders` and `in_rate` of `insiders` are expected to succeed.
pub fn fisher(rates: (f64, f64), outsiders: u64, insiders: u64, alpha: f64) -> Option<f64> {
    let total = outsiders + insiders;
    if total > MOST {
        return None;
    }
    let spread = |of: u64, rate: f64| -> Vec<f64> {
        (0..=of).map(|count| Binomial { of, rate }.exactly(count)).collect()
    };
    let (out, ins) = (spread(outsiders, rates.0), spread(insiders, rates.1));
    let power = (0..=total).map(|marked| {
        let given = Hypergeometric { total, marked, drawn: outsiders };
        let least = given.least();
        let rejected = rejected(&given.all(), alpha);
        sum(rejected.into_iter().map(|at| {
            let yes = least as usize + at;
            out[yes] * ins[marked as usize - yes]
        }))
    });
    Some(sum(power))
}

/// The places whose two-sided p value is at most `alpha`.
fn rejected(all: &[f64], alpha: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
    let (mut below, mut added) = (Sum::ZERO, 0);
    let mut rejected = Vec::new();
    for at in &order {
        while added < order.len() && all[order[added]] <= all[*at] * SAME {
            below.add(all[order[added]]);
            added += 1;
        }
        if below.total() > alpha {
            break;
        }
        rejected.push(*at);
    }
    rejected.sort_unstable();
    rejected
}
