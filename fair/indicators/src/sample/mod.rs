//! Logs of worlds in which the truth is known, made from a seed: to measure how long an audit takes,
//! and how often it is right.
//!
//! The leaves are what an operator of all gates writes in a year: cases come in, wait, are decided, end;
//! camps are committed, categories shown, fees committed. They are spelt at speed, and a test holds them
//! to the reader of records. Nothing here is a fact about anybody.

mod die;
mod spell;
mod world;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use drawbridge_fair_log::{Hash, leaf_hash};

use crate::found::Period;
pub use die::Die;
use spell::Speller;
pub use world::{Kind, World};

/// Midnight of the first of January 2026 in Beijing: where every sample begins.
pub const START: i64 = 1_767_196_800_000;

const HOUR: f64 = 3_600_000.0;

/// A leaf, with its opening if anything is committed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// The bytes of its opening.
    pub opening: Option<Vec<u8>>,
}

/// A log that is being written, leaf by leaf.
#[derive(Clone, Debug)]
pub struct Sample {
    world: World,
    die: Die,
    speller: Speller,
    came: u64,
    index: u64,
    /// What is still to come, soonest first.
    due: BinaryHeap<Reverse<Due>>,
    /// Nothing is spelt: the leaves are only counted.
    silent: bool,
}

/// A leaf that is to come of a case: when, of which case, and what it needs to refer back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    time: i64,
    case: u64,
    step: Step,
    kind: Kind,
    of: (u64, [u8; 32]),
    subject: u64,
    yes: bool,
    number: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Decision,
    Outcome,
}

impl Sample {
    /// The log of this world from this seed. Equal seeds give equal bytes.
    pub fn new(world: World, seed: u64) -> Self {
        let (die, speller) = (Die::new(seed), Speller::new(seed));
        let due = BinaryHeap::new();
        Self { world, die, speller, came: 0, index: 0, due, silent: false }
    }

    /// How many leaves the log of this world has, from this seed.
    pub fn leaves(world: World, seed: u64) -> u64 {
        Self { silent: true, ..Self::new(world, seed) }.count() as u64
    }

    /// From the first intake to the end of the log's time.
    pub fn period(&self) -> Period {
        let end = START + self.world.hours * 3_600_000;
        Period { from: START.cast_unsigned(), to: end.cast_unsigned() }
    }

    /// When the next case comes in: all of them evenly over the time.
    fn arrival(&self) -> i64 {
        let span = i128::from(self.world.hours) * 3_600_000;
        let at = span * i128::from(self.came) / i128::from(self.world.cases.max(1));
        START + i64::try_from(at).unwrap_or(i64::MAX - START)
    }

    fn written(&mut self, entry: Entry) -> (Entry, (u64, [u8; 32])) {
        let hash = if self.silent { [0; 32] } else { leaf_hash(&entry.leaf).0 };
        let reference = (self.index, hash);
        self.index += 1;
        (entry, reference)
    }

    fn intake(&mut self, time: i64) -> Entry {
        let case = self.came;
        self.came += 1;
        let kind = self.world.kind(&mut self.die);
        let subject = self.die.below(self.world.subjects);
        let outsider = self.world.is_outsider(subject);
        let category = self.world.category(&mut self.die, outsider);
        let entry = if self.silent {
            Entry::default()
        } else {
            self.speller.intake(&self.world, time, case, kind, subject, category)
        };
        let (entry, of) = self.written(entry);
        let yes = self.die.happens(self.world.rate(kind, outsider, category));
        let number = self.world.number(&mut self.die, kind, outsider, category);
        let wait = self.world.wait(&mut self.die, kind, outsider, category);
        if let Some(hours) = wait {
            // To the second: what comes at once is decided in the same second.
            #[allow(clippy::cast_possible_truncation, reason = "hours of one world")]
            let wait = (hours * HOUR) as i64;
            let step = Step::Decision;
            let due = Due { time: time + wait, case, step, kind, of, subject, yes, number };
            self.due.push(Reverse(due));
        }
        entry
    }

    fn follow(&mut self, due: Due) -> Entry {
        match due.step {
            Step::Decision => {
                let paid = due.kind == Kind::Payment;
                let entry = if self.silent {
                    Entry::default()
                } else {
                    self.speller.decision(&due, due.yes || paid)
                };
                let (entry, of) = self.written(entry);
                if paid {
                    let time = due.time + 1000 + self.die.below(60_000).cast_signed();
                    self.due.push(Reverse(Due { time, step: Step::Outcome, of, ..due }));
                }
                entry
            }
            Step::Outcome => {
                let entry = if self.silent { Entry::default() } else { Speller::outcome(&due) };
                self.written(entry).0
            }
        }
    }
}

impl Iterator for Sample {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.index == 0 {
            let entry = Speller::policy_leaf();
            let (entry, of) = self.written(entry);
            self.speller.policy = Hash(of.1);
            return Some(entry);
        }
        let arrival = (self.came < self.world.cases).then(|| self.arrival());
        let due = self.due.peek().map(|Reverse(due)| due.time);
        match (arrival, due) {
            (Some(arrival), Some(due)) if due <= arrival => {}
            (Some(arrival), _) => return Some(self.intake(arrival)),
            (None, _) => {}
        }
        let Reverse(due) = self.due.pop()?;
        // What would come after the end of the time never comes: it is pending.
        let is_over = due.time.cast_unsigned() >= self.period().to;
        (!is_over).then(|| self.follow(due))
    }
}
