//! What all measures need: blanks, levels, numbers that exist.

use drawbridge_fair_audit::equivalence::Tost;
use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::special::{
    normal_above, normal_below, normal_quantile, student, student_quantile,
};

use super::Measures;
use crate::cases::Table;
use crate::found::{
    Equality, Estimate, ForestRow, Indicator, Leaves, Missing, Reach, Side, Target, Tested, Word,
};
use crate::plan::{Asked, Better, MILLION, Plan, text};

/// The levels of a plan as fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Levels {
    /// Of tests.
    pub(crate) alpha: f64,
    /// The chance of finding what is there.
    pub(crate) power: f64,
    /// Of intervals.
    pub(crate) level: f64,
}

impl Levels {
    pub(crate) fn of(plan: &Plan) -> Self {
        let alpha = fraction(plan.alpha);
        Self { alpha, power: fraction(plan.power), level: 1.0 - alpha }
    }

    /// The normal deviate that an interval reaches on each side.
    pub(super) fn z(self) -> f64 {
        -normal_quantile(self.alpha / 2.0)
    }
}

/// Millionths as a fraction.
pub(crate) fn fraction(millionths: i64) -> f64 {
    millionths as f64 / MILLION as f64
}

/// A count as a double.
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// The number, if it is one.
pub(crate) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// An indicator of which nothing is known yet.
pub(super) fn blank(asked: &Asked, plan: &Plan, tables: &[&Table]) -> Indicator {
    let (name, definition) = text(&asked.id);
    let mut missing = Missing::default();
    let mut leaves: Option<Leaves> = None;
    for table in tables {
        missing.side += table.missing.side;
        missing.strata += table.missing.strata;
        leaves = match (leaves, table.leaves) {
            (Some(a), Some(b)) => Some(Leaves { from: a.from.min(b.from), to: a.to.max(b.to) }),
            (a, b) => a.or(b),
        };
    }
    let strata = match tables {
        [table] => table.topic.strata.iter().map(|stratum| stratum.name.clone()).collect(),
        _ => Vec::new(),
    };
    let target = asked.at_least.or(asked.at_most).map(|_| Target {
        at_least: asked.at_least.map(fraction),
        at_most: asked.at_most.map(fraction),
        met: None,
    });
    Indicator {
        id: asked.id.clone(),
        section: asked.section,
        name,
        definition,
        unit: asked.unit,
        headline: plan.headline.contains(&asked.id),
        outsiders: Side::default(),
        insiders: Side::default(),
        estimate: None,
        further: Vec::new(),
        difference: None,
        equality: None,
        monitored: None,
        verdict: Word::Value,
        reach: None,
        target,
        strata,
        strata_used: 0,
        missing,
        leaves,
    }
}

/// The margin of an indicator as the plan asks for it.
pub(crate) fn margin_of(plan: &Plan, id: &str) -> Option<f64> {
    let asked = plan.asked.iter().find(|asked| asked.id == id)?;
    asked.margin.map(fraction)
}

/// A number without an interval; none if it does not exist.
pub(super) fn number(measure: &str, value: f64) -> Option<Estimate> {
    let value = finite(value)?;
    Some(Estimate { measure: measure.to_owned(), value, low: None, high: None, level: None })
}

/// A number with its interval.
pub(super) fn estimate(
    measure: &str,
    value: f64,
    within: Interval,
    level: f64,
) -> Option<Estimate> {
    let plain = number(measure, value)?;
    let (low, high) = (finite(within.low), finite(within.high));
    Some(Estimate { low, high, level: Some(level), ..plain })
}

/// A test; none if its p value does not exist.
pub(super) fn tested(test: &str, p: f64) -> Option<Tested> {
    let p = finite(p)?;
    Some(Tested { test: test.to_owned(), p, p_holm: None, p_bh: None })
}

/// A claim of equality within `low` and `high` on the scale of a measure.
pub(super) fn equality(
    test: &str,
    measure: &str,
    (low, high): (f64, f64),
    tost: Tost,
    better: Better,
) -> Option<Equality> {
    // Above the lower margin is "not worse" where more is better, and "not better" where less is.
    let (worse, better) = match better {
        Better::More => (tost.p_low, tost.p_high),
        Better::Less => (tost.p_high, tost.p_low),
    };
    Some(Equality {
        test: test.to_owned(),
        margin_low: Some(low),
        margin_high: Some(high),
        measure: measure.to_owned(),
        p_not_worse: finite(worse)?,
        p_not_better: finite(better),
    })
}

