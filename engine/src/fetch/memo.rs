//! Each thing is made once: whoever asks meanwhile waits for the same, whoever asks later is given
//! what is kept, and what is past its time is given out while it is made again.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::cache::{Cache, Fill, Key, Look, Weigh};
use super::error::{FetchError, Kind, Next};
use super::life::{Bounds, Life};
use crate::world::World;

/// Things made at a time, at most. Each is a fetch, which has a much lower limit of its own.
const FLIGHTS: usize = 10_000;

/// What an error that is kept weighs, about.
const ERROR: usize = 256;

/// A value that was made, and how long it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made<V> {
    /// The value.
    pub value: V,
    /// How long it lives.
    pub life: Life,
}

/// Keeps values by their address, errors too.
pub struct Memo<V> {
    cache: Cache<Kept<V>>,
    flights: Mutex<HashMap<Key, Waiting<V>>>,
    bounds: Bounds,
    world: World,
    /// The cache counts seconds from here.
    start: i64,
}

type Waiting<V> = watch::Receiver<Option<Result<V, FetchError>>>;

#[derive(Clone)]
enum Kept<V> {
    Value(V),
    Error(Arc<FetchError>),
}

impl<V: Weigh> Weigh for Kept<V> {
    fn weigh(&self) -> usize {
        match self {
            Self::Value(value) => value.weigh(),
            Self::Error(_) => ERROR,
        }
    }
}

impl<V> Kept<V> {
    fn into_result(self) -> Result<V, FetchError> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Error(error) => Err(FetchError::clone(&error)),
        }
    }
}

/// Takes a flight off the list when it ends, however it ends.
struct Landing<V: Weigh + Clone + Send + Sync + 'static>(Arc<Memo<V>>, Key);

