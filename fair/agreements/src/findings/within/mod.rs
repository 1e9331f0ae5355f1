//! What is found within one agreement.

mod exclusivity;
mod notice;
mod parity;

pub(super) use exclusivity::percent;

use super::{Finding, Place, Rule};
use crate::agreement::Agreement;
use crate::clause::Clause;

pub(super) fn find(agreement: &Agreement, findings: &mut Vec<Finding>) {
    exclusivity::find(agreement, findings);
    parity::find(agreement, findings);
    notice::find(agreement, findings);
}

/// A finding in one clause.
fn one(rule: Rule, agreement: &Agreement, clause: &Clause, zh: String, en: String) -> Finding {
    Finding::new(rule, vec![Place::clause(agreement, &clause.id)], zh, en)
}
