//! Appeals: anybody whom a decision concerns asks for another, and is given one.
//!
//! The appeal stands in the log with the hash of its grounds; the grounds are kept beside. Whoever hears
//! it finds which facts were wrong, and the case is decided again by the standard in force, on the facts
//! as they are. Nobody decides against the standard: only what is true of the case can change.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_policy::{Case, Ruling, judge};
use drawbridge_fair_record::leaf::{Appeal, Decision, End, Outcome, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Leaf, Object, Opening, Reference, Value};

use super::later::Later;
use super::{Cases, Story};
use crate::desk::{DeskError, InForce, seed};
use crate::store::{CommitError, Expect, LeafWrite, ObjectWrite, StoreError, Write, kinds};
use crate::world::Dice;

/// Most characters of the grounds of an appeal.
pub const GROUNDS_MAX: usize = 4_000;

/// How often a case is decided anew because the standard was replaced meanwhile.
const DECIDED_MAX: usize = 4;

/// Why an appeal was not taken or not answered.
#[derive(Debug, thiserror::Error)]
pub enum AppealError {
    /// There is no such case among those that are found.
    #[error("there is no case with the intake {0}")]
    Unknown(u64),
    /// Nothing was refused.
    #[error("nothing was refused or restricted: there is nothing to appeal against")]
    Passed,
    /// Its time is over.
    #[error("appeals were taken until {}", .0.rfc3339())]
    Late(Timestamp),
    /// There is one already, and it is not answered.
    #[error("an appeal against this decision is being heard")]
    Heard,
    /// There is none, or it is answered.
    #[error("no appeal of this case waits for an answer")]
    NoAppeal,
    /// There is nothing to take back.
    #[error("no appeal of this case found anything, or it was taken back")]
    NothingFound,
    /// There is nothing in it, or too much.
    #[error("the grounds must have 1 to {GROUNDS_MAX} characters")]
    Grounds,
    /// It states a fact that the standard does not decide on.
    #[error("`{0}` is no fact that this case is decided on")]
    Fact(String),
    /// Facts or protected attributes of the case are not kept.
    #[error("what the case was decided on is not kept here")]
    Closed,
    /// It could not be decided.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Cases {
    /// Takes an appeal against the last decision of a case; its index.
    pub async fn appeal(
        &self,
        intake: u64,
        grounds: &str,
        (now, dice): (Timestamp, &dyn Dice),
    ) -> Result<u64, AppealError> {
        let grounds = grounds.trim();
        if grounds.is_empty() || grounds.chars().count() > GROUNDS_MAX {
            return Err(AppealError::Grounds);
        }
        let story = self.story(intake).await?.ok_or(AppealError::Unknown(intake))?;
        let (of, decision) = last(&story).ok_or(AppealError::Unknown(intake))?;
        if decision.verdict == Verdict::Allow {
            return Err(AppealError::Passed);
        }
        if let Some(until) = decision.appeal_until.filter(|until| *until < now) {
            return Err(AppealError::Late(until));
        }
        let mut opening = Opening::new(seed(dice));
        let grounds = Value::Text(grounds.to_owned());
        let grounds =
            Field::Committed(opening.commit("grounds", grounds).map_err(DeskError::from)?);
        let subject = decision.subject.clone();
        let body = Body::Appeal(Appeal { subject, of, grounds, facts: Fields::new() });
        let leaf = Leaf { gate: story.line.gate, time: now.max(story.line.time), body };
        let body = leaf.write().map_err(DeskError::from)?;
        let opening = opening.write().map_err(DeskError::from)?;
        // One at a time: whoever appeals twice at once is told so by the store.
        let later = Later::of(&*self.store, intake).await?;
        let objects = vec![
            mark(of.index, Expect::Absent, Some(now.0.to_string().into_bytes())),
            later.with(intake, self.store.leaf_count().await?),
        ];
        let leaves = vec![LeafWrite::Ready { body, opening }];
        let write = Write { objects, leaves, ..Write::default() };
        match self.store.commit_leaves(write).await {
            Ok(indexes) => Ok(indexes.start),
            Err(CommitError::Exists(_) | CommitError::Conflict) => Err(AppealError::Heard),
            Err(error) => Err(error.into_failure().into()),
        }
    }

    /// Decides a case again on the facts as they were found to be: `found` over those that were known.
    /// `reviewer` is the pseudonym of who found them. What else must be kept goes into the same write.
    pub async fn answer(
        &self,
        intake: u64,
        found: &Object,
        reviewer: &str,
        (now, dice): (Timestamp, &dyn Dice),
        objects: Vec<ObjectWrite>,
    ) -> Result<Ruling, AppealError> {
        for _ in 0..DECIDED_MAX {
            let later = Later::of(&*self.store, intake).await?;
            let story = self.story(intake).await?.ok_or(AppealError::Unknown(intake))?;
            let (appeal, of) = waiting(&story).ok_or(AppealError::NoAppeal)?;
            let in_force = self.desk.in_force(&*self.store, now).await?;
            let again = again(&in_force, &story, found, dice)?;
            let decision = Decision {
                subject: story.line.subject.clone(),
                intake: appeal,
                policy: in_force.publication,
                policy_sha256: in_force.standard.hash(),
                verdict: again.ruling.verdict,
                rules: again.ruling.rules.clone(),
                remedy: again.remedy,
                reviewer: Some(reviewer.to_owned()),
                appeal_until: None,
                facts: found
                    .iter()
                    .map(|(name, is)| (name.clone(), Field::Open(is.clone())))
                    .collect(),
            };
            let time = now.max(in_force.since);
            let leaf = Leaf { gate: story.line.gate, time, body: Body::Decision(decision) };
            let body = leaf.write().map_err(DeskError::from)?;
            let leaves = vec![LeafWrite::Ready { body, opening: again.opening }];
            let mut objects = objects.clone();
            objects.push(mark(of, Expect::Any, None));
            objects.push(later.with(intake, self.store.leaf_count().await?));
            let write = Write { objects, leaves, ..Write::default() };
            match self.store.commit_leaves(write).await {
                Ok(_) => return Ok(again.ruling),
                Err(CommitError::Replaced) => self.desk.look_again(),
                // Somebody else answered it, or keeps something else of it: it is looked at again.
                Err(CommitError::Exists(_) | CommitError::Conflict) => {}
                Err(error) => return Err(error.into_failure().into()),
            }
        }
        Err(DeskError::Busy.into())
    }
}

