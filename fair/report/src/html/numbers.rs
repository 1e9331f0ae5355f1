//! The table of all numbers, to be searched and sorted.

use super::out::{Out, verdict_words};
use super::section::{heads, link, source, value};
use crate::shape::{Report, Source};

pub(super) fn write(out: &mut Out, report: &Report) {
    out.raw("<section class=\"card\" id=\"numbers\" aria-labelledby=\"h-numbers\"><h2 id=\"h-numbers\">");
    out.both("全部数字", "All numbers");
    out.raw("</h2>");
    filters(out, report);
    out.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table class=\"sort\" id=\"all-numbers\"><thead><tr>");
    heads(
        out,
        &[
            ("节", "Section"),
            ("数字", "Number"),
            ("数值", "Value"),
            ("结论", "Verdict"),
            ("来源", "Source"),
        ],
    );
    out.raw("</tr></thead><tbody>");
    for (id, kpi) in &report.kpis {
        let (verdict, ..) = verdict_words(kpi.quantity.verdict());
        out.raw(&format!(
            "<tr data-section=\"{0}\" data-verdict=\"{verdict}\" data-source=\"{1}\"><td class=\"n\" data-sort=\"{0}\">{0}</td><td class=\"kpi\">",
            kpi.section,
            source_key(kpi.source)
        ));
        link(out, id, kpi);
        out.raw("</td>");
        value(out, kpi);
        out.raw("<td>");
        match kpi.quantity.verdict() {
            Some(verdict) => out.verdict(Some(verdict)),
            None => out.raw("—"),
        }
        out.raw("</td><td>");
        source(out, kpi.source);
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div></section>");
}

const fn source_key(source: Source) -> &'static str {
    match source {
        Source::Log => "log",
        Source::Declared => "declared",
        Source::None => "none",
    }
}

/// An option cannot hold elements, so its words stand in both languages.
fn filters(out: &mut Out, report: &Report) {
    out.raw("<div class=\"filters\" role=\"search\"><input id=\"find\" type=\"search\" aria-label=\"查找 / Find\" data-zh=\"查找名称或编号\" data-en=\"Find a name or an id\">");
    let sections = report.sections.iter().map(|section| {
        let name = format!("{} {} · {}", section.number, section.title.zh, section.title.en);
        (section.number.to_string(), name)
    });
    select(out, "by-section", "所有章节 · All sections", sections);
    let verdicts = ["equal", "within", "unequal", "open", "plain"];
    let words = [
        "已证相等 · Equal",
        "在界值内 · Within margin",
        "已证不等 · Unequal",
        "证据不足 · Not enough",
        "不作比较 · Not compared",
    ];
    let pairs =
        verdicts.into_iter().zip(words).map(|(key, word)| (key.to_owned(), word.to_owned()));
    select(out, "by-verdict", "所有结论 · All verdicts", pairs);
    let sources = [("log", "日志 · Log"), ("declared", "申报 · Declared"), ("none", "没有 · None")];
    let pairs = sources.into_iter().map(|(key, word)| (key.to_owned(), word.to_owned()));
    select(out, "by-source", "所有来源 · All sources", pairs);
    out.raw("<output id=\"found\" for=\"find by-section by-verdict by-source\"></output></div>");
}

fn select(out: &mut Out, id: &str, every: &str, entries: impl Iterator<Item = (String, String)>) {
    out.raw(&format!(
        "<select id=\"{id}\" aria-label=\"{every}\"><option value=\"\">{every}</option>"
    ));
    for (value, name) in entries {
        out.raw(&format!("<option value=\"{value}\">"));
        out.words(&name);
        out.raw("</option>");
    }
    out.raw("</select>");
}
