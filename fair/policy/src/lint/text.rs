//! What a standard says to people.

use cedar_policy::Policy;

use super::{Finding, error};
use crate::standard::Standard;

pub(super) fn annotations(at: &str, policy: &Policy, names: &[&str], findings: &mut Vec<Finding>) {
    for (key, text) in policy.annotations() {
        named(at, &format!("@{key}"), text, names, findings);
    }
}

pub(super) fn manifest(standard: &Standard, names: &[&str], findings: &mut Vec<Finding>) {
    for (name, fact) in standard.facts() {
        let at = format!("facts.{name}");
        let words = fact.words.iter().flatten();
        let said = words.flat_map(|(word, named)| [word, &named.zh, &named.en]);
        for text in said.chain([name, &fact.zh, &fact.en]) {
            named(&at, "its text", text, names, findings);
        }
    }
    for (name, action) in standard.actions() {
        let at = format!("actions.{name}");
        let steps = action.steps.iter().flat_map(|s| [&s.action, &s.named.zh, &s.named.en]);
        for text in steps.chain([name, &action.named.zh, &action.named.en]) {
            named(&at, "its text", text, names, findings);
        }
    }
    named("version", "its text", standard.version(), names, findings);
}

/// A name in a text. Latin ones count as whole words only: three letters are part of many.
fn named(at: &str, what: &str, text: &str, names: &[&str], findings: &mut Vec<Finding>) {
    let lower = text.to_lowercase();
    for name in names {
        let name = name.to_lowercase();
        let found = if name.is_ascii() {
            lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name)
        } else {
            lower.contains(&name)
        };
        if found {
            findings.push(error(at, format!("{what} names {name}: a standard is for everybody")));
        }
    }
}