/// Two one-sided tests of a number with a standard error, by the normal distribution.
pub(super) fn tost(value: f64, error: f64, low: f64, high: f64) -> Option<Tost> {
    let (low, high) = ((value - low) / error, (value - high) / error);
    let sound = error > 0.0 && error.is_finite();
    sound.then(|| Tost { low, p_low: normal_above(low), high, p_high: normal_below(high) })
}

/// The deviate that an interval reaches on each side where the error has so many degrees of freedom.
pub(super) fn deviate(levels: Levels, df: f64) -> f64 {
    if df.is_finite() { -student_quantile(levels.alpha / 2.0, df) } else { levels.z() }
}

/// Two one-sided tests of a number with a standard error that has so many degrees of freedom, infinitely
/// many if it is known.
pub(super) fn tost_by((value, error, df): (f64, f64, f64), low: f64, high: f64) -> Option<Tost> {
    let normal = tost(value, error, low, high)?;
    if !df.is_finite() {
        return Some(normal);
    }
    let (p_low, p_high) = (student(normal.low, df).above, student(normal.high, df).below);
    Some(Tost { p_low, p_high, ..normal })
}

/// A gap with its standard error and the degrees of freedom of that: the interval, whether the sides
/// differ, whether they are equal within the plan's margin, and what could have been seen.
///
/// Nothing is told of a gap without an error: where nothing varies there is no such test.
pub(super) fn tell_gap(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    (measure, value, error, df): (&str, f64, f64, f64),
    (tests, better): ([&str; 2], Better),
) {
    if error.is_nan() || error <= 0.0 {
        return;
    }
    let (levels, margin) = (all.levels, margin_of(all.plan, &found.id));
    let half = deviate(levels, df) * error;
    let within = Interval { low: value - half, high: value + half };
    found.estimate = estimate(measure, value, within, levels.level);
    let far = (value / error).abs();
    let above = if df.is_finite() { student(far, df).above } else { normal_above(far) };
    found.difference = tested(tests[0], 2.0 * above);
    found.equality = margin.and_then(|margin| {
        let tost = tost_by((value, error, df), -margin, margin)?;
        equality(tests[1], measure, (-margin, margin), tost, better)
    });
    found.reach = Some(reach_by((error, df), margin, found.outsiders.cases, levels));
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
}

/// What could have been seen with this standard error, and how many outsiders show equality within
/// `margin` if there is no gap: errors shrink with the root of the number of cases.
pub(super) fn reach(error: f64, margin: Option<f64>, outsiders: u64, levels: Levels) -> Reach {
    reach_by((error, f64::INFINITY), margin, outsiders, levels)
}

/// The same of an error that has so many degrees of freedom: with few only wide gaps are seen.
pub(super) fn reach_by(
    (error, df): (f64, f64),
    margin: Option<f64>,
    outsiders: u64,
    levels: Levels,
) -> Reach {
    let power = -normal_quantile(1.0 - levels.power);
    let detectable = (deviate(levels, df) + power) * error;
    let needed = margin.and_then(|margin| {
        let times = (-normal_quantile(levels.alpha) + power) * error / margin;
        whole((float(outsiders) * times * times).ceil())
    });
    let missing = needed.map(|needed| needed.saturating_sub(outsiders));
    Reach {
        detectable: finite(detectable).filter(|gap| *gap > 0.0),
        outsiders_needed: needed,
        outsiders_missing: missing,
    }
}

/// A whole number out of a double that is one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is looked at before it is cast"
)]
fn whole(number: f64) -> Option<u64> {
    let fits = (0.0..9.0e15).contains(&number);
    fits.then_some(number as u64)
}

/// The indicator's own row of the forest plot.
pub(super) fn forest_row(found: &Indicator, stratum: Option<String>, one: &Estimate) -> ForestRow {
    let equality = found.equality.as_ref();
    ForestRow {
        indicator: found.id.clone(),
        stratum,
        measure: one.measure.clone(),
        outsiders: found.outsiders.cases,
        insiders: found.insiders.cases,
        value: one.value,
        low: one.low,
        high: one.high,
        margin_low: equality.and_then(|equality| equality.margin_low),
        margin_high: equality.and_then(|equality| equality.margin_high),
    }
}
