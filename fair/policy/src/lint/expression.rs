//! What stands in the conditions of a rule.

use serde_json::{Map, Value};

use super::{Finding, error, warning};
use crate::standard::Standard;

/// Operators by which a rule could reach what is protected past its attributes, and why not.
const BANNED: &[(&str, &str)] = &[
    ("in", "asks for a place in a hierarchy, by which subjects could be told apart"),
    ("getTag", "reads a tag, whose name is not known before: use an attribute"),
    ("hasTag", "asks for a tag, whose name is not known before: use an attribute"),
    ("like", "matches a pattern: facts are of a closed list of words, so compare with the words"),
    ("Record", "builds a record, which hides what is read: compare facts one by one"),
];

pub(super) fn look(standard: &Standard, at: &str, json: &Value, findings: &mut Vec<Finding>) {
    match json {
        Value::Array(values) => values.iter().for_each(|value| look(standard, at, value, findings)),
        Value::Object(members) => {
            object(standard, at, members, findings);
            members.values().for_each(|value| look(standard, at, value, findings));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn object(
    standard: &Standard,
    at: &str,
    members: &Map<String, Value>,
    findings: &mut Vec<Finding>,
) {
    for (operator, why) in BANNED {
        if members.contains_key(*operator) {
            findings.push(error(at, (*why).to_owned()));
        }
    }
    if members.contains_key("is") && members["is"].get("in").is_some() {
        findings.push(error(at, BANNED[0].1.to_owned()));
    }
    if let Some(entity) = members.get("__entity") {
        let what = format!("names {}: a rule knows attributes, not names", entity["id"]);
        findings.push(error(at, what));
    }
    if let Some(Value::String(text)) = members.get("Value") {
        literal(standard, at, text, findings);
    }
    for access in [".", "has"] {
        if let Some(Value::String(name)) = members.get(access).map(|inner| &inner["attr"])
            && standard.protected().contains_key(name)
        {
            let what =
                format!("reads {name}, which is protected: the proof says whether it counts");
            findings.push(warning(at, what));
        }
    }
}

/// A text that is none of the declared words can only be somebody's name, or a spelling mistake.
fn literal(standard: &Standard, at: &str, text: &str, findings: &mut Vec<Finding>) {
    if !standard.facts().values().any(|fact| fact.has_word(text)) {
        let what =
            format!("compares with {text:?}, which is no word of a fact: a rule names nobody");
        findings.push(error(at, what));
    }
}
