//! Lists that are more than a number.

use super::{Input, Kpis, rules};
use crate::shape::{Cell, Table, text};

/// Most rows of a table; the rest is counted.
const MOST: usize = 50;

pub(super) fn tables(number: u8, input: &Input<'_>, _kpis: &Kpis) -> Vec<Table> {
    match number {
        0 if !input.cosigners.is_empty() => vec![cosigners(input)],
        2 if !input.history.versions.is_empty() => vec![rules::versions(input)],
        6 if !input.history.grounds.is_empty() => vec![grounds(input)],
        13 if !input.audit.alarms.is_empty() => vec![alarms(input)],
        _ => Vec::new(),
    }
}

fn cosigners(input: &Input<'_>) -> Table {
    let rows = input.cosigners.iter().map(|one| {
        let time = i64::try_from(one.time).unwrap_or(i64::MAX);
        let seen = drawbridge_canon::Timestamp::from_seconds(time).local();
        vec![Cell::Plain(one.name.clone()), Cell::Plain(seen), Cell::Plain(one.key.clone())]
    });
    Table {
        id: "cosigners".to_owned(),
        title: text("联署的见证人", "Witnesses that cosigned"),
        columns: vec![
            text("见证人", "Witness"),
            text("看到的时间（北京）", "Seen (Beijing)"),
            text("公钥", "Key"),
        ],
        rows: rows.collect(),
        left_out: 0,
    }
}

/// Rules by how often they determined a restriction or refusal, the most frequent first.
fn grounds(input: &Input<'_>) -> Table {
    let mut sorted: Vec<(&String, &u64)> = input.history.grounds.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let left_out = sorted.len().saturating_sub(MOST);
    let row =
        |(rule, count): &(&String, &u64)| vec![Cell::Plain((*rule).clone()), Cell::Count(**count)];
    Table {
        id: "grounds".to_owned(),
        title: text("限制与拒绝所依据的规则", "Rules behind restrictions and refusals"),
        columns: vec![text("规则", "Rule"), text("次数", "Times")],
        rows: sorted.iter().take(MOST).map(row).collect(),
        left_out: u64::try_from(left_out).unwrap_or(u64::MAX),
    }
}

fn alarms(input: &Input<'_>) -> Table {
    Table {
        id: "alarms".to_owned(),
        title: text("监测器报警", "Monitors that raise an alarm"),
        columns: vec![text("指标", "Indicator")],
        rows: input.audit.alarms.iter().map(|id| vec![Cell::Plain(id.clone())]).collect(),
        left_out: 0,
    }
}
