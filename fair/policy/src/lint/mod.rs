//! What a rule must not do even where it is neutral, and what deserves a second look.
//!
//! Everything is read off the JSON form of Cedar's policies, so that no spelling hides anything.

mod expression;
mod proxies;
mod text;
mod window;

use std::fmt;

use cedar_policy::{Effect, Policy, PolicySet};
use serde_json::Value;

use crate::error::StandardError;
use crate::standard::{FLOORS, POLICIES, Standard};

/// Something found in a standard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How grave it is.
    pub weight: Weight,
    /// Where: a rule by its id, or a member of `standard.json`.
    pub at: String,
    /// What is wrong, and what to do instead.
    pub what: String,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A standard with it is not published.
    Error,
    /// Somebody should look at it; it may be right.
    Warning,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
        };
        write!(f, "{weight}: {}: {}", self.at, self.what)
    }
}

/// Everything found, errors first. `names` are those that may stand nowhere in a standard, in any
/// case of letters: of platforms, companies, wallets, in every language.
pub fn lint(standard: &Standard, names: &[&str]) -> Result<Vec<Finding>, StandardError> {
    let mut findings = Vec::new();
    for (folder, set) in [(POLICIES, standard.policies()), (FLOORS, standard.floors())] {
        for (policy, json) in json(folder, set)? {
            let at = policy.id().to_string();
            scope(&at, &json, &mut findings);
            expression::look(standard, &at, &json["conditions"], &mut findings);
            text::annotations(&at, policy, names, &mut findings);
            if folder == FLOORS {
                floor(&at, policy, &mut findings);
            }
        }
    }
    text::manifest(standard, names, &mut findings);
    proxies::look(standard, &mut findings);
    window::look(standard, &mut findings);
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// Every rule with its JSON form.
pub(crate) fn json<'s>(
    folder: &str,
    set: &'s PolicySet,
) -> Result<Vec<(&'s Policy, Value)>, StandardError> {
    let one = |policy: &'s Policy| match policy.to_json() {
        Ok(json) => Ok((policy, json)),
        Err(error) => Err(StandardError::unreadable(folder, error)),
    };
    set.policies().map(one).collect()
}

/// A rule is for every subject at every gate, and says for which actions.
fn scope(at: &str, json: &Value, findings: &mut Vec<Finding>) {
    for who in ["principal", "resource"] {
        if json[who]["op"] != "All" {
            let what = format!(
                "{who} is narrowed: a rule is for everybody, and tells cases apart by facts"
            );
            findings.push(error(at, what));
        }
    }
    if json["action"]["op"] == "All" {
        let what = "speaks on every action, also those to come: name the actions".to_owned();
        findings.push(error(at, what));
    }
}

fn floor(at: &str, policy: &Policy, findings: &mut Vec<Finding>) {
    if policy.effect() != Effect::Permit {
        findings
            .push(error(at, "a floor permits: it says what every version must permit".to_owned()));
    }
    for key in ["reason_zh", "reason_en"] {
        if policy.annotation(key).is_none_or(|text| text.trim().is_empty()) {
            findings.push(error(at, format!("a floor without @{key}")));
        }
    }
}

fn error(at: &str, what: String) -> Finding {
    Finding { weight: Weight::Error, at: at.to_owned(), what }
}

fn warning(at: &str, what: String) -> Finding {
    Finding { weight: Weight::Warning, at: at.to_owned(), what }
}
