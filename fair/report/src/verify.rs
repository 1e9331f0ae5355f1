//! Whether a report is what its log gives: number by number.

use serde_json::Value;

use crate::json::ReportError;
use crate::shape::Report;

/// A place where a report is not what was computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of a number, or the name of a part that is none.
    pub what: String,
    /// The way to what differs, such as `quantity.estimate.value`; empty if all of it does.
    pub way: String,
    /// What the report says; none if it does not have it.
    pub stated: Option<String>,
    /// What was computed; none if there is no such thing.
    pub computed: Option<String>,
}

/// Compares a report with what was computed again. Empty if they are the same to the last digit.
pub fn compare(stated: &Report, computed: &Report) -> Result<Vec<Finding>, ReportError> {
    let stated = serde_json::to_value(stated)?;
    let computed = serde_json::to_value(computed)?;
    let mut findings = Vec::new();
    let (Value::Object(stated), Value::Object(computed)) = (stated, computed) else {
        return Ok(findings);
    };
    for (part, stated) in &stated {
        let computed = computed.get(part).unwrap_or(&Value::Null);
        if part == "kpis" {
            each(stated, computed, |id, stated, computed| {
                walk(id, "", stated, computed, &mut findings);
            });
        } else {
            walk(part, "", Some(stated), Some(computed), &mut findings);
        }
    }
    Ok(findings)
}

/// The members of two objects, side by side.
fn each(
    stated: &Value,
    computed: &Value,
    mut see: impl FnMut(&str, Option<&Value>, Option<&Value>),
) {
    let empty = serde_json::Map::new();
    let (stated, computed) =
        (stated.as_object().unwrap_or(&empty), computed.as_object().unwrap_or(&empty));
    for (name, value) in stated {
        see(name, Some(value), computed.get(name));
    }
    for (name, value) in computed.iter().filter(|(name, _)| !stated.contains_key(*name)) {
        see(name, None, Some(value));
    }
}

fn walk(
    what: &str,
    way: &str,
    stated: Option<&Value>,
    computed: Option<&Value>,
    findings: &mut Vec<Finding>,
) {
    if stated == computed {
        return;
    }
    if let (Some(stated @ Value::Object(_)), Some(computed @ Value::Object(_))) = (stated, computed)
    {
        each(stated, computed, |name, stated, computed| {
            let way = if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
            walk(what, &way, stated, computed, findings);
        });
        return;
    }
    let tell = |value: Option<&Value>| value.map(|value| excerpt(&value.to_string()));
    let finding = Finding {
        what: what.to_owned(),
        way: way.to_owned(),
        stated: tell(stated),
        computed: tell(computed),
    };
    findings.push(finding);
}

/// The beginning of a long value: lists are told by it, and their digest would tell nothing.
fn excerpt(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}
