//! Which of the database's restrictions a verdict is.

use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::Verdict;

use super::Told;

/// One of the database's four kinds of decision, and a word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restriction {
    Visibility(&'static str),
    Monetary(&'static str),
    Provision(&'static str),
    Account(&'static str),
}

use Restriction::{Account, Monetary, Provision, Visibility};

/// What the fact `effect` may say, in words of the gates: what was done to whoever did not pass as asked.
const EFFECTS: &[(&str, Restriction)] = &[
    ("removed", Visibility("DECISION_VISIBILITY_CONTENT_REMOVED")),
    ("disabled", Visibility("DECISION_VISIBILITY_CONTENT_DISABLED")),
    ("demoted", Visibility("DECISION_VISIBILITY_CONTENT_DEMOTED")),
    ("age_restricted", Visibility("DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED")),
    ("extra_step", Visibility("DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED")),
    ("warning", Visibility("DECISION_VISIBILITY_CONTENT_LABELLED")),
    ("payout_hold", Monetary("DECISION_MONETARY_SUSPENSION")),
    ("payout_end", Monetary("DECISION_MONETARY_TERMINATION")),
    ("limited", Provision("DECISION_PROVISION_PARTIAL_SUSPENSION")),
    ("suspended", Provision("DECISION_PROVISION_TOTAL_SUSPENSION")),
    ("partly_ended", Provision("DECISION_PROVISION_PARTIAL_TERMINATION")),
    ("delisted", Provision("DECISION_PROVISION_TOTAL_TERMINATION")),
    ("account_suspended", Account("DECISION_ACCOUNT_SUSPENDED")),
    ("account_ended", Account("DECISION_ACCOUNT_TERMINATED")),
];

/// What was done: as the fact `effect` says, else what the verdict means at that gate.
pub(super) fn of(told: &Told<'_>) -> Restriction {
    let said = told.fact("effect");
    let found = EFFECTS.iter().find(|(name, _)| said == Some(name));
    found.map_or_else(|| usual(told), |(_, restriction)| *restriction)
}

/// A link that is refused does not open, and one that is restricted takes another step; ranking is a
/// place; everything else is a service that is given in part or not at all.
fn usual(told: &Told<'_>) -> Restriction {
    let refused = told.decision.verdict == Verdict::Refuse;
    if told.case.action.starts_with("ranking") {
        return Visibility("DECISION_VISIBILITY_CONTENT_DEMOTED");
    }
    match (told.gate, refused) {
        (Gate::Share, true) => Visibility("DECISION_VISIBILITY_CONTENT_DISABLED"),
        (Gate::Share, false) => Visibility("DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"),
        (_, true) => Provision("DECISION_PROVISION_TOTAL_SUSPENSION"),
        (_, false) => Provision("DECISION_PROVISION_PARTIAL_SUSPENSION"),
    }
}

/// The words of `effect`, for the documentation and the tests.
#[cfg(test)]
pub(super) fn effects() -> impl Iterator<Item = (&'static str, Restriction)> {
    EFFECTS.iter().copied()
}
