//! Everything that is asked about one standard.

use cedar_policy::PolicySet;
use cedar_policy_symcc::{
    CompiledPolicy, CompiledPolicySet, WellFormedAsserts, equivalent_asserts, implies_asserts,
    never_errors_asserts,
};
use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::lint::{Weight, lint};
use drawbridge_fair_policy::standard::{Action, Step};
use serde_json::json;

use crate::ProverError;
use crate::guard::{only, ranges, twins, under};
use crate::twin::{World, rewrite};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The verdict does not depend on these protected attributes.
    Neutral(Vec<String>),
    /// Whatever this floor permits, the rules permit.
    Floor(String),
    /// This rule never fails.
    NeverFails(String),
    /// Whoever is granted this better step would be granted this one too.
    Ladder(String),
    /// Whatever this version permits, that one permits: `(this, that)`.
    Implies(&'static str, &'static str),
}

/// One question: a name, what it is about, and what the solver is asked. The answer `unsat` proves it.
pub struct Question {
    /// Name, and that of its script; the same for the same standard.
    pub name: String,
    /// What is asked.
    pub what: What,
    /// The action that is asked for, by the standard's name.
    pub action: String,
    /// The step of it.
    pub step: String,
    pub(crate) sides: Sides,
}

/// What the solver compares.
pub(crate) enum Sides {
    /// Are they equal?
    Equal(CompiledPolicySet, CompiledPolicySet),
    /// Does the first imply the second?
    Implies(CompiledPolicySet, CompiledPolicySet),
    /// Does it never fail?
    NeverFails(CompiledPolicy),
}

impl Sides {
    pub(crate) fn asserts(&self) -> WellFormedAsserts<'_> {
        match self {
            Self::Equal(a, b) => equivalent_asserts(a, b),
            Self::Implies(a, b) => implies_asserts(a, b),
            Self::NeverFails(policy) => never_errors_asserts(policy),
        }
    }
}

/// All questions about a standard, in a fixed order. Refused is a standard with errors of the lints:
/// what they forbid are the ways past the doubling.
pub fn questions(standard: &Standard) -> Result<Vec<Question>, ProverError> {
    let findings = lint(standard, &[])?;
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.weight == Weight::Error)
        .map(ToString::to_string)
        .collect();
    if !errors.is_empty() {
        return Err(ProverError::Lints(errors.join("\n")));
    }
    questions_unlinted(standard)
}

/// The same, whatever the lints say. What is proved so holds for the rules as far as they read attributes
/// of the subject by their names; that they do nothing else is what the lints are for.
pub fn questions_unlinted(standard: &Standard) -> Result<Vec<Question>, ProverError> {
    let world = World::of(standard)?;
    let mut questions = Vec::new();
    for action in standard.actions().values() {
        for step in &action.steps {
            neutral(&world, action, step, &mut questions)?;
            floors(&world, action, step, &mut questions)?;
            never_fails(&world, action, step, &mut questions)?;
        }
        for pair in action.steps.windows(2) {
            if let [better, next] = pair {
                ladder(&world, action, better, next, &mut questions)?;
            }
        }
    }
    Ok(questions)
}

/// All protected attributes at once, then each alone with the others held equal.
fn neutral(
    world: &World<'_>,
    action: &Action,
    step: &Step,
    questions: &mut Vec<Question>,
) -> Result<(), ProverError> {
    let all: Vec<&str> = world.standard.protected().keys().map(String::as_str).collect();
    let twin = world.twins(step)?;
    let singly = all.iter().map(|name| vec![*name]);
    for free in [all.clone()].into_iter().chain(singly) {
        let assumption = twins(world.standard, action, &free);
        let ours = compile(world, step, &under(&step.action, &assumption, step.rules())?)?;
        let theirs = compile(world, step, &under(&step.action, &assumption, &twin)?)?;
        let name = if free.len() == 1 { free[0] } else { "all" };
        questions.push(Question {
            name: format!("neutral.{}.{name}", step.action),
            what: What::Neutral(free.iter().map(|name| (*name).to_owned()).collect()),
            action: action.name.clone(),
            step: step.action.clone(),
            sides: Sides::Equal(ours, theirs),
        });
    }
    Ok(())
}

fn floors(
    world: &World<'_>,
    action: &Action,
    step: &Step,
    questions: &mut Vec<Question>,
) -> Result<(), ProverError> {
    let assumption = ranges(world.standard, action);
    for floor in world.standard.floors().policies() {
        let speaks = match floor.action_constraint() {
            cedar_policy::ActionConstraint::Any => true,
            cedar_policy::ActionConstraint::Eq(uid) => uid.id().unescaped() == step.action,
            cedar_policy::ActionConstraint::In(uids) => {
                uids.iter().any(|uid| uid.id().unescaped() == step.action)
            }
        };
        if !speaks {
            continue;
        }
        let alone = PolicySet::from_policies([floor.clone()])
            .map_err(|e| ProverError::translation(&step.action, e))?;
        let floor_set = compile(world, step, &under(&step.action, &assumption, &alone)?)?;
        let rules = compile(world, step, step.rules())?;
        questions.push(Question {
            name: format!("floor.{}.{}", step.action, floor.id()),
            what: What::Floor(floor.id().to_string()),
            action: action.name.clone(),
            step: step.action.clone(),
            sides: Sides::Implies(floor_set, rules),
        });
    }
    Ok(())
}

fn never_fails(
    world: &World<'_>,
    action: &Action,
    step: &Step,
    questions: &mut Vec<Question>,
) -> Result<(), ProverError> {
    let assumption = ranges(world.standard, action);
    for rule in step.rules().policies() {
        let guarded = only(&assumption, rule)?;
        let request = world.request(&step.action)?;
        let compiled = CompiledPolicy::compile(&guarded, &request, &world.schema)
            .map_err(|e| ProverError::translation(&step.action, e))?;
        questions.push(Question {
            name: format!("never-fails.{}.{}", step.action, rule.id()),
            what: What::NeverFails(rule.id().to_string()),
            action: action.name.clone(),
            step: step.action.clone(),
            sides: Sides::NeverFails(compiled),
        });
    }
    Ok(())
}

/// Steps are in order: no rule grants the better and withholds the next.
fn ladder(
    world: &World<'_>,
    action: &Action,
    better: &Step,
    next: &Step,
    questions: &mut Vec<Question>,
) -> Result<(), ProverError> {
    let assumption = ranges(world.standard, action);
    let moved = rewrite(better.rules(), &next.action, |rule| {
        rule["action"] = json!({"op": "==", "entity": {"type": "Action", "id": next.action}});
    })?;
    let better_set = compile(world, next, &under(&next.action, &assumption, &moved)?)?;
    let next_set = compile(world, next, next.rules())?;
    questions.push(Question {
        name: format!("ladder.{}.{}", better.action, next.action),
        what: What::Ladder(better.action.clone()),
        action: action.name.clone(),
        step: next.action.clone(),
        sides: Sides::Implies(better_set, next_set),
    });
    Ok(())
}

pub(crate) fn compile(
    world: &World<'_>,
    step: &Step,
    rules: &PolicySet,
) -> Result<CompiledPolicySet, ProverError> {
    let rules = world.checked(rules.clone(), &step.action)?;
    CompiledPolicySet::compile(&rules, &world.request(&step.action)?, &world.schema)
        .map_err(|e| ProverError::translation(&step.action, e))
}
