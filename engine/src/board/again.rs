//! Every decision of the log, decided again once as that of every other side, and kept.
//!
//! A decision never changes, nor do the rules that it names, which are kept with the log; so each is decided again when it is first
//! seen, and a report adds up those of its period.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::replay::{Incomplete, Replay, Twins, published_twins};
use drawbridge_fair_policy::{Standard, StandardError, published};
use drawbridge_fair_record::{Body, Leaf};
use drawbridge_fair_report::replayed::{Flipped, MOST_LISTED, Replayed};

use super::reader::Reader;
use crate::store::StoreError;

/// What is known of the decisions so far.
pub(super) struct Again {
    standards: Vec<Standard>,
    twins: Twins,
    /// The first leaf that was not looked at.
    next: u64,
    done: Vec<Done>,
    /// The first flips of each Beijing day, since a report lists the first of its period.
    flips: BTreeMap<String, Vec<(Timestamp, Flipped)>>,
}

/// A decision.
#[derive(Clone, Copy)]
struct Done {
    time: Timestamp,
    /// Why it was not decided again; none if it was.
    lacks: Option<Incomplete>,
    twins: u16,
    flipped: u16,
    differs: bool,
}

impl Again {
    /// Nothing is known yet but the rules that came with this program.
    pub(super) fn new() -> Result<Self, StandardError> {
        let files = published();
        let twins = published_twins(&files)?.unwrap_or_default();
        let standards = vec![Standard::parse(&files)?];
        Ok(Self { standards, twins, next: 0, done: Vec::new(), flips: BTreeMap::new() })
    }

    /// Decides again what came before `size` and was not seen.
    pub(super) fn follow(&mut self, reader: &mut Reader, size: u64) -> Result<(), StoreError> {
        while self.next < size {
            let index = self.next;
            if let Some(bytes) = reader.leaf(index)?
                && let Ok(leaf) = Leaf::read(&bytes)
                && let Body::Decision(decision) = &leaf.body
            {
                self.learn(decision.policy_sha256, reader)?;
                self.decide(index, leaf.time, reader)?;
            }
            self.next += 1;
        }
        Ok(())
    }

    /// Reads the rules of this hash, unless they are known or are not kept.
    fn learn(&mut self, hash: Hash, reader: &Reader) -> Result<(), StoreError> {
        if self.standards.iter().all(|known| known.hash() != hash) {
            self.standards.extend(reader.standard(hash)?);
        }
        Ok(())
    }

    fn decide(
        &mut self,
        index: u64,
        time: Timestamp,
        reader: &mut Reader,
    ) -> Result<(), StoreError> {
        let mut replay = Replay::new(&self.standards, &self.twins);
        let mut failed = None;
        replay.take(index, |earlier| {
            // What refers to a leaf that is not before it refers to nothing.
            let kept = (earlier <= index).then(|| reader.kept(earlier));
            kept?.map_err(|error| failed.get_or_insert(error)).ok().flatten()
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let count = |count: u64| u16::try_from(count).unwrap_or(u16::MAX);
        self.done.push(Done {
            time,
            lacks: replay.incomplete.keys().next().copied(),
            twins: count(replay.twins_decided),
            flipped: count(replay.flipped),
            differs: replay.differing > 0,
        });
        let mut one = Replayed::default();
        one.add(&replay);
        if !one.flips.is_empty() {
            let day = self.flips.entry(time.day()).or_default();
            let room = MOST_LISTED.saturating_sub(day.len());
            day.extend(one.flips.into_iter().take(room).map(|flip| (time, flip)));
        }
        Ok(())
    }

    /// What was found in the decisions of a period, the end exclusive.
    pub(super) fn of(&self, (from, to): (Timestamp, Timestamp)) -> Replayed {
        let within = |time: Timestamp| from <= time && time < to;
        let mut all = Replayed::new(&self.twins);
        for done in self.done.iter().filter(|done| within(done.time)) {
            all.decisions += 1;
            match done.lacks {
                None => all.complete += 1,
                Some(why) => *all.incomplete.entry(why).or_default() += 1,
            }
            all.twins += u64::from(done.twins);
            all.flipped += u64::from(done.flipped);
            all.differing += u64::from(done.differs);
        }
        let flips = self.flips.values().flatten().filter(|(time, _)| within(*time));
        all.flips = flips.map(|(_, flip)| flip.clone()).collect();
        all.flips.sort_by_key(|flip| flip.index);
        all.flips.truncate(MOST_LISTED);
        all
    }
}
