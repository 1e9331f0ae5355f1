//! The desk: where every case is put before the published standard, and written for the log.
//!
//! A gate brings a [`Petition`]: who asks, for what, on which facts. The desk decides by the standard
//! that is in force and gives back what was decided together with two leaves, that the case came in
//! and that it was decided. The gate stores them in the same write as what it does about it, so
//! that nothing happens that is not in the log, and nothing is in the log that did not happen.
//! `publish` puts the standard itself into the log, before the first case.

mod error;
mod petition;
mod publish;

use std::sync::{Arc, OnceLock};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::{Case, Files, Proof, Ruling, Standard, judge, remedies};
use drawbridge_fair_record::leaf::{Decision, End, Intake, Outcome, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf, Opening, Reference, Seed, Value};
use tokio::sync::OnceCell;

pub use error::DeskError;
pub use petition::{Fact, Petition, Shown};

use crate::store::{LeafWrite, Store};
use crate::world::Dice;

/// For how long an appeal is taken, in seconds: the hundred and eighty days of the published rules
/// (`appeal.late`), so that nobody is told a shorter time than the rules give.
const APPEAL_WITHIN: i64 = 180 * 86_400;

/// Decides by one published standard.
#[derive(Debug)]
pub struct Desk {
    standard: Arc<Standard>,
    /// The proof that it is neutral.
    proof: Arc<Proof>,
    in_force: OnceCell<InForce>,
}

/// The standard as it stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its publication.
    pub publication: Reference,
    /// The hash of its files.
    pub sha256: Hash,
    /// When it was published.
    pub since: Timestamp,
}

/// A case that was heard: what was decided, and its leaves.
#[derive(Debug)]
pub struct Heard {
    /// Which step is granted, and by which rules.
    pub ruling: Ruling,
    intake: LeafWrite,
    decision: (Leaf, Vec<u8>),
}

impl Heard {
    /// Whether it may pass as asked.
    pub fn allows(&self) -> bool {
        self.ruling.verdict == Verdict::Allow
    }

    /// Puts its leaves behind others of the same write: the intake, then the decision.
    pub fn put(self, leaves: &mut Vec<LeafWrite>) {
        let of = leaves.len();
        let (leaf, opening) = self.decision;
        leaves.push(self.intake);
        leaves.push(LeafWrite::Following { leaf, of, opening });
    }
}

impl Desk {
    /// A desk that decides by the standard of these files.
    pub fn of(files: &Files) -> Result<Self, DeskError> {
        let standard = Arc::new(Standard::parse(files)?);
        let proof = Arc::new(publish::proof(&standard, files)?);
        Ok(Self { standard, proof, in_force: OnceCell::new() })
    }

    /// A desk that decides by the standard that this program came with.
    pub fn published() -> Result<Self, DeskError> {
        static PUBLISHED: OnceLock<(Arc<Standard>, Arc<Proof>)> = OnceLock::new();
        let known = if let Some(known) = PUBLISHED.get() {
            known
        } else {
            let desk = Self::of(&drawbridge_fair_policy::published())?;
            PUBLISHED.get_or_init(|| (desk.standard, desk.proof))
        };
        let (standard, proof) = known.clone();
        Ok(Self { standard, proof, in_force: OnceCell::new() })
    }

    /// The standard that is in force.
    pub fn standard(&self) -> &Standard {
        &self.standard
    }

    /// Where it stands in the log; it is put there if it is not there yet.
    pub async fn in_force(&self, store: &dyn Store, now: Timestamp) -> Result<InForce, DeskError> {
        let publish = || publish::publish(store, &self.standard, &self.proof, now);
        self.in_force.get_or_try_init(publish).await.copied()
    }

    /// Hears a case and decides it.
    pub fn hear(
        &self,
        petition: Petition<'_>,
        in_force: InForce,
        dice: &dyn Dice,
    ) -> Result<Heard, DeskError> {
        let case = Case::new(
            &self.standard,
            petition.action,
            &petition.decided_on(),
            &petition.protected,
        )?;
        let ruling = judge(&self.standard, &case)?;
        // A clock that was set back does not put a case before the rules that decide it.
        let time = petition.time.max(in_force.since);
        let decision = self.decision((&petition, &case, &ruling), in_force, (time, dice))?;
        Ok(Heard { intake: intake(&petition, time, dice)?, decision, ruling })
    }

