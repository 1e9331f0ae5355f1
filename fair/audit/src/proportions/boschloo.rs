//! Boschloo's exact test (1970): Fisher's p value as a statistic, its worst case as the p value.
//!
//! Uniformly more powerful than Fisher's test, and still a guarantee.

use super::{Count, Table};
use crate::math::size;
use crate::root::greatest;
use crate::special::{Binomial, Hypergeometric};

/// The largest group: the work grows with the product of the groups.
pub const MOST: u64 = 400;
/// How finely the nuisance rate is searched before the best places are refined.
const GRID: usize = 2000;
/// How many of the best places are refined.
const REFINED: usize = 6;

/// Boschloo's test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boschloo {
    /// Fisher's p value that the outsiders have less.
    pub less_statistic: f64,
    /// That the outsiders have less.
    pub less: f64,
    /// Fisher's p value that the outsiders have more.
    pub greater_statistic: f64,
    /// That the outsiders have more.
    pub greater: f64,
    /// That they differ: the smaller, doubled.
    pub two_sided: f64,
}

/// Boschloo's test; `None` if a group has more than [`MOST`] cases.
///
/// The worst case over the common rate is searched on a grid of 2,000 and refined around its six
/// best places: right to about 1e-12, and to the byte everywhere.
pub fn boschloo(table: Table) -> Option<Boschloo> {
    if table.outsiders.of() > MOST || table.insiders.of() > MOST {
        return None;
    }
    let (less_statistic, less) = one_sided(table);
    let (greater_statistic, greater) = one_sided(table.swapped());
    let two_sided = (2.0 * less.min(greater)).min(1.0);
    Some(Boschloo { less_statistic, less, greater_statistic, greater, two_sided })
}

/// Fisher's p value that the outsiders have less, and what it lacks of 1.
#[derive(Clone, Copy)]
struct Fisher {
    less: f64,
    lacks: f64,
}

impl Fisher {
    fn of(out_yes: u64, in_yes: u64, table: Table) -> Fisher {
        let (total, drawn) = (table.of(), table.outsiders.of());
        let tails = Hypergeometric { total, marked: out_yes + in_yes, drawn }.tails(out_yes);
        Fisher { less: tails.below, lacks: tails.above }
    }

    /// At least as extreme; what differs by rounding alone is as extreme. Near 1 only what is lacking tells
    /// values apart: 1 and 1 less 1e-11 are far from each other in what they say of the worst case.
    fn as_extreme_as(self, seen: Fisher) -> bool {
        if seen.less < 0.5 {
            self.less <= seen.less * (1.0 + 1e-9)
        } else {
            self.lacks >= seen.lacks * (1.0 - 1e-9)
        }
    }
}

fn one_sided(table: Table) -> (f64, f64) {
    let (out, ins) = (table.outsiders, table.insiders);
    let seen = Fisher::of(out.yes(), ins.yes(), table);
    // For each count of outsiders, the least count of insiders that is as extreme: it only grows.
    let mut from = Vec::new();
    let mut least = 0;
    for out_yes in 0..=out.of() {
        while least <= ins.of() && !Fisher::of(out_yes, least, table).as_extreme_as(seen) {
            least += 1;
        }
        from.push(least);
    }
    let tail = |rate: f64| extreme(&from, out, ins, rate);
    let at = |place: usize| size(place) / size(GRID);
    let mut found: Vec<(f64, usize)> = (0..=GRID).map(|place| (tail(at(place)), place)).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let refined = found.iter().take(REFINED).map(|(value, place)| {
        let (low, high) = (at(place.saturating_sub(1)), at((place + 1).min(GRID)));
        greatest(low, high, tail).max(*value)
    });
    (seen.less, refined.fold(0.0, f64::max).min(1.0))
}

/// The probability of a table in the region, at a common rate.
fn extreme(from: &[u64], out: Count, ins: Count, rate: f64) -> f64 {
    let binomial = Binomial { of: ins.of(), rate };
    let mut above = vec![0.0; from.len().max(1)];
    let mut sum = 0.0;
    let mut next = ins.of() + 1;
    // `from` grows, so that its reverse needs each insider's term once.
    for (place, least) in from.iter().enumerate().rev() {
        while next > *least {
            next -= 1;
            sum += binomial.exactly(next);
        }
        above[place] = sum;
    }
    let binomial = Binomial { of: out.of(), rate };
    let parts = above.iter().zip(0..).map(|(above, count)| above * binomial.exactly(count));
    crate::math::sum(parts)
}
