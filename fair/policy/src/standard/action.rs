//! What can be asked for, and the steps by which it is granted.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet};
use drawbridge_fair_record::leaf::{Gate, Verdict};
use serde_json::Value;

use super::manifest::{Asked, Manifest, wrong};
use super::rules::{is_token, speaking};
use super::schema::{Kind, Shapes};
use super::{Named, rank};
use crate::error::StandardError;

/// Something that can be asked for, such as `link.open`.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name, which stands in the intake.
    pub name: String,
    /// What people call it.
    pub named: Named,
    /// At which gates it is asked for.
    pub gates: Vec<Gate>,
    /// The facts that it is decided on, all of them needed.
    pub facts: BTreeMap<String, Kind>,
    /// The protected attributes that must be fixed in the intake. Others may be.
    pub protected: BTreeSet<String>,
    /// What can be granted, best first. The first step that the rules permit is the verdict; if none
    /// is permitted, the case is refused.
    pub steps: Vec<Step>,
    /// The whole numbers that stand in its rules: where verdicts may change.
    pub(crate) thresholds: BTreeSet<i64>,
}

/// One thing that can be granted.
#[derive(Clone, Debug)]
pub struct Step {
    /// The action in the rules.
    pub action: String,
    /// What it means for the case.
    pub verdict: Verdict,
    /// What people call it.
    pub named: Named,
    /// The action as Cedar has it.
    pub(crate) uid: EntityUid,
    /// The rules that can speak on it.
    pub(crate) rules: PolicySet,
}

impl Action {
    /// Whether a rule can speak on one of its steps.
    pub fn has_rule(&self, id: &str) -> bool {
        self.steps.iter().any(|step| step.rules.policy(&PolicyId::new(id)).is_some())
    }
}

impl Step {
    /// The rules that can speak on it, as Cedar has them.
    pub fn rules(&self) -> &PolicySet {
        &self.rules
    }
}

pub(super) fn actions(
    manifest: &Manifest,
    shapes: &Shapes,
    policies: &PolicySet,
) -> Result<BTreeMap<String, Action>, StandardError> {
    let mut actions = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (name, asked) in &manifest.actions {
        let action = action(name, asked, manifest, shapes, policies)?;
        for step in &action.steps {
            if !taken.insert(step.action.clone()) {
                return Err(wrong(format!("{} is a step twice", step.action)));
            }
        }
        actions.insert(name.clone(), action);
    }
    if let Some(left) = shapes.contexts.keys().find(|name| !taken.contains(*name)) {
        return Err(wrong(format!("the schema's action {left} is a step of nothing")));
    }
    let used: BTreeSet<&String> = actions.values().flat_map(|action| action.facts.keys()).collect();
    if let Some(left) = manifest.facts.keys().find(|name| !used.contains(name)) {
        return Err(wrong(format!("facts.{left} is in no context of the schema")));
    }
    let same = shapes.protected.keys().eq(manifest.protected.keys());
    if !same || shapes.protected.values().any(|kind| *kind != Kind::Word) {
        return Err(wrong("the subject's attributes are the protected ones, all String"));
    }
    Ok(actions)
}

fn action(
    name: &str,
    asked: &Asked,
    manifest: &Manifest,
    shapes: &Shapes,
    policies: &PolicySet,
) -> Result<Action, StandardError> {
    let [first, ..] = &asked.steps[..] else { return Err(wrong(format!("{name} has no steps"))) };
    if !is_token(name) {
        return Err(wrong(format!("{name:?} is no token of the log")));
    }
    let context = |step: &str| {
        shapes.contexts.get(step).ok_or_else(|| wrong(format!("the schema has no action {step}")))
    };
    let facts = context(&first.action)?.clone();
    let mut steps: Vec<Step> = Vec::new();
    for written in &asked.steps {
        if *context(&written.action)? != facts {
            return Err(wrong(format!("{name}: its steps are decided on different facts")));
        }
        let verdict = verdict(&written.verdict)?;
        if steps.last().is_some_and(|better| rank(verdict) < rank(better.verdict)) {
            return Err(wrong(format!("{name}: its steps stand best first")));
        }
        let named = Named { zh: written.zh.clone(), en: written.en.clone() };
        let rules = speaking(policies, &written.action)?;
        steps.push(Step {
            uid: uid(&written.action)?,
            action: written.action.clone(),
            verdict,
            named,
            rules,
        });
    }
    for (fact, kind) in &facts {
        described(manifest, fact, *kind)?;
    }
    let protected: BTreeSet<String> = asked.protected.iter().cloned().collect();
    if protected.is_empty() || !protected.iter().all(|p| manifest.protected.contains_key(p)) {
        return Err(wrong(format!("{name}: it needs protected attributes, of those declared")));
    }
    let gates = asked.gates.iter().map(|gate| gate_of(gate)).collect::<Result<_, _>>()?;
    let thresholds =
        steps.iter().map(|step| thresholds(&step.rules)).collect::<Result<Vec<_>, _>>()?;
    let named = Named { zh: asked.zh.clone(), en: asked.en.clone() };
    let thresholds = thresholds.into_iter().flatten().collect();
    Ok(Action { name: name.to_owned(), named, gates, facts, protected, steps, thresholds })
}

/// A fact of a kind that needs words has them, and no other has.
fn described(manifest: &Manifest, name: &str, kind: Kind) -> Result<(), StandardError> {
    let Some(fact) = manifest.facts.get(name) else {
        return Err(wrong(format!("facts.{name} is in the schema and not described")));
    };
    let needs_words = matches!(kind, Kind::Word | Kind::Words);
    let has_range = fact.from.is_some() || fact.to.is_some();
    if needs_words != fact.words.is_some() || has_range && kind != Kind::Number {
        return Err(wrong(format!(
            "facts.{name}: a text has words, a number a range, a truth neither"
        )));
    }
    Ok(())
}

fn verdict(text: &str) -> Result<Verdict, StandardError> {
    let found = [Verdict::Allow, Verdict::Restrict].into_iter().find(|word| word.name() == text);
    found.ok_or_else(|| wrong(format!("{text:?}: a step is to allow or to restrict")))
}

fn gate_of(text: &str) -> Result<Gate, StandardError> {
    let found = Gate::ALL.iter().copied().find(|gate| gate.name() == text && *gate != Gate::All);
    found.ok_or_else(|| wrong(format!("{text:?} is no gate")))
}

fn uid(action: &str) -> Result<EntityUid, StandardError> {
    let kind: EntityTypeName =
        "Action".parse().map_err(|e| StandardError::unreadable("Action", e))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(action)))
}

/// Every whole number in the rules.
fn thresholds(rules: &PolicySet) -> Result<BTreeSet<i64>, StandardError> {
    let mut found = BTreeSet::new();
    for policy in rules.policies() {
        let json = policy.to_json().map_err(|e| StandardError::unreadable(super::POLICIES, e))?;
        numbers(&json, &mut found);
    }
    Ok(found)
}

fn numbers(json: &Value, found: &mut BTreeSet<i64>) {
    match json {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::Array(values) => values.iter().for_each(|value| numbers(value, found)),
        Value::Object(members) => members.values().for_each(|value| numbers(value, found)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
