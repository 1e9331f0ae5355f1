//! The first step that the rules permit.

use std::collections::BTreeSet;

use cedar_policy::{Authorizer, Decision, Response};
use drawbridge_fair_record::leaf::Verdict;

use crate::Case;
use crate::error::{CaseError, Undecided};
use crate::standard::Standard;

/// What the rules say of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// As it stands in the leaf.
    pub verdict: Verdict,
    /// The step that is granted, by its action in the rules; none if the case is refused.
    pub step: Option<String>,
    /// The rules that determined it: those that forbade every better step, and those that permitted
    /// the one that is granted. None if no rule spoke, which is a refusal.
    pub rules: BTreeSet<String>,
}

/// Judges a case: the first of its action's steps that the rules permit.
///
/// A rule that fails decides nothing: Cedar passes over it, and what it would have forbidden would be
/// permitted, so the case stays undecided.
pub fn judge(standard: &Standard, case: &Case) -> Result<Ruling, Undecided> {
    let unknown = || CaseError::NoSuchAction(case.action.clone());
    let action = standard.actions().get(&case.action).ok_or_else(unknown)?;
    let mut rules = BTreeSet::new();
    for (at, step) in action.steps.iter().enumerate() {
        let response = ask(standard, case, at)?;
        rules.extend(response.diagnostics().reason().map(ToString::to_string));
        if response.decision() == Decision::Allow {
            let step = step.action.clone();
            return Ok(Ruling { verdict: action.steps[at].verdict, step: Some(step), rules });
        }
    }
    Ok(Ruling { verdict: Verdict::Refuse, step: None, rules })
}

/// Whether the rules permit one step, whatever they say of better ones.
pub fn permits(standard: &Standard, case: &Case, step: &str) -> Result<bool, Undecided> {
    let steps = standard.actions().get(&case.action).map(|action| &action.steps[..]);
    let at = steps.unwrap_or_default().iter().position(|known| known.action == step);
    let at = at.ok_or_else(|| CaseError::NoSuchAction(step.to_owned()))?;
    Ok(obstacles(standard, case, at)?.is_none())
}

/// The rules that forbid a step, or none if it is permitted. A step that no rule permits is forbidden
/// by the empty set.
pub(crate) fn obstacles(
    standard: &Standard,
    case: &Case,
    at: usize,
) -> Result<Option<BTreeSet<String>>, Undecided> {
    let response = ask(standard, case, at)?;
    match response.decision() {
        Decision::Allow => Ok(None),
        Decision::Deny => {
            Ok(Some(response.diagnostics().reason().map(ToString::to_string).collect()))
        }
    }
}

fn ask(standard: &Standard, case: &Case, at: usize) -> Result<Response, Undecided> {
    let unknown = || CaseError::NoSuchAction(case.action.clone());
    let action = standard.actions().get(&case.action).ok_or_else(unknown)?;
    let (Some(step), Some(request)) = (action.steps.get(at), case.requests.get(at)) else {
        return Err(unknown().into());
    };
    let response = Authorizer::new().is_authorized(request, &step.rules, &case.entities);
    if let Some(error) = response.diagnostics().errors().next() {
        return Err(Undecided::Rule(error.to_string()));
    }
    Ok(response)
}
