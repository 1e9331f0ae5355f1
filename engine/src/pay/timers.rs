//! What is due: expiry, unknown outcomes, lost calls, refunds on their way, and notices. All of it
//! stands in the store, so that a restart goes on where the last run stopped.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::Timestamp;
use drawbridge_gate_pay::Event;
use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

use crate::pay::PayEngine;
use crate::pay::advance::{Subject, Trouble};
use crate::pay::lanes::Lanes;
use crate::store::{NoticeRow, PaymentRow, StoreError, Swept};

/// How long a node keeps a payment for itself while it works on it: longer than a call may take.
const LEASE_MS: i64 = 30_000;

/// How many are claimed at once.
const BATCH: usize = 64;

/// The pause when nothing was due. Short enough that a notice goes out at once for a person, long
/// enough that an idle node does not wake its disk.
const IDLE: Duration = Duration::from_millis(200);

/// The pause when something was due, but not more than was taken: something follows from it as a
/// rule.
const BUSY: Duration = Duration::from_millis(20);

/// How often it is looked whether a platform's certificates are due.
const TRUST_PAUSE: Duration = Duration::from_mins(1);

/// How often expired rows are looked for.
const TIDY_PAUSE: Duration = Duration::from_hours(1);

/// How many are forgotten in one write: few enough not to hold up payments.
const SWEEP: usize = 1000;

impl PayEngine {
    /// Works on every payment that is due. Returns how many there were.
    pub async fn tick_due(self: &Arc<Self>) -> Result<usize, StoreError> {
        let now = self.world.clock.now();
        let due = PaymentRow::claim(self, now, BATCH).await?;
        let count = due.len();
        join_all(due.into_iter().map(|row| row.work(self.clone()))).await;
        Ok(count)
    }

    async fn tick(self: &Arc<Self>, id: &str) -> Result<(), Trouble> {
        let advanced = self.advance(Subject::Id(id), || Event::Tick).await?;
        self.settle(advanced).await.map(drop)
    }

    /// Keeps the platforms' certificates fresh until told to stop.
    pub async fn keep_trust(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.refresh_certificates().await {
                tracing::error!(%error, "the platforms' certificates could not be kept");
            }
            tokio::select! {
                () = tokio::time::sleep(TRUST_PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Forgets what has expired, and raw messages older than so many days, hourly and at the
    /// start, until told to stop. What is due stands in the store: a restart loses nothing.
    pub async fn keep_tidy(self: Arc<Self>, keep_messages: u32, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.forget_expired(keep_messages).await {
                tracing::warn!(%error, "what has expired was not forgotten; it will be tried again");
            }
            tokio::select! {
                () = tokio::time::sleep(TIDY_PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Forgets all that is due now, in small batches between which others write.
    pub async fn forget_expired(&self, keep_messages: u32) -> Result<(), StoreError> {
        let now = self.world.clock.now();
        while self.store.sweep(now, SWEEP).await? != Swept::default() {}
        self.forget_links(now).await?;
        let old = now.plus_seconds(-i64::from(keep_messages) * 24 * 3600);
        while self.store.forget_exchanges(old, SWEEP).await? > 0 {}
        Ok(())
    }

    /// Works on what is due until told to stop, and ends when what was begun has ended. Timers
    /// and notices do not wait for each other.
    pub async fn run(self: Arc<Self>, stop: watch::Receiver<bool>) {
        tokio::join!(self.work::<PaymentRow>(stop.clone()), self.work::<NoticeRow>(stop));
    }

    /// Works on one kind of what is due, without waiting for one counterpart to begin with another.
    async fn work<R: Due>(self: &Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut lanes = Lanes::<R>::default();
        let (mut working, mut begun) = (JoinSet::new(), BTreeMap::new());
        let mut again = Instant::now();
        while !*stop.borrow() {
            if lanes.free() && Instant::now() >= again {
                again = Instant::now() + self.take::<R>(&mut lanes).await;
            }
            while let Some((lane, row)) = lanes.begin(self.world.clock.now()) {
                let engine = self.clone();
                let task = working.spawn(row.work(engine));
                begun.insert(task.id(), lane);
            }
            tokio::select! {
                Some(ended) = working.join_next_with_id() => end(&mut lanes, &mut begun, ended),
                () = tokio::time::sleep_until(again), if lanes.free() => {}
                _ = stop.changed() => {}
            }
            while let Some(ended) = working.try_join_next_with_id() {
                end(&mut lanes, &mut begun, ended);
            }
        }
        while working.join_next().await.is_some() {}
    }

    /// Claims what is due for its lanes. Returns after what time to look again.
    async fn take<R: Due>(&self, lanes: &mut Lanes<R>) -> Duration {
        let now = self.world.clock.now();
        let due = match R::claim(self, now, BATCH).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "what is due could not be read");
                return IDLE;
            }
        };
        let pause = match due.len() {
            0 => IDLE,
            count if count < BATCH => BUSY,
            _ => Duration::ZERO,
        };
        for row in due {
            lanes.queue(row.lane(), now.plus_ms(R::LEASE_MS / 2), row);
        }
        pause
    }
}

/// A row of the store that is due.
pub(super) trait Due: Send + Sized + 'static {
    /// How long a node keeps it for itself: at least twice as long as the work takes, because it
    /// may wait for half of it.
    const LEASE_MS: i64;

    /// Leases what is due.
    fn claim(
        engine: &PayEngine,
        now: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;

    /// For whom it waits.
    fn lane(&self) -> String;

    /// Does what is due, and logs what fails.
    fn work(self, engine: Arc<PayEngine>) -> impl Future<Output = ()> + Send;
}

impl Due for PaymentRow {
    const LEASE_MS: i64 = LEASE_MS;

    async fn claim(
        engine: &PayEngine,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Self>, StoreError> {
        engine.store.claim_payments(now, now.plus_ms(LEASE_MS), limit).await
    }

    fn lane(&self) -> String {
        self.wallet.clone().unwrap_or_default()
    }

    async fn work(self, engine: Arc<PayEngine>) {
        if let Err(error) = engine.tick(&self.id).await {
            tracing::warn!(payment = %self.id, %error, "a due payment was not finished; it will be tried again");
        }
    }
}

/// Frees the place of what has ended, however it ended.
fn end<R>(
    lanes: &mut Lanes<R>,
    begun: &mut BTreeMap<Id, String>,
    ended: Result<(Id, ()), JoinError>,
) {
    let task = match ended {
        Ok((task, ())) => task,
        Err(error) => {
            tracing::error!(%error, "what was due was not finished; it will be tried again");
            error.id()
        }
    };
    if let Some(lane) = begun.remove(&task) {
        lanes.end(&lane);
    }
}
