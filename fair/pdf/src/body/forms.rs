//! The same data as the forms of regulators.

use drawbridge_fair_report::Report;
use drawbridge_fair_report::shape::{Text, text};
use drawbridge_fair_report::views::{Mark, Part, Served, View};

use super::heading;
use super::numbers::verdict_cell;
use super::section::columns;
use crate::flow::{Cell, Flow};
use crate::sheet::colours;

/// One form, under a heading of its own.
pub(super) fn alone(flow: &mut Flow<'_>, report: &Report, view: &View) {
    heading(flow, &view.name);
    one(flow, report, view);
}

/// All forms, one after another.
pub(super) fn all(flow: &mut Flow<'_>, report: &Report, views: &[View]) {
    heading(flow, &text("监管视角", "Regulators' forms"));
    let says = flow.words(&text(
        "同一批数据，按各监管文件的条目排列。不能由本系统回答的条目照样列出，并说明原因。",
        "The same data in the order of each instrument. Items that cannot be answered here are listed all the same, with the reason.",
    ));
    flow.paragraph(&says);
    for view in views {
        let name = flow.words(&view.name);
        flow.subheading(&format!("{name}  {}", view.id));
        one(flow, report, view);
    }
}

fn one(flow: &mut Flow<'_>, report: &Report, view: &View) {
    let instrument = marked(flow, &view.instrument, view.mark);
    flow.small(&instrument);
    let source = text(format!("来源：{}", view.source), format!("Source: {}", view.source));
    let source = flow.words(&source);
    flow.small(&source);
    let heads = columns(
        flow,
        &[
            (text("条目", "Item"), 2.2),
            (text("能否回答", "Answered"), 1.5),
            (text("数字", "Numbers"), 3.2),
        ],
    );
    let rows = view.parts.iter().map(|part| row(flow, report, part)).collect();
    flow.table(&heads, rows);
}

fn marked(flow: &mut Flow<'_>, words: &Text, mark: Mark) -> String {
    let words = flow.words(words);
    mark.says().map_or(words.clone(), |says| format!("{words} [{}]", flow.words(&says)))
}

fn row(flow: &mut Flow<'_>, report: &Report, part: &Part) -> Vec<Cell> {
    let item = Cell::of(marked(flow, &part.title, part.mark)).and_small(flow.words(&part.asks));
    let (words, colour) = match part.answered(&report.kpis) {
        Served::Yes => (text("能", "yes"), colours::EQUAL),
        Served::Partly => (text("部分", "in part"), colours::OPEN),
        Served::No => (text("不能", "no"), colours::FAINT),
    };
    let mut answered = Cell::coloured(flow.words(&words), colour);
    if let Some(why) = &part.why {
        answered = answered.and_small(flow.words(why));
    }
    let mut numbers = Cell::default();
    for id in &part.kpis {
        let Some(kpi) = report.kpis.get(id) else { continue };
        let (name, shown) = (flow.words(&kpi.name), flow.words(&kpi.shown));
        numbers.lines.push((format!("{name}  {shown}"), colours::INK, false));
        if kpi.quantity.verdict().is_some() {
            numbers.lines.extend(verdict_cell(flow, kpi.quantity.verdict()).lines);
        }
    }
    let lacking: Vec<&str> = part.lacking(&report.kpis).collect();
    if !lacking.is_empty() {
        let label = flow.words(&text("没有的：", "Not available: "));
        numbers = numbers.and_small(format!("{label}{}", lacking.join(", ")));
    }
    vec![item, answered, numbers]
}
