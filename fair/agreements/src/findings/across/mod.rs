//! What is found between agreements: whether what is given to one is given to all, and what a new version
//! makes of the one before.

mod fees;
mod notices;
mod offers;
mod versions;

use std::collections::BTreeMap;

use super::exceptions::good;
use super::{Book, Finding, Rule};
use crate::agreement::Agreement;

/// What is found by comparison, by what was compared.
type Compared = BTreeMap<String, Finding>;

pub(super) fn find(book: &Book<'_>, findings: &mut Vec<Finding>) {
    compare(book, super::rules::FEE_UNEQUAL, fees::find, findings);
    compare(book, super::rules::NOTICE_DIFFERS, notices::find, findings);
    offers::find(book, findings);
    versions::find(book, findings);
}

/// Compares twice: without the agreements that an exception excuses, so that excusing one does not excuse
/// the others; and with them, so that what is excused is told as well.
fn compare(
    book: &Book<'_>,
    rule: Rule,
    find: fn(&[&Agreement]) -> Compared,
    findings: &mut Vec<Finding>,
) {
    let all: Vec<&Agreement> =
        book.agreements.iter().filter(|agreement| book.binds(agreement)).collect();
    let excused = |agreement: &Agreement| good(book, agreement, rule);
    let plain: Vec<&Agreement> =
        all.iter().copied().filter(|agreement| excused(agreement).is_none()).collect();
    findings.extend(find(&plain).into_values());
    let note = all.iter().find_map(|agreement| excused(agreement));
    if plain.len() == all.len() {
        return;
    }
    let without = find(&plain);
    for (key, mut finding) in find(&all) {
        if without.get(&key) != Some(&finding) {
            finding.excused = note;
            findings.push(finding);
        }
    }
}

/// Entries that were compared, by value and territory: the first place of each, and how often.
struct Group<'a, V> {
    seen: Vec<(V, &'a Agreement, super::Place, usize)>,
}

impl<'a, V: PartialEq> Group<'a, V> {
    const fn new() -> Self {
        Self { seen: Vec::new() }
    }

    fn add(&mut self, value: V, agreement: &'a Agreement, place: super::Place) {
        let same = self
            .seen
            .iter_mut()
            .find(|(other, first, ..)| *other == value && first.territory == agreement.territory);
        match same {
            Some((.., often)) => *often += 1,
            None => self.seen.push((value, agreement, place, 1)),
        }
    }

    /// Those that differ from another one somewhere, in the order in which they were added.
    fn differing(&self) -> Vec<&(V, &'a Agreement, super::Place, usize)> {
        let differs = |one: &&(V, &Agreement, super::Place, usize)| {
            self.seen.iter().any(|other| other.0 != one.0 && other.1.meets(one.1))
        };
        self.seen.iter().filter(differs).collect()
    }
}
