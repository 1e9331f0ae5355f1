//! The same provider, the same matter, the same cause: the same notice for everybody.

use std::collections::BTreeMap;

use super::{Compared, Group};
use crate::agreement::Agreement;
use crate::clause::Says;
use crate::findings::rules::NOTICE_DIFFERS;
use crate::findings::{Finding, Place};
use crate::words::Cause;

pub(super) fn find(agreements: &[&Agreement]) -> Compared {
    let mut groups: BTreeMap<String, Group<'_, u64>> = BTreeMap::new();
    for agreement in agreements {
        let Some(provider) = agreement.provider() else { continue };
        for clause in &agreement.clauses {
            let (what, by, days) = match &clause.says {
                Says::Termination(says) => (says.cause.name(), says.by, says.notice_days),
                Says::Change(says) => ("change", says.by, says.notice_days),
                _ => continue,
            };
            let side = if by.provides() { "provider" } else { "user" };
            let key = format!("{}|{}|{side}|{what}", provider.party, agreement.matter);
            let place = Place::clause(agreement, &clause.id);
            groups.entry(key).or_insert_with(Group::new).add(days, agreement, place);
        }
    }
    let told = |(key, group): (String, Group<'_, u64>)| {
        let differing = group.differing();
        if differing.is_empty() {
            return None;
        }
        let list = |unit: &str| {
            let each = differing
                .iter()
                .map(|(days, agreement, ..)| format!("{} {days}{unit}", agreement.id));
            each.collect::<Vec<String>>().join("; ")
        };
        let mut parts = key.split('|').skip(1);
        let matter = parts.next().unwrap_or_default();
        let (side, what) = (parts.next(), parts.next().unwrap_or_default());
        let provider = side == Some("provider");
        let cause = Cause::ALL.iter().find(|cause| cause.name() == what);
        let what_zh = cause.map_or("变更".to_owned(), |cause| format!("以{}终止", cause.zh()));
        let what_en =
            cause.map_or("a change".to_owned(), |cause| format!("termination for {}", cause.en()));
        let by =
            if provider { ("提供方", "the provider") } else { ("对方", "the other side") };
        let zh = format!("“{matter}”：{}{what_zh}的通知期不同：{}。", by.0, list("日"));
        let en = format!("`{matter}`: notice of {what_en} by {} differs: {}.", by.1, list(" days"));
        let places = differing.iter().map(|(.., place, _)| place.clone()).collect();
        Some((key, Finding::new(NOTICE_DIFFERS, places, zh, en)))
    };
    groups.into_iter().filter_map(told).collect()
}
