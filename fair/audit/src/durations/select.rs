//! The k-th smallest of all pairs' values, without making the pairs.

/// The k-th smallest (from 1) of `f(x, y)` over all pairs, where `f` grows with `x` and falls with
/// `y`; both are sorted. 64 walks along both lists, however many pairs there are, and exact.
pub(super) fn smallest(
    xs: &[f64],
    ys: &[f64],
    rank: u64,
    f: impl Fn(f64, f64) -> f64 + Copy,
) -> f64 {
    let (mut low, mut high) = (key(f64::NEG_INFINITY), key(f64::INFINITY));
    while low < high {
        let middle = low + (high - low) / 2;
        if at_most(xs, ys, value(middle), f) >= rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    // Of the two zeros the positive one.
    value(low) + 0.0
}

/// How many pairs have at most `limit`.
fn at_most(xs: &[f64], ys: &[f64], limit: f64, f: impl Fn(f64, f64) -> f64) -> u64 {
    let mut from = 0;
    let mut count = 0;
    for x in xs {
        while from < ys.len() && f(*x, ys[from]) > limit {
            from += 1;
        }
        count += (ys.len() - from) as u64;
    }
    count
}

/// Doubles in their order, as integers.
const fn key(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

const fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_as_sorting_all_pairs() {
        let (xs, ys) = ([-2.0, 0.5, 0.5, 3.25, 7.0], [-1.0, 0.5, 2.0]);
        let mut all: Vec<f64> = xs.iter().flat_map(|x| ys.iter().map(move |y| x - y)).collect();
        all.sort_by(f64::total_cmp);
        for (rank, expected) in (1..).zip(all) {
            assert_eq!(smallest(&xs, &ys, rank, |x, y| x - y), expected, "{rank}");
        }
    }
}
