//! Waits as they are compared: of cases until their decision, of blocks until they are lifted, of appeals
//! until they are decided.

use std::collections::BTreeMap;

use drawbridge_fair_audit::survival::Observation;

use super::waits::HOUR;
use crate::cases::{BETWEEN, Case, NO_STRATUM, Refusal, Table};
use crate::plan::MONTH;

/// Waits of one kind.
#[derive(Debug, Default)]
pub(super) struct Spells {
    /// Those whose stratum is told, in hours.
    pub(super) observations: Vec<Observation>,
    /// How many of the outsiders' and of the insiders' are pending.
    pub(super) pending: [u64; 2],
    /// Up to how many hours they are compared: the least that one of their topics says.
    pub(super) horizon: f64,
    /// For each stratum the number of the one that it is without its month.
    like: Vec<u32>,
    /// What these are called.
    names: Vec<String>,
}

impl Spells {
    /// From the intake to the decision. A case that was withdrawn or expired was at risk of a decision
    /// until then, and is censored: as an end of its own it stands in the curves.
    pub(super) fn decided(table: &Table) -> Self {
        let mut found = Self::default();
        let from = found.strata(table, "");
        for case in table.cases() {
            let pending = case.state.is_pending();
            found.add(from, case, (case.wait, case.state.verdict().is_some()), pending);
        }
        found.look_at_most(table);
        found
    }

    /// From a refusal until it was lifted; what holds at the end of the period is pending.
    pub(super) fn lifted(tables: &[&Table]) -> Self {
        let one = |refusal: &Refusal| match refusal {
            Refusal::Since(wait) => (*wait, false),
            Refusal::Lifted(wait) => (*wait, true),
        };
        Self::after(tables, |table| {
            table.refused.iter().map(|(row, refusal)| (*row, one(refusal))).collect()
        })
    }

    /// From an appeal until its decision; appeals that are not decided are pending.
    pub(super) fn appeals(tables: &[&Table]) -> Self {
        Self::after(tables, |table| {
            table.appeals.iter().map(|(row, wait, decided)| (*row, (*wait, *decided))).collect()
        })
    }

    /// What begins with a decision; topics are not thrown together.
    fn after(tables: &[&Table], each: impl Fn(&Table) -> Vec<(u32, (i64, bool))>) -> Self {
        let mut found = Self::default();
        for table in tables {
            let mine = each(table);
            if mine.is_empty() {
                continue;
            }
            let topic = if tables.len() > 1 { table.topic.name.as_str() } else { "" };
            let from = found.strata(table, topic);
            for (row, wait) in mine {
                if let Some(case) = table.case(row as usize) {
                    found.add(from, case, wait, !wait.1);
                }
            }
            found.look_at_most(table);
        }
        found
    }

    /// Takes the strata of a table, whose numbers begin at what is returned.
    fn strata(&mut self, table: &Table, topic: &str) -> u32 {
        let from = number(self.like.len());
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for at in 0..table.strata.len() {
            let name = without_month(table, number(at));
            let name = if topic.is_empty() { name } else { format!("{topic}{BETWEEN}{name}") };
            let like = *known.entry(name.clone()).or_insert_with(|| {
                self.names.push(name);
                number(self.names.len() - 1)
            });
            self.like.push(like);
        }
        from
    }

    fn add(&mut self, from: u32, case: Case, (wait, decided): (i64, bool), pending: bool) {
        if case.stratum == NO_STRATUM {
            return;
        }
        let (time, stratum) = (wait as f64 / HOUR, from + case.stratum);
        let outsider = case.outsider;
        self.pending[usize::from(!outsider)] += u64::from(pending);
        self.observations.push(Observation { time, decided, outsider, stratum });
    }

    const fn look_at_most(&mut self, table: &Table) {
        let hours = table.topic.horizon_ms as f64 / HOUR;
        self.horizon = if self.horizon > 0.0 { self.horizon.min(hours) } else { hours };
    }

    /// Within strata that leave the month out: a month's cases are few, and its last ones were not
    /// followed up to the horizon.
    pub(super) fn without_months(&self) -> Vec<(&str, Vec<Observation>)> {
        let mut strata: BTreeMap<&str, Vec<Observation>> = BTreeMap::new();
        for one in &self.observations {
            let like = self.like.get(one.stratum as usize);
            let name = like.and_then(|like| self.names.get(*like as usize));
            strata.entry(name.map_or("", String::as_str)).or_default().push(*one);
        }
        strata.into_iter().collect()
    }

    /// How many strata have both sides.
    pub(super) fn both_sided(&self) -> u64 {
        let mut seen: BTreeMap<u32, [bool; 2]> = BTreeMap::new();
        for one in &self.observations {
            seen.entry(one.stratum).or_default()[usize::from(one.outsider)] = true;
        }
        seen.values().filter(|both| **both == [true, true]).count() as u64
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The name of a stratum without its month.
fn without_month(table: &Table, at: u32) -> String {
    let is_month =
        |part: usize| table.topic.strata.get(part).is_some_and(|stratum| stratum.field == MONTH);
    let parts = table.strata.name(at).split(BETWEEN).enumerate();
    let parts = parts.filter(|(part, _)| !is_month(*part));
    parts.map(|(_, part)| part).collect::<Vec<_>>().join(BETWEEN)
}
