//! Shares and counts of both sides together, with each side's beside them.

use std::collections::BTreeMap;

use drawbridge_fair_audit::proportions::{Count, interval};

use super::Measures;
use super::tools::{estimate, finite, float, number};
use crate::cases::{BETWEEN, Bit, NO_STRATUM, Question, Side, State, Table, place_of_flag};
use crate::found::{Indicator, Missing};
use crate::plan::Yes;

/// How many of how many: outsiders, insiders, and those whose side is unknown.
type Counts = [[u64; 2]; 3];

/// The share of all cases that are asked, whatever their side.
pub(super) fn share(all: &Measures<'_>, found: &mut Indicator, tables: &[&Table], yes: &Yes) {
    let counts = counted(tables, yes, false, found);
    let [yes, of] = [0, 1].map(|at| counts.iter().map(|side| side[at]).sum::<u64>());
    tell_sides(found, counts);
    // A share needs no side: what is missing of it does not touch this number.
    found.missing = Missing { value: found.missing.value, ..Missing::default() };
    found.strata = Vec::new();
    if let Ok(count) = Count::new(yes, of) {
        let within = interval::wilson(count, all.levels.level);
        found.estimate = estimate("share", count.rate(), within, all.levels.level);
    }
}

/// How many cases are so, whatever their side; all if nothing is asked.
pub(super) fn count(found: &mut Indicator, tables: &[&Table], yes: Option<&Yes>) {
    let counts = match yes {
        Some(yes) => counted(tables, yes, true, found),
        None => tables.iter().flat_map(|table| table.states()).fold(
            Counts::default(),
            |mut all, one| {
                all[side_of(one.0)][0] += 1;
                all[side_of(one.0)][1] += 1;
                all
            },
        ),
    };
    let total = counts.iter().map(|side| side[0]).sum();
    found.outsiders.cases = counts[0][0];
    found.insiders.cases = counts[1][0];
    found.missing = Missing { value: found.missing.value, ..Missing::default() };
    found.strata = Vec::new();
    // Nothing was read of this topic: that is not a count of nothing.
    if found.leaves.is_some() {
        found.estimate = number("count", float(total));
    }
}

fn side_of(state: State) -> usize {
    match state.side() {
        Side::Outsider => 0,
        Side::Insider => 1,
        Side::Unknown => 2,
    }
}

/// What is pending is looked for among all cases, also those that came in before the period.
fn counted(tables: &[&Table], yes: &Yes, carried: bool, found: &mut Indicator) -> Counts {
    let mut counts = Counts::default();
    for table in tables {
        let question = Question { yes, flag: place_of_flag(yes, &table.topic) };
        let all = table.state.iter().copied().zip(table.clock.iter().copied());
        let waits = matches!(yes, Yes::PendingLonger { .. });
        for (state, wait) in all.filter(|(state, _)| carried && waits || !state.has(Bit::Carried)) {
            if let Some(yes) = question.ask(state, wait) {
                let side = &mut counts[side_of(state)];
                side[0] += u64::from(yes);
                side[1] += 1;
            } else {
                let lacks = matches!(yes, Yes::Flag { .. } | Yes::NotFlag { .. });
                found.missing.value += u64::from(lacks && !state.is_pending());
            }
        }
    }
    counts
}

fn tell_sides(found: &mut Indicator, counts: Counts) {
    for (side, [yes, of]) in [(&mut found.outsiders, counts[0]), (&mut found.insiders, counts[1])] {
        side.cases = of;
        side.value = Count::new(yes, of).ok().map(Count::rate);
    }
}

/// The share of cases whose side or strata are not told.
pub(super) fn missing(found: &mut Indicator, tables: &[Table]) {
    let states = || tables.iter().flat_map(Table::states);
    let of = states().count() as u64;
    let yes = states().filter(|(state, _)| state.has(Bit::Incomplete)).count() as u64;
    found.estimate = Count::new(yes, of).ok().and_then(|count| number("share", count.rate()));
}

/// What the strata tell of the side: the largest mutual information, and the next four.
///
/// In nats, less what chance alone gives (Miller 1955: cells too many over twice the cases); 0 is
/// "nothing", ln 2 "all" where the sides are as large as each other.
pub(super) fn proxies(all: &Measures<'_>, found: &mut Indicator) {
    let mut told: Vec<(f64, String)> = Vec::new();
    for table in &all.cases.tables {
        for (part, stratum) in table.topic.strata.iter().enumerate() {
            let counts = by_part(table, part);
            if let Some(nats) = information(&counts) {
                told.push((nats, format!("{}.{}", table.topic.name, stratum.name)));
            }
        }
    }
    told.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.estimate = told.first().and_then(|(nats, _)| number("mutual_information", *nats));
    found.further = told.iter().take(5).filter_map(|(nats, name)| number(name, *nats)).collect();
    found.strata = Vec::new();
}

fn by_part(table: &Table, part: usize) -> BTreeMap<&str, [u64; 2]> {
    let mut strata = vec![[0_u64; 2]; table.strata.len()];
    for case in table.cases().filter(|case| case.stratum != NO_STRATUM) {
        strata[case.stratum as usize][usize::from(!case.outsider)] += 1;
    }
    let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (at, [out, ins]) in (0_u32..).zip(strata) {
        let value = table.strata.name(at).split(BETWEEN).nth(part).unwrap_or_default();
        let mine = counts.entry(value).or_default();
        *mine = [mine[0] + out, mine[1] + ins];
    }
    counts
}

fn information(counts: &BTreeMap<&str, [u64; 2]>) -> Option<f64> {
    let sides = [0, 1].map(|at| counts.values().map(|one| one[at]).sum::<u64>());
    let all = float(sides[0] + sides[1]);
    if sides.contains(&0) || counts.len() < 2 {
        return None;
    }
    let mut nats = 0.0;
    for one in counts.values() {
        for (at, side) in sides.iter().enumerate() {
            if one[at] > 0 {
                let joint = float(one[at]) / all;
                let apart = float(*side) / all * (float(one[0] + one[1]) / all);
                nats += joint * libm::log(joint / apart);
            }
        }
    }
    let chance = (counts.len() as f64 - 1.0) / (2.0 * all);
    finite((nats - chance).max(0.0))
}
