//! The doubled world: every fact and attribute twice, and rules that read the doubles.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cedar_policy::{Policy, PolicyId, PolicySet, RequestEnv, Schema, ValidationMode, Validator};
use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::standard::{Action, GATE, Kind, SUBJECT, Step};
use serde_json::Value;

use crate::ProverError;

/// What the double of an attribute is called. No name in a standard has two lines.
pub(crate) const DOUBLE: &str = "__b";

/// A standard doubled.
pub(crate) struct World<'s> {
    pub(crate) standard: &'s Standard,
    pub(crate) schema: Schema,
}

impl<'s> World<'s> {
    pub(crate) fn of(standard: &'s Standard) -> Result<Self, ProverError> {
        let text = schema(standard);
        let (schema, _) = Schema::from_cedarschema_str(&text)
            .map_err(|e| ProverError::translation("the doubled schema", e))?;
        Ok(Self { standard, schema })
    }

    /// The one kind of request that a step is asked with.
    pub(crate) fn request(&self, step: &str) -> Result<RequestEnv, ProverError> {
        let mut requests = self.schema.request_envs();
        requests
            .find(|request| request.action().id().unescaped() == step)
            .ok_or_else(|| ProverError::translation(step, "not in the schema"))
    }

    /// Rules as they stand, after Cedar's validator has passed them against the doubled schema.
    pub(crate) fn checked(&self, set: PolicySet, what: &str) -> Result<PolicySet, ProverError> {
        let result = Validator::new(self.schema.clone()).validate(&set, ValidationMode::Strict);
        match result.validation_errors().map(ToString::to_string).min() {
            None => Ok(set),
            Some(error) => Err(ProverError::translation(what, error)),
        }
    }

    /// The rules of a step, reading the doubles of everything.
    pub(crate) fn twins(&self, step: &Step) -> Result<PolicySet, ProverError> {
        let names: BTreeSet<&str> = self
            .standard
            .facts()
            .keys()
            .chain(self.standard.protected().keys())
            .map(String::as_str)
            .collect();
        let rewritten = rewrite(step.rules(), &step.action, |json| double(json, &names))?;
        self.checked(rewritten, &step.action)
    }
}

/// Rules rewritten in their JSON form.
pub(crate) fn rewrite(
    set: &PolicySet,
    what: &str,
    change: impl Fn(&mut Value),
) -> Result<PolicySet, ProverError> {
    let mut rewritten = PolicySet::new();
    for policy in set.policies() {
        let failed = |why: String| ProverError::translation(what, why);
        let mut json = policy.to_json().map_err(|e| failed(e.to_string()))?;
        change(&mut json);
        let id = PolicyId::new(policy.id());
        let policy = Policy::from_json(Some(id), json).map_err(|e| failed(e.to_string()))?;
        rewritten.add(policy).map_err(|e| failed(e.to_string()))?;
    }
    Ok(rewritten)
}

/// Every access to an attribute becomes one to its double. There are no other ways to an attribute:
/// the lints refuse records, tags and hierarchies, and the schema has none.
fn double(json: &mut Value, names: &BTreeSet<&str>) {
    match json {
        Value::Object(members) => {
            for access in [".", "has"] {
                if let Some(Value::String(name)) =
                    members.get_mut(access).and_then(|inner| inner.get_mut("attr"))
                    && names.contains(name.as_str())
                {
                    name.push_str(DOUBLE);
                }
            }
            members.values_mut().for_each(|value| double(value, names));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| double(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn schema(standard: &Standard) -> String {
    let mut text = format!("entity {GATE};\nentity {SUBJECT} {{\n");
    for name in standard.protected().keys() {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  \"{name}\"?: String, \"{name}{DOUBLE}\"?: String,");
    }
    text.push_str("};\n");
    for action in standard.actions().values() {
        for step in &action.steps {
            let _ = writeln!(
                text,
                "action \"{}\" appliesTo {{ principal: {SUBJECT}, resource: {GATE}, context: {{",
                step.action
            );
            facts(&mut text, action);
            text.push_str("} };\n");
        }
    }
    text
}

fn facts(text: &mut String, action: &Action) {
    for (name, kind) in &action.facts {
        let kind = match kind {
            Kind::Truth => "Bool",
            Kind::Number => "Long",
            Kind::Word => "String",
            Kind::Words => "Set<String>",
        };
        let _ = writeln!(text, "  \"{name}\": {kind}, \"{name}{DOUBLE}\": {kind},");
    }
}
