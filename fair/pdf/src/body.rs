//! What is printed, in which order.

mod forms;
mod numbers;
mod section;

use drawbridge_fair_report::Report;
use drawbridge_fair_report::shape::{Text, text};
use drawbridge_fair_report::views::View;

use crate::flow::{BODY, Flow};
use crate::sheet::colours;

/// Writes all of it: cover, contents, the form that was asked for, sections, forms, definitions, recipe.
pub(crate) fn write(flow: &mut Flow<'_>, report: &Report, first: Option<&View>, all: &[View]) {
    cover(flow, report);
    let headings = report.sections.len() + 5 + usize::from(first.is_some());
    let title = flow.words(&text("目录", "Contents"));
    flow.reserve_contents(headings, &title);
    flow.new_sheet();
    if let Some(view) = first {
        forms::alone(flow, report, view);
        flow.new_sheet();
    }
    section::all(flow, report);
    flow.new_sheet();
    forms::all(flow, report, all);
    flow.new_sheet();
    numbers::definitions(flow, report);
    recipe(flow, report);
    glossary(flow, report);
    lacking(flow);
}

fn cover(flow: &mut Flow<'_>, report: &Report) {
    let title = flow.words(&report.title);
    flow.title(&title);
    let name = &report.operator.name;
    let name = if name.is_empty() { "—" } else { name };
    let (first, last) = (&report.period.first_day, &report.period.last_day);
    let lines = [
        (text("运营者", "Operator"), name.to_owned()),
        (text("期间", "Period"), format!("{first} – {last}")),
        (text("日志", "Log"), report.log.origin.clone()),
        (text("叶子数", "Leaves"), report.log.size.to_string()),
        (text("根哈希", "Root"), report.log.root.clone()),
        (text("联署见证人", "Cosigned by"), names(report)),
    ];
    for (label, value) in lines {
        let label = flow.words(&label);
        let value = flow.spell(&value);
        flow.styled(&format!("{label}  {value}"), 11.0, colours::INK);
    }
    flow.space(18.0);
    let notice = flow.words(&report.notice);
    flow.styled(&notice, BODY, colours::FAINT);
}

fn names(report: &Report) -> String {
    let names: Vec<&str> = report.log.cosigners.iter().map(|one| one.name.as_str()).collect();
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}

/// A heading in the language of the document.
fn heading(flow: &mut Flow<'_>, words: &Text) {
    let words = flow.words(words);
    flow.heading(&words);
}

fn recipe(flow: &mut Flow<'_>, report: &Report) {
    heading(flow, &text("重算方法", "How to compute it again"));
    let command = flow.spell(&report.annexes.recompute.command);
    flow.styled(&command, 8.6, colours::ACCENT);
    let needs: Vec<String> =
        report.annexes.recompute.needs.iter().map(|need| flow.words(need)).collect();
    flow.list(&needs);
    let label = flow.words(&text("检查点", "Checkpoint"));
    flow.subheading(&label);
    for line in report.log.checkpoint.lines().filter(|line| !line.is_empty()) {
        let line = flow.spell(line);
        flow.small(&line);
    }
}

fn glossary(flow: &mut Flow<'_>, report: &Report) {
    heading(flow, &text("用语", "Words"));
    let terms: Vec<String> = report
        .annexes
        .glossary
        .iter()
        .map(|term| {
            let (word, means) = (flow.words(&term.word), flow.words(&term.means));
            format!("{word}: {means}")
        })
        .collect();
    flow.list(&terms);
}

/// Which characters stand as their numbers, since the font has no picture of them.
fn lacking(flow: &mut Flow<'_>) {
    heading(flow, &text("未能印出的字符", "Characters that could not be printed"));
    let lacking: Vec<String> =
        flow.lacking().iter().map(|one| format!("U+{:04X}", u32::from(*one))).collect();
    if lacking.is_empty() {
        let none = flow.words(&text("没有。", "None."));
        flow.paragraph(&none);
        return;
    }
    let says = flow.words(&text(
        "所附字体只含 GB 2312 与拉丁字符；下列字符在文中以编号代替：",
        "The font holds GB 2312 and Latin only; these characters stand as their numbers:",
    ));
    flow.paragraph(&says);
    flow.paragraph(&lacking.join(" "));
}
