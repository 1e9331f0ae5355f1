//! Work that waits for others, each in the lane of the counterpart it waits for: one that does not
//! answer fills its own lane, and nobody else's.

use std::collections::{BTreeMap, VecDeque};

use drawbridge_canon::Timestamp;

/// How many are worked on at once.
const ALL_MAX: usize = 128;

/// How many of them for one counterpart.
const LANE_MAX: usize = 16;

/// How many wait in a lane. More would cost memory: they are left to their lease.
const WAITING_MAX: usize = 2048;

/// What is at work and what waits, by counterpart.
pub(crate) struct Lanes<R> {
    by_name: BTreeMap<String, Lane<R>>,
    working: usize,
    /// Counts the turns that lanes were given.
    given: u64,
}

struct Lane<R> {
    working: usize,
    /// The last turn it was given.
    turn: u64,
    /// Each with the moment after which it is too late to begin.
    waiting: VecDeque<(Timestamp, R)>,
}

impl<R> Default for Lane<R> {
    fn default() -> Self {
        Self { working: 0, turn: 0, waiting: VecDeque::new() }
    }
}

impl<R> Default for Lanes<R> {
    fn default() -> Self {
        Self { by_name: BTreeMap::new(), working: 0, given: 0 }
    }
}

impl<R> Lanes<R> {
    /// Whether one more may begin.
    pub(crate) fn free(&self) -> bool {
        self.working < ALL_MAX
    }

    /// Lets a row wait in a lane, but not longer than until `latest`: another node may have it then.
    pub(crate) fn queue(&mut self, lane: String, latest: Timestamp, row: R) {
        let lane = self.by_name.entry(lane).or_default();
        if lane.waiting.len() < WAITING_MAX {
            lane.waiting.push_back((latest, row));
        }
    }

    /// The next that may begin, from the lane with the least at work; among such, from the one whose
    /// last turn is longest ago.
    pub(crate) fn begin(&mut self, now: Timestamp) -> Option<(String, R)> {
        if !self.free() {
            return None;
        }
        for lane in self.by_name.values_mut() {
            while lane.waiting.front().is_some_and(|(latest, _)| *latest < now) {
                lane.waiting.pop_front();
            }
        }
        self.by_name.retain(|_, lane| lane.working > 0 || !lane.waiting.is_empty());
        let ready = |lane: &Lane<R>| lane.working < LANE_MAX && !lane.waiting.is_empty();
        let lanes = self.by_name.iter_mut().filter(|(_, lane)| ready(lane));
        let (name, lane) = lanes.min_by_key(|(_, lane)| (lane.working, lane.turn))?;
        let (_, row) = lane.waiting.pop_front()?;
        self.given += 1;
        lane.turn = self.given;
        lane.working += 1;
        self.working += 1;
        Some((name.clone(), row))
    }

    /// One of a lane has ended.
    pub(crate) fn end(&mut self, lane: &str) {
        if let Some(lane) = self.by_name.get_mut(lane) {
            lane.working -= 1;
            self.working -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1000);

    fn begun(lanes: &mut Lanes<usize>) -> Vec<String> {
        std::iter::from_fn(|| lanes.begin(NOW)).map(|(lane, _)| lane).collect()
    }

    #[test]
    fn one_counterpart_takes_its_own_share_and_another_begins_all_the_same() {
        let mut lanes = Lanes::default();
        (0..1000).for_each(|n| lanes.queue("dead".to_owned(), NOW, n));
        assert_eq!(begun(&mut lanes).len(), LANE_MAX);
        lanes.queue("alive".to_owned(), NOW, 0);
        assert_eq!(begun(&mut lanes), ["alive"]);
        lanes.end("dead");
        assert_eq!(begun(&mut lanes), ["dead"]);
    }

    #[test]
    fn no_more_begin_than_may_and_the_lane_with_the_least_at_work_is_next() {
        let mut lanes = Lanes::default();
        for lane in 0..20 {
            (0..20).for_each(|n| lanes.queue(format!("{lane}"), NOW, n));
        }
        assert_eq!(begun(&mut lanes).len(), ALL_MAX);
        lanes.queue("new".to_owned(), NOW, 0);
        lanes.end("7");
        assert_eq!(begun(&mut lanes), ["new"]);
    }

    #[test]
    fn where_all_are_slow_every_lane_has_its_turn() {
        let mut lanes = Lanes::default();
        let name = |n: usize| format!("{n:03}");
        for lane in 0..=ALL_MAX {
            (0..3).for_each(|n| lanes.queue(name(lane), NOW, n));
        }
        assert_eq!(begun(&mut lanes).len(), ALL_MAX);
        lanes.end(&name(0));
        assert_eq!(begun(&mut lanes), [name(ALL_MAX)]);
        lanes.end(&name(1));
        assert_eq!(begun(&mut lanes), [name(0)]);
    }

    #[test]
    fn what_has_waited_too_long_is_left_to_others_and_nothing_is_kept_of_it() {
        let mut lanes = Lanes::default();
        lanes.queue("late".to_owned(), Timestamp(999), 0);
        assert!(begun(&mut lanes).is_empty());
        assert!(lanes.by_name.is_empty());
    }
}
