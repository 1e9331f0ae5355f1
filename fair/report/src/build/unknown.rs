//! What is not known: generated from the data, so that nobody can forget it.

use drawbridge_fair_indicators::found::{Indicator, Word};

use super::{Input, Kpis};
use crate::format;
use crate::shape::{Source, Unknown, UnknownKind, plain, text};

/// All of it: what is missing and pending first, then number by number.
pub(super) fn all(input: &Input<'_>, kpis: &Kpis) -> Vec<Unknown> {
    let mut unknown = overall(input);
    for one in &input.audit.indicators {
        unknown.extend(of_indicator(one));
    }
    for (id, kpi) in kpis {
        let Some(outside) = &kpi.outside else { continue };
        let measured = input.audit.indicator(id).is_some();
        let kind = match kpi.source {
            Source::Declared => UnknownKind::Declared,
            _ if measured => UnknownKind::NoCases,
            _ => UnknownKind::Outside,
        };
        unknown.push(Unknown { kind, kpi: Some(id.clone()), says: outside.why.clone() });
    }
    unknown.sort_by(|a, b| (a.kind, &a.kpi).cmp(&(b.kind, &b.kpi)));
    unknown
}

fn overall(input: &Input<'_>) -> Vec<Unknown> {
    let missing = input.audit.basis.missing;
    let pending = input.audit.basis.pending;
    let lines = [
        (
            UnknownKind::Missing,
            missing.side,
            "{} 件案件不知属于哪一方：没有人披露，或披露不全。",
            "Cases of which the side is not known, since nobody disclosed it, or not all of it: {}.",
        ),
        (
            UnknownKind::Missing,
            missing.strata,
            "{} 件案件缺少分层所需的字段。",
            "Cases that lack a field of the strata: {}.",
        ),
        (
            UnknownKind::Missing,
            missing.value,
            "{} 件案件缺少所度量的值。",
            "Cases that lack the value that is measured: {}.",
        ),
        (
            UnknownKind::Missing,
            missing.false_openings,
            "{} 项披露与叶子中的承诺不符，未予采信。",
            "Openings that do not open what the leaf committed to, and were not believed: {}.",
        ),
        (
            UnknownKind::Missing,
            missing.strangers,
            "{} 个决定、结果或申诉所属的案件在本期之前提交，或未被读取。",
            "Decisions, outcomes and appeals of cases that came in before the period or were not read: {}.",
        ),
        (
            UnknownKind::Pending,
            pending,
            "期末有 {} 件案件待决，其结论未知。",
            "Cases pending at the end of the period, whose verdict is not known: {}.",
        ),
    ];
    let told = lines.into_iter().filter(|(_, count, ..)| *count > 0);
    told.map(|(kind, count, zh, en)| {
        let says = super::sentence(zh, en, &plain(count.to_string()));
        Unknown { kind, kpi: None, says }
    })
    .collect()
}

/// What the data of one indicator could not show.
fn of_indicator(one: &Indicator) -> Option<Unknown> {
    if one.verdict != Word::NotEnoughEvidence {
        return None;
    }
    let seen = one.reach.and_then(|reach| reach.detectable);
    let seen = seen.map(|gap| format::size(gap, one.unit));
    let missing = one.reach.and_then(|reach| reach.outsiders_missing);
    let says = match (seen, missing) {
        (Some(gap), Some(missing)) => text(
            format!(
                "小于 {}的差距在这些数据里看不出来；要证明相等，还需外部方案件 {missing} 件。",
                gap.zh
            ),
            format!(
                "A gap of less than {} would not have been seen in these data; cases of outsiders still missing to show equality: {missing}.",
                gap.en
            ),
        ),
        (Some(gap), None) => text(
            format!("小于 {}的差距在这些数据里看不出来。", gap.zh),
            format!("A gap of less than {} would not have been seen in these data.", gap.en),
        ),
        (None, Some(missing)) => text(
            format!("要证明相等，还需外部方案件 {missing} 件。"),
            format!("Cases of outsiders still missing to show equality: {missing}."),
        ),
        (None, None) => text(
            "既不能证明相等，也不能证明不等；能看到多大的差距亦无从计算。",
            "Neither equality nor inequality could be shown, and what gap could have been seen cannot be computed.",
        ),
    };
    Some(Unknown { kind: UnknownKind::TooFew, kpi: Some(one.id.clone()), says })
}
