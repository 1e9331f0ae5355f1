//! The desk: where every case is put before the published standard, and written for the log.
//!
//! A gate brings a [`Petition`]: who asks, for what, on which facts. The desk decides by the standard
//! that is in force and gives back what was decided together with two leaves, that the case came in
//! and that it was decided. The gate stores them in the same write as what it does about it, so
//! that nothing happens that is not in the log, and nothing is in the log that did not happen.
//! `force` knows which standard that is, `publish` puts standards into the log, and `shelf` keeps their
//! files. A desk need not know at once that another node has published a new one: the store refuses
//! what was decided by the old one ([`CommitError::Replaced`](crate::store::CommitError::Replaced)),
//! and the gate asks the desk to [look again](Desk::look_again).

mod brought;
mod error;
mod force;
mod petition;
mod publish;
mod shelf;

use std::sync::{Arc, OnceLock, RwLock};

use drawbridge_canon::Timestamp;
use drawbridge_fair_policy::{Case, Files, Ruling, Standard, judge, remedies};
use drawbridge_fair_record::leaf::{Decision, End, Intake, Outcome, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Leaf, Opening, Reference, Seed, Value};

pub use error::DeskError;
pub use force::InForce;
pub use petition::{Fact, Petition, Shown};
pub use publish::Excuse;
pub use shelf::{Shelf, Shelved};

use crate::store::{LeafWrite, Store};
use crate::world::Dice;

/// For how long an appeal is taken, in seconds: the hundred and eighty days of the published rules
/// (`appeal.late`), so that nobody is told a shorter time than the rules give.
const APPEAL_WITHIN: i64 = 180 * 86_400;

/// Decides by the standard in force.
#[derive(Debug)]
pub struct Desk {
    shelf: Shelf,
    /// What was in force when it was last looked.
    seen: RwLock<Option<Arc<InForce>>>,
    /// Whether what it hears is written for the log.
    writes: bool,
}

/// A case that was heard: what was decided, and its leaves.
#[derive(Debug)]
pub struct Heard {
    /// Which step is granted, and by which rules.
    pub ruling: Ruling,
    /// The standard that they are of.
    pub standard: Arc<Standard>,
    /// The intake, and the decision with what opens it.
    leaves: Option<(LeafWrite, Leaf, Vec<u8>)>,
}

impl Heard {
    /// Whether it may pass as asked.
    pub fn allows(&self) -> bool {
        self.ruling.verdict == Verdict::Allow
    }

    /// Puts its leaves behind others of the same write: the intake, then the decision.
    pub fn put(self, leaves: &mut Vec<LeafWrite>) {
        if let Some((intake, leaf, opening)) = self.leaves {
            let of = leaves.len();
            leaves.push(intake);
            leaves.push(LeafWrite::Following { leaf, of, opening });
        }
    }
}

impl Desk {
    /// A desk whose first standard, where none was published yet, is that of these files.
    pub fn of(files: &Files) -> Result<Self, DeskError> {
        let own = Shelved::of(files.clone())?;
        own.proof()?;
        Ok(Self::with(Arc::new(own)))
    }

    /// A desk whose first standard is the one that this program came with.
    pub fn published() -> Result<Self, DeskError> {
        static PUBLISHED: OnceLock<Arc<Shelved>> = OnceLock::new();
        if let Some(known) = PUBLISHED.get() {
            return Ok(Self::with(known.clone()));
        }
        let desk = Self::of(&drawbridge_fair_policy::published())?;
        Ok(Self::with(PUBLISHED.get_or_init(|| desk.shelf.own().clone()).clone()))
    }

    fn with(own: Arc<Shelved>) -> Self {
        Self { shelf: Shelf::new(own), seen: RwLock::default(), writes: true }
    }

    /// The same desk, deciding as before, but nothing of what it hears is written: beside it is measured
    /// what the log costs. Nothing that serves anybody is built with it.
    #[must_use]
    pub fn unlogged(self) -> Self {
        Self { writes: false, ..self }
    }

