//! FA*IR: no prefix of a ranking has fewer outsiders than chance lets expect.
//!
//! Zehlike et al. (2017), FA*IR: a fair top-k ranking algorithm.

use crate::math::sum;
use crate::special::binomial_quantile;

/// The least number of outsiders among the first 1, 2, … `places`, each prefix tested at `alpha`.
///
/// `share` is the outsiders' share among all.
pub fn table(places: u64, share: f64, alpha: f64) -> Vec<u64> {
    (1..=places).map(|count| binomial_quantile(alpha, count, share)).collect()
}

/// The exact probability that a fair ranking breaks the table somewhere.
pub fn failure(table: &[u64], share: f64) -> f64 {
    // At[c]: the probability of c outsiders so far with nothing broken.
    let mut at = vec![1.0];
    for least in table {
        let mut next = vec![0.0; at.len() + 1];
        for (count, p) in at.iter().enumerate() {
            next[count] += p * (1.0 - share);
            next[count + 1] += p * share;
        }
        for (count, p) in next.iter_mut().enumerate() {
            if (count as u64) < *least {
                *p = 0.0;
            }
        }
        at = next;
    }
    1.0 - sum(at)
}

/// How finely the level is found: coarser than rounding, which would tear ties apart.
const RESOLUTION: f64 = 1e-10;

/// The table for the largest level at which all prefixes together fail with at most `alpha`.
pub fn adjusted_table(places: u64, share: f64, alpha: f64) -> Vec<u64> {
    let (mut low, mut high) = (0.0, alpha);
    while high - low > RESOLUTION * alpha {
        let middle = f64::midpoint(low, high);
        if failure(&table(places, share, middle), share) <= alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    table(places, share, low)
}
