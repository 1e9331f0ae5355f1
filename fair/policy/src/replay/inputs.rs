//! What a decision was made on, out of its leaves.

use std::fmt;

use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_record::leaf::{Body, Decision, Field, Fields, Reference};
use drawbridge_fair_record::{Leaf, Object, Value};

use super::Kept;
use crate::standard::{Action, Standard};

/// Why a decision cannot be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Incomplete {
    /// The intake is not to be had, or is another leaf.
    Intake,
    /// A commitment has nothing that opens it, or something that opens another.
    Closed,
    /// The rules that it names are not to be had.
    Standard,
    /// A fact that the rules need is neither in the intake nor in the decision, or is ill typed.
    Facts,
    /// A rule failed.
    Rule,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Intake => "its intake is not to be had",
            Self::Closed => "a commitment cannot be opened",
            Self::Standard => "the rules that it names are not to be had",
            Self::Facts => "a fact that the rules need is missing",
            Self::Rule => "a rule fails",
        })
    }
}

/// Everything that a decision was made on.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The pseudonym of whom it concerns.
    pub subject: String,
    /// The action that was asked for.
    pub action: String,
    /// All facts of the intake, of an appeal and of the decision, the later ones over the earlier.
    pub facts: Object,
    /// Whether it answers an appeal.
    pub appealed: bool,
    /// The protected attributes of the intake.
    pub protected: Object,
}

/// The action of the standard by which appeals are decided.
const APPEAL: &str = "appeal";

/// Most appeals within one another that are followed.
const MOST_APPEALS: usize = 8;

impl Inputs {
    /// Follows the references of a decision to its intake, and opens what is committed.
    pub(super) fn of(
        kept: &Kept,
        decision: &Decision,
        read: &mut impl FnMut(u64) -> Option<Kept>,
    ) -> Result<Self, Incomplete> {
        let mut facts = open(kept, "facts", &decision.facts)?;
        let mut next = decision.intake;
        let mut appealed = false;
        for _ in 0..=MOST_APPEALS {
            let (earlier, leaf) = earlier(next, read)?;
            match &leaf.body {
                Body::Intake(intake) => {
                    over(&mut facts, open(&earlier, "facts", &intake.facts)?);
                    let committed = intake
                        .protected
                        .iter()
                        .map(|(name, commitment)| (name.clone(), Field::Committed(*commitment)));
                    return Ok(Self {
                        subject: decision.subject.clone(),
                        action: intake.action.clone(),
                        facts,
                        appealed,
                        protected: open(&earlier, "protected", &committed.collect())?,
                    });
                }
                Body::Appeal(appeal) => {
                    over(&mut facts, open(&earlier, "facts", &appeal.facts)?);
                    next = appeal.of;
                    appealed = true;
                }
                Body::Decision(before) => {
                    over(&mut facts, open(&earlier, "facts", &before.facts)?);
                    next = before.intake;
                }
                // No step on the way from a decision to its intake.
                _ => break,
            }
        }
        Err(Incomplete::Intake)
    }

    /// What was decided: what the intake asks for, or, where the rules named are those on appeals, the
    /// appeal itself.
    pub(super) fn decided<'s>(
        &self,
        standard: &'s Standard,
        decision: &Decision,
    ) -> Result<&'s Action, Incomplete> {
        let appeal = standard.actions().get(APPEAL).filter(|appeal| {
            let spoke = !decision.rules.is_empty();
            self.appealed && spoke && decision.rules.iter().all(|rule| appeal.has_rule(rule))
        });
        appeal.or_else(|| standard.actions().get(&self.action)).ok_or(Incomplete::Standard)
    }

    /// The facts that the rules take, and no others: leaves also say what no rule asks for.
    pub(super) fn facts_for(&self, action: &Action) -> Result<Object, Incomplete> {
        let fact = |name: &String| Some((name.clone(), self.facts.get(name)?.clone()));
        action.facts.keys().map(fact).collect::<Option<_>>().ok_or(Incomplete::Facts)
    }
}

/// The facts of an earlier leaf count where no later one says otherwise.
fn over(facts: &mut Object, earlier: Object) {
    for (name, value) in earlier {
        facts.entry(name).or_insert(value);
    }
}

fn earlier(
    reference: Reference,
    read: &mut impl FnMut(u64) -> Option<Kept>,
) -> Result<(Kept, Leaf), Incomplete> {
    let kept = read(reference.index).ok_or(Incomplete::Intake)?;
    if leaf_hash(&kept.leaf) != reference.hash {
        return Err(Incomplete::Intake);
    }
    let leaf = Leaf::read(&kept.leaf).map_err(|_| Incomplete::Intake)?;
    Ok((kept, leaf))
}

/// The values of fields. What opens a commitment is held against it: a value that was not committed to
/// proves nothing.
fn open(kept: &Kept, group: &str, fields: &Fields) -> Result<Object, Incomplete> {
    let leaf = Leaf::read(&kept.leaf).map_err(|_| Incomplete::Closed)?;
    let value = |(name, field): (&String, &Field)| -> Result<(String, Value), Incomplete> {
        let value = match field {
            Field::Open(value) => value.clone(),
            Field::Committed(_) => {
                let full = format!("{group}.{name}");
                let disclosure = kept.opened.iter().find(|opened| opened.name == full);
                let disclosure = disclosure.ok_or(Incomplete::Closed)?;
                disclosure.verify(&leaf).map_err(|_| Incomplete::Closed)?;
                disclosure.value.clone()
            }
        };
        Ok((name.clone(), value))
    };
    fields.iter().map(value).collect()
}
