//! What deciding again showed: every decision of a period, as it was and as that of every other side.
//!
//! The decisions are made again by [`drawbridge_fair_policy::replay`]; here is what a report says of it.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_policy::replay::{Flip, Incomplete, Replay, Twins};
use drawbridge_fair_record::{Body, Leaf};

/// Most flips that are listed; the others are counted.
pub const MOST_LISTED: usize = 50;

/// What was found in the decisions of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The names of the sides as which each was decided again.
    pub sides: Vec<String>,
    /// Decisions of the period.
    pub decisions: u64,
    /// Those of which rules and all inputs were at hand, and which were decided again.
    pub complete: u64,
    /// The others, by what was missing.
    pub incomplete: BTreeMap<Incomplete, u64>,
    /// How often a decision was made as that of another side.
    pub twins: u64,
    /// How often that gave another verdict or step.
    pub flipped: u64,
    /// Decisions that are not what the rules give.
    pub differing: u64,
    /// The first [`MOST_LISTED`] flips, in the order of the log.
    pub flips: Vec<Flipped>,
}

/// A decision that another side would have got otherwise.
///
/// Neither the facts nor the sides are told: a report is public, and they are not. Whoever holds the openings
/// sees the whole case with `drawbridge fair replay`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flipped {
    /// The leaf of the decision.
    pub index: u64,
    /// What was asked for.
    pub action: String,
    /// What the rules grant: the step, or the verdict where there is none.
    pub own: String,
    /// What they grant the twin.
    pub twin: String,
}

impl Replayed {
    /// Nothing was decided again yet.
    pub fn new(twins: &Twins) -> Self {
        Self { sides: twins.sides().keys().cloned().collect(), ..Self::default() }
    }

    /// Adds what a replay of further decisions found.
    pub fn add(&mut self, replay: &Replay<'_>) {
        self.decisions += replay.decisions;
        self.complete += replay.complete;
        for (why, count) in &replay.incomplete {
            *self.incomplete.entry(*why).or_default() += count;
        }
        self.twins += replay.twins_decided;
        self.flipped += replay.flipped;
        self.differing += replay.differing;
        let room = MOST_LISTED.saturating_sub(self.flips.len());
        self.flips.extend(replay.flips.iter().take(room).map(Flipped::of));
    }

    /// From 0 to 1: decisions that were decided again, of all; none if there were no decisions.
    #[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a share, for people")]
    pub fn coverage(&self) -> Option<f64> {
        (self.decisions > 0).then(|| self.complete as f64 / self.decisions as f64)
    }
}

impl Flipped {
    fn of(flip: &Flip) -> Self {
        let granted = |granted: &drawbridge_fair_policy::replay::Granted| {
            granted.step.clone().unwrap_or_else(|| granted.verdict.name().to_owned())
        };
        let (own, twin) = (granted(&flip.own_granted), granted(&flip.twin_granted));
        Self { index: flip.index, action: flip.action.clone(), own, twin }
    }
}

/// Whether a leaf is a decision of a period, the end exclusive: those are decided again.
pub fn is_of(leaf: &Leaf, (from, to): (Timestamp, Timestamp)) -> bool {
    matches!(leaf.body, Body::Decision(_)) && from <= leaf.time && leaf.time < to
}
