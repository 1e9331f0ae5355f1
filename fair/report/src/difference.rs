//! What changed in the numbers since another report.

use crate::build::Kpis;
use crate::shape::{Difference, Kpi};

/// The numbers that differ, by id. Those of which only the log behind them grew do not.
pub(crate) fn between(old: &Kpis, new: &Kpis) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (id, now) in new {
        match old.get(id) {
            Some(was) if same(was, now) => {}
            was => differences.push(difference(id, was, Some(now))),
        }
    }
    for (id, was) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        differences.push(difference(id, Some(was), None));
    }
    differences.sort_by(|a, b| a.kpi.cmp(&b.kpi));
    differences
}

fn same(was: &Kpi, now: &Kpi) -> bool {
    was.shown == now.shown
        && was.source == now.source
        && was.quantity.verdict() == now.quantity.verdict()
        && was.definition == now.definition
}

fn difference(id: &str, was: Option<&Kpi>, now: Option<&Kpi>) -> Difference {
    let redefined = was.zip(now).is_some_and(|(was, now)| was.definition != now.definition);
    Difference {
        kpi: id.to_owned(),
        was: was.map(|kpi| kpi.shown.clone()),
        is: now.map(|kpi| kpi.shown.clone()),
        verdict_was: was.and_then(|kpi| kpi.quantity.verdict()),
        verdict_is: now.and_then(|kpi| kpi.quantity.verdict()),
        redefined,
    }
}
