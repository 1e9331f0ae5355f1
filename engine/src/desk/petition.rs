//! A case as a gate brings it.

use drawbridge_canon::Timestamp;
use drawbridge_fair_record::{Field, Fields, Gate, Object, Opening, Value};

use crate::desk::DeskError;

/// A case.
#[derive(Debug)]
pub struct Petition<'a> {
    /// The gate before which it is.
    pub gate: Gate,
    /// The action of the standard that is asked for.
    pub action: &'a str,
    /// The pseudonym of who asks: a token.
    pub subject: String,
    /// When it came in.
    pub time: Timestamp,
    /// The protected attributes, by the standard's names for them.
    pub protected: Object,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// Something that is known about a case.
#[derive(Debug)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub value: Value,
    /// Whether everybody reads it.
    pub shown: Shown,
    /// Whether the standard decides on it. What is not decided on is told for those who audit.
    pub counts: bool,
}

/// Whether everybody reads a fact in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It stands there in the clear.
    Open,
    /// It is personal or commercial: only a commitment stands there.
    Committed,
}

impl Fact {
    /// A fact that is decided on.
    pub fn decides(name: &'static str, value: Value, shown: Shown) -> Self {
        Self { name, value, shown, counts: true }
    }

    /// A fact that is told only.
    pub fn told(name: &'static str, value: Value, shown: Shown) -> Self {
        Self { name, value, shown, counts: false }
    }
}

impl Petition<'_> {
    /// The facts that the standard decides on.
    pub(super) fn decided_on(&self) -> Object {
        let counting = self.facts.iter().filter(|fact| fact.counts);
        counting.map(|fact| (fact.name.to_owned(), fact.value.clone())).collect()
    }
}

/// Facts as they stand in a leaf; what opens those that are committed goes into `opening`.
pub(super) fn fields(facts: &[Fact], opening: &mut Opening) -> Result<Fields, DeskError> {
    let mut fields = Fields::new();
    for fact in facts {
        let field = match fact.shown {
            Shown::Open => Field::Open(fact.value.clone()),
            Shown::Committed => {
                let name = format!("facts.{}", fact.name);
                Field::Committed(opening.commit(&name, fact.value.clone())?)
            }
        };
        fields.insert(fact.name.to_owned(), field);
    }
    Ok(fields)
}
