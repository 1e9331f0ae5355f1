//! A case, typed: what Cedar is asked.

use std::sync::LazyLock;

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, ParseErrors, Request,
    RestrictedExpression,
};
use drawbridge_fair_record::{Object, Value};

use crate::error::{CaseError, Undecided};
use crate::standard::{Action, GATE, Kind, SUBJECT, Standard};

/// A case that can be judged as often as one likes: the facts are checked and in Cedar's form.
#[derive(Clone, Debug)]
pub struct Case {
    pub(crate) action: String,
    pub(crate) facts: Object,
    pub(crate) requests: Vec<Request>,
    pub(crate) entities: Entities,
}

impl Case {
    /// Checks the facts against the schema and the ranges. Every fact of the action must be there, and
    /// no other; of the protected attributes those that the action needs, and none that is unknown.
    pub fn new(
        standard: &Standard,
        action: &str,
        facts: &Object,
        protected: &Object,
    ) -> Result<Self, Undecided> {
        let needed = &find(standard, action)?.protected;
        if let Some(name) = needed.iter().find(|name| !protected.contains_key(*name)) {
            return Err(CaseError::Missing(format!("protected.{name}")).into());
        }
        Self::supposed(standard, action, facts, protected)
    }

    /// A case that nobody submitted, such as the solver's: any protected attribute may be absent.
    pub fn supposed(
        standard: &Standard,
        action: &str,
        facts: &Object,
        protected: &Object,
    ) -> Result<Self, Undecided> {
        let action = find(standard, action)?;
        let entities = entities(standard, protected)?;
        Self::with(standard, action, facts.clone(), entities)
    }

    /// The same subject with other facts.
    pub(crate) fn but(&self, standard: &Standard, facts: Object) -> Result<Self, Undecided> {
        let action = find(standard, &self.action)?;
        Self::with(standard, action, facts, self.entities.clone())
    }

    fn with(
        standard: &Standard,
        action: &Action,
        facts: Object,
        entities: Entities,
    ) -> Result<Self, Undecided> {
        let context = context(standard, action, &facts)?;
        let [subject, gate] = parties()?;
        let request = |step: &crate::standard::Step| {
            Request::new(subject.clone(), step.uid.clone(), gate.clone(), context.clone(), None)
                .map_err(|e| Undecided::Rule(e.to_string()))
        };
        let requests = action.steps.iter().map(request).collect::<Result<_, _>>()?;
        Ok(Self { action: action.name.clone(), facts, requests, entities })
    }

    /// The same facts of another subject. Attributes that are none of the standard's change nothing,
    /// since no rule can read them.
    pub(crate) fn beside(&self, protected: &Object) -> Result<Self, Undecided> {
        let texts = protected.iter().filter_map(|(name, value)| match value {
            Value::Text(text) => Some((name, text)),
            _ => None,
        });
        Ok(Self { entities: subject(texts)?, ..self.clone() })
    }

    /// What is asked for.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// What it is decided on.
    pub fn facts(&self) -> &Object {
        &self.facts
    }
}

fn find<'s>(standard: &'s Standard, action: &str) -> Result<&'s Action, CaseError> {
    standard.actions().get(action).ok_or_else(|| CaseError::NoSuchAction(action.to_owned()))
}

/// The one subject of the case. Nobody's name is needed: rules know attributes, not names.
fn entities(standard: &Standard, protected: &Object) -> Result<Entities, Undecided> {
    let mut texts = Vec::new();
    for (name, value) in protected {
        let full = || format!("protected.{name}");
        if !standard.protected().contains_key(name) {
            return Err(CaseError::Unknown(full()).into());
        }
        let Value::Text(text) = value else {
            return Err(CaseError::Expected { name: full(), expected: "a text".to_owned() }.into());
        };
        texts.push((name, text));
    }
    subject(texts)
}

fn subject<'t>(
    texts: impl IntoIterator<Item = (&'t String, &'t String)>,
) -> Result<Entities, Undecided> {
    let failed = |e: String| Undecided::Rule(e);
    let attributes = texts
        .into_iter()
        .map(|(name, text)| (name.clone(), RestrictedExpression::new_string(text.clone())));
    let [uid, _] = parties()?;
    let subject = Entity::new(uid.clone(), attributes.collect(), std::iter::empty().collect())
        .map_err(|e| failed(e.to_string()))?;
    Entities::from_entities([subject], None).map_err(|e| failed(e.to_string()))
}

fn context(standard: &Standard, action: &Action, facts: &Object) -> Result<Context, Undecided> {
    if let Some(name) = facts.keys().find(|name| !action.facts.contains_key(*name)) {
        return Err(CaseError::Unknown(format!("facts.{name}")).into());
    }
    let mut pairs = Vec::with_capacity(action.facts.len());
    for (name, kind) in &action.facts {
        let Some(value) = facts.get(name) else {
            return Err(CaseError::Missing(format!("facts.{name}")).into());
        };
        pairs.push((name.clone(), expression(standard, name, *kind, value)?));
    }
    Context::from_pairs(pairs).map_err(|e| Undecided::Rule(e.to_string()))
}

fn expression(
    standard: &Standard,
    name: &str,
    kind: Kind,
    value: &Value,
) -> Result<RestrictedExpression, CaseError> {
    let expected =
        |what: String| CaseError::Expected { name: format!("facts.{name}"), expected: what };
    let Some(fact) = standard.facts().get(name) else {
        return Err(CaseError::Unknown(format!("facts.{name}")));
    };
    let words = || {
        let names = fact.words.iter().flat_map(|words| words.keys().cloned());
        format!("one of {}", names.collect::<Vec<_>>().join(", "))
    };
    let word = |value: &Value| match value {
        Value::Text(text) if fact.has_word(text) => {
            Ok(RestrictedExpression::new_string(text.clone()))
        }
        _ => Err(expected(words())),
    };
    match (kind, value) {
        (Kind::Truth, Value::Bool(truth)) => Ok(RestrictedExpression::new_bool(*truth)),
        (Kind::Truth, _) => Err(expected("true or false".to_owned())),
        (Kind::Number, Value::Integer(number))
            if (fact.least()..=fact.largest()).contains(&number.get()) =>
        {
            Ok(RestrictedExpression::new_long(number.get()))
        }
        (Kind::Number, _) => {
            let (from, to) = (fact.least(), fact.largest());
            Err(expected(format!("a whole number from {from} to {to}")))
        }
        (Kind::Word, value) => word(value),
        (Kind::Words, Value::List(values)) => Ok(RestrictedExpression::new_set(
            values.iter().map(word).collect::<Result<Vec<_>, _>>()?,
        )),
        (Kind::Words, _) => Err(expected(format!("a list, each {}", words()))),
    }
}

/// The one subject and the one gate of every case, read once.
fn parties() -> Result<&'static [EntityUid; 2], Undecided> {
    static PARTIES: LazyLock<Result<[EntityUid; 2], String>> =
        LazyLock::new(|| Ok([uid(SUBJECT)?, uid(GATE)?]));
    PARTIES.as_ref().map_err(|error| Undecided::Rule(error.clone()))
}

fn uid(kind: &str) -> Result<EntityUid, String> {
    let name: EntityTypeName = kind.parse().map_err(|e: ParseErrors| e.to_string())?;
    Ok(EntityUid::from_type_name_and_id(name, EntityId::new("case")))
}
