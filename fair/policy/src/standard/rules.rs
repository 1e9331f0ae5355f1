//! The rules: Cedar policies with a name, a reason and a remedy.

use std::collections::BTreeMap;

use cedar_policy::{
    ActionConstraint, Effect, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};

use super::{Files, Named, text};
use crate::error::StandardError;

/// What a rule says to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, which stands in the leaves.
    pub id: String,
    /// Whether it permits; otherwise it forbids.
    pub permits: bool,
    /// Why it says so.
    pub reason: Named,
    /// What would change it.
    pub remedy: Named,
}

/// Reads rules from text; each is called by its `@id`.
pub fn parse_policies(file: &str, text: &str) -> Result<Vec<Policy>, StandardError> {
    let set: PolicySet = text.parse().map_err(|e| StandardError::unreadable(file, e))?;
    if set.templates().next().is_some() {
        return Err(StandardError::wrong(
            file,
            "templates are not rules: they say nothing by themselves",
        ));
    }
    let named = |policy: &Policy| {
        let id = policy.annotation("id").filter(|id| is_token(id)).ok_or_else(|| {
            StandardError::wrong(file, "a rule without @id of 1 to 128 of A-Z a-z 0-9 . _ : -")
        })?;
        Ok(policy.new_id(PolicyId::new(id)))
    };
    set.policies().map(named).collect()
}

pub(super) fn parse_folder(files: &Files, folder: &str) -> Result<PolicySet, StandardError> {
    let mut set = PolicySet::new();
    for name in files.keys().filter(|name| name.starts_with(folder)) {
        for policy in parse_policies(name, text(files, name)?)? {
            set.add(policy).map_err(|e| StandardError::wrong(name, e.to_string()))?;
        }
    }
    Ok(set)
}

/// Cedar's own validator, in its strict mode: a rule that passes cannot fail on a well typed case
/// except by overflow.
pub(super) fn validate(
    schema: &Schema,
    set: &PolicySet,
    folder: &str,
) -> Result<(), StandardError> {
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::Strict);
    match result.validation_errors().map(ToString::to_string).min() {
        None => Ok(()),
        Some(error) => Err(StandardError::wrong(folder, error)),
    }
}

pub(super) fn rules(set: &PolicySet) -> Result<BTreeMap<String, Rule>, StandardError> {
    set.policies().map(|policy| rule(policy).map(|rule| (rule.id.clone(), rule))).collect()
}

fn rule(policy: &Policy) -> Result<Rule, StandardError> {
    let id = policy.id().to_string();
    let annotation = |key: &str| match policy.annotation(key) {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(StandardError::wrong(super::POLICIES, format!("rule {id} has no @{key}"))),
    };
    let named = |key: &str| {
        Ok(Named { zh: annotation(&format!("{key}_zh"))?, en: annotation(&format!("{key}_en"))? })
    };
    let permits = policy.effect() == Effect::Permit;
    Ok(Rule { permits, reason: named("reason")?, remedy: named("remedy")?, id: id.clone() })
}

/// The rules that can speak on a Cedar action. The others never match it, so that leaving them out
/// changes no verdict and spares their evaluation.
pub(super) fn speaking(set: &PolicySet, action: &str) -> Result<PolicySet, StandardError> {
    let mut speaking = PolicySet::new();
    for policy in set.policies() {
        let names = |uid: &cedar_policy::EntityUid| uid.id().unescaped() == action;
        let speaks = match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(uid) => names(&uid),
            ActionConstraint::In(uids) => uids.iter().any(names),
        };
        if speaks {
            speaking
                .add(policy.clone())
                .map_err(|e| StandardError::wrong(super::POLICIES, e.to_string()))?;
        }
    }
    Ok(speaking)
}

/// What leaves take for a token.
pub(super) fn is_token(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._:-".contains(&b);
    (1..=drawbridge_fair_record::leaf::MAX_TOKEN).contains(&text.len()) && text.bytes().all(fits)
}
