//! Every logged decision, decided again: as it was, and as if the subject had been somebody else.
//!
//! What is fair in the rules is proved; this shows it of the decisions themselves. Facts and protected
//! attributes come from the leaves, those that are committed from their openings, the rules by their hash.
//! A twin is the same case of another side, coherent in all that is protected. A verdict that flips
//! depends on who asks; a verdict that the rules do not give was not made by them.

mod inputs;
mod told;
mod twins;

use std::collections::BTreeMap;

use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{Body, Decision};
use drawbridge_fair_record::{Disclosure, Leaf, Object, Opening};

pub use inputs::{Incomplete, Inputs};
pub use told::{Differs, Flip, Granted};
pub use twins::Twins;

use crate::case::Case;
use crate::error::StandardError;
use crate::judge::{Ruling, judge};
use crate::standard::Standard;

/// Most flips, and most decisions that differ, that are kept whole; the others are counted. A rule that
/// discriminates flips nearly every case, and the first thousand show it.
pub const MOST_KEPT: usize = 1_000;

/// A leaf as it is kept: its bytes, and what opens it as far as the reader has it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// What opens its commitments.
    pub opened: Vec<Disclosure>,
}

impl Kept {
    /// A leaf with everything that opens it, as its operator keeps it.
    pub fn whole(leaf: Vec<u8>, opening: Option<&Opening>) -> Self {
        let opening = opening.into_iter();
        let opened = opening
            .flat_map(|opening| opening.values().filter_map(|(name, _)| opening.disclose(name)))
            .collect();
        Self { leaf, opened }
    }
}

/// What was found so far.
#[derive(Debug)]
pub struct Replay<'s> {
    standards: BTreeMap<Hash, &'s Standard>,
    twins: &'s Twins,
    /// Decisions seen.
    pub decisions: u64,
    /// Those of which all inputs were there, and which so were decided again.
    pub complete: u64,
    /// The others, by what was missing.
    pub incomplete: BTreeMap<Incomplete, u64>,
    /// Twins that were decided.
    pub twins_decided: u64,
    /// How many of them got another verdict or step.
    pub flipped: u64,
    /// The first [`MOST_KEPT`] of these.
    pub flips: Vec<Flip>,
    /// How many decisions are not what the rules give.
    pub differing: u64,
    /// The first [`MOST_KEPT`] of these.
    pub differs: Vec<Differs>,
}

impl<'s> Replay<'s> {
    /// Nothing is seen yet. `standards` are all versions that the decisions name.
    pub fn new(standards: impl IntoIterator<Item = &'s Standard>, twins: &'s Twins) -> Self {
        Self {
            standards: standards.into_iter().map(|one| (one.hash(), one)).collect(),
            twins,
            decisions: 0,
            complete: 0,
            incomplete: BTreeMap::new(),
            twins_decided: 0,
            flipped: 0,
            flips: Vec::new(),
            differing: 0,
            differs: Vec::new(),
        }
    }

    /// Takes the leaf at an index; leaves that are no decisions are passed over. `read` gives this or an
    /// earlier leaf with its opening. That the bytes are those of the log is for the caller to know.
    pub fn take(&mut self, index: u64, mut read: impl FnMut(u64) -> Option<Kept>) {
        let Some(kept) = read(index) else { return };
        let Ok(Leaf { body: Body::Decision(decision), .. }) = Leaf::read(&kept.leaf) else {
            return;
        };
        self.decisions += 1;
        let done = Inputs::of(&kept, &decision, &mut read)
            .and_then(|inputs| self.again(index, &decision, &inputs));
        match done {
            Ok(()) => self.complete += 1,
            Err(why) => *self.incomplete.entry(why).or_default() += 1,
        }
    }

    /// How many of a thousand decisions had all their inputs; a thousand if there were none.
    pub fn coverage_permille(&self) -> u64 {
        (self.complete * 1_000).checked_div(self.decisions).unwrap_or(1_000)
    }

    /// Whether nothing was found: no flip, no decision that the rules do not give.
    pub fn is_good(&self) -> bool {
        self.flipped == 0 && self.differing == 0
    }

    fn again(
        &mut self,
        index: u64,
        decision: &Decision,
        inputs: &Inputs,
    ) -> Result<(), Incomplete> {
        let standard = *self.standards.get(&decision.policy_sha256).ok_or(Incomplete::Standard)?;
        let action = inputs.decided(standard, decision)?;
        let facts = inputs.facts_for(action)?;
        let case = Case::supposed(standard, &action.name, &facts, &inputs.protected)
            .map_err(|_| Incomplete::Facts)?;
        let ours = judge(standard, &case).map_err(|_| Incomplete::Rule)?;
        if ours.verdict != decision.verdict || ours.rules != decision.rules {
            self.differing += 1;
            if self.differs.len() < MOST_KEPT {
                self.differs.push(Differs::of(index, inputs, &case, decision, &ours));
            }
        }
        for (side, twin) in self.twins.of(&inputs.protected) {
            let theirs = case.beside(&twin).and_then(|case| judge(standard, &case));
            let theirs = theirs.map_err(|_| Incomplete::Rule)?;
            self.twins_decided += 1;
            if theirs.verdict != ours.verdict || theirs.step != ours.step {
                self.flip(index, inputs, &case, (&ours, side, &twin, &theirs));
            }
        }
        Ok(())
    }

    fn flip(
        &mut self,
        index: u64,
        inputs: &Inputs,
        case: &Case,
        (ours, side, twin, theirs): (&Ruling, &str, &Object, &Ruling),
    ) {
        self.flipped += 1;
        if self.flips.len() < MOST_KEPT {
            self.flips.push(Flip {
                index,
                subject: inputs.subject.clone(),
                action: case.action().to_owned(),
                facts: case.facts().clone(),
                own: inputs.protected.clone(),
                own_granted: Granted::of(ours),
                side: side.to_owned(),
                twin: twin.clone(),
                twin_granted: Granted::of(theirs),
            });
        }
    }
}

/// The twins that a standard publishes; none if it publishes none.
pub fn published_twins(files: &crate::standard::Files) -> Result<Option<Twins>, StandardError> {
    files.get(crate::standard::TWINS).map(|bytes| Twins::read(bytes)).transpose()
}
