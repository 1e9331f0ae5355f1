//! What is true in a world.

use super::Die;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An admission.
    Review,
    /// A link that is to open.
    Link,
    /// A fee.
    Fee,
    /// A place in a ranking of twenty.
    Place,
    /// A call of an interface.
    Call,
    /// A payment.
    Payment,
}

/// The categories, from easy to hard.
pub(super) const CATEGORIES: [&str; 4] = ["retail", "food", "travel", "video"];

/// Who gets what, and how soon. Rates are fractions of one.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Cases that come in.
    pub cases: u64,
    /// Over how many hours.
    pub hours: i64,
    /// Of how many subjects.
    pub subjects: u64,
    /// The share of subjects that are outsiders.
    pub outsiders: f64,
    /// The share of each [`Kind`], in their order.
    pub kinds: [f64; 6],
    /// The outsiders' mix of categories.
    pub out_mix: [f64; 4],
    /// The insiders' mix.
    pub in_mix: [f64; 4],
    /// What is approved of each category.
    pub approved: [f64; 4],
    /// By how much less of the outsiders' cases is approved, opened, paid.
    pub less: f64,
    /// How many times as long outsiders wait for a review.
    pub slower: f64,
    /// The share of the outsiders' reviews that are never decided.
    pub aside: f64,
    /// By what factor outsiders' fees are higher.
    pub dearer: f64,
}

impl World {
    /// A year of all gates in which both sides are treated alike.
    pub const fn fair(cases: u64) -> Self {
        Self {
            cases,
            hours: 8760,
            subjects: 200_000,
            outsiders: 0.4,
            kinds: [0.1, 0.4, 0.1, 0.05, 0.05, 0.3],
            out_mix: [0.25; 4],
            in_mix: [0.25; 4],
            approved: [0.95, 0.9, 0.8, 0.6],
            less: 0.0,
            slower: 1.0,
            aside: 0.0,
            dearer: 1.0,
        }
    }

    /// A quarter of reviews alone, each of a subject of its own.
    pub const fn reviews(cases: u64) -> Self {
        let kinds = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        Self { hours: 2160, subjects: 1 << 40, kinds, ..Self::fair(cases) }
    }

    pub(super) fn kind(&self, die: &mut Die) -> Kind {
        const ALL: [Kind; 6] =
            [Kind::Review, Kind::Link, Kind::Fee, Kind::Place, Kind::Call, Kind::Payment];
        ALL[die.one_of(&self.kinds)]
    }

    /// Whether a subject is an outsider: always the same of the same.
    pub(super) fn is_outsider(&self, subject: u64) -> bool {
        Die::new(subject ^ 0x5eed).happens(self.outsiders)
    }

    pub(super) fn category(&self, die: &mut Die, outsider: bool) -> usize {
        die.one_of(if outsider { &self.out_mix } else { &self.in_mix })
    }

    pub(super) fn rate(&self, kind: Kind, outsider: bool, category: usize) -> f64 {
        let rate = match kind {
            Kind::Review => self.approved[category],
            Kind::Link => 0.99,
            Kind::Payment => 0.97,
            Kind::Fee | Kind::Place | Kind::Call => return 1.0,
        };
        rate - if outsider { self.less } else { 0.0 }
    }

    /// Hours until a case is decided; none if it never is.
    pub(super) fn wait(
        &self,
        die: &mut Die,
        kind: Kind,
        outsider: bool,
        category: usize,
    ) -> Option<f64> {
        if kind != Kind::Review {
            return Some(0.0);
        }
        let aside = outsider && die.happens(self.aside);
        let mean = (10.0 + 5.0 * category as f64) * if outsider { self.slower } else { 1.0 };
        let wait = die.wait(mean);
        (!aside).then_some(wait)
    }

    /// The number of a case: a fee in parts in a million, a place, a latency in microseconds.
    #[allow(clippy::cast_possible_truncation, reason = "numbers of one world")]
    pub(super) fn number(&self, die: &mut Die, kind: Kind, outsider: bool, category: usize) -> i64 {
        match kind {
            Kind::Fee => {
                let middle = 6000.0 + 800.0 * category as f64;
                let factor = if outsider { self.dearer } else { 1.0 };
                (middle * factor * libm::exp(0.1 * die.bell())) as i64
            }
            Kind::Place => 1 + die.below(20).cast_signed(),
            Kind::Call => (20_000.0 * libm::exp(0.8 * die.bell())) as i64,
            Kind::Review | Kind::Link | Kind::Payment => 0,
        }
    }
}
