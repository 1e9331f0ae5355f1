//! What a replay found, for people and for programs.

use anyhow::Context as _;
use drawbridge_engine::ledger::Lang;
use drawbridge_fair_policy::replay::Replay;
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};
use serde_json::{Value as Json, json};

use crate::say;

/// Most findings that are printed whole for people; JSON has them all.
const PRINTED: usize = 20;

/// Everything, as JSON.
pub(super) fn json(replay: &Replay<'_>) -> anyhow::Result<String> {
    let incomplete: serde_json::Map<String, Json> =
        replay.incomplete.iter().map(|(why, count)| (why.to_string(), json!(count))).collect();
    let flips = replay.flips.iter().map(|flip| of(&flip.value()));
    let differs = replay.differs.iter().map(|differs| of(&differs.value()));
    let all = json!({
        "decisions": replay.decisions,
        "complete": replay.complete,
        "coverage_permille": replay.coverage_permille(),
        "incomplete": incomplete,
        "twins_decided": replay.twins_decided,
        "flipped": replay.flipped,
        "flips": flips.collect::<anyhow::Result<Vec<_>>>()?,
        "differing": replay.differing,
        "differs": differs.collect::<anyhow::Result<Vec<_>>>()?,
    });
    Ok(serde_json::to_string_pretty(&all)?)
}

fn of(value: &Value) -> anyhow::Result<Json> {
    let bytes = canonical::write(value).context("a finding cannot be written")?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// The counts, and the first findings.
pub(super) fn print(replay: &Replay<'_>, lang: Lang) {
    let zh = matches!(lang, Lang::Zh);
    let (decisions, complete) = (replay.decisions, replay.complete);
    let coverage = replay.coverage_permille();
    say::line(if zh {
        format!("裁决 {decisions} 件，可重算 {complete} 件（千分之 {coverage}）")
    } else {
        format!("{decisions} decisions, {complete} decided again ({coverage} in 1,000)")
    });
    for (why, count) in &replay.incomplete {
        say::line(format!("  {count}: {why}"));
    }
    let (twins, flipped, differing) = (replay.twins_decided, replay.flipped, replay.differing);
    say::line(if zh {
        format!("换边重算 {twins} 次，结果改变 {flipped} 次；与规则不符的裁决 {differing} 件")
    } else {
        format!(
            "{twins} twins decided, {flipped} flipped; {differing} decisions are not what the rules give"
        )
    });
    for flip in replay.flips.iter().take(PRINTED) {
        let own = flip.own_granted.step.as_deref().unwrap_or("refuse");
        let twin = flip.twin_granted.step.as_deref().unwrap_or("refuse");
        let (index, action, side) = (flip.index, &flip.action, &flip.side);
        let (facts, is, other) = (members(&flip.facts), members(&flip.own), members(&flip.twin));
        say::line(if zh {
            format!(
                "第 {index} 叶 {action}：{own}；若为 {side} 方则 {twin}\n  事实 {facts}\n  本方 {is}\n  另方 {other}"
            )
        } else {
            format!(
                "leaf {index} {action}: {own}, but {twin} as {side}\n  facts {facts}\n  own   {is}\n  twin  {other}"
            )
        });
    }
    for differs in replay.differs.iter().take(PRINTED) {
        let (index, action) = (differs.index, &differs.action);
        let (logged, derived) = (differs.logged.verdict.name(), differs.derived.verdict.name());
        let rules = |rules: &std::collections::BTreeSet<String>| {
            rules.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        let (was, is) = (rules(&differs.logged.rules), rules(&differs.derived.rules));
        let facts = members(&differs.facts);
        say::line(if zh {
            format!(
                "第 {index} 叶 {action}：日志记 {logged}（{was}），依规则应为 {derived}（{is}）\n  事实 {facts}"
            )
        } else {
            format!(
                "leaf {index} {action}: logged {logged} ({was}), the rules give {derived} ({is})\n  facts {facts}"
            )
        });
    }
}

fn members(object: &Object) -> String {
    let written = canonical::write(&Value::Object(object.clone()));
    written.map_or_else(
        |error| error.to_string(),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}
