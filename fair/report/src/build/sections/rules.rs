//! The table of the versions of the rules.

use drawbridge_fair_record::leaf::Grounds;

use super::Input;
use crate::format;
use crate::history::Version;
use crate::shape::{Cell, Table, Value, plain, text};

pub(super) fn versions(input: &Input<'_>) -> Table {
    Table {
        id: "rules-versions".to_owned(),
        title: text("规则版本", "Versions of the rules"),
        columns: vec![
            text("版本", "Version"),
            text("范围", "Gate"),
            text("公布", "Published"),
            text("自叶子起生效", "In force from leaf"),
            text("征求意见天数", "Days consulted"),
            text("依据", "Grounds"),
            text("SHA-256", "SHA-256"),
        ],
        rows: input.history.versions.values().map(row).collect(),
        left_out: 0,
    }
}

fn row(version: &Version) -> Vec<Cell> {
    let policy = &version.policy;
    let grounds = match policy.grounds {
        Grounds::Proof(_) => text("中立性证明", "proof of neutrality"),
        Grounds::Exception(_) => text("公开例外", "public exception"),
    };
    let days = format::value(&Value::Number(version.days_consulted()));
    let days = days.en.trim_end_matches('0').trim_end_matches('.').to_owned();
    vec![
        Cell::Plain(policy.version.clone()),
        Cell::Plain(version.gate.name().to_owned()),
        Cell::Plain(version.time.day()),
        Cell::Count(policy.effective_index),
        Cell::Words(plain(days)),
        Cell::Words(grounds),
        Cell::Plain(policy.sha256.to_base64()),
    ]
}
