//! Two versions compared: does the new one refuse more, fewer, others, or the same cases?

use drawbridge_fair_policy::{Case, Standard, permits};
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};
use serde::Serialize;

use crate::ProverError;
use crate::ask::{Solver, script};
use crate::guard::{ranges, under};
use crate::question::{Question, Sides, What, compile};
use crate::report::{Answered, Outcome, answered};
use crate::twin::World;

/// How one step changed between two versions.
#[derive(Clone, Debug, Serialize)]
pub struct StepChange {
    /// The action.
    pub action: String,
    /// The step.
    pub step: String,
    /// What changed.
    pub change: Change,
    /// Whatever the new version permits, the old one permitted: the answer, and a case newly permitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newly_permitted: Option<Answered>,
    /// Whatever the old version permitted, the new one permits: the answer, and a case newly refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newly_refused: Option<Answered>,
}

/// What changed about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Every case is decided as before.
    Equal,
    /// Some cases are newly refused, none newly permitted.
    RefusesMore,
    /// Some cases are newly permitted, none newly refused.
    RefusesFewer,
    /// Both happens.
    Incomparable,
    /// The step is new.
    Added,
    /// The step is gone: everything that it permitted is refused.
    Removed,
    /// It is decided on other facts than before, so that no case is the same.
    OtherFacts,
    /// The solver does not know.
    Unknown,
}

/// Compares two versions step by step, under the ranges of the new one.
pub async fn compare(
    old: &Standard,
    new: &Standard,
    solver: &Solver,
) -> Result<Vec<StepChange>, ProverError> {
    let world = World::of(new)?;
    let mut changes = Vec::new();
    for action in new.actions().values() {
        let before = old.actions().get(&action.name);
        for step in &action.steps {
            let was =
                before.and_then(|before| before.steps.iter().find(|s| s.action == step.action));
            let alone = |change| StepChange {
                action: action.name.clone(),
                step: step.action.clone(),
                change,
                newly_permitted: None,
                newly_refused: None,
            };
            let Some(was) = was else {
                changes.push(alone(Change::Added));
                continue;
            };
            if before.is_some_and(|before| before.facts != action.facts) {
                changes.push(alone(Change::OtherFacts));
                continue;
            }
            let assumption = ranges(new, action);
            let both = |rules| compile(&world, step, &under(&step.action, &assumption, rules)?);
            let ask = |this, that, sides| Question {
                name: format!("implies.{}.{this}.{that}", step.action),
                what: What::Implies(this, that),
                action: action.name.clone(),
                step: step.action.clone(),
                sides,
            };
            let (ours, theirs) = (both(step.rules())?, both(was.rules())?);
            let more = ask("new", "old", Sides::Implies(ours.clone(), theirs.clone()));
            let fewer = ask("old", "new", Sides::Implies(theirs, ours));
            let newly_permitted = answer(new, (new, old), &more, solver).await?;
            let newly_refused = answer(new, (old, new), &fewer, solver).await?;
            let change = change(newly_permitted.outcome, newly_refused.outcome);
            let (newly_permitted, newly_refused) = (Some(newly_permitted), Some(newly_refused));
            changes.push(StepChange { newly_permitted, newly_refused, ..alone(change) });
        }
    }
    changes.extend(removed(old, new));
    Ok(changes)
}

fn change(permitted: Outcome, refused: Outcome) -> Change {
    match (permitted, refused) {
        (Outcome::Proved, Outcome::Proved) => Change::Equal,
        (Outcome::Proved, Outcome::Refuted) => Change::RefusesMore,
        (Outcome::Refuted, Outcome::Proved) => Change::RefusesFewer,
        (Outcome::Refuted, Outcome::Refuted) => Change::Incomparable,
        _ => Change::Unknown,
    }
}

async fn answer(
    standard: &Standard,
    (permits_it, refuses_it): (&Standard, &Standard),
    question: &Question,
    solver: &Solver,
) -> Result<Answered, ProverError> {
    let script = script(question).await?;
    let answered = answered(standard, question, &solver.ask(question, &script).await?)?;
    if let Some(example) = &answered.example {
        let none = |why: String| ProverError::NoExample(question.name.clone(), why);
        let facts = serde_json::to_vec(&example.facts).map_err(|e| none(e.to_string()))?;
        let facts = canonical::parse(&facts).map_err(|e| none(e.to_string()))?;
        let Value::Object(facts) = facts else {
            return Err(none("facts are an object".to_owned()));
        };
        let side = example.sides.first().map(|side| &side.protected);
        let side: Object =
            side.into_iter().flatten().map(|(k, v)| (k.clone(), Value::Text(v.clone()))).collect();
        let decided = |version: &Standard| {
            Case::supposed(version, &question.action, &facts, &side)
                .and_then(|case| permits(version, &case, &question.step))
                .map_err(|e| none(e.to_string()))
        };
        if !decided(permits_it)? || decided(refuses_it)? {
            return Err(none("both versions decide it alike".to_owned()));
        }
    }
    Ok(answered)
}

fn removed<'s>(old: &'s Standard, new: &'s Standard) -> impl Iterator<Item = StepChange> + 's {
    let steps =
        old.actions().values().flat_map(|action| action.steps.iter().map(move |s| (action, s)));
    steps.filter(|(_, step)| new.step(&step.action).is_none()).map(|(action, step)| StepChange {
        action: action.name.clone(),
        step: step.action.clone(),
        change: Change::Removed,
        newly_permitted: None,
        newly_refused: None,
    })
}
