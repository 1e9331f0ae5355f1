//! What the charts show of waits and of monitors, in few enough points.

use drawbridge_fair_audit::anytime::bounded::empirical_bernstein;
use drawbridge_fair_audit::anytime::normal::asymptotic;
use drawbridge_fair_audit::survival::incidence::{Incidence, Outcome, incidence};
use drawbridge_fair_audit::survival::kaplan_meier::{Step, kaplan_meier};
use drawbridge_fair_audit::survival::{Observation, side};
use drawbridge_fair_record::leaf::Verdict;

use super::tools::{Levels, finite};
use super::waits::HOUR;
use crate::cases::{Bit, NO_STRATUM, Table};
use crate::found::{Curve, Moment, Point, Sequence, Tick};
use crate::monitor::{Monitors, Step as Stand};

/// The most points of a line: more cannot be told apart on paper.
const POINTS: usize = 240;

/// The most that is bet on one value of a confidence sequence.
const TRUNCATION: f64 = 0.5;

/// After how many values the asymptotic sequence is tightest, and from how many on it is shown.
const BEST_AT: f64 = 500.0;
const DOZENS: usize = 48;

/// Both sides' curves of one topic: still undecided, and the three ends by Aalen and Johansen.
pub(super) fn waits(table: &Table, levels: Levels) -> Vec<Curve> {
    [true, false].into_iter().filter_map(|outsiders| one_side(table, outsiders, levels)).collect()
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Pending,
    Approved,
    Refused,
    Dropped,
}

fn one_side(table: &Table, outsiders: bool, levels: Levels) -> Option<Curve> {
    let mine =
        table.cases().filter(|case| case.outsider == outsiders && case.stratum != NO_STRATUM);
    let ended = |case: crate::cases::Case| match case.state.verdict() {
        Some(Verdict::Allow) => Ended::Approved,
        Some(Verdict::Restrict | Verdict::Refuse) => Ended::Refused,
        None if case.state.has(Bit::Dropped) => Ended::Dropped,
        None => Ended::Pending,
    };
    let cases: Vec<(f64, Ended)> =
        mine.map(|case| (case.wait as f64 / HOUR, ended(case))).collect();
    let any: Vec<(f64, bool)> = cases.iter().map(|one| (one.0, one.1 != Ended::Pending)).collect();
    let steps = kaplan_meier(&any);
    let of = |wanted: Ended| {
        let outcome = |ended: Ended| match ended {
            Ended::Pending => Outcome::Pending,
            one if one == wanted => Outcome::Approved,
            _ => Outcome::Denied,
        };
        let cases: Vec<(f64, Outcome)> = cases.iter().map(|one| (one.0, outcome(one.1))).collect();
        incidence(&cases, Outcome::Approved)
    };
    // Each has a step wherever a case ended, as the curve of all ends has.
    let [approved, refused, dropped] = [Ended::Approved, Ended::Refused, Ended::Dropped].map(of);
    let share = |of: &[Incidence], at: usize| of.get(at).map_or(0.0, |step| step.share);
    let moment = |at: usize| Moment {
        approved: share(&approved, at),
        refused: share(&refused, at),
        ended: share(&dropped, at),
        ..plain_moment(&steps[at], levels)
    };
    let moments: Vec<Moment> = thinned(steps.len()).map(moment).collect();
    let pending = cases.iter().filter(|one| one.1 == Ended::Pending).map(|one| one.0);
    let curve = Curve { indicator: String::new(), outsiders, moments, ticks: ticks(pending) };
    (!cases.is_empty()).then_some(curve)
}

/// Both sides' curves where there is one end only.
pub(super) fn plain(id: &str, each: &[Observation], levels: Levels) -> Vec<Curve> {
    let one = |outsiders: bool| {
        let mine = side(each, outsiders);
        let steps = kaplan_meier(&mine);
        let moments = thinned(steps.len()).map(|at| plain_moment(&steps[at], levels)).collect();
        let pending = mine.iter().filter(|one| !one.1).map(|one| one.0);
        let curve = Curve { indicator: id.to_owned(), outsiders, moments, ticks: ticks(pending) };
        (!mine.is_empty()).then_some(curve)
    };
    [true, false].into_iter().filter_map(one).collect()
}

