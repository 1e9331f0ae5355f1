//! Waits that begin with a decision: until a block is lifted, until an appeal is decided.

use drawbridge_fair_audit::survival::kaplan_meier::{kaplan_meier, quantile};
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::{Observation, Strata, side};

use super::Measures;
use super::curves;
use super::tools::{number, tested};
use super::waits::HOUR;
use crate::cases::{Refusal, Table};
use crate::found::{Indicator, Side};

/// From a refusal until it was lifted; what holds at the end of the period is pending.
pub(super) fn lifted(all: &mut Measures<'_>, found: &mut Indicator, tables: &[&Table]) {
    let one = |table: &Table, (row, refusal): (&u32, &Refusal)| {
        let (wait, lifted) = match refusal {
            Refusal::Since(wait) => (*wait, false),
            Refusal::Lifted(wait) => (*wait, true),
        };
        observation(table, *row, wait, lifted)
    };
    let each = tables
        .iter()
        .flat_map(|table| table.refused.iter().filter_map(move |refusal| one(table, refusal)));
    tell(all, found, &each.collect::<Vec<_>>());
}

/// From an appeal until its decision; appeals that are not decided are pending.
pub(super) fn waits(all: &mut Measures<'_>, found: &mut Indicator, tables: &[&Table]) {
    let each = tables.iter().flat_map(|table| {
        let appeals = table.appeals.iter();
        appeals.filter_map(move |(row, wait, decided)| observation(table, *row, *wait, *decided))
    });
    tell(all, found, &each.collect::<Vec<_>>());
}

fn observation(table: &Table, row: u32, wait: i64, decided: bool) -> Option<Observation> {
    let case = table.case(row as usize)?;
    Some(Observation { time: wait as f64 / HOUR, decided, outsider: case.outsider, stratum: 0 })
}

fn tell(all: &mut Measures<'_>, found: &mut Indicator, each: &[Observation]) {
    let told = |outsider: bool| {
        let mine = side(each, outsider);
        Side {
            cases: mine.len() as u64,
            pending: mine.iter().filter(|one| !one.1).count() as u64,
            value: quantile(&kaplan_meier(&mine), 0.5),
        }
    };
    (found.outsiders, found.insiders) = (told(true), told(false));
    (found.strata, found.strata_used) = (Vec::new(), 1);
    let gap = found.outsiders.value.zip(found.insiders.value);
    found.estimate = gap.and_then(|(out, ins)| number("kaplan_meier_difference", out - ins));
    found.difference = tested("log_rank", log_rank(each, Strata::Ignored, Weights::default()).p());
    all.series.survival.extend(curves::plain(&found.id, each, all.levels));
}
