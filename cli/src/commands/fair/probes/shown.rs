//! What pairs show, as a person reads it.
#![allow(clippy::float_arithmetic, reason = "shares and chances are told; money is never here")]

use std::process::ExitCode;

use drawbridge_engine::ledger::Lang;
use drawbridge_fair_audit::verdict::Verdict;
use drawbridge_fair_probes::analyse::{Analysis, Question};
use drawbridge_fair_probes::{Fate, Opening, Verified, analyse};
use serde_json::json;

use crate::say;

/// The exit code that says that something is shown to be wrong.
const WRONG: u8 = 3;

/// Whether the pairs are those that were fixed.
pub(super) fn verified(
    opening: &Opening,
    verified: &Verified,
    lang: Lang,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let (submitted, planned) = (opening.submitted, opening.plan.design().pairs);
    let half = |fate: Fate| fate == Fate::Missing;
    let missing =
        verified.pairs.iter().filter(|pair| half(pair.outsider) || half(pair.insider)).count();
    if as_json {
        let problems: Vec<_> = verified
            .problems
            .iter()
            .map(|problem| json!({"en": problem.to_string(), "zh": problem.zh()}))
            .collect();
        let all = json!({
            "planned": planned, "submitted": submitted, "missing": missing,
            "revealed": verified.revealed, "cut": verified.cut.0, "problems": problems,
        });
        say::line(serde_json::to_string_pretty(&all)?);
    } else {
        problems(verified, lang);
        say::line(match lang {
            Lang::Zh => format!(
                "承诺{planned}对，提交{submitted}对，日志中缺{missing}对；问题{}项",
                verified.problems.len()
            ),
            Lang::En => format!(
                "{planned} pairs fixed, {submitted} submitted, {missing} not in the log; {} problems",
                verified.problems.len()
            ),
        });
        if !verified.revealed {
            say::note(match lang {
                Lang::Zh => "日志中尚无本揭示文件的登记（probe.reveal）",
                Lang::En => "the log does not yet name this opening (probe.reveal)",
            });
        }
    }
    Ok(if verified.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(WRONG) })
}

fn problems(verified: &Verified, lang: Lang) {
    for problem in &verified.problems {
        say::line(match lang {
            Lang::Zh => problem.zh(),
            Lang::En => problem.to_string(),
        });
    }
}

/// What the pairs show.
pub(super) fn analysis(
    opening: &Opening,
    verified: &Verified,
    lang: Lang,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    if !verified.problems.is_empty() {
        problems(verified, lang);
    }
    let analysis = match analyse(opening, verified) {
        Ok(analysis) => analysis,
        Err(error) => {
            say::note(format!("error: {error}"));
            return Ok(ExitCode::from(WRONG));
        }
    };
    if as_json {
        say::line(serde_json::to_string_pretty(&analysis)?);
    } else {
        print(&analysis, lang);
    }
    let unequal = |question: &Question| {
        matches!(question.verdict, Verdict::UnequalShown | Verdict::UnequalWithinMargin)
    };
    let shown = unequal(&analysis.approval) || unequal(&analysis.wait);
    Ok(if shown { ExitCode::from(WRONG) } else { ExitCode::SUCCESS })
}

fn print(analysis: &Analysis, lang: Lang) {
    let zh = matches!(lang, Lang::Zh);
    let names = if zh { ["通过率", "等待时间"] } else { ["approval", "wait"] };
    for (name, question) in names.into_iter().zip([&analysis.approval, &analysis.wait]) {
        let gap = question.gap;
        let points = |share: f64| format!("{:+.1}", 100.0 * share);
        let (seen, low, high) = (points(gap.seen), points(gap.low), points(gap.high));
        let (out, ins) = (question.out_only, question.in_only);
        let (verdict, p) = (word(question.verdict, zh), question.differ);
        say::line(if zh {
            format!(
                "{name}：{verdict}。仅外来方占优{out}对，仅本方占优{ins}对；差距{seen}点（{low}至{high}），p = {p:.4}"
            )
        } else {
            format!(
                "{name}: {verdict}. Only the outsider {out}, only the insider {ins}; gap {seen} points ({low} to {high}), p = {p:.4}"
            )
        });
        if question.verdict == Verdict::NotEnoughEvidence {
            reach(question, zh);
        }
    }
    if let Some(gap) = analysis.wait_gap_hours {
        let (seen, low, high) = (gap.seen, gap.low, gap.high);
        say::line(if zh {
            format!("外来方多等（中位）{seen:.2}小时（{low:.2}至{high:.2}）")
        } else {
            format!(
                "the outsider waits longer by {seen:.2} hours in the median ({low:.2} to {high:.2})"
            )
        });
    }
}

fn reach(question: &Question, zh: bool) {
    let detectable =
        question.detectable.map_or("-".to_owned(), |gap| format!("{:.1}", 100.0 * gap));
    let needed = question.pairs_to_show_equal.map_or("-".to_owned(), |pairs| pairs.to_string());
    say::line(if zh {
        format!("    可发现的最小差距{detectable}点；显示平等约需{needed}对")
    } else {
        format!(
            "    a gap of {detectable} points would have been found; equality takes some {needed} pairs"
        )
    });
}

fn word(verdict: Verdict, zh: bool) -> String {
    match (verdict, zh) {
        (Verdict::EqualShown, true) => "已显示平等".to_owned(),
        (Verdict::UnequalWithinMargin, true) => "已显示不平等，但在容许范围内".to_owned(),
        (Verdict::UnequalShown, true) => "已显示不平等".to_owned(),
        (Verdict::NotEnoughEvidence, true) => "证据不足".to_owned(),
        (verdict, false) => verdict.to_string(),
    }
}
