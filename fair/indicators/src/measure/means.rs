//! Means within strata: steps, deposits, methods that are offered.

use drawbridge_fair_audit::durations::welch::welch;
use drawbridge_fair_audit::durations::{Samples, win};
use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::{Count, Table as Rates};
use drawbridge_fair_audit::stratified::clusters::{Sums, clustered_means};
use drawbridge_fair_audit::stratified::van_elteren::van_elteren;

use super::numbers::{Field, Pooled, by_stratum, samples, together};
use super::tools::{equality, finite, margin_of, number, tell_gap, tested};
use super::{Measures, rates};
use crate::cases::{NO_NUMBER, NO_STRATUM, Table};
use crate::found::Indicator;
use crate::plan::Better;

const MEASURE: &str = "mean_difference";

/// The gap between two means: Welch's within each stratum, put together as their cases compare; between
/// merchants where cases share their fate.
pub(super) fn mean(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: Field<'_>,
    better: Better,
) {
    let Some(table) = tables.first() else { return };
    let strata = by_stratum(table, field, found);
    let sides = together(&strata);
    for (side, values) in [(&mut found.outsiders, &sides[0]), (&mut found.insiders, &sides[1])] {
        side.cases = values.len() as u64;
        side.value = finite(values.iter().sum::<f64>() / values.len() as f64);
    }
    let only: Vec<Samples> = samples(table, &strata).into_iter().map(|(_, one)| one).collect();
    found.strata_used = only.len() as u64;
    if table.topic.clustered {
        let sums = sums(table, field);
        if let Some(gap) = clustered_means(&sums) {
            let tests = ["clustered_t", "tost_clustered"];
            let gap = (MEASURE, gap.difference, gap.error, gap.df);
            tell_gap(all, found, gap, (tests, better));
            return;
        }
        return constant(all, found, &only, (merchants(&sums).as_ref(), better));
    }
    let mut pooled = Pooled::default();
    for one in &only {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        match welch(one) {
            Some(gap) => pooled.add_welch(one, gap),
            // A stratum in which nothing varies has a gap that is sure, zero as a rule.
            None => pooled.add(one, mean(one.outsiders()) - mean(one.insiders()), 0.0),
        }
    }
    match pooled.total() {
        Some((gap, error)) if error > 0.0 => {
            let tests = ["welch_stratified", "tost_means"];
            tell_gap(all, found, (MEASURE, gap, error, pooled.df()), (tests, better));
        }
        _ => constant(all, found, &only, (None, better)),
    }
}

/// Where nothing varies within a side: the gap is what it is, and ranks tell whether it is one; those of
/// merchants where they are the witnesses.
///
/// If all values are one and the same, so many witnesses say that a case of another value, by one unit,
/// is rarer than the margin; of a margin of a unit or more that says nothing.
fn constant(
    all: &Measures<'_>,
    found: &mut Indicator,
    only: &[Samples],
    (merchants, better): (Option<&Samples>, Better),
) {
    let Some((out, ins)) = found.outsiders.value.zip(found.insiders.value) else { return };
    if only.is_empty() {
        return;
    }
    found.estimate = number(MEASURE, out - ins);
    let by_ranks = van_elteren(only);
    found.difference = match (merchants, by_ranks) {
        (Some(merchants), _) => tested("mann_whitney_of_merchants", win::differ(merchants)),
        (None, z) => z.and_then(|z| tested("van_elteren", z.two_sided)),
    };
    let margin = margin_of(all.plan, &found.id).filter(|margin| *margin < 1.0);
    let witnesses = merchants.map_or([found.outsiders.cases, found.insiders.cases], |merchants| {
        [merchants.outsiders().len() as u64, merchants.insiders().len() as u64]
    });
    let [out, ins] = witnesses.map(|of| Count::new(0, of).ok());
    if let (None, Some(margin), Some(out), Some(ins)) = (by_ranks, margin, out, ins) {
        let none = Rates::new(out, ins);
        let tost = equivalence::rates(none, -margin, margin);
        found.equality = equality("tost_score_of_others", MEASURE, (-margin, margin), tost, better);
        found.reach = Some(rates::reach(none, Some(margin), all.levels));
    }
}

/// The numbers by merchant and stratum.
fn sums(table: &Table, (field, per): Field<'_>) -> Vec<Sums> {
    let Some(column) = table.topic.numbers.iter().position(|one| one == field) else {
        return Vec::new();
    };
    let mut cases: Vec<(u64, bool, u32, i64)> = table
        .cases()
        .map(|case| {
            let number = table.numbers[column][case.row];
            (table.cluster[case.row], case.outsider, case.stratum, number)
        })
        .filter(|case| case.2 != NO_STRATUM && case.3 != NO_NUMBER)
        .collect();
    cases.sort_unstable();
    let one = |mine: &[(u64, bool, u32, i64)]| Sums {
        cluster: mine[0].0,
        outsider: mine[0].1,
        stratum: mine[0].2,
        sum: mine.iter().map(|case| case.3 as f64).sum::<f64>() / per as f64,
        of: mine.len() as u64,
    };
    cases.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)).map(one).collect()
}

/// The means of merchants.
fn merchants(sums: &[Sums]) -> Option<Samples> {
    let mut sides = [Vec::new(), Vec::new()];
    for mine in sums.chunk_by(|a, b| (a.cluster, a.outsider) == (b.cluster, b.outsider)) {
        let of = mine.iter().map(|one| one.of).sum::<u64>() as f64;
        let mean = mine.iter().map(|one| one.sum).sum::<f64>() / of;
        sides[usize::from(!mine[0].outsider)].push(mean);
    }
    Samples::new(&sides[0], &sides[1]).ok()
}
