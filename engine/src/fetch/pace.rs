//! How often and how many at a time the same host is asked: nobody is hammered through us.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::world::Clock;

/// The pace at which one host, or one address, is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceSettings {
    /// At a time.
    pub at_once: usize,
    /// In a row, without a pause.
    pub burst: u32,
    /// Between two, after that.
    pub pause: Duration,
    /// How long one waits for its turn, at most.
    pub wait: Duration,
    /// How many wait, at most.
    pub waiting: usize,
    /// How many hosts are remembered, at most.
    pub hosts: usize,
}

impl PaceSettings {
    /// For one host name: what a person with a few tabs does.
    pub fn of_hosts() -> Self {
        Self {
            at_once: 4,
            burst: 8,
            pause: Duration::from_millis(250),
            wait: Duration::from_secs(3),
            waiting: 32,
            hosts: 50_000,
        }
    }

    /// For one address: many sites of a delivery network share one, but names without end that lead to
    /// one victim must not add up.
    pub fn of_addresses() -> Self {
        Self {
            at_once: 16,
            burst: 64,
            pause: Duration::from_millis(30),
            waiting: 128,
            ..Self::of_hosts()
        }
    }
}

/// Keeps the pace.
pub(super) struct Pace {
    settings: PaceSettings,
    clock: Arc<dyn Clock>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

struct Host {
    room: Arc<Semaphore>,
    /// When the next would be due if there were no bursts: the generic cell rate algorithm's
    /// theoretical arrival time (ITU-T I.371), in milliseconds.
    due: Mutex<i64>,
    waiting: AtomicUsize,
}

/// Somebody's turn, until it is dropped.
pub(super) struct Turn {
    _host: Arc<Host>,
    _permit: OwnedSemaphorePermit,
}

/// One of those who wait.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pace {
    pub(super) fn new(settings: PaceSettings, clock: Arc<dyn Clock>) -> Self {
        Self { settings, clock, hosts: Mutex::default() }
    }

    /// Waits for the turn at `whom`. `None` if that would take too long: nothing was asked.
    pub(super) async fn turn(&self, whom: &str) -> Option<Turn> {
        let host = self.host(whom)?;
        if host.waiting.fetch_add(1, Ordering::Relaxed) >= self.settings.waiting {
            host.waiting.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let _waiting = Waiting(&host.waiting);
        let permit = tokio::select! {
            biased;
            permit = host.room.clone().acquire_owned() => permit.ok()?,
            () = self.clock.sleep(self.settings.wait) => return None,
        };
        let wait = self.reserve(&host)?;
        if !wait.is_zero() {
            self.clock.sleep(wait).await;
        }
        Some(Turn { _host: host.clone(), _permit: permit })
    }

    /// Takes the next slot; tells how long until then.
    fn reserve(&self, host: &Host) -> Option<Duration> {
        let now = self.clock.wall().0;
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let pause = millis(self.settings.pause);
        let ahead = pause.saturating_mul(i64::from(self.settings.burst.saturating_sub(1)));
        let mut due = host.due.lock().unwrap_or_else(PoisonError::into_inner);
        let from = (*due).max(now);
        let wait = from.saturating_sub(ahead).saturating_sub(now).max(0);
        if wait > millis(self.settings.wait) {
            return None;
        }
        *due = from.saturating_add(pause);
        Some(Duration::from_millis(wait.unsigned_abs()))
    }

    fn host(&self, whom: &str) -> Option<Arc<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(whom) {
            return Some(host.clone());
        }
        if hosts.len() >= self.settings.hosts {
            let now = self.clock.wall().0;
            hosts.retain(|_, host| {
                Arc::strong_count(host) > 1
                    || *host.due.lock().unwrap_or_else(PoisonError::into_inner) > now
            });
            if hosts.len() >= self.settings.hosts {
                return None;
            }
        }
        let host = Arc::new(Host {
            room: Arc::new(Semaphore::new(self.settings.at_once)),
            due: Mutex::new(0),
            waiting: AtomicUsize::new(0),
        });
        hosts.insert(whom.to_owned(), host.clone());
        Some(host)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use drawbridge_canon::Timestamp;

    use super::*;
    use crate::world::Work;

    /// Time passes when somebody sleeps, and at no other time.
    #[derive(Default)]
    struct Asleep(Arc<AtomicI64>);

    impl Clock for Asleep {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }

        fn sleep(&self, time: Duration) -> Work {
            let clock = self.0.clone();
            let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
            Box::pin(async move {
                clock.fetch_add(time, Ordering::Relaxed);
            })
        }
    }

    fn pace(settings: PaceSettings) -> (Pace, Arc<AtomicI64>) {
        let clock = Asleep::default();
        let time = clock.0.clone();
        (Pace::new(settings, Arc::new(clock)), time)
    }

    #[tokio::test]
    async fn a_burst_and_then_one_at_a_time() {
        let (pace, time) = pace(PaceSettings {
            burst: 3,
            pause: Duration::from_secs(1),
            ..PaceSettings::of_hosts()
        });
        let mut at = Vec::new();
        for _ in 0..6 {
            assert!(pace.turn("mall.cn").await.is_some());
            at.push(time.load(Ordering::Relaxed));
        }
        assert_eq!(at, [0, 0, 0, 1000, 2000, 3000]);
        assert!(pace.turn("other.cn").await.is_some());
        assert_eq!(time.load(Ordering::Relaxed), 3000, "another host has a pace of its own");
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_so() {
        let pause = Duration::from_secs(10);
        let (pace, _) =
            pace(PaceSettings { burst: 1, pause, at_once: 1, ..PaceSettings::of_hosts() });
        let first = pace.turn("mall.cn").await;
        assert!(first.is_some());
        assert!(pace.turn("mall.cn").await.is_none(), "nobody leaves");
        drop(first);
        assert!(pace.turn("mall.cn").await.is_none(), "it was just asked");
    }

    #[tokio::test]
    async fn hosts_are_forgotten_when_they_may_be_asked_again() {
        let (pace, time) = pace(PaceSettings {
            hosts: 2,
            pause: Duration::from_secs(1),
            ..PaceSettings::of_hosts()
        });
        let held = pace.turn("a").await;
        assert!(pace.turn("b").await.is_some());
        assert!(pace.turn("c").await.is_none(), "both are remembered");
        time.fetch_add(1001, Ordering::Relaxed);
        assert!(pace.turn("c").await.is_some(), "the second is not");
        assert!(pace.turn("d").await.is_none(), "the first is in use");
        drop(held);
    }
}
