//! The tables of the paired probes.

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::{Unit, Word};

use super::Input;
use super::table::{MOST, beyond};
use crate::format;
use crate::shape::{Asked, Cell, Pairs, Probe, ProbeState, Range, Table, Text, plain, text};

pub(super) fn tables(input: &Input<'_>) -> Vec<Table> {
    if input.probes.is_empty() {
        return Vec::new();
    }
    let mut tables = vec![fixed(input.probes)];
    let compared: Vec<(&Probe, &Pairs)> = input
        .probes
        .iter()
        .filter_map(|one| Some((one, one.shows.as_ref()?.pairs.as_ref()?)))
        .collect();
    if !compared.is_empty() {
        tables.push(pairs(&compared));
    }
    tables
}

fn fixed(probes: &[Probe]) -> Table {
    let row = |one: &Probe| {
        let day = |moment: i64| Timestamp(moment).day();
        let submitted = one.opened.as_ref().map_or_else(
            || "—".to_owned(),
            |opened| format!("{} / {}", opened.submitted, one.pairs),
        );
        let opened = one.opened.as_ref().map_or_else(|| "—".to_owned(), |opened| day(opened.time));
        vec![
            Cell::Count(one.index),
            Cell::Plain(one.prober.clone()),
            Cell::Plain(one.gate.clone()),
            Cell::Count(one.pairs),
            Cell::Plain(day(one.time)),
            Cell::Plain(day(one.reveal_by)),
            Cell::Words(state(one)),
            Cell::Plain(opened),
            Cell::Plain(submitted),
            Cell::Words(checked(one)),
        ]
    };
    Table {
        id: "probes".to_owned(),
        title: text("成对探测", "Paired probes"),
        columns: vec![
            text("叶子", "Leaf"),
            text("探测者", "Prober"),
            text("范围", "Gate"),
            text("承诺对数", "Pairs fixed"),
            text("承诺日", "Fixed"),
            text("最迟揭示", "To be opened by"),
            text("状态", "State"),
            text("揭示日", "Opened"),
            text("提交 / 承诺", "Submitted / fixed"),
            text("核对", "Check"),
        ],
        rows: probes.iter().take(MOST).map(row).collect(),
        left_out: beyond(probes.len()),
    }
}

fn state(probe: &Probe) -> Text {
    match (probe.state, probe.opened.as_ref().is_some_and(|opened| opened.late)) {
        (ProbeState::Fixed, _) => text("已承诺，未到期", "fixed"),
        (ProbeState::Overdue, _) => text("逾期未揭示", "not opened in time"),
        (ProbeState::Opened, false) => text("已揭示", "opened"),
        (ProbeState::Opened, true) => text("逾期揭示", "opened too late"),
    }
}

/// Whether the opened pairs are those that were fixed; the first problem if not.
fn checked(probe: &Probe) -> Text {
    match &probe.shows {
        None => text("揭示文件不在手边", "the opening is not at hand"),
        Some(shows) => match shows.problems.first() {
            None => text("与承诺一致", "as it was fixed"),
            Some(first) => {
                let more = shows.problems.len() - 1;
                match more {
                    0 => first.clone(),
                    more => text(
                        format!("{}（另有 {more} 项）", first.zh),
                        format!("{} (and {more} more)", first.en),
                    ),
                }
            }
        },
    }
}

/// A row a question: did both get the same, and as soon?
fn pairs(compared: &[(&Probe, &Pairs)]) -> Table {
    let row = |probe: &Probe, question: Text, asked: &Asked| {
        let needed = asked.needed.map_or_else(|| "—".to_owned(), |pairs| pairs.to_string());
        let detectable =
            asked.detectable.map_or_else(|| plain("—"), |gap| format::size(gap, Unit::Gap));
        vec![
            Cell::Count(probe.index),
            Cell::Words(question),
            Cell::Words(verdict(asked.verdict)),
            Cell::Plain(format!("{} / {}", asked.out_only, asked.in_only)),
            Cell::Words(gap(asked.gap)),
            Cell::Plain(format::p_value(asked.p_adjusted)),
            Cell::Words(detectable),
            Cell::Plain(needed),
        ]
    };
    let rows = compared.iter().flat_map(|(probe, pairs)| {
        [
            row(probe, text("通过率", "approval"), &pairs.approval),
            row(probe, text("等待时间", "wait"), &pairs.wait),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    Table {
        id: "probe-pairs".to_owned(),
        title: text("成对比较", "Each submission against its twin"),
        left_out: beyond(rows.len()),
        columns: vec![
            text("叶子", "Leaf"),
            text("问题", "Question"),
            text("结论", "Verdict"),
            text("仅外部方 / 仅内部方占优", "Only outsider / only insider"),
            text("差距", "Gap"),
            text("p", "p"),
            text("可见的最小差距", "Least gap that would be seen"),
            text("证明相等所需对数", "Pairs to show equality"),
        ],
        rows: rows.into_iter().take(MOST).collect(),
    }
}

fn gap(range: Range) -> Text {
    let Some(seen) = range.seen else { return plain("—") };
    let (seen, within) =
        (format::number(seen, Unit::Gap), format::interval(range.low, range.high, Unit::Gap));
    text(format!("{}（{}）", seen.zh, within.zh), format!("{} ({})", seen.en, within.en))
}

fn verdict(word: Word) -> Text {
    match word {
        Word::EqualShown => text("已证相等", "EQUAL, shown"),
        Word::UnequalWithinMargin => text("不等但在界值内", "UNEQUAL, within the margin"),
        Word::UnequalShown => text("已证不等", "UNEQUAL, shown"),
        Word::NotEnoughEvidence => text("证据不足", "NOT ENOUGH EVIDENCE"),
        Word::Value => plain("—"),
    }
}
