//! The sixteen sections, with their numbers, lists and drawings.

mod detail;

use drawbridge_fair_indicators::found::Word;

use super::out::{Out, verdict_words};
use crate::chart::{self, Picture};
use crate::shape::{Difference, Kpi, Quantity, Report, Section, Source, Unknown, UnknownKind};

pub(super) fn write(out: &mut Out, report: &Report) {
    let pictures = chart::all(report);
    for section in &report.sections {
        let drawn: Vec<&Picture> =
            pictures.iter().filter(|picture| picture.section == section.number).collect();
        one(out, report, section, &drawn);
    }
}

fn one(out: &mut Out, report: &Report, section: &Section, pictures: &[&Picture]) {
    let Section { id, number, .. } = section;
    out.raw(&format!(
        "<section class=\"card\" id=\"{id}\" aria-labelledby=\"h-{id}\"><h2 id=\"h-{id}\"><span class=\"num\">{number}</span>"
    ));
    out.text(&section.title);
    out.raw("</h2>");
    out.within("p class=\"serves\"", &section.serves);
    for paragraph in &section.paragraphs {
        out.within("p", paragraph);
    }
    if *number == 1 {
        lights(out, report);
    }
    for picture in pictures {
        out.picture(picture);
    }
    if !section.kpis.is_empty() {
        numbers(out, report, section);
    }
    for table in &section.tables {
        out.table(table, true);
    }
    if *number == 1 {
        differences(out, report);
    }
    if *number == 15 {
        unknown(out, &report.unknown);
    }
    out.raw("</section>");
}