impl<V: Weigh + Clone + Send + Sync + 'static> Drop for Landing<V> {
    fn drop(&mut self) {
        self.0.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl<V: Weigh + Clone + Send + Sync + 'static> Memo<V> {
    /// Room for so many bytes; errors live as `bounds` says.
    pub fn new(bytes: usize, bounds: Bounds, world: World) -> Arc<Self> {
        Self::of_large((bytes, 0), bounds, world)
    }

    /// The same for values that may be as large as the second number says.
    pub fn of_large(room: (usize, usize), bounds: Bounds, world: World) -> Arc<Self> {
        let mut secret = [0; 16];
        world.dice.fill(&mut secret);
        let start = world.clock.wall().0;
        Arc::new(Self {
            cache: Cache::of_large(room.0, room.1, secret),
            flights: Mutex::default(),
            bounds,
            world,
            start,
        })
    }

    /// What is kept, at once: for those who answer without waiting. A stale value should be asked
    /// for with [`Self::get`] soon, by somebody.
    pub fn peek(&self, address: &str) -> Look<Result<V, FetchError>> {
        match self.cache.look(self.cache.key(address), self.now()) {
            Look::Fresh(kept) => Look::Fresh(kept.into_result()),
            Look::Stale(kept) => Look::Stale(kept.into_result()),
            Look::Absent => Look::Absent,
        }
    }

    /// What is kept, or what `make` makes. `make` is lent the old value, if it is to be made again:
    /// a server may say that it has not changed. It runs on by itself, even if nobody waits any more.
    pub async fn get<F, W>(self: &Arc<Self>, address: &str, make: F) -> Result<V, FetchError>
    where
        F: FnOnce(Option<V>) -> W,
        W: Future<Output = Result<Made<V>, FetchError>> + Send + 'static,
    {
        self.get_fitting(address, |_| true, make).await
    }

    /// The same, of values that still fit. One that does not is given to nobody, fresh or not: it is
    /// lent to `make`, and what that makes is waited for.
    pub async fn get_fitting<F, W>(
        self: &Arc<Self>,
        address: &str,
        fits: impl Fn(&V) -> bool,
        make: F,
    ) -> Result<V, FetchError>
    where
        F: FnOnce(Option<V>) -> W,
        W: Future<Output = Result<Made<V>, FetchError>> + Send + 'static,
    {
        let key = self.cache.key(address);
        let old = match self.cache.look(key, self.now()) {
            Look::Fresh(Kept::Error(error)) => return Err(FetchError::clone(&error)),
            Look::Fresh(Kept::Value(value)) if fits(&value) => return Ok(value),
            Look::Stale(Kept::Value(value)) if fits(&value) => {
                // Whether it is begun here, is under way or cannot be now: this one is given out.
                let _ = self.flight(key, address, (fits, make), Some(value.clone()));
                return Ok(value);
            }
            Look::Fresh(Kept::Value(value)) | Look::Stale(Kept::Value(value)) => Some(value),
            Look::Stale(Kept::Error(_)) | Look::Absent => None,
        };
        let mut flight = match self.flight(key, address, (fits, make), old) {
            Flight::Waiting(flight) => flight,
            Flight::Landed(result) => return result,
        };
        let landed = flight.wait_for(Option::is_some).await.ok().and_then(|landed| landed.clone());
        landed.unwrap_or_else(|| Err(FetchError::new(Kind::Lost, address)))
    }

    /// Takes away what is kept.
    pub fn forget(&self, address: &str) {
        self.cache.forget(self.cache.key(address));
    }

    /// How full it is.
    pub fn fill(&self) -> Fill {
        self.cache.fill()
    }

    /// Joins the flight to a key, or begins it.
    fn flight<F, W>(
        self: &Arc<Self>,
        key: Key,
        address: &str,
        (fits, make): (impl Fn(&V) -> bool, F),
        old: Option<V>,
    ) -> Flight<V>
    where
        F: FnOnce(Option<V>) -> W,
        W: Future<Output = Result<Made<V>, FetchError>> + Send + 'static,
    {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(&key) {
            return Flight::Waiting(flight.clone());
        }
        // One may have landed since we looked: what it brought was kept before it left the list.
        match self.cache.look(key, self.now()) {
            Look::Fresh(Kept::Value(value)) if !fits(&value) => {}
            Look::Fresh(kept) => return Flight::Landed(kept.into_result()),
            Look::Stale(_) | Look::Absent => {}
        }
        if flights.len() >= FLIGHTS {
            return Flight::Landed(Err(
                FetchError::new(Kind::Busy, address).because("too much is under way")
            ));
        }
        let (tell, flight) = watch::channel(None);
        flights.insert(key, flight.clone());
        drop(flights);
        let landing = Landing(self.clone(), key);
        let again = old.is_some();
        let work = make(old);
        self.world.background.spawn(Box::pin(async move {
            let result = work.await;
            landing.0.land(key, &result, again);
            drop(landing);
            // Nobody may be waiting any more.
            let _ = tell.send(Some(result.map(|made| made.value)));
        }));
        Flight::Waiting(flight)
    }

    /// Keeps what a flight brought.
    fn land(&self, key: Key, result: &Result<Made<V>, FetchError>, again: bool) {
        let now = self.now();
        match result {
            Ok(made) => self.cache.put(key, Kept::Value(made.value.clone()), made.life, now),
            // What can still be shown is better than an error that may pass (RFC 5861, section 4).
            Err(error) if again && error.next() == Next::Later => {
                let pause = u32::try_from(self.bounds.passing.as_secs()).unwrap_or(0);
                self.cache.extend(key, now.saturating_add(pause));
            }
            Err(error) => {
                let life = self.bounds.of_error(error);
                if life.fresh > Duration::ZERO {
                    self.cache.put(key, Kept::Error(Arc::new(error.clone())), life, now);
                }
            }
        }
    }

    fn now(&self) -> u32 {
        let seconds = (self.world.clock.wall().0 - self.start) / 1000;
        u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
    }
}

enum Flight<V> {
    Waiting(Waiting<V>),
    Landed(Result<V, FetchError>),
}
