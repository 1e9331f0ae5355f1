//! Telling merchants: each notice until its acknowledgement, by the platform's own schedule.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::pay::{Acknowledged, NoticeAsk, Told};
use drawbridge_canon::{Ctx, Fault, Timestamp};
use futures_util::future::join_all;

use crate::pay::PayEngine;
use crate::pay::exchanges::Leg;
use crate::pay::gate::as_told;
use crate::pay::record::KeptNotice;
use crate::pay::timers::Due;
use crate::registry::Front;
use crate::store::{NoticeOutcome, NoticeRow, StoreError};

/// How long a node keeps a notice for itself while it tells it: longer than any merchant may take
/// to acknowledge.
const LEASE_MS: i64 = 60_000;

/// How many are told in one go.
const BATCH: usize = 64;

/// A notice of a front that is not configured waits for it, and its platform's schedule with it:
/// what keeps a front away, a secret's file that comes late or a node that has not followed yet, is
/// no merchant's fault.
const ABSENT_RETRY_S: i64 = 300;

/// How long it waits. Longer than any platform tries, so that nobody is promised less.
const ABSENT_MAX_S: i64 = 30 * 86_400;

impl PayEngine {
    /// Tells everything that is due. Returns how many notices were tried.
    pub async fn tell_due(self: &Arc<Self>) -> Result<usize, StoreError> {
        let now = self.world.clock.now();
        let due = NoticeRow::claim(self, now, BATCH).await?;
        let count = due.len();
        let told = due.into_iter().map(|notice| {
            let engine = self.clone();
            async move { engine.tell(notice).await }
        });
        for outcome in join_all(told).await {
            outcome?;
        }
        Ok(count)
    }

    async fn tell(&self, row: NoticeRow) -> Result<(), StoreError> {
        let outcome = self.try_to_tell(&row).await;
        self.store.notice_update(&row.id, outcome).await
    }

    /// One attempt, and what is to be done after it by the platform's schedule.
    async fn try_to_tell(&self, row: &NoticeRow) -> NoticeOutcome {
        let attempt = row.attempt + 1;
        let kept: KeptNotice = match serde_json::from_slice(&row.body) {
            Ok(kept) => kept,
            Err(error) => {
                let last_error = format!("it cannot be read any more: {error}");
                return NoticeOutcome::Dropped { attempt, last_error };
            }
        };
        let Some(front) = self.registry.now().fronts.get(&kept.front).cloned() else {
            return self.wait_for_front(row);
        };
        let rules = &front.pay.rules;
        let limit = Duration::from_secs(u64::from(rules.notice_timeout));
        let Untold { why: last_error, never } = match self.tell_once(row, kept, &front, limit).await
        {
            Ok(()) => return NoticeOutcome::Done,
            Err(untold) => untold,
        };
        let index = usize::try_from(row.attempt).unwrap_or(usize::MAX);
        match rules.notice_retries.get(index).filter(|_| !never) {
            Some(seconds) => {
                let due = self.world.clock.now().plus_seconds(i64::from(*seconds));
                NoticeOutcome::Retry { due, attempt, last_error }
            }
            None => NoticeOutcome::Dropped { attempt, last_error },
        }
    }

    /// Not an attempt: nobody was asked.
    fn wait_for_front(&self, row: &NoticeRow) -> NoticeOutcome {
        let (now, attempt) = (self.world.clock.now(), row.attempt);
        let last_error = "its front is not configured; add it again, and it is told".to_owned();
        if now > row.created.plus_seconds(ABSENT_MAX_S) {
            return NoticeOutcome::Dropped { attempt, last_error };
        }
        NoticeOutcome::Retry { due: now.plus_seconds(ABSENT_RETRY_S), attempt, last_error }
    }

    async fn tell_once(
        &self,
        row: &NoticeRow,
        kept: KeptNotice,
        front: &Front,
        limit: Duration,
    ) -> Result<(), Untold> {
        let codec = front.pay.notice.ok_or("this platform sends no notices")?;
        let told = match kept.tell.told {
            Told::Payment(transaction) => Told::Payment(Box::new(as_told(front, *transaction))),
            Told::Refund { refund, payment } => Told::Refund {
                refund,
                payment: payment.map(|payment| Box::new(as_told(front, *payment))),
            },
        };
        let ask = NoticeAsk { id: kept.tell.id, at: kept.tell.at, url: kept.url, told };
        let nonce = self.world.dice.nonce();
        let ctx = Ctx { sign_with: kept.key.as_deref(), ..self.world.ctx(&nonce, &front.account) };
        let request = codec.write_ask(&ask, &ctx).map_err(|fault| Untold {
            never: matches!(fault, Fault::Untranslatable(_)),
            why: fault.to_string(),
        })?;
        let response = self.net.send(&request, limit).await;
        let legs = [Leg::AskOut, Leg::AnswerIn];
        let answered = response.as_ref().ok();
        self.keep_exchange(&row.payment, front.dialect.name, "notice", legs, &request, answered);
        let response = response.map_err(|fault: Fault| fault.to_string())?;
        match codec.read_answer(&response, &ctx.answering(&request)) {
            Ok(Acknowledged::Heard) => Ok(()),
            Ok(Acknowledged::Again(why)) => Err(why.into()),
            Err(fault) => Err(fault.to_string().into()),
        }
    }
}

impl Due for NoticeRow {
    const LEASE_MS: i64 = LEASE_MS;

    async fn claim(
        engine: &PayEngine,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Self>, StoreError> {
        engine.store.claim_notices(now, now.plus_ms(LEASE_MS), limit).await
    }

    fn lane(&self) -> String {
        self.account.clone()
    }

    async fn work(self, engine: Arc<PayEngine>) {
        let payment = self.payment.clone();
        if let Err(error) = engine.tell(self).await {
            tracing::error!(%payment, %error, "what became of a notice was not kept; it will be told again");
        }
    }
}

/// Why an attempt came to nothing.
struct Untold {
    why: String,
    /// The platform has no words for it: no later attempt will find any.
    never: bool,
}

impl<T: Into<String>> From<T> for Untold {
    fn from(why: T) -> Self {
        Self { why: why.into(), never: false }
    }
}