/// How many of each verdict, and the table of lights.
fn lights(out: &mut Out, report: &Report) {
    let words =
        [Word::EqualShown, Word::UnequalWithinMargin, Word::UnequalShown, Word::NotEnoughEvidence];
    out.raw("<div class=\"counts\">");
    for word in words {
        let count = report.summary.iter().filter(|light| light.verdict == Some(word)).count();
        let (class, sign, zh, en) = verdict_words(Some(word));
        out.raw(&format!(
            "<div class=\"{class}\"><strong>{count}</strong><span aria-hidden=\"true\">{sign}</span> "
        ));
        out.both(zh, en);
        out.raw("</div>");
    }
    out.raw("</div><div class=\"scroll\" tabindex=\"0\" role=\"group\"><table class=\"sort\" id=\"t-lights\"><caption>");
    out.both("主要指标", "Headline indicators");
    out.raw("</caption><thead><tr>");
    heads(
        out,
        &[
            ("指标", "Indicator"),
            ("结论", "Verdict"),
            ("数值", "Value"),
            ("区间", "Interval"),
            ("上一期", "Before"),
        ],
    );
    out.raw("</tr></thead><tbody>");
    for light in &report.summary {
        let Some(kpi) = report.kpis.get(&light.kpi) else { continue };
        out.raw("<tr><td class=\"kpi\">");
        link(out, &light.kpi, kpi);
        out.raw("</td><td>");
        out.verdict(light.verdict);
        out.raw("</td>");
        value(out, kpi);
        out.raw("<td class=\"n\">");
        match &kpi.shown_interval {
            Some(interval) => out.text(interval),
            None => out.raw("—"),
        }
        out.raw("</td><td>");
        match light.before {
            Some(before) => out.verdict(Some(before)),
            None => out.raw("—"),
        }
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div>");
}

pub(super) fn heads(out: &mut Out, names: &[(&str, &str)]) {
    for (zh, en) in names {
        out.raw("<th scope=\"col\">");
        out.both(zh, en);
        out.raw("</th>");
    }
}

pub(super) fn link(out: &mut Out, id: &str, kpi: &Kpi) {
    out.raw(&format!("<a href=\"#kpi-{id}\">"));
    out.text(&kpi.name);
    out.raw("</a><span class=\"sub mono\">");
    out.words(id);
    out.raw("</span>");
}

/// The cell with the value, sorted by the number itself.
pub(super) fn value(out: &mut Out, kpi: &Kpi) {
    let sort = match &kpi.quantity {
        Quantity::Indicator(measured) => {
            measured.estimate.as_ref().map(|one| one.value.to_string())
        }
        Quantity::Plain { value } => match value {
            crate::shape::Value::Count(count) => Some(count.to_string()),
            crate::shape::Value::Number(number) => Some(number.to_string()),
            _ => None,
        },
        Quantity::Absent => None,
    };
    let class = if kpi.shown.en.len() > 30 { "mono" } else { "n" };
    out.raw(&format!("<td class=\"{class}\" data-sort=\"{}\">", sort.unwrap_or_default()));
    out.text(&kpi.shown);
    out.raw("</td>");
}

pub(super) fn source(out: &mut Out, source: Source) {
    match source {
        Source::Log => out.both("日志", "log"),
        Source::Declared => out.both("申报", "declared"),
        Source::None => out.both("没有", "none"),
    }
}

/// The numbers of a section; each unfolds to everything that is known about it.
fn numbers(out: &mut Out, report: &Report, section: &Section) {
    out.raw(&format!("<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table class=\"sort\" id=\"t-kpis-{}\"><caption>", section.id));
    out.both("本节的数字", "Numbers of this section");
    out.raw("</caption><thead><tr>");
    heads(
        out,
        &[
            ("数字", "Number"),
            ("数值", "Value"),
            ("结论", "Verdict"),
            ("外部方 / 内部方", "Outsiders / insiders"),
            ("来源", "Source"),
        ],
    );
    out.raw("</tr></thead><tbody>");
    for id in &section.kpis {
        let Some(kpi) = report.kpis.get(id) else { continue };
        out.raw(&format!("<tr id=\"kpi-{id}\"><td class=\"kpi\">"));
        detail::write(out, id, kpi);
        out.raw("</td>");
        value(out, kpi);
        out.raw("<td>");
        match kpi.quantity.verdict() {
            Some(verdict) => out.verdict(Some(verdict)),
            None => out.raw("—"),
        }
        let cases = match &kpi.quantity {
            Quantity::Indicator(one) => format!("{} / {}", one.outsiders.cases, one.insiders.cases),
            Quantity::Plain { .. } | Quantity::Absent => "—".to_owned(),
        };
        out.raw(&format!("</td><td class=\"n\">{cases}</td><td>"));
        source(out, kpi.source);
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div>");
}

fn differences(out: &mut Out, report: &Report) {
    out.raw("<h3>");
    out.both("与上一期相比", "Since the report before");
    out.raw("</h3>");
    let Some(previous) = &report.previous else {
        out.raw("<p>");
        out.both("没有上一期报告。", "There is no report before this.");
        out.raw("</p>");
        return;
    };
    out.raw("<p>");
    let (first, last) = (&previous.first_day, &previous.last_day);
    let count = report.differences.len();
    out.both(
        &format!("上一期：{first} 至 {last}。不同的数字：{count}。"),
        &format!("The report before: {first} to {last}. Numbers that differ: {count}."),
    );
    out.raw("</p>");
    if report.differences.is_empty() {
        return;
    }
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table class=\"sort\" id=\"t-differences\"><thead><tr>");
    heads(out, &[("数字", "Number"), ("那时", "Then"), ("现在", "Now"), ("备注", "Note")]);
    out.raw("</tr></thead><tbody>");
    report.differences.iter().for_each(|one| difference(out, one));
    out.raw("</tbody></table></div>");
}

fn difference(out: &mut Out, one: &Difference) {
    out.raw(&format!("<tr><td><a href=\"#kpi-{0}\" class=\"mono\">{0}</a></td>", one.kpi));
    for (shown, verdict) in [(&one.was, one.verdict_was), (&one.is, one.verdict_is)] {
        out.raw("<td>");
        match shown {
            Some(shown) => out.text(shown),
            None => out.raw("—"),
        }
        if verdict.is_some() {
            out.raw(" ");
            out.verdict(verdict);
        }
        out.raw("</td>");
    }
    out.raw("<td>");
    if one.redefined {
        out.both("定义已变，不可直接相比", "redefined, not to be compared");
    }
    out.raw("</td></tr>");
}

fn unknown(out: &mut Out, unknown: &[Unknown]) {
    let kinds = [
        (UnknownKind::Missing, "缺失的数据", "Missing data"),
        (
            UnknownKind::TooFew,
            "案件太少，看不出要紧的差距",
            "Too few cases to see a gap that matters",
        ),
        (UnknownKind::Pending, "待决的案件", "Pending cases"),
        (UnknownKind::NoCases, "本期没有案件", "No cases in the period"),
        (UnknownKind::Outside, "日志里没有的", "Not in the log"),
        (UnknownKind::Declared, "只凭运营者申报的", "On the operator's word alone"),
    ];
    for (kind, zh, en) in kinds {
        let mut of_kind = unknown.iter().filter(|one| one.kind == kind).peekable();
        if of_kind.peek().is_none() {
            continue;
        }
        out.raw("<h3>");
        out.both(zh, en);
        out.raw("</h3><ul class=\"plainlist\">");
        for one in of_kind {
            out.raw("<li>");
            if let Some(id) = &one.kpi {
                out.raw(&format!("<a href=\"#kpi-{id}\" class=\"mono\">{id}</a> "));
            }
            out.text(&one.says);
            out.raw("</li>");
        }
        out.raw("</ul>");
    }
}