    /// The standards that were published here.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The standard that was in force when it was last looked; before that, the one that this program came
    /// with. For names and words: what decides is [`Desk::in_force`].
    pub fn standard(&self) -> Arc<Standard> {
        let own = || self.shelf.own().standard.clone();
        self.known().map_or_else(own, |known| known.standard.clone())
    }

    /// Whether cases can be decided by a standard: what the gates bring is what it asks for.
    pub fn fits(&self, standard: &Standard) -> Result<(), DeskError> {
        brought::fits(standard)
    }

    /// Publishes a standard of the operator's own behind what was published before: its consultation is
    /// over, and it is proved, or an exception goes with it. It decides from the next leaf of the log on,
    /// at every node.
    pub async fn publish(
        &self,
        store: &dyn Store,
        files: Files,
        excuse: Option<Excuse<'_>>,
        now: Timestamp,
    ) -> Result<Reference, DeskError> {
        let published = publish::publish(store, &Shelved::of(files)?, excuse, now).await?;
        self.look_again();
        Ok(published)
    }

    /// Hears a case and decides it.
    pub fn hear(
        &self,
        petition: Petition<'_>,
        in_force: &InForce,
        dice: &dyn Dice,
    ) -> Result<Heard, DeskError> {
        let standard = &in_force.standard;
        let facts = petition.decided_on();
        let case = Case::new(standard, petition.action, &facts, &petition.protected)?;
        let ruling = judge(standard, &case)?;
        let leaves = || {
            // A clock that was set back does not put a case before the rules that decide it.
            let time = petition.time.max(in_force.since);
            let (leaf, opening) = decision((&petition, &case, &ruling), in_force, (time, dice))?;
            Ok::<_, DeskError>((intake(&petition, time, dice)?, leaf, opening))
        };
        let leaves = self.writes.then(leaves).transpose()?;
        Ok(Heard { ruling, standard: standard.clone(), leaves })
    }
}

fn decision(
    (petition, case, ruling): (&Petition<'_>, &Case, &Ruling),
    in_force: &InForce,
    (time, dice): (Timestamp, &dyn Dice),
) -> Result<(Leaf, Vec<u8>), DeskError> {
    let (remedy, opening) = remedy(&in_force.standard, case, ruling, dice)?;
    let decision = Decision {
        subject: petition.subject.clone(),
        // Filled in when the leaf is stored.
        intake: in_force.publication,
        policy: in_force.publication,
        policy_sha256: in_force.standard.hash(),
        verdict: ruling.verdict,
        rules: ruling.rules.clone(),
        appeal_until: remedy.is_some().then(|| time.plus_seconds(APPEAL_WITHIN)),
        remedy,
        reviewer: None,
        facts: Fields::new(),
    };
    Ok((Leaf { gate: petition.gate, time, body: Body::Decision(decision) }, opening))
}

/// What would change a ruling, as it stands in the leaf, and what opens it.
pub(crate) fn remedy(
    standard: &Standard,
    case: &Case,
    ruling: &Ruling,
    dice: &dyn Dice,
) -> Result<(Option<Field>, Vec<u8>), DeskError> {
    let Some(remedy) = said(standard, case, ruling)? else { return Ok((None, Vec::new())) };
    // It says what the facts are, and so hides them no better than it is hidden itself.
    let mut opening = Opening::new(seed(dice));
    let committed = Field::Committed(opening.commit("remedy", remedy)?);
    Ok((Some(committed), opening.write()?))
}

fn said(standard: &Standard, case: &Case, ruling: &Ruling) -> Result<Option<Value>, DeskError> {
    if ruling.verdict == Verdict::Allow {
        return Ok(None);
    }
    let remedies = remedies(standard, case, ruling)?;
    let verdict = drawbridge_fair_policy::Verdict { ruling: ruling.clone(), remedies };
    // Where nothing that was tried helps, that is what there is to say.
    let none = || Value::Text("no change of facts was found / 没有找到能改变结果的事实".to_owned());
    Ok(Some(verdict.remedy(standard).unwrap_or_else(none)))
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

/// From what the salts of one leaf are made.
pub(crate) fn seed(dice: &dyn Dice) -> Seed {
    let mut seed = [0; 32];
    dice.fill(&mut seed);
    Seed(seed)
}