    fn decision(
        &self,
        (petition, case, ruling): (&Petition<'_>, &Case, &Ruling),
        in_force: InForce,
        (time, dice): (Timestamp, &dyn Dice),
    ) -> Result<(Leaf, Vec<u8>), DeskError> {
        let remedy = self.remedy(case, ruling)?;
        let (remedy, opening) = match remedy {
            None => (None, Vec::new()),
            // It says what the facts are, and so hides them no better than it is hidden itself.
            Some(remedy) => {
                let mut opening = Opening::new(seed(dice));
                let committed = Field::Committed(opening.commit("remedy", remedy)?);
                (Some(committed), opening.write()?)
            }
        };
        let decision = Decision {
            subject: petition.subject.clone(),
            // Filled in when the leaf is stored.
            intake: in_force.publication,
            policy: in_force.publication,
            policy_sha256: in_force.sha256,
            verdict: ruling.verdict,
            rules: ruling.rules.clone(),
            appeal_until: remedy.is_some().then(|| time.plus_seconds(APPEAL_WITHIN)),
            remedy,
            reviewer: None,
            facts: Fields::new(),
        };
        Ok((Leaf { gate: petition.gate, time, body: Body::Decision(decision) }, opening))
    }

    fn remedy(&self, case: &Case, ruling: &Ruling) -> Result<Option<Value>, DeskError> {
        if ruling.verdict == Verdict::Allow {
            return Ok(None);
        }
        let remedies = remedies(&self.standard, case, ruling)?;
        let verdict = drawbridge_fair_policy::Verdict { ruling: ruling.clone(), remedies };
        // Where nothing that was tried helps, that is what there is to say.
        let none =
            || Value::Text("no change of facts was found / 没有找到能改变结果的事实".to_owned());
        Ok(Some(verdict.remedy(&self.standard).unwrap_or_else(none)))
    }
}

fn intake(
    petition: &Petition<'_>,
    time: Timestamp,
    dice: &dyn Dice,
) -> Result<LeafWrite, DeskError> {
    let mut opening = Opening::new(seed(dice));
    let protected = petition.protected.iter().map(|(name, value)| {
        Ok((name.clone(), opening.commit(&format!("protected.{name}"), value.clone())?))
    });
    let protected = protected.collect::<Result<_, DeskError>>()?;
    let facts = petition::fields(&petition.facts, &mut opening)?;
    let (subject, action) = (petition.subject.clone(), petition.action.to_owned());
    let body = Body::Intake(Intake { subject, action, protected, facts });
    let leaf = Leaf { gate: petition.gate, time, body };
    Ok(LeafWrite::Ready { body: leaf.write()?, opening: opening.write()? })
}

/// What became of a case.
#[derive(Debug)]
pub struct Ending<'a> {
    /// The gate.
    pub gate: Gate,
    /// The decision, or the intake of a case that ended without one.
    pub of: Reference,
    /// That leaf.
    pub leaf: &'a Leaf,
    /// How it ended.
    pub end: End,
    /// What is to be said about it.
    pub facts: Vec<Fact>,
    /// When.
    pub time: Timestamp,
}

/// Writes down what became of a case.
pub fn end(ending: Ending<'_>, dice: &dyn Dice) -> Result<LeafWrite, DeskError> {
    let Ending { gate, of, leaf, end, facts, time } = ending;
    let mut opening = Opening::new(seed(dice));
    let facts = petition::fields(&facts, &mut opening)?;
    let kept = if opening.values().next().is_some() { opening.write()? } else { Vec::new() };
    let subject = leaf.subject().unwrap_or_default().to_owned();
    let body = Body::Outcome(Outcome { subject, of, end, facts });
    let outcome = Leaf { gate, time: time.max(leaf.time), body };
    Ok(LeafWrite::Ready { body: outcome.write()?, opening: kept })
}

fn seed(dice: &dyn Dice) -> Seed {
    let mut seed = [0; 32];
    dice.fill(&mut seed);
    Seed(seed)
}
