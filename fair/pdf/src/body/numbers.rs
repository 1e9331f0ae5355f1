//! The numbers: in tables, and each with its definition.

use drawbridge_fair_indicators::found::Word;
use drawbridge_fair_report::Report;
use drawbridge_fair_report::format;
use drawbridge_fair_report::shape::{Kpi, Measured, Quantity, Source, plain, text};

use super::heading;
use super::section::columns;
use crate::flow::{Cell, Flow};
use crate::sheet::{Colour, colours};

/// Where a number stands in `report.json`.
pub(super) fn address(id: &str) -> String {
    format!("report.json#/kpis/{id}")
}

/// A verdict, with a sign and a word besides its colour.
pub(super) fn verdict_cell(flow: &mut Flow<'_>, verdict: Option<Word>) -> Cell {
    let (colour, sign, words): (Colour, _, _) = match verdict {
        Some(Word::EqualShown) => (colours::EQUAL, "●", text("已证相等", "EQUAL, shown")),
        Some(Word::UnequalWithinMargin) => {
            (colours::WITHIN, "◆", text("不等，在界值内", "UNEQUAL, within margin"))
        }
        Some(Word::UnequalShown) => (colours::UNEQUAL, "■", text("已证不等", "UNEQUAL, shown")),
        Some(Word::NotEnoughEvidence) => {
            (colours::OPEN, "○", text("证据不足", "NOT ENOUGH EVIDENCE"))
        }
        Some(Word::Value) | None => return Cell::of("—"),
    };
    Cell::coloured(format!("{sign} {}", flow.words(&words)), colour)
}

pub(super) fn table(flow: &mut Flow<'_>, report: &Report, ids: &[String]) {
    let heads = columns(
        flow,
        &[
            (text("数字", "Number"), 2.5),
            (text("数值", "Value"), 1.7),
            (text("结论", "Verdict"), 1.8),
            (text("外部方 / 内部方", "Outsiders / insiders"), 1.4),
            (text("来源", "Source"), 0.8),
        ],
    );
    let mut rows = Vec::new();
    for id in ids {
        let Some(kpi) = report.kpis.get(id) else { continue };
        let mut name = Cell::of(flow.words(&kpi.name)).and_small(id.clone());
        name.link = Some(address(id));
        let mut value = Cell::of(flow.words(&kpi.shown));
        if let Some(interval) = &kpi.shown_interval {
            value = value.and_small(flow.words(interval));
        }
        let cases = match &kpi.quantity {
            Quantity::Indicator(one) => format!("{} / {}", one.outsiders.cases, one.insiders.cases),
            Quantity::Plain { .. } | Quantity::Absent => "—".to_owned(),
        };
        let source = source(flow, kpi);
        let verdict = verdict_cell(flow, kpi.quantity.verdict());
        rows.push(vec![name, value, verdict, Cell::of(cases), source]);
    }
    flow.table(&heads, rows);
}

fn source(flow: &mut Flow<'_>, kpi: &Kpi) -> Cell {
    Cell::of(flow.words(&match kpi.source {
        Source::Log => text("日志", "log"),
        Source::Declared => text("申报", "declared"),
        Source::None => text("没有", "none"),
    }))
}

/// The annex with the definition of every number and what was tested.
pub(super) fn definitions(flow: &mut Flow<'_>, report: &Report) {
    heading(flow, &text("附录：定义与检验", "Annex: definitions and tests"));
    let heads = columns(
        flow,
        &[
            (text("数字", "Number"), 1.5),
            (text("定义", "Definition"), 2.6),
            (text("检验与依据", "Tests and origin"), 2.2),
        ],
    );
    let mut rows = Vec::new();
    for (id, kpi) in &report.kpis {
        let mut name = Cell::of(flow.words(&kpi.name)).and_small(id.clone());
        name.link = Some(address(id));
        let mut definition = Cell::of(flow.words(&kpi.definition));
        if let Some(outside) = &kpi.outside {
            definition = definition.and_small(flow.words(&outside.why));
        }
        let mut tests = Cell::default();
        if let Quantity::Indicator(measured) = &kpi.quantity {
            for line in told(flow, measured) {
                tests = tests.and_small(line);
            }
        }
        let leaves = text("叶子", "leaves");
        let to = kpi.log.to.saturating_sub(1);
        let leaves = format!("{} {} – {to}", flow.words(&leaves), kpi.log.from);
        rows.push(vec![name, definition, tests.and_small(leaves)]);
    }
    flow.table(&heads, rows);
}

/// What was tested, in short lines.
fn told(flow: &mut Flow<'_>, one: &Measured) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(tested) = &one.difference {
        let all = [("", Some(tested.p)), ("Holm ", tested.p_holm), ("BH ", tested.p_bh)];
        let all = all.into_iter().filter_map(|(name, p)| Some((name, p?)));
        let all: Vec<String> =
            all.map(|(name, p)| format!("{name}p = {}", format::p_value(p))).collect();
        lines.push(format!("{}: {}", tested.test, all.join(", ")));
    }
    if let Some(equality) = &one.equality {
        let margin = format::interval(equality.margin_low, equality.margin_high, one.unit);
        let better = equality.p_not_better.map_or_else(|| "—".to_owned(), format::p_value);
        let worse = format::p_value(equality.p_not_worse);
        lines.push(format!("{}: p = {worse} / {better}", equality.test));
        let label = text("界值", "margin");
        lines.push(format!("{} {}", flow.words(&label), flow.words(&margin)));
    }
    if let Some(monitored) = &one.monitored {
        lines.push(format!("{}: e = {}", monitored.monitor, format::log_e(monitored.log_e)));
    }
    if let Some(gap) = one.reach.and_then(|reach| reach.detectable) {
        let label = text("可发现的最小差距", "least gap that would be seen");
        let gap = format::size(gap, one.unit);
        lines.push(format!("{} {}", flow.words(&label), flow.words(&gap)));
    }
    if !one.strata.is_empty() {
        let label = text("分层", "strata");
        lines.push(format!("{} {}", flow.words(&label), flow.words(&plain(one.strata.join(", ")))));
    }
    lines
}
