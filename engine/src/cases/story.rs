//! One case as its leaves tell it.

use drawbridge_fair_record::leaf::{Body, Decision};
use drawbridge_fair_record::{Field, Fields, Leaf, Object, Opening, Value};

use super::Line;
use crate::store::{Store, StoreError};

/// A leaf of a case.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its index.
    pub index: u64,
    /// What it says.
    pub leaf: Leaf,
    /// What opens it, if that is kept and opens all of it. An opening that does not is not believed.
    pub opening: Option<Opening>,
}

impl Told {
    /// The value of a field by its full name, if it is open or opened.
    pub fn value(&self, name: &str) -> Option<Value> {
        match self.leaf.field(name)? {
            Field::Open(value) => Some(value),
            Field::Committed(_) => self.opening.as_ref()?.value(name).cloned(),
        }
    }

    /// Its facts by name, as far as they are open or opened.
    pub fn facts(&self) -> Object {
        let fields: &Fields = match &self.leaf.body {
            Body::Intake(intake) => &intake.facts,
            Body::Decision(decision) => &decision.facts,
            Body::Outcome(outcome) => &outcome.facts,
            Body::Appeal(appeal) => &appeal.facts,
            _ => return Object::new(),
        };
        let value = |name: &String| Some((name.clone(), self.value(&format!("facts.{name}"))?));
        fields.keys().filter_map(value).collect()
    }
}

/// A case.
#[derive(Clone, Debug)]
pub struct Story {
    /// What a list says of it.
    pub line: Line,
    /// Its leaves, the intake first.
    pub leaves: Vec<Told>,
}

impl Story {
    /// The protected attributes by name, as far as they are opened.
    pub fn protected(&self) -> Object {
        let Some(told) = self.leaves.first() else { return Object::new() };
        let Body::Intake(intake) = &told.leaf.body else { return Object::new() };
        let names = intake.protected.keys();
        let value = |name: &String| Some((name.clone(), told.value(&format!("protected.{name}"))?));
        names.filter_map(value).collect()
    }

    /// The last decision, and the intake or appeal that it answers.
    pub fn decided(&self) -> Option<(&Told, &Decision, &Told)> {
        let decision = self.leaves.iter().rev().find_map(|told| match &told.leaf.body {
            Body::Decision(decision) => Some((told, decision)),
            _ => None,
        });
        let (told, decision) = decision?;
        let asked = self.leaves.iter().find(|told| told.index == decision.intake.index)?;
        Some((told, decision, asked))
    }
}

/// Reads a leaf, and what opens it.
pub(super) async fn told(store: &dyn Store, index: u64) -> Result<Option<Told>, StoreError> {
    let leaves = store.leaves(index, 1).await?;
    let Some((_, bytes)) = leaves.into_iter().find(|(at, _)| *at == index) else {
        return Ok(None);
    };
    let Ok(leaf) = Leaf::read(&bytes) else { return Ok(None) };
    let opening = store.leaf_opening(index).await?;
    let opening = opening.and_then(|bytes| Opening::read(&bytes).ok());
    let opening = opening.filter(|opening| opening.verify(&leaf).is_ok());
    Ok(Some(Told { index, leaf, opening }))
}
