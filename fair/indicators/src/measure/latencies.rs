//! Latencies: heavy-tailed, so ranks and quantiles and no means.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_fair_audit::anytime::quantiles;
use drawbridge_fair_audit::durations::clusters::{ClusteredWin, Owned, clustered_win};
use drawbridge_fair_audit::durations::quantile::{harrell_davis, harrell_davis_error, quantile};
use drawbridge_fair_audit::durations::win::{cliff, win};
use drawbridge_fair_audit::durations::{Samples, win};
use drawbridge_fair_audit::equivalence::{Tost, win_probability};
use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::special::student;
use drawbridge_fair_audit::stratified::van_elteren::{rank_sum, van_elteren};

use super::Measures;
use super::numbers::{Field, Pooled, Sides, by_stratum, samples, sizes, tell_limits, together};
use super::tools::{
    Levels, deviate, equality, estimate, finite, forest_row, fraction, margin_of, reach_by, tested,
    tost, tost_by,
};
use super::waits::around;
use crate::cases::{NO_NUMBER, NO_STRATUM, Table};
use crate::found::{Indicator, Monitored};
use crate::plan::Better;

/// Around how many values the monitor of a quantile is best.
const BEST_AT: f64 = 1000.0;

/// How many values of a side must lie beyond a quantile on either hand before a stratum tells its gap:
/// of fewer the quantile is the largest value, and that grows with the sample.
const BEYOND: f64 = 5.0;

/// The gap in a quantile, and whether one side is faster: within strata.
pub(super) fn latency(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
    at: i64,
) {
    let Some(table) = tables.first() else { return };
    let (levels, p) = (all.levels, fraction(at));
    let strata = by_stratum(table, field, found);
    let [out, ins] = together(&strata);
    let Ok(crude) = Samples::new(&out, &ins) else { return };
    drop((out, ins));
    let named = samples(table, &strata);
    drop(strata);
    for (side, sorted) in
        [(&mut found.outsiders, crude.outsiders()), (&mut found.insiders, crude.insiders())]
    {
        side.cases = sorted.len() as u64;
        side.value = finite(quantile(sorted, p));
    }
    let clusters = if table.topic.clustered { clusters(table, field) } else { Vec::new() };
    let only: Vec<Samples> = named.into_iter().map(|(_, one)| one).collect();
    found.strata_used = only.len() as u64;
    // With one stratum of both sides the exact spread of wins is known; with more they are put together.
    let margin = margin_of(all.plan, &found.id).unwrap_or(0.5);
    let plain = won(&only, margin, levels);
    // Where a merchant's calls share a fate, all that is told of them is as much less sure.
    let shared = clustered_win(&clusters).ok().flatten();
    let wider = match (&plain, shared) {
        (Some(plain), Some(shared)) => {
            (shared.error / plain.error).max(1.0) * (deviate(levels, shared.df) / levels.z())
        }
        // Of a single merchant, or of some that are all alike, it is not known how far others may lie.
        _ if table.topic.clustered => f64::INFINITY,
        _ => 1.0,
    };
    found.difference = match (&only[..], shared) {
        ([], _) => None,
        (_, Some(win)) => {
            let far = (win.theta - 0.5).abs() / win.error;
            tested("clustered_win_t", 2.0 * student(far, win.df).above)
        }
        _ if table.topic.clustered => merchants(&clusters)
            .and_then(|merchants| tested("mann_whitney_of_merchants", win::differ(&merchants))),
        ([one], _) => tested("brunner_munzel", win::differ(one)),
        _ => van_elteren(&only).and_then(|z| tested("van_elteren", z.two_sided)),
    };
    tell_gaps(found, &only, &crude, (p, wider, levels));
    let won = match shared {
        Some(win) => Won::of_clusters(win, margin, levels),
        None => plain.filter(|_| !table.topic.clustered),
    };
    tell_wins(all, found, &only, won);
    // Limits by rank suppose that each call is a witness.
    if !table.topic.clustered {
        tell_limits(found, &crude, (p, levels));
    }
    found.monitored = if table.topic.clustered {
        monitored(&firsts(table, field), p, levels)
    } else {
        monitored(&only, p, levels)
    };
}

