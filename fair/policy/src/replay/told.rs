//! What a replay finds, with the whole case.

use std::collections::BTreeSet;

use drawbridge_fair_record::leaf::{Decision, Verdict};
use drawbridge_fair_record::{Integer, Object, Value};

use super::Inputs;
use crate::case::Case;
use crate::judge::Ruling;

/// What was granted, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The verdict.
    pub verdict: Verdict,
    /// The step; none where it is refused, or where the log does not say.
    pub step: Option<String>,
    /// The rules that determined it.
    pub rules: BTreeSet<String>,
}

impl Granted {
    pub(super) fn of(ruling: &Ruling) -> Self {
        let Ruling { verdict, step, rules } = ruling.clone();
        Self { verdict, step, rules }
    }

    fn value(&self) -> Value {
        let rules = self.rules.iter().cloned().map(Value::Text).collect();
        let step = self.step.clone().map_or(Value::Null, Value::Text);
        object([
            ("verdict", text(self.verdict.name())),
            ("step", step),
            ("rules", Value::List(rules)),
        ])
    }
}

/// A decision that would have been another one, had the subject been of another side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The index of the decision.
    pub index: u64,
    /// The pseudonym of whom it concerns.
    pub subject: String,
    /// The action.
    pub action: String,
    /// All facts that the rules take.
    pub facts: Object,
    /// What is protected about the subject.
    pub own: Object,
    /// What the rules grant.
    pub own_granted: Granted,
    /// The side of the twin.
    pub side: String,
    /// What is protected about the twin.
    pub twin: Object,
    /// What the rules grant the twin.
    pub twin_granted: Granted,
}

/// A decision that the rules do not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// The index of the decision.
    pub index: u64,
    /// The pseudonym of whom it concerns.
    pub subject: String,
    /// The action.
    pub action: String,
    /// All facts that the rules take.
    pub facts: Object,
    /// What is protected about the subject.
    pub own: Object,
    /// What the log says.
    pub logged: Granted,
    /// What the rules give.
    pub derived: Granted,
}

impl Differs {
    pub(super) fn of(
        index: u64,
        inputs: &Inputs,
        case: &Case,
        decision: &Decision,
        ours: &Ruling,
    ) -> Self {
        let (verdict, rules) = (decision.verdict, decision.rules.clone());
        Self {
            index,
            subject: inputs.subject.clone(),
            action: case.action().to_owned(),
            facts: case.facts().clone(),
            own: inputs.protected.clone(),
            logged: Granted { verdict, step: None, rules },
            derived: Granted::of(ours),
        }
    }

    /// For programs.
    pub fn value(&self) -> Value {
        object([
            ("index", number(self.index)),
            ("subject", text(&self.subject)),
            ("action", text(&self.action)),
            ("facts", Value::Object(self.facts.clone())),
            ("protected", Value::Object(self.own.clone())),
            ("logged", self.logged.value()),
            ("derived", self.derived.value()),
        ])
    }
}

impl Flip {
    /// For programs.
    pub fn value(&self) -> Value {
        object([
            ("index", number(self.index)),
            ("subject", text(&self.subject)),
            ("action", text(&self.action)),
            ("facts", Value::Object(self.facts.clone())),
            ("protected", Value::Object(self.own.clone())),
            ("granted", self.own_granted.value()),
            ("side", text(&self.side)),
            ("twin", Value::Object(self.twin.clone())),
            ("twin_granted", self.twin_granted.value()),
        ])
    }
}

fn number(index: u64) -> Value {
    // An index beyond 2^53 has no exact number in JSON, and no log has so many leaves.
    let number = i64::try_from(index).ok().and_then(Integer::new);
    number.map_or(Value::Null, Value::Integer)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
