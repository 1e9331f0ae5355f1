//! The sixteen sections.

use drawbridge_fair_report::chart::{self, Picture};
use drawbridge_fair_report::shape::{
    Difference, Report, Section, Table, Text, Unknown, UnknownKind, plain, text,
};

use super::numbers::{self, verdict_cell};
use crate::flow::{Cell, Column, Flow};

pub(super) fn all(flow: &mut Flow<'_>, report: &Report) {
    let pictures = chart::all(report);
    for section in &report.sections {
        let drawn: Vec<&Picture> =
            pictures.iter().filter(|picture| picture.section == section.number).collect();
        one(flow, report, section, &drawn);
    }
}

fn one(flow: &mut Flow<'_>, report: &Report, section: &Section, pictures: &[&Picture]) {
    let title = flow.words(&section.title);
    flow.heading(&format!("{}  {title}", section.number));
    let serves = flow.words(&section.serves);
    flow.small(&serves);
    for paragraph in &section.paragraphs {
        let words = flow.words(paragraph);
        flow.paragraph(&words);
    }
    if section.number == 1 {
        lights(flow, report);
    }
    numbers::table(flow, report, &section.kpis);
    for picture in pictures {
        flow.picture(picture);
    }
    for one in &section.tables {
        table(flow, one);
    }
    match section.number {
        1 => differences(flow, report),
        15 => unknown(flow, &report.unknown),
        _ => {}
    }
}

pub(super) fn columns(flow: &mut Flow<'_>, columns: &[(Text, f32)]) -> Vec<Column> {
    columns.iter().map(|(head, share)| Column { head: flow.words(head), share: *share }).collect()
}

fn lights(flow: &mut Flow<'_>, report: &Report) {
    let heads = columns(
        flow,
        &[
            (text("指标", "Indicator"), 2.4),
            (text("结论", "Verdict"), 2.0),
            (text("数值", "Value"), 1.3),
            (text("区间", "Interval"), 1.9),
            (text("上一期", "Before"), 1.6),
        ],
    );
    let mut rows = Vec::new();
    for light in &report.summary {
        let Some(kpi) = report.kpis.get(&light.kpi) else { continue };
        let mut name = Cell::of(flow.words(&kpi.name)).and_small(light.kpi.clone());
        name.link = Some(numbers::address(&light.kpi));
        let interval = kpi.shown_interval.clone().unwrap_or_else(|| plain("—"));
        rows.push(vec![
            name,
            verdict_cell(flow, light.verdict),
            Cell::of(flow.words(&kpi.shown)),
            Cell::of(flow.words(&interval)),
            light.before.map_or_else(|| Cell::of("—"), |word| verdict_cell(flow, Some(word))),
        ]);
    }
    flow.table(&heads, rows);
}

fn table(flow: &mut Flow<'_>, table: &Table) {
    use drawbridge_fair_report::shape::Cell as Stated;
    let title = flow.words(&table.title);
    flow.subheading(&title);
    // Hashes, keys and sentences need room.
    let long = |at: usize| {
        table.rows.iter().any(|row| match row.get(at) {
            Some(Stated::Plain(words)) => words.len() > 30,
            Some(Stated::Words(words)) => words.en.len() > 30,
            _ => false,
        })
    };
    let heads: Vec<(Text, f32)> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, head)| (head.clone(), if long(at) { 2.6 } else { 1.0 }))
        .collect();
    let heads = columns(flow, &heads);
    let mut rows = Vec::new();
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Stated::Count(count) => Cell::of(count.to_string()),
            Stated::Plain(words) => Cell::of(words.clone()),
            Stated::Words(words) => Cell::of(flow.words(words)),
        });
        rows.push(cells.collect());
    }
    flow.table(&heads, rows);
    if table.left_out > 0 {
        let left = table.left_out;
        let says = flow.words(&text(
            format!("另有 {left} 行未列，见 report.json。"),
            format!("Rows left out, see report.json: {left}."),
        ));
        flow.small(&says);
    }
}

fn differences(flow: &mut Flow<'_>, report: &Report) {
    let title = flow.words(&text("与上一期相比", "Since the report before"));
    flow.subheading(&title);
    let says = match &report.previous {
        None => text("没有上一期报告。", "There is no report before this."),
        Some(previous) => {
            let (first, last) = (&previous.first_day, &previous.last_day);
            let count = report.differences.len();
            text(
                format!("上一期：{first} 至 {last}。不同的数字：{count}。"),
                format!("The report before: {first} to {last}. Numbers that differ: {count}."),
            )
        }
    };
    let says = flow.words(&says);
    flow.paragraph(&says);
    let heads = columns(
        flow,
        &[
            (text("数字", "Number"), 2.0),
            (text("那时", "Then"), 1.6),
            (text("现在", "Now"), 1.6),
            (text("备注", "Note"), 1.4),
        ],
    );
    let rows = report.differences.iter().map(|one| difference(flow, one)).collect();
    flow.table(&heads, rows);
}

fn difference(flow: &mut Flow<'_>, one: &Difference) -> Vec<Cell> {
    let mut cells = vec![Cell::of(one.kpi.clone())];
    for (shown, verdict) in [(&one.was, one.verdict_was), (&one.is, one.verdict_is)] {
        let mut cell = Cell::of(shown.as_ref().map_or("—".to_owned(), |shown| flow.words(shown)));
        if verdict.is_some() {
            cell.lines.extend(verdict_cell(flow, verdict).lines);
        }
        cells.push(cell);
    }
    let note = text("定义已变，不可直接相比", "redefined, not to be compared");
    cells.push(Cell::of(if one.redefined { flow.words(&note) } else { String::new() }));
    cells
}

fn unknown(flow: &mut Flow<'_>, unknown: &[Unknown]) {
    let kinds = [
        (UnknownKind::Missing, text("缺失的数据", "Missing data")),
        (
            UnknownKind::TooFew,
            text("案件太少，看不出要紧的差距", "Too few cases to see a gap that matters"),
        ),
        (UnknownKind::Pending, text("待决的案件", "Pending cases")),
        (UnknownKind::NoCases, text("本期没有案件", "No cases in the period")),
        (UnknownKind::Outside, text("日志里没有的", "Not in the log")),
        (UnknownKind::Declared, text("只凭运营者申报的", "On the operator's word alone")),
    ];
    for (kind, title) in kinds {
        let of_kind = unknown.iter().filter(|one| one.kind == kind);
        let told: Vec<String> = of_kind
            .map(|one| {
                let says = flow.words(&one.says);
                one.kpi.as_ref().map_or(says.clone(), |id| format!("{id}  {says}"))
            })
            .collect();
        if !told.is_empty() {
            let title = flow.words(&title);
            flow.subheading(&title);
            flow.list(&told);
        }
    }
}