/// The gap in the quantile that is asked, then in the usual ones.
fn tell_gaps(
    found: &mut Indicator,
    only: &[Samples],
    crude: &Samples,
    (p, wider, levels): (f64, f64, Levels),
) {
    let z = levels.z() * wider;
    let within = |p: f64| gap_within(only, p, z);
    found.estimate = if let Some((gap, limits)) = within(p) {
        estimate("harrell_davis_difference", gap, limits, levels.level)
    } else {
        let (gap, limits) = gap(crude, p, z);
        estimate("crude_harrell_davis_difference", gap, limits, levels.level)
    };
    for (name, p) in [("p50_gap", 0.5), ("p95_gap", 0.95), ("p99_gap", 0.99)] {
        let told = within(p).and_then(|(gap, limits)| estimate(name, gap, limits, levels.level));
        found.further.extend(told);
    }
    if only.len() > 1 {
        let (gap, limits) = gap(crude, p, z);
        found.further.extend(estimate("crude_gap", gap, limits, levels.level));
    }
}

/// The gap within strata that tell it, each weighing as its cases compare.
fn gap_within(only: &[Samples], p: f64, z: f64) -> Option<(f64, Interval)> {
    if let [one] = only {
        return Some(gap(one, p, z));
    }
    let mut pooled = Pooled::default();
    let tells = |one: &&Samples| sizes(one).iter().all(|n| n * p.min(1.0 - p) >= BEYOND);
    for one in only.iter().filter(tells) {
        let (gap, error) = gap_and_error(one, p);
        pooled.add(one, gap, error);
    }
    let (gap, error) = pooled.total()?;
    Some((gap, around(gap, z * error)))
}

/// The gap of Harrell and Davis' quantiles, with the jackknife's errors of both sides.
fn gap_and_error(samples: &Samples, p: f64) -> (f64, f64) {
    let [out, ins] = [samples.outsiders(), samples.insiders()];
    let gap = harrell_davis(out, p) - harrell_davis(ins, p);
    let [a, b] = [out, ins].map(|side| harrell_davis_error(side, p));
    (gap, (a * a + b * b).sqrt())
}

fn gap(samples: &Samples, p: f64, z: f64) -> (f64, Interval) {
    let (gap, error) = gap_and_error(samples, p);
    (gap, around(gap, z * error))
}

/// The chance that an outsider is slower than an insider of its stratum, on which equality is claimed.
fn tell_wins(all: &mut Measures<'_>, found: &mut Indicator, only: &[Samples], won: Option<Won>) {
    const CHANCE: &str = "win_probability";
    let (levels, margin) = (all.levels, margin_of(all.plan, &found.id));
    let Some(won) = won else { return };
    let told = estimate(CHANCE, won.theta, won.within, levels.level);
    let delta = match only {
        [one] if won.plain => cliff(one).interval(levels.level),
        _ => None,
    };
    let delta = delta
        .unwrap_or(Interval { low: 2.0 * won.within.low - 1.0, high: 2.0 * won.within.high - 1.0 });
    found.further.extend(estimate("cliffs_delta", 2.0 * won.theta - 1.0, delta, levels.level));
    if let Some(margin) = margin {
        let band = (0.5 - margin, 0.5 + margin);
        found.equality = equality("wellek", CHANCE, band, won.tost, Better::Less);
        all.series.forest.extend(told.as_ref().map(|one| forest_row(found, None, one)));
    }
    found.reach = Some(reach_by((won.error, won.df), margin, found.outsiders.cases, levels));
    found.further.extend(told);
}

/// The chance of a win within strata.
struct Won {
    theta: f64,
    error: f64,
    /// The degrees of freedom of that; infinite if it is taken as known.
    df: f64,
    within: Interval,
    tost: Tost,
    /// Whether every value is a witness of its own.
    plain: bool,
}

