//! What the data say in sentences: no sentence stands here that the data could not contradict.

use drawbridge_fair_indicators::found::Word;

use super::super::sentence;
use super::{Input, Kpis};
use crate::replayed::Replayed;
use crate::shape::{ProbeState, Source, TermsState, Text, plain, text};

pub(super) fn paragraphs(number: u8, input: &Input<'_>, kpis: &Kpis) -> Vec<Text> {
    let mut told = match number {
        0 => scope(input),
        1 => summary(input),
        2 => rules(input),
        3 => neutrality(input),
        13 => watch(input),
        15 => unknown(input),
        _ => Vec::new(),
    };
    told.extend(coverage(number, kpis));
    told
}

fn scope(input: &Input<'_>) -> Vec<Text> {
    let (from, to) = input.period;
    let (first, last) = (from.day(), to.plus_ms(-1).day());
    let who = &input.declaration.operator;
    let who = if who.is_empty() {
        text("运营者（未申报名称）", "The operator (no name was declared)")
    } else {
        plain(who.clone())
    };
    let (size, cosigners) = (input.checkpoint.size(), input.cosigners.len());
    vec![
        text(
            format!("{}报告 {first} 至 {last}（北京时间）期间的情况。", who.zh),
            format!("{} reports on {first} to {last} (Beijing time).", who.en),
        ),
        text(
            format!(
                "所有数字都从日志 {} 的前 {size} 个叶子算出；其检查点有 {cosigners} 位见证人联署。",
                input.checkpoint.origin()
            ),
            format!(
                "All numbers are computed from the log {} up to leaf {size}; witnesses that cosigned this checkpoint: {cosigners}.",
                input.checkpoint.origin()
            ),
        ),
    ]
}

fn summary(input: &Input<'_>) -> Vec<Text> {
    let count = |word: Word| {
        let headline = input.audit.indicators.iter().filter(|one| one.headline);
        headline.filter(|one| one.verdict == word).count()
    };
    let (equal, within) = (count(Word::EqualShown), count(Word::UnequalWithinMargin));
    let (unequal, open) = (count(Word::UnequalShown), count(Word::NotEnoughEvidence));
    vec![text(
        format!(
            "主要指标中，已证相等 {equal} 项，不等但在界值内 {within} 项，已证不等 {unequal} 项，证据不足 {open} 项。"
        ),
        format!(
            "Of the headline indicators, {equal} are shown to be equal, {within} unequal within the margin, {unequal} unequal; for {open} there is not enough evidence."
        ),
    )]
}

fn rules(input: &Input<'_>) -> Vec<Text> {
    let versions = input.history.versions.len();
    let late = input.history.retroactive.len();
    let mut told = vec![text(
        format!("截至检查点共公布 {versions} 个规则版本，全部列于下表。"),
        format!(
            "Versions of the rules published up to the checkpoint: {versions}; all are listed below."
        ),
    )];
    if late > 0 {
        told.push(text(
            format!("有 {late} 个决定依据了当时不在生效期内的规则。"),
            format!("Decisions by rules that were not in force at the time: {late}."),
        ));
    }
    told
}

fn neutrality(input: &Input<'_>) -> Vec<Text> {
    let versions = &input.history.versions;
    let proved = versions.values().filter(|one| one.proved()).count();
    let of = versions.len();
    let mut told = vec![text(
        format!(
            "{of} 个版本中有 {proved} 个附有中立性证明。证明说的是规则文本；下文各节说的是实际结果。"
        ),
        format!(
            "Versions of the rules: {of}; with a proof of neutrality: {proved}. The proof is about the text of the rules; the sections below are about what happened."
        ),
    )];
    told.extend(replayed(input));
    told.extend(terms(input));
    told
}