fn plain_moment(step: &Step, levels: Levels) -> Moment {
    let within = step.interval(levels.level);
    Moment {
        time: step.time,
        at_risk: step.at_risk as u64,
        undecided: step.waiting,
        low: within.and_then(|within| finite(within.low)),
        high: within.and_then(|within| finite(within.high)),
        approved: 1.0 - step.waiting,
        refused: 0.0,
        ended: 0.0,
    }
}

/// Evenly spread places out of so many, first and last kept.
fn thinned(count: usize) -> impl Iterator<Item = usize> {
    let shown = count.min(POINTS);
    (0..shown).map(move |at| if shown < 2 { at } else { at * (count - 1) / (shown - 1) })
}

/// Pending cases by age: each a tick, or where they are many those of equal parts of the whole.
fn ticks(pending: impl Iterator<Item = f64>) -> Vec<Tick> {
    let mut ages: Vec<f64> = pending.collect();
    ages.sort_unstable_by(f64::total_cmp);
    let each = ages.len().div_ceil(POINTS).max(1);
    let tick = |some: &[f64]| Tick { time: some[some.len() / 2], cases: some.len() as u64 };
    ages.chunks(each).map(tick).collect()
}

/// The monitors over time, with their confidence sequences.
pub(crate) fn sequences(
    monitors: &Monitors,
    levels: Levels,
    margin: impl Fn(&str) -> Option<f64>,
) -> Vec<Sequence> {
    let named = |id: &str, points: Vec<Point>| {
        let margin = margin(id);
        let margin_low = margin.map(|margin| -margin);
        Sequence { indicator: id.to_owned(), margin_low, margin_high: margin, points }
    };
    let rates = monitors.rates.iter().map(|one| named(&one.id, rate(&one.steps.all, levels)));
    let waits = monitors.waits.iter().map(|one| {
        let points = thinned(one.points.len()).map(|at| point(&one.points[at])).collect();
        named(&one.id, points)
    });
    let means = monitors.means.iter().map(|one| {
        let points = mean(&one.steps.all, levels);
        // A margin of fees is one of their ratio, and does not belong on this scale.
        Sequence { margin_low: None, margin_high: None, ..named(&one.id, points) }
    });
    rates.chain(waits).chain(means).filter(|one| !one.points.is_empty()).collect()
}

fn point(stand: &Stand) -> Point {
    Point {
        index: stand.at.index,
        time: u64::try_from(stand.at.time).unwrap_or(0),
        outsiders: stand.outsiders,
        insiders: stand.insiders,
        value: None,
        low: None,
        high: None,
        log_e: stand.log_e,
    }
}

/// The differences lie between -1 and 1: the empirical Bernstein sequence, on that scale.
fn rate(stands: &[Stand], levels: Levels) -> Vec<Point> {
    let values: Vec<f64> = stands.iter().map(|one| f64::midpoint(one.difference, 1.0)).collect();
    let limits = empirical_bernstein(&values, levels.alpha, TRUNCATION);
    let means = means(stands);
    let one = |at: usize| Point {
        value: finite(means[at]),
        low: finite((2.0 * limits[at].low - 1.0).max(-1.0)),
        high: finite((2.0 * limits[at].high - 1.0).min(1.0)),
        ..point(&stands[at])
    };
    thinned(stands.len()).map(one).collect()
}

fn mean(stands: &[Stand], levels: Levels) -> Vec<Point> {
    let values: Vec<f64> = stands.iter().map(|one| one.difference).collect();
    let limits = asymptotic(&values, levels.alpha, BEST_AT);
    let means = means(stands);
    let one = |at: usize| {
        let shown = at + 1 >= DOZENS;
        Point {
            value: finite(means[at]),
            low: finite(limits[at].low).filter(|_| shown),
            high: finite(limits[at].high).filter(|_| shown),
            ..point(&stands[at])
        }
    };
    thinned(stands.len()).map(one).collect()
}

fn means(stands: &[Stand]) -> Vec<f64> {
    let mut sum = 0.0;
    let mean = |(at, one): (usize, &Stand)| {
        sum += one.difference;
        sum / (at as f64 + 1.0)
    };
    stands.iter().enumerate().map(mean).collect()
}
