//! Findings and hints as a person reads them.

use drawbridge_engine::ledger::Lang;
use drawbridge_fair_agreements::Summary;
use drawbridge_fair_agreements::findings::rules::Mark;
use drawbridge_fair_agreements::findings::{Severity, Told};

use super::Looked;
use crate::say;

/// The findings, the gravest first, and how many there are.
pub(super) fn summary(summary: &Summary, lang: Lang) {
    for told in &summary.findings {
        finding(told, lang);
    }
    let open = |severity| summary.open.get(severity).copied().unwrap_or(0);
    let (grave, serious, notice) = (open("grave"), open("serious"), open("notice"));
    let (all, excused) = (summary.agreements, summary.excused);
    say::line(match lang {
        Lang::Zh => format!(
            "{all}份协议：严重{grave}项，重要{serious}项，提示{notice}项；有公开例外{excused}项。不构成法律意见。"
        ),
        Lang::En => format!(
            "{all} agreements: {grave} grave, {serious} serious, {notice} to notice; {excused} excused in public. \
             No legal advice."
        ),
    });
}

fn finding(told: &Told, lang: Lang) {
    let zh = matches!(lang, Lang::Zh);
    let words = if zh { &told.zh } else { &told.en };
    let severity = if zh { told.severity.zh() } else { severity(told.severity) };
    let places: Vec<String> = told
        .places
        .iter()
        .map(|place| match &place.clause {
            Some(clause) => format!("{} §{clause}", place.agreement),
            None => place.agreement.clone(),
        })
        .collect();
    say::line(format!("{severity}  {}  [{}]", words.title, told.rule));
    say::line(format!("    {}", places.join(", ")));
    say::line(format!("    {}", words.explanation));
    if let Some(note) = &told.excused_by {
        say::line(if zh {
            format!("    已有公开例外 {note}")
        } else {
            format!("    excused by {note}")
        });
    } else {
        say::line(format!("    → {}", words.remedy));
    }
    for hook in &told.hooks {
        let mark = match (hook.mark, zh) {
            (Mark::S, true) => "已见公开材料",
            (Mark::S, false) => "seen in public material",
            (Mark::M, true) => "凭记忆，引用前须核对原文",
            (Mark::M, false) => "from memory, to be checked before it is quoted",
        };
        say::line(format!("    {} ({mark})", hook.source));
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Grave => "GRAVE",
        Severity::Serious => "SERIOUS",
        Severity::Notice => "NOTICE",
    }
}

/// The hints of a document, each with its line.
pub(super) fn hints(looked: &Looked, lang: Lang) {
    for hint in &looked.hints {
        let line = looked.text[..hint.start].matches('\n').count() + 1;
        let family = match (hint.family, lang) {
            (drawbridge_fair_agreements::Family::Exclusivity, Lang::Zh) => "可能涉及排他",
            (drawbridge_fair_agreements::Family::Exclusivity, Lang::En) => "may be exclusivity",
            (drawbridge_fair_agreements::Family::Parity, Lang::Zh) => "可能涉及最惠条款",
            (drawbridge_fair_agreements::Family::Parity, Lang::En) => "may be parity",
        };
        say::line(format!("{}:{line}: {family}: {}", looked.path.display(), hint.phrase));
    }
    let count = looked.hints.len();
    let path = looked.path.display();
    say::line(match lang {
        Lang::Zh => format!("{path}：{count}处提示，供人工阅读，不是结论。"),
        Lang::En => format!("{path}: {count} hints for a person to read, no verdict."),
    });
}