/// How many agreements there are, and what was found in them.
fn terms(input: &Input<'_>) -> Option<Text> {
    let terms = input.terms;
    let all = terms.agreements.len();
    if all == 0 {
        return None;
    }
    let of = |state: TermsState| terms.agreements.iter().filter(|one| one.state == state).count();
    let (binding, searched) =
        (of(TermsState::InForce), terms.agreements.iter().filter(|one| one.searched).count());
    let excused = terms.findings.iter().filter(|one| one.excused_by.is_some()).count();
    let open = terms.findings.len() - excused;
    Some(text(
        format!(
            "登记的协议 {all} 份，其中 {binding} 份在期末有效，{searched} 份的条款在手边并逐条检索：发现 {open} 项，另有 {excused} 项有公开例外。"
        ),
        format!(
            "Agreements registered: {all}; in force at the end of the period: {binding}; with clauses at hand, and searched: {searched}. Found: {open}; excused in public besides: {excused}."
        ),
    ))
}

/// How many probes there are, and how they stand.
fn watch(input: &Input<'_>) -> Vec<Text> {
    let of = |state: ProbeState| input.probes.iter().filter(|one| one.state == state).count();
    let (all, opened) = (input.probes.len(), of(ProbeState::Opened));
    let overdue = of(ProbeState::Overdue);
    if all == 0 {
        return vec![text("日志中没有成对探测。", "The log fixes no paired probes.")];
    }
    vec![text(
        format!("日志中事先承诺的成对探测 {all} 次，已揭示 {opened} 次，逾期未揭示 {overdue} 次。"),
        format!(
            "Paired probes fixed in the log: {all}; opened: {opened}; not opened in time: {overdue}."
        ),
    )]
}

/// How many decisions were made again, and as whose.
fn replayed(input: &Input<'_>) -> Option<Text> {
    let Replayed { sides, decisions, complete, twins, flipped, differing, .. } = input.replayed;
    if *decisions == 0 {
        return None;
    }
    let (zh, en) = (sides.join("、"), sides.join(", "));
    Some(text(
        format!(
            "本期决定 {decisions} 件，其中 {complete} 件重新裁决，并各换成其他各方（{zh}）再裁决，共 {twins} 次：翻转 {flipped} 次，与规则不符 {differing} 件。"
        ),
        format!(
            "Decisions in the period: {decisions}; decided again: {complete}; as that of every other side ({en}): {twins} times; flips: {flipped}; not what the rules give: {differing}."
        ),
    ))
}

fn unknown(input: &Input<'_>) -> Vec<Text> {
    let basis = &input.audit.basis;
    vec![
        text(
            format!("本期案件 {} 件，期末待决 {} 件。", basis.cases, basis.pending),
            format!(
                "Cases that came in in the period: {}; pending at its end: {}.",
                basis.cases, basis.pending
            ),
        ),
        text(
            format!(
                "不知属于哪一方的案件 {} 件；与承诺不符、因而不予采信的披露 {} 项。",
                basis.missing.side, basis.missing.false_openings
            ),
            format!(
                "Cases of which nobody disclosed the side: {}; openings that do not open what was committed to and were not believed: {}.",
                basis.missing.side, basis.missing.false_openings
            ),
        ),
    ]
}

/// How much of what is asked in a section is there.
fn coverage(number: u8, kpis: &Kpis) -> Option<Text> {
    let of = |source: Source| {
        kpis.values().filter(|kpi| kpi.section == number && kpi.source == source).count()
    };
    let (log, declared, none) = (of(Source::Log), of(Source::Declared), of(Source::None));
    let all = log + declared + none;
    if all == 0 || (declared == 0 && none == 0) {
        return None;
    }
    let told = sentence(
        "本节所要求的数字共 {} 项：",
        "Numbers asked for in this section: {}; ",
        &plain(all.to_string()),
    );
    Some(text(
        format!(
            "{}{log} 项来自日志，{declared} 项由运营者申报，{none} 项没有（原因见表）。",
            told.zh
        ),
        format!(
            "{}from the log: {log}; declared by the operator: {declared}; not available: {none} (the table says why).",
            told.en
        ),
    ))
}
