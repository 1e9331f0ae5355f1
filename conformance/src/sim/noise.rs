//! How much goes wrong.

use std::sync::{Arc, Mutex};

use super::executor::{Process, Sim, lock};

/// Each happens once in so many times; zero: never.
#[derive(Clone, Copy, Debug, Default)]
pub struct Odds {
    /// A connection is refused.
    pub refused: u64,
    /// A request is lost on its way.
    pub lost: u64,
    /// The reply is lost: the work was done.
    pub mute: u64,
    /// A request arrives twice.
    pub doubled: u64,
    /// A request is late, often later than anybody waits.
    pub late: u64,
    /// A node dies when it calls somebody, before or after.
    pub crash_at_call: u64,
    /// A node dies when it writes, before or after.
    pub crash_at_write: u64,
    /// The store's connection breaks while it commits: done or not, nobody knows.
    pub store_unknown: u64,
    /// The store is away for a moment.
    pub store_away: u64,
}

impl Odds {
    /// A day on which hardly anything works.
    pub const STORM: Self = Self {
        refused: 5,
        lost: 5,
        mute: 4,
        doubled: 4,
        late: 4,
        crash_at_call: 15,
        crash_at_write: 15,
        store_unknown: 10,
        store_away: 15,
    };

    /// A bad day.
    pub const ROUGH: Self = Self {
        refused: 12,
        lost: 12,
        mute: 8,
        doubled: 10,
        late: 12,
        crash_at_call: 60,
        crash_at_write: 60,
        store_unknown: 40,
        store_away: 60,
    };
}

/// What goes wrong now, for everybody.
pub struct Noise {
    sim: Arc<Sim>,
    odds: Mutex<Odds>,
}

impl Noise {
    /// Nothing goes wrong yet.
    pub fn new(sim: Arc<Sim>) -> Arc<Self> {
        Arc::new(Self { sim, odds: Mutex::default() })
    }

    /// Changes what goes wrong from now on.
    pub fn set(&self, odds: Odds) {
        *lock(&self.odds) = odds;
    }

    /// Whether something goes wrong now.
    pub fn strikes(&self, which: impl Fn(&Odds) -> u64) -> bool {
        let n = which(&lock(&self.odds));
        n > 0 && self.sim.draw(|chance| chance.one_in(n))
    }

    /// A place where a node may die: if it does, this never returns.
    pub async fn perhaps_die(&self, process: Process, which: impl Fn(&Odds) -> u64) {
        if matches!(process, Process::Node(_)) && self.strikes(which) {
            self.sim.doom(process);
            std::future::pending::<()>().await;
        }
    }
}