/// The fact by which the log tells that what an appeal found counts no more.
const FINDING_COUNTS: &str = "finding_counts";

impl Cases {
    /// Writes down that what the last appeal of a case found counts no more; the index of that leaf. What was
    /// decided stays decided. What no longer counts goes into the same write.
    pub async fn take_back(
        &self,
        intake: u64,
        now: Timestamp,
        objects: &[ObjectWrite],
    ) -> Result<u64, AppealError> {
        for _ in 0..DECIDED_MAX {
            let later = Later::of(&*self.store, intake).await?;
            let story = self.story(intake).await?.ok_or(AppealError::Unknown(intake))?;
            let (of, time) = found(&story).ok_or(AppealError::NothingFound)?;
            let facts =
                Fields::from([(FINDING_COUNTS.to_owned(), Field::Open(Value::Bool(false)))]);
            let subject = story.line.subject.clone();
            let body = Body::Outcome(Outcome { subject, of, end: End::Applied, facts });
            let leaf = Leaf { gate: story.line.gate, time: now.max(time), body };
            let body = leaf.write().map_err(DeskError::from)?;
            let leaves = vec![LeafWrite::Ready { body, opening: Vec::new() }];
            let mut objects = objects.to_vec();
            objects.push(later.with(intake, self.store.leaf_count().await?));
            let write = Write { objects, leaves, ..Write::default() };
            match self.store.commit_leaves(write).await {
                Ok(indexes) => return Ok(indexes.start),
                Err(CommitError::Exists(_) | CommitError::Conflict) => {}
                Err(error) => return Err(error.into_failure().into()),
            }
        }
        Err(DeskError::Busy.into())
    }
}

/// The last decision of a case and its time, if an appeal found something there and it was not taken back.
fn found(story: &Story) -> Option<(Reference, Timestamp)> {
    let (told, decision, _) = story.decided()?;
    let ended = story.leaves.iter().any(|other| {
        matches!(&other.leaf.body, Body::Outcome(outcome) if outcome.of.index == told.index)
    });
    let found = decision.reviewer.is_some() && !decision.facts.is_empty();
    (found && !ended).then_some((reference(told)?, told.leaf.time))
}

/// A case that was decided again.
struct Again {
    ruling: Ruling,
    remedy: Option<Field>,
    opening: Vec<u8>,
}

/// Decides a case on all that is known of it, and what was found over that.
fn again(
    in_force: &InForce,
    story: &Story,
    found: &Object,
    dice: &dyn Dice,
) -> Result<Again, AppealError> {
    let (standard, name) = (&in_force.standard, &story.line.action);
    let action = standard.actions().get(name).ok_or_else(|| AppealError::Fact(name.clone()))?;
    if let Some(other) = found.keys().find(|fact| !action.facts.contains_key(*fact)) {
        return Err(AppealError::Fact(other.clone()));
    }
    let known = facts(story, found);
    let counting = action.facts.keys();
    let asked = counting.map(|fact| Some((fact.clone(), known.get(fact)?.clone())));
    let asked: Object = asked.collect::<Option<_>>().ok_or(AppealError::Closed)?;
    let case = Case::new(standard, name, &asked, &story.protected()).map_err(DeskError::from)?;
    let ruling = judge(standard, &case).map_err(DeskError::from)?;
    let (remedy, opening) = crate::desk::remedy(standard, &case, &ruling, dice)?;
    Ok(Again { ruling, remedy, opening })
}

/// That an appeal against a decision is being heard; without a body that it is not any more.
fn mark(decision: u64, expected: Expect, body: Option<Vec<u8>>) -> ObjectWrite {
    ObjectWrite { kind: kinds::APPEAL.to_owned(), id: decision.to_string(), expected, body }
}

/// The last decision of a case, and where it stands.
fn last(story: &Story) -> Option<(Reference, &Decision)> {
    let (told, decision, _) = story.decided()?;
    Some((reference(told)?, decision))
}

/// The appeal that is not answered, and the decision against which it is.
fn waiting(story: &Story) -> Option<(Reference, u64)> {
    let (decided, _, _) = story.decided()?;
    story.leaves.iter().rev().find_map(|told| match &told.leaf.body {
        Body::Appeal(appeal) if appeal.of.index == decided.index => {
            Some((reference(told)?, appeal.of.index))
        }
        _ => None,
    })
}

fn reference(told: &super::Told) -> Option<Reference> {
    // A leaf that was read is written again as it was: its form is canonical.
    let body = told.leaf.write().ok()?;
    Some(Reference { index: told.index, hash: leaf_hash(&body) })
}

/// All facts that were told of a case, the later over the earlier, and what was found over all.
fn facts(story: &Story, found: &Object) -> Object {
    let mut facts = Object::new();
    story.leaves.iter().for_each(|told| facts.extend(told.facts()));
    facts.extend(found.clone());
    facts
}
