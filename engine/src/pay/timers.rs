//! What is due: expiry, unknown outcomes, lost calls, refunds on their way, and notices. All of it
//! stands in the store, so that a restart goes on where the last run stopped.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_gate_pay::Event;
use futures_util::future::join_all;
use tokio::sync::watch;

use crate::pay::PayEngine;
use crate::pay::advance::{Subject, Trouble};
use crate::store::{StoreError, Swept};

/// How long a node keeps a payment for itself while it works on it: longer than a call may take.
const LEASE_MS: i64 = 30_000;

/// How many payments are worked on at once.
const BATCH: usize = 64;

/// The pause when nothing was due. Short enough that a notice goes out at once for a person, long
/// enough that an idle node does not wake its disk.
const IDLE: Duration = Duration::from_millis(200);

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
        let due = self.store.claim_payments(now, now.plus_ms(LEASE_MS), BATCH).await?;
        let count = due.len();
        let ticked = due.into_iter().map(|row| {
            let engine = self.clone();
            async move { (engine.tick(&row.id).await, row.id) }
        });
        for (outcome, id) in join_all(ticked).await {
            if let Err(error) = outcome {
                tracing::warn!(payment = %id, %error, "a due payment was not finished; it will be tried again");
            }
        }
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
        let old = now.plus_seconds(-i64::from(keep_messages) * 24 * 3600);
        while self.store.forget_exchanges(old, SWEEP).await? > 0 {}
        Ok(())
    }

    /// Works on what is due until told to stop.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let worked = match (self.tick_due().await, self.tell_due().await) {
                (Ok(ticked), Ok(told)) => ticked + told > 0,
                (Err(error), _) | (_, Err(error)) => {
                    tracing::error!(%error, "what is due could not be read");
                    false
                }
            };
            if !worked {
                tokio::select! {
                    () = tokio::time::sleep(IDLE) => {}
                    _ = stop.changed() => {}
                }
            }
        }
    }
}
