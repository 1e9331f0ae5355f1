//! The pairs, and what commits to all of them before the first is submitted.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::canonical::{CanonicalError, Object, Value};
use drawbridge_fair_record::leaf::ProbeCommit;
use drawbridge_fair_record::{Body, Integer, Leaf, Seed, commit};
use serde::Serialize;

use crate::design::{Design, DesignError, SERIAL, Template};
use crate::draw::Draw;

/// One of two twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The newly connected business.
    Outsider,
    /// The platform's own.
    Insider,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Outsider, Self::Insider];

    /// As it stands in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outsider => "outsider",
            Self::Insider => "insider",
        }
    }
}

/// What is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// What is protected, by name.
    pub protected: BTreeMap<String, String>,
    /// The facts, by name.
    pub facts: Object,
}

/// A pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Who is submitted first.
    pub first: Side,
    /// The outsider's submission.
    pub outsider: Submission,
    /// The insider's.
    pub insider: Submission,
}

impl Pair {
    /// One of the two.
    pub const fn side(&self, side: Side) -> &Submission {
        match side {
            Side::Outsider => &self.outsider,
            Side::Insider => &self.insider,
        }
    }
}

/// A design with its seed: the secret of whoever probes, until it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    design: Design,
    seed: Seed,
}

impl Plan {
    /// Of a design that is good. The seed comes from a good die, for this plan alone.
    pub fn new(design: Design, seed: Seed) -> Result<Self, DesignError> {
        design.check()?;
        Ok(Self { design, seed })
    }

    /// What it was made from.
    pub const fn design(&self) -> &Design {
        &self.design
    }

    /// The seed.
    pub const fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The pairs in their order. Templates are used in turns, each turn in an order of its own.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut templates = Draw::new(&self.seed, "templates");
        let mut chance = Draw::new(&self.seed, "pairs");
        let mut turn: Vec<usize> = Vec::new();
        let mut pairs = Vec::new();
        for _ in 0..self.design.pairs {
            if turn.is_empty() {
                turn = templates.order(self.design.templates.len());
            }
            let Some(template) = turn.pop().and_then(|at| self.design.templates.get(at)) else {
                break;
            };
            pairs.push(self.pair(template, &mut chance));
        }
        pairs
    }

    fn pair(&self, template: &Template, chance: &mut Draw) -> Pair {
        let first = if chance.coin() { Side::Outsider } else { Side::Insider };
        let swaps: BTreeMap<&String, bool> =
            template.varied.keys().map(|name| (name, chance.coin())).collect();
        // The serials are drawn in the order of submission, so that they tell nothing of the side.
        let (one, other) = (chance.serial(), chance.serial());
        let (out_serial, in_serial) =
            if first == Side::Outsider { (one, other) } else { (other, one) };
        let make = |protected: &BTreeMap<String, String>, out: bool, serial: &str| {
            let mut facts = Object::new();
            for (name, value) in &template.facts {
                facts.insert(name.clone(), filled(value, protected, serial));
            }
            for (name, two) in &template.varied {
                let second = swaps.get(name).is_some_and(|swap| *swap == out);
                facts.insert(name.clone(), filled(&two[usize::from(second)], protected, serial));
            }
            Submission { protected: protected.clone(), facts }
        };
        Pair {
            first,
            outsider: make(&self.design.outsider, true, &out_serial),
            insider: make(&self.design.insider, false, &in_serial),
        }
    }

    /// The root over the commitments to all pairs, each with a salt of its own from the seed: who has
    /// one pair's salt and values checks that pair, and learns nothing of the others.
    pub fn root(&self) -> Result<Hash, CanonicalError> {
        let mut tree = drawbridge_fair_log::Tree::new();
        for (number, pair) in self.pairs().iter().enumerate() {
            let salt = self.seed.salt(&format!("probe.pair.{number}"));
            let commitment = commit("probe.pair", &salt, &value(number, pair))?;
            tree.append(leaf_hash(&commitment.0.0));
        }
        Ok(tree.root())
    }

    /// The leaf that is logged before the first submission.
    pub fn leaf(&self, time: Timestamp, reveal_by: Timestamp) -> Result<Leaf, CanonicalError> {
        let prober = self.design.prober.clone();
        let commit =
            ProbeCommit { prober, pairs: self.design.pairs, root: self.root()?, reveal_by };
        Ok(Leaf { gate: self.design.gate, time, body: Body::ProbeCommit(commit) })
    }
}

/// A pair as it is committed to.
fn value(number: usize, pair: &Pair) -> Value {
    let side = |submission: &Submission| {
        let text = |(name, text): (&String, &String)| (name.clone(), Value::Text(text.clone()));
        let protected = Value::Object(submission.protected.iter().map(text).collect());
        let facts = Value::Object(submission.facts.clone());
        let members = [("facts".to_owned(), facts), ("protected".to_owned(), protected)];
        Value::Object(Object::from(members))
    };
    let number = i64::try_from(number).ok().and_then(Integer::new);
    Value::Object(Object::from([
        ("number".to_owned(), number.map_or(Value::Null, Value::Integer)),
        ("first".to_owned(), Value::Text(pair.first.name().to_owned())),
        ("outsider".to_owned(), side(&pair.outsider)),
        ("insider".to_owned(), side(&pair.insider)),
    ]))
}

/// A value with its texts filled in.
fn filled(value: &Value, side: &BTreeMap<String, String>, serial: &str) -> Value {
    let again = |value: &Value| filled(value, side, serial);
    match value {
        Value::Text(text) => Value::Text(fill(text, side, serial)),
        Value::List(values) => Value::List(values.iter().map(again).collect()),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| (name.clone(), again(value));
            Value::Object(members.iter().map(member).collect())
        }
        plain => plain.clone(),
    }
}

/// A text with a side's attributes and a serial in it.
pub(crate) fn fill(text: &str, side: &BTreeMap<String, String>, serial: &str) -> String {
    let mut text = text.replace(SERIAL, serial);
    for (name, value) in side {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}
