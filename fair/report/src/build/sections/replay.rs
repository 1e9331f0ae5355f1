//! The tables of what deciding again showed.

use drawbridge_fair_policy::replay::Incomplete;

use super::Input;
use crate::replayed::Flipped;
use crate::shape::{Cell, Table, Text, text};

pub(super) fn tables(input: &Input<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    if !input.replayed.incomplete.is_empty() {
        tables.push(lacking(input));
    }
    if !input.replayed.flips.is_empty() {
        tables.push(flips(input));
    }
    tables
}

/// Why some were not decided again.
fn lacking(input: &Input<'_>) -> Table {
    let row =
        |(why, count): (&Incomplete, &u64)| vec![Cell::Words(said(*why)), Cell::Count(*count)];
    Table {
        id: "replay-lacking".to_owned(),
        title: text("未能重新裁决的决定", "Decisions that could not be decided again"),
        columns: vec![text("缺什么", "What is missing"), text("件数", "Decisions")],
        rows: input.replayed.incomplete.iter().map(row).collect(),
        left_out: 0,
    }
}

fn said(why: Incomplete) -> Text {
    let zh = match why {
        Incomplete::Intake => "其受理不在手边",
        Incomplete::Closed => "有承诺无法打开",
        Incomplete::Standard => "其所依规则不在手边",
        Incomplete::Facts => "缺少规则所需的事实",
        Incomplete::Rule => "规则执行出错",
    };
    text(zh, why.to_string())
}

fn flips(input: &Input<'_>) -> Table {
    let row = |flip: &Flipped| {
        let plain = |text: &String| Cell::Plain(text.clone());
        vec![Cell::Count(flip.index), plain(&flip.action), plain(&flip.own), plain(&flip.twin)]
    };
    let listed = u64::try_from(input.replayed.flips.len()).unwrap_or(u64::MAX);
    Table {
        id: "replay-flips".to_owned(),
        title: text(
            "换成另一方即改变的决定",
            "Decisions that another side would have got otherwise",
        ),
        columns: vec![
            text("叶子", "Leaf"),
            text("所请求的", "Asked for"),
            text("依规则应得", "Granted"),
            text("换成另一方", "As another side"),
        ],
        rows: input.replayed.flips.iter().map(row).collect(),
        left_out: input.replayed.flipped.saturating_sub(listed),
    }
}
