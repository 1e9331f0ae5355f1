//! Lists that are more than a number.

use drawbridge_fair_indicators::found::{self, Grounds, Unit};

use super::{Input, probes, replay, rules, terms};
use crate::format;
use crate::shape::{Cell, Table, text};

/// Most rows of a table; the rest is counted.
pub(super) const MOST: usize = 50;

pub(super) fn tables(number: u8, input: &Input<'_>) -> Vec<Table> {
    match number {
        0 if !input.cosigners.is_empty() => vec![cosigners(input)],
        2 if !input.history.versions.is_empty() => vec![rules::versions(input)],
        3 => [replay::tables(input), terms::tables(input)].concat(),
        6 if !input.audit.series.grounds.is_empty() => vec![grounds(input)],
        13 => {
            let mut tables = probes::tables(input);
            if !input.audit.alarms.is_empty() {
                tables.push(alarms(input));
            }
            if !input.audit.series.cells.is_empty() {
                tables.push(cells(input));
            }
            tables
        }
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
    let all = |one: &Grounds| one.outsiders + one.insiders + one.unknown;
    let mut sorted: Vec<&Grounds> = input.audit.series.grounds.iter().collect();
    sorted.sort_by(|a, b| all(b).cmp(&all(a)).then(a.rule.cmp(&b.rule)));
    let row = |one: &&Grounds| {
        let counts = [one.outsiders, one.insiders, one.unknown].map(Cell::Count);
        [Cell::Plain(one.rule.clone())].into_iter().chain(counts).collect()
    };
    Table {
        id: "grounds".to_owned(),
        title: text("限制与拒绝所依据的规则", "Rules behind restrictions and refusals"),
        columns: vec![
            text("规则", "Rule"),
            text("外部方", "Outsiders"),
            text("内部方", "Insiders"),
            text("不知哪一方", "Side unknown"),
        ],
        rows: sorted.iter().take(MOST).map(row).collect(),
        left_out: beyond(sorted.len()),
    }
}

/// Camps by category and surface, those that differ most from insiders first.
fn cells(input: &Input<'_>) -> Table {
    let mut sorted: Vec<&found::Cell> = input.audit.series.cells.iter().collect();
    sorted.sort_by(|a, b| {
        let place =
            |one: &found::Cell| (one.camp.clone(), one.category.clone(), one.surface.clone());
        a.p_bh.total_cmp(&b.p_bh).then_with(|| place(a).cmp(&place(b)))
    });
    let row = |one: &&found::Cell| {
        vec![
            Cell::Plain(one.camp.clone()),
            Cell::Plain(one.category.clone()),
            Cell::Plain(one.surface.clone()),
            Cell::Words(format::number(one.out_rate, Unit::Share)),
            Cell::Words(format::number(one.in_rate, Unit::Share)),
            Cell::Count(one.outsiders),
            Cell::Plain(format::p_value(one.p_bh)),
            Cell::Words(if one.alarmed { text("报警", "alarm") } else { text("—", "—") }),
        ]
    };
    Table {
        id: "cells".to_owned(),
        title: text(
            "阵营 × 类别 × 场景：按申请通过的比例（p 值经 Benjamini–Hochberg 校正）",
            "Camps by category and surface: share allowed as asked (p after Benjamini and Hochberg)",
        ),
        columns: vec![
            text("阵营", "Camp"),
            text("类别", "Category"),
            text("场景", "Surface"),
            text("该阵营", "Camp's rate"),
            text("内部方", "Insiders"),
            text("案件", "Cases"),
            text("p", "p"),
            text("e-BH", "e-BH"),
        ],
        rows: sorted.iter().take(MOST).map(row).collect(),
        left_out: beyond(sorted.len()),
    }
}

pub(super) fn beyond(rows: usize) -> u64 {
    u64::try_from(rows.saturating_sub(MOST)).unwrap_or(u64::MAX)
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
