//! `schema.cedarschema`: the types of the facts, read off Cedar's own schema.

use std::collections::BTreeMap;

use cedar_policy::{Schema, SchemaFragment};
use serde_json::Value;

use super::{GATE, SCHEMA, SUBJECT};
use crate::error::StandardError;

/// The type of a fact. No others: a leaf holds whole numbers, texts, truths and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Truth,
    /// A whole number within its range.
    Number,
    /// One of a closed list of words.
    Word,
    /// Some of a closed list of words.
    Words,
}

/// What a schema says: the facts of each Cedar action, and the attributes of the subject.
pub(super) struct Shapes {
    pub(super) contexts: BTreeMap<String, BTreeMap<String, Kind>>,
    pub(super) protected: BTreeMap<String, Kind>,
}

/// Reads a schema of one namespace with the entity types [`SUBJECT`] and [`GATE`] and no hierarchy.
pub(super) fn parse(text: &str) -> Result<(Schema, Shapes), StandardError> {
    let (schema, _) =
        Schema::from_cedarschema_str(text).map_err(|e| StandardError::unreadable(SCHEMA, e))?;
    let (fragment, _) = SchemaFragment::from_cedarschema_str(text)
        .map_err(|e| StandardError::unreadable(SCHEMA, e))?;
    let json = fragment.to_json_value().map_err(|e| StandardError::unreadable(SCHEMA, e))?;
    let shapes = shapes(&json)?;
    Ok((schema, shapes))
}

fn shapes(json: &Value) -> Result<Shapes, StandardError> {
    let [(_, space)] = entries(json).collect::<Vec<_>>()[..] else {
        return Err(wrong("a schema of one namespace, and that without a name"));
    };
    if json.get("").is_none() {
        return Err(wrong("a schema of one namespace, and that without a name"));
    }
    let types = &space["commonTypes"];
    let mut protected = None;
    for (name, entity) in entries(&space["entityTypes"]) {
        if entity["memberOfTypes"].as_array().is_some_and(|parents| !parents.is_empty()) {
            return Err(wrong(format!(
                "{name} has a hierarchy, by which subjects could be told apart"
            )));
        }
        match name.as_str() {
            SUBJECT => protected = Some(record(types, &entity["shape"], true)?),
            GATE if entries(&entity["shape"]["attributes"]).next().is_none() => {}
            _ => {
                return Err(wrong(format!(
                    "{name}: only {SUBJECT}, and {GATE} without attributes"
                )));
            }
        }
    }
    let mut contexts = BTreeMap::new();
    for (name, action) in entries(&space["actions"]) {
        if action["memberOf"].as_array().is_some_and(|parents| !parents.is_empty()) {
            return Err(wrong(format!("{name} is in a group of actions; name each in the rules")));
        }
        contexts.insert(name.clone(), record(types, &action["appliesTo"]["context"], false)?);
    }
    let protected = protected.ok_or_else(|| wrong(format!("no entity type {SUBJECT}")))?;
    Ok(Shapes { contexts, protected })
}

/// The attributes of a record, all of them optional or none.
fn record(
    types: &Value,
    shape: &Value,
    optional: bool,
) -> Result<BTreeMap<String, Kind>, StandardError> {
    let shape = resolve(types, shape);
    if shape["type"] != "Record" {
        return Err(wrong("a context or a shape that is no record"));
    }
    let mut kinds = BTreeMap::new();
    for (name, attribute) in entries(&shape["attributes"]) {
        let required = attribute["required"].as_bool().unwrap_or(true);
        if required == optional {
            let must = if optional { "optional" } else { "required" };
            return Err(wrong(format!("{name} must be {must}")));
        }
        kinds.insert(name.clone(), kind(types, name, attribute)?);
    }
    Ok(kinds)
}

fn kind(types: &Value, name: &str, attribute: &Value) -> Result<Kind, StandardError> {
    let attribute = resolve(types, attribute);
    let word = |value: &Value| value["name"].as_str().or(value["type"].as_str()).map(str::to_owned);
    match word(attribute).as_deref() {
        Some("Bool" | "Boolean") => Ok(Kind::Truth),
        Some("Long") => Ok(Kind::Number),
        Some("String") => Ok(Kind::Word),
        Some("Set") if word(resolve(types, &attribute["element"])).as_deref() == Some("String") => {
            Ok(Kind::Words)
        }
        _ => Err(wrong(format!("{name}: facts are Bool, Long, String or Set<String>"))),
    }
}

/// A common type's definition, if it is one.
fn resolve<'v>(types: &'v Value, value: &'v Value) -> &'v Value {
    let name = value["name"].as_str().or(value["type"].as_str()).unwrap_or_default();
    types.get(name).unwrap_or(value)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn wrong(what: impl Into<String>) -> StandardError {
    StandardError::wrong(SCHEMA, what)
}
