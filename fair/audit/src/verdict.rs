//! Three words for every indicator: EQUAL shown, UNEQUAL shown, NOT ENOUGH EVIDENCE.
//!
//! "No significant difference" is what one gets for free by having little data, so it is not a
//! verdict. Equality is claimed only where an equivalence or non-inferiority test rejects a gap of
//! the published margin; inequality only where the difference test does, after Holm over all
//! indicators and within strata; and where neither does, the report says what gap could have been
//! seen, and how many more decisions it takes.

use std::fmt;

use crate::power::{detectable_drop, noninferiority_outsiders};
use crate::proportions::Table;

/// What the tests of one indicator gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The p value that the sides differ, adjusted over all indicators.
    pub differ: f64,
    /// The p value that outsiders are not worse by the margin: non-inferiority.
    pub not_worse: f64,
    /// The p value that outsiders are not better by the margin; NaN if it was not tested.
    pub not_better: f64,
}

/// The answer to one indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Outsiders worse by the margin or more are ruled out, and no gap was seen.
    EqualShown,
    /// There is a gap, and it is ruled out that it reaches the margin on either side: with very much
    /// data.
    UnequalWithinMargin,
    /// There is a gap, for or against outsiders, and it may reach the margin.
    UnequalShown,
    /// Neither equality nor inequality could be shown.
    NotEnoughEvidence,
}

/// The verdict at level `alpha`, such as 0.05. A p value that is NaN shows nothing.
///
/// A gap that was seen is within the margin only if both sides of the margin are ruled out: outsiders
/// far better than insiders are not worse, and are not within it either.
pub fn judge(evidence: Evidence, alpha: f64) -> Verdict {
    let Evidence { differ, not_worse, not_better } = evidence;
    match (differ < alpha, not_worse < alpha, not_better < alpha) {
        (false, true, _) => Verdict::EqualShown,
        (true, true, true) => Verdict::UnequalWithinMargin,
        (true, ..) => Verdict::UnequalShown,
        (false, false, _) => Verdict::NotEnoughEvidence,
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EqualShown => "EQUAL, shown",
            Self::UnequalWithinMargin => "UNEQUAL, shown, and within the margin",
            Self::UnequalShown => "UNEQUAL, shown",
            Self::NotEnoughEvidence => "NOT ENOUGH EVIDENCE",
        })
    }
}

/// What is asked of an indicator that is a rate: fixed in the policy, before the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// The largest gap that still counts as equal, such as 0.05 for five points.
    pub margin: f64,
    /// The level: of the difference test two-sided, of the equality test one-sided.
    pub alpha: f64,
    /// With what chance a gap should be found, such as 0.8.
    pub power: f64,
}

/// What was out of reach of these data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The least drop below the insiders' rate that would have been found; `None` if none would.
    pub detectable: Option<f64>,
    /// How many outsiders show equality, were both rates that of the insiders and the proportion of
    /// both sides kept; `None` if their rate is 0 or 1, where the formula says nothing.
    pub outsiders_needed: Option<u64>,
    /// How many of these are missing.
    pub outsiders_missing: Option<u64>,
}

/// What could have been seen in two rates.
pub fn reach(table: Table, demand: Demand) -> Reach {
    let Demand { margin, alpha, power } = demand;
    let rate = table.insiders.rate();
    let (out, ins) = (table.outsiders.of() as f64, table.insiders.of() as f64);
    let detectable = detectable_drop(rate, out, ins, alpha, power);
    let needed = noninferiority_outsiders((rate, rate), margin, ins / out, alpha, power).ceil();
    let outsiders_needed = (needed.is_finite() && needed > 0.0).then_some(needed as u64);
    let missing = |needed: u64| needed.saturating_sub(table.outsiders.of());
    Reach { detectable, outsiders_needed, outsiders_missing: outsiders_needed.map(missing) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equivalence::rates;
    use crate::proportions::Count;
    use crate::proportions::pooled::z_test;

    #[test]
    fn each_word_has_its_evidence() {
        for (differ, not_worse, not_better, verdict) in [
            (0.4, 0.001, 0.001, Verdict::EqualShown),
            (0.4, 0.001, 0.4, Verdict::EqualShown),
            (0.4, 0.001, f64::NAN, Verdict::EqualShown),
            (0.001, 0.001, 0.001, Verdict::UnequalWithinMargin),
            (0.001, 0.001, 0.4, Verdict::UnequalShown),
            (0.001, 0.001, f64::NAN, Verdict::UnequalShown),
            (0.001, 0.4, 0.001, Verdict::UnequalShown),
            (0.4, 0.4, 0.001, Verdict::NotEnoughEvidence),
            (0.05, 0.05, 0.05, Verdict::NotEnoughEvidence),
            (f64::NAN, f64::NAN, f64::NAN, Verdict::NotEnoughEvidence),
        ] {
            let evidence = Evidence { differ, not_worse, not_better };
            assert_eq!(judge(evidence, 0.05), verdict, "{evidence:?}");
        }
    }

    #[test]
    fn far_better_is_not_within_the_margin() {
        let count = |yes| Count::new(yes, 1000).unwrap();
        let table = Table::new(count(990), count(600));
        let tost = rates(table, -0.05, 0.05);
        let differ = z_test(table).unwrap().two_sided;
        let evidence = Evidence { differ, not_worse: tost.p_low, not_better: tost.p_high };
        assert_eq!(judge(evidence, 0.05), Verdict::UnequalShown);
    }

    /// The numbers of the audit's specification: base rate 0.9, a level of 5 %, power 80 %.
    #[test]
    fn what_was_out_of_reach_is_told() {
        let table = |of| {
            let count = Count::new(of * 9 / 10, of).unwrap();
            Table::new(count, count)
        };
        let demand = Demand { margin: 0.05, alpha: 0.05, power: 0.8 };
        let found = reach(table(100), demand);
        assert_eq!(found.outsiders_needed, Some(446));
        assert_eq!(found.outsiders_missing, Some(346));
        assert!((found.detectable.unwrap() - 0.146).abs() < 0.005);
        assert_eq!(reach(table(1000), demand).outsiders_missing, Some(0));
    }

    #[test]
    fn nothing_is_promised_where_all_succeed() {
        let all = Count::new(10, 10).unwrap();
        let demand = Demand { margin: 0.05, alpha: 0.05, power: 0.8 };
        assert_eq!(reach(Table::new(all, all), demand).outsiders_needed, None);
    }
}
