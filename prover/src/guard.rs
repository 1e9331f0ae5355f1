//! What may be assumed of the cases that are compared.

use cedar_policy::{Policy, PolicyId, PolicySet};
use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::standard::{Action, Fact, Kind};

use crate::ProverError;
use crate::twin::DOUBLE;

/// The id of the rule that carries the assumption. No rule of a standard is called so: it is no token.
const ID: &str = "the assumption";

/// The facts are within their ranges and of their words. Without it Cedar's numbers could be any of 64
/// bits, and the solver would show a risk of -1.
pub(crate) fn ranges(standard: &Standard, action: &Action) -> String {
    let facts = action.facts.iter().filter_map(|(name, kind)| {
        standard.facts().get(name).and_then(|fact| range(name, *kind, fact))
    });
    all(facts)
}

/// Both sides have the same facts, within their ranges, and the same protected attributes except those
/// that are `free`, which may be anything on either side, or absent.
pub(crate) fn twins(standard: &Standard, action: &Action, free: &[&str]) -> String {
    let same = action
        .facts
        .keys()
        .map(|name| format!("context[\"{name}\"] == context[\"{name}{DOUBLE}\"]"));
    let held = standard.protected().keys().filter(|name| !free.contains(&name.as_str()));
    let held = held.map(|name| {
        format!(
            "(if principal has \"{name}\" then (if principal has \"{name}{DOUBLE}\" then \
             principal[\"{name}\"] == principal[\"{name}{DOUBLE}\"] else false) else \
             !(principal has \"{name}{DOUBLE}\"))"
        )
    });
    all([ranges(standard, action)].into_iter().chain(same).chain(held))
}

/// The rules with the assumption: where it does not hold, nothing is permitted, so that two sets of
/// rules with the same assumption can only differ where it holds.
pub(crate) fn under(
    step: &str,
    assumption: &str,
    rules: &PolicySet,
) -> Result<PolicySet, ProverError> {
    let failed = |e: String| ProverError::translation(ID, e);
    let text = format!(
        "forbid(principal, action == Action::\"{step}\", resource) unless {{ {assumption} }};"
    );
    let guard = Policy::parse(Some(PolicyId::new(ID)), &text).map_err(|e| failed(e.to_string()))?;
    let mut guarded = rules.clone();
    guarded.add(guard).map_err(|e| failed(e.to_string()))?;
    Ok(guarded)
}

/// One rule that is evaluated only where the assumption holds.
pub(crate) fn only(assumption: &str, rule: &Policy) -> Result<Policy, ProverError> {
    let failed = |e: String| ProverError::translation(ID, e);
    let text = format!("permit(principal, action, resource) when {{ {assumption} }};");
    let guard = Policy::parse(None, &text).map_err(|e| failed(e.to_string()))?;
    let guard = guard.to_json().map_err(|e| failed(e.to_string()))?;
    let mut json = rule.to_json().map_err(|e| failed(e.to_string()))?;
    let mut conditions = guard["conditions"].as_array().cloned().unwrap_or_default();
    conditions.extend(json["conditions"].as_array().cloned().unwrap_or_default());
    json["conditions"] = conditions.into();
    Policy::from_json(Some(rule.id().clone()), json).map_err(|e| failed(e.to_string()))
}

fn range(name: &str, kind: Kind, fact: &Fact) -> Option<String> {
    let words = || {
        let words = fact.words.iter().flat_map(|words| words.keys());
        words.map(|word| format!("{word:?}")).collect::<Vec<_>>()
    };
    match kind {
        Kind::Truth => None,
        Kind::Number => Some(format!(
            "context[\"{name}\"] >= {} && context[\"{name}\"] <= {}",
            fact.least(),
            fact.largest()
        )),
        Kind::Word => {
            let is = words().into_iter().map(|word| format!("context[\"{name}\"] == {word}"));
            Some(format!("({})", is.collect::<Vec<_>>().join(" || ")))
        }
        Kind::Words => Some(format!("[{}].containsAll(context[\"{name}\"])", words().join(", "))),
    }
}

fn all(conditions: impl IntoIterator<Item = String>) -> String {
    let conditions: Vec<String> = conditions.into_iter().collect();
    if conditions.is_empty() { "true".to_owned() } else { conditions.join(" && ") }
}
