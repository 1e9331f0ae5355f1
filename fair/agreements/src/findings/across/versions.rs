//! What a new version makes of the one before: how long before it was told, and whether it goes on binding.

use crate::agreement::Agreement;
use crate::clause::Says;
use crate::findings::rules::{EXCLUSIVE_RENEWAL, NOTICE_CHANGE};
use crate::findings::{Book, Finding, Place};

/// Days of notice before a change takes effect (P2B Regulation 2019/1150, article 3(2)).
const CHANGE_DAYS: u64 = 15;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

pub(super) fn find(book: &Book<'_>, findings: &mut Vec<Finding>) {
    for newer in book.agreements {
        let Some(replaced) = &newer.replaces else { continue };
        let Some(older) = book.agreements.iter().find(|older| older.id == *replaced) else {
            continue;
        };
        findings.extend(told_late(newer, older));
        findings.extend(binds_on(newer, older));
    }
}

/// Whether it took effect sooner after it was told than was promised, or than is the least.
fn told_late(newer: &Agreement, older: &Agreement) -> Option<Finding> {
    let promise = older.clauses.iter().find_map(|clause| match &clause.says {
        Says::Change(says) if says.by.provides() => Some((clause, says.notice_days)),
        _ => None,
    });
    let least = promise.map_or(CHANGE_DAYS, |(_, days)| days.max(CHANGE_DAYS));
    // Before it was told at all is another rule's business.
    let days = u64::try_from(newer.from.0.checked_sub(newer.told.0)? / DAY).ok()?;
    if newer.from < newer.told || days >= least {
        return None;
    }
    let mut places = vec![Place::whole(newer)];
    places.extend(promise.map(|(clause, _)| Place::clause(older, &clause.id)));
    let zh = format!("新版本在告知{days}日后即生效，至少应为{least}日。");
    let en = format!("It took effect {days} days after it was told; {least} are the least.");
    Some(Finding::new(NOTICE_CHANGE, places, zh, en))
}

/// Whether somebody who was bound is bound again, over the same.
fn binds_on(newer: &Agreement, older: &Agreement) -> Option<Finding> {
    let bound = |agreement: &Agreement| -> Vec<_> {
        let exclusive = agreement.clauses.iter().filter_map(|clause| match &clause.says {
            Says::Exclusivity(says) => Some((says.bound, says.over, clause.id.clone())),
            _ => None,
        });
        exclusive.collect()
    };
    let (now, before) = (bound(newer), bound(older));
    let mut pairs = now.iter().flat_map(|one| {
        let same = |other: &&(_, _, String)| (other.0, other.1) == (one.0, one.1);
        before.iter().filter(same).map(move |other| (one, other))
    });
    let (one, other) = pairs.next()?;
    let places = vec![Place::clause(newer, &one.2), Place::clause(older, &other.2)];
    let zh = format!("{}的排他在新版本中延续。", one.0.zh());
    let en = format!("{} is bound on in the new version.", one.0.en());
    Some(Finding::new(EXCLUSIVE_RENEWAL, places, zh, en))
}
