//! Every decision of the period, decided again while the log is read.

use anyhow::Context as _;
use drawbridge_fair_log::{Proven, TileReader};
use drawbridge_fair_policy::replay::{Kept, Replay};
use drawbridge_fair_record::{Leaf, Opening};
use drawbridge_fair_report::replayed::{Replayed, is_of};

use super::make::Asked;
use super::openings::Openings;

/// What was decided again so far. Earlier leaves come out of the log, each shown to be in it; what opens
/// them out of the file of openings.
pub(super) struct Again<'a, R> {
    asked: &'a Asked<'a>,
    leaves: Proven<'a, R>,
    pub(super) replayed: Replayed,
}

impl<'a, R: TileReader> Again<'a, R> {
    pub(super) fn new(asked: &'a Asked<'a>, leaves: Proven<'a, R>) -> Self {
        Self { asked, leaves, replayed: Replayed::new(asked.twins) }
    }

    /// Takes the next leaf, whose opening was read.
    pub(super) fn take(
        &mut self,
        index: u64,
        leaf: &Leaf,
        openings: &Openings,
    ) -> anyhow::Result<()> {
        if !is_of(leaf, self.asked.period) {
            return Ok(());
        }
        let mut replay = Replay::new(self.asked.standards, self.asked.twins);
        let mut failed = None;
        replay.take(index, |earlier| {
            // What refers to a leaf that is not before it refers to nothing.
            let kept = (earlier <= index).then(|| kept(&mut self.leaves, openings, earlier));
            kept?.map_err(|error| failed.get_or_insert(error)).ok()
        });
        if let Some(error) = failed {
            return Err(error).with_context(|| format!("leaf {index} cannot be decided again"));
        }
        self.replayed.add(&replay);
        Ok(())
    }
}

/// A leaf with what opens it. What is no opening opens nothing, as everywhere in a report.
fn kept<R: TileReader>(
    leaves: &mut Proven<'_, R>,
    openings: &Openings,
    index: u64,
) -> anyhow::Result<Kept> {
    let leaf = leaves.leaf(index)?.to_vec();
    let opening = openings.earlier(index)?.and_then(|bytes| Opening::read(&bytes).ok());
    Ok(Kept::whole(leaf, opening.as_ref()))
}
