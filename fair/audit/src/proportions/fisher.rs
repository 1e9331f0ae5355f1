//! Fisher's exact test (1935), and its mid-p.

use super::Table;
use crate::math::sum;
use crate::special::Hypergeometric;

/// Two tables count as equally likely within this share: sums of rounded numbers must not decide.
const SAME: f64 = 1.0 + 1e-7;

/// Exact p values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// That the outsiders have less.
    pub less: f64,
    /// That the outsiders have more.
    pub greater: f64,
    /// That they differ.
    pub two_sided: f64,
}

/// The outsiders' successes, given the margins.
pub(crate) const fn given_margins(table: Table) -> Hypergeometric {
    Hypergeometric { total: table.of(), marked: table.yes(), drawn: table.outsiders.of() }
}

/// Fisher's exact test; two-sided by adding what is no likelier than what was seen.
///
/// The time and the memory grow with the smaller margin.
pub fn fisher(table: Table) -> Exact {
    Spread::of(table).exact()
}

/// Fisher's test counting half of what was seen; two-sided by doubling the smaller side.
///
/// Lancaster (1961). Less conservative, and no longer a guarantee.
pub fn mid_p(table: Table) -> Exact {
    Spread::of(table).mid_p()
}

/// How probable each number of successes is if both sides are alike, and where what was seen stands.
pub(crate) struct Spread {
    pub(crate) all: Vec<f64>,
    pub(crate) at: usize,
}

impl Spread {
    pub(crate) fn exact(&self) -> Exact {
        let Self { all, at } = self;
        let limit = all[*at] * SAME;
        let rare = all.iter().copied().filter(|p| *p <= limit);
        Exact {
            less: below(all, *at).min(1.0),
            greater: above(all, *at).min(1.0),
            two_sided: sum(rare).min(1.0),
        }
    }

    pub(crate) fn mid_p(&self) -> Exact {
        let half = 0.5 * self.all[self.at];
        let (less, greater) = (below(&self.all, self.at) - half, above(&self.all, self.at) - half);
        Exact { less, greater, two_sided: (2.0 * less.min(greater)).min(1.0) }
    }

    pub(crate) fn of(table: Table) -> Self {
        let spread = given_margins(table);
        let at = table.outsiders.yes() - spread.least();
        Self { all: spread.all(), at: usize::try_from(at).expect("the counts fit in memory") }
    }
}

fn below(all: &[f64], at: usize) -> f64 {
    sum(all[..=at].iter().copied())
}

fn above(all: &[f64], at: usize) -> f64 {
    sum(all[at..].iter().rev().copied())
}
