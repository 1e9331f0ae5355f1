//! The engine's world, simulated: its clock, its dice, its background.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_canon::Timestamp;
use drawbridge_engine::world::{Background, Clock, Dice, Work, World};

use super::executor::{Process, Sim, lock};
use crate::chance::Chance;

/// The world as one process has it.
pub(super) fn world(sim: &Arc<Sim>, process: Process) -> World {
    let dice = sim.draw(Chance::split);
    World {
        clock: Arc::new(SimClock(sim.clone())),
        dice: Arc::new(SimDice(Mutex::new(dice))),
        background: Arc::new(SimBackground(sim.clone(), process)),
    }
}

struct SimClock(Arc<Sim>);

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn sleep(&self, time: Duration) -> Work {
        Box::pin(self.0.sleep(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }
}

struct SimDice(Mutex<Chance>);

impl Dice for SimDice {
    fn fill(&self, bytes: &mut [u8]) {
        lock(&self.0).fill(bytes);
    }
}

struct SimBackground(Arc<Sim>, Process);

impl Background for SimBackground {
    fn spawn(&self, work: Work) {
        self.0.spawn(self.1, work);
    }
}