impl Won {
    fn of_clusters(win: ClusteredWin, margin: f64, levels: Levels) -> Option<Self> {
        let ClusteredWin { theta, error, df } = win;
        let tost = tost_by((theta, error, df), 0.5 - margin, 0.5 + margin)?;
        let within = around(theta, deviate(levels, df) * error);
        Some(Self { theta, error, df, within, tost, plain: false })
    }
}

fn won(only: &[Samples], margin: f64, levels: Levels) -> Option<Won> {
    if let [one] = only {
        let (win, tost) = win_probability(one, margin)?;
        let within = win.interval(levels.level);
        let (theta, error, df) = (win.theta, win.error, win.df);
        return Some(Won { theta, error, df, within, tost, plain: true });
    }
    let mut pooled = Pooled::default();
    for one in only {
        let ranks = rank_sum(one);
        let [n, m] = sizes(one);
        // Where the sides do not overlap their own spread is nothing; that of chance is not.
        let by_chance = ranks.variance.sqrt() / (n * m);
        let error = win(one).map_or(by_chance, |win| win.error);
        pooled.add(one, ranks.theta, error);
    }
    let (theta, error) = pooled.total()?;
    let tost = tost(theta, error, 0.5 - margin, 0.5 + margin)?;
    let within = around(theta, levels.z() * error);
    Some(Won { theta, error, df: f64::INFINITY, within, tost, plain: true })
}

/// The values with the merchants whose they are, by stratum.
fn clusters(table: &Table, (field, per): Field<'_>) -> Vec<Owned> {
    let mut strata = vec![Owned::default(); table.strata.len()];
    let Some(column) = table.topic.numbers.iter().position(|one| one == field) else {
        return strata;
    };
    for case in table.cases().filter(|case| case.stratum != NO_STRATUM) {
        let number = table.numbers[column][case.row];
        if number != NO_NUMBER {
            let value = (number as f64 / per as f64, table.cluster[case.row]);
            strata[case.stratum as usize][usize::from(!case.outsider)].push(value);
        }
    }
    strata
}

/// The first value of each merchant: one is all that it adds while the log grows.
fn firsts(table: &Table, (field, per): Field<'_>) -> Vec<Samples> {
    let mut strata = vec![Sides::default(); table.strata.len()];
    let Some(column) = table.topic.numbers.iter().position(|one| one == field) else {
        return Vec::new();
    };
    let mut heard = BTreeSet::new();
    for case in table.cases().filter(|case| case.stratum != NO_STRATUM) {
        let number = table.numbers[column][case.row];
        if number != NO_NUMBER && heard.insert(table.cluster[case.row]) {
            let side = usize::from(!case.outsider);
            strata[case.stratum as usize][side].push(number as f64 / per as f64);
        }
    }
    samples(table, &strata).into_iter().map(|(_, one)| one).collect()
}

/// The mean of each merchant's values.
fn merchants(strata: &[Owned]) -> Option<Samples> {
    let side = |at: usize| -> Vec<f64> {
        let mut sums: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
        for (value, cluster) in strata.iter().flat_map(|sides| &sides[at]) {
            let sum = sums.entry(*cluster).or_default();
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
        sums.values().map(|(sum, of)| sum / of).collect()
    };
    Samples::new(&side(0), &side(1)).ok()
}

/// The monitor of the quantile: the least of the strata's, times their number (Bonferroni); none if no
/// stratum has both sides.
fn monitored(only: &[Samples], p: f64, levels: Levels) -> Option<Monitored> {
    let each = only.iter().map(|one| quantiles::p_value(one, p, BEST_AT, levels.alpha));
    let least = each.reduce(f64::min)?;
    let p = (least * only.len() as f64).min(1.0);
    finite(-libm::log(p)).map(|log_e| Monitored {
        monitor: "quantile".to_owned(),
        log_e,
        log_e_max: log_e,
        p,
        alarmed_at: None,
        low: None,
        high: None,
    })
}
