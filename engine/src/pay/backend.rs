//! What stands behind a front: the pay gate or a simulated wallet, in the same canonical words.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::pay::{
    BillAsk, BillFileAnswer, BillFileAsk, BillLink, Call, CancelAnswer, ChargeAsk, CloseAsk,
    Handover, QueryAsk, RefundAsk, RefundQueryAsk, RefundState, Transaction,
};
use drawbridge_canon::{Refusal, Response};

use crate::registry::Front;

/// Answers a merchant's calls. All of them are idempotent by the numbers they carry.
#[async_trait]
pub trait Backend: Send + Sync {
    /// What is to go wrong around a call, on purpose. Real service never goes wrong on purpose.
    fn around(&self, _front: &Front, _call: Call, _order: &str) -> Around {
        Around::default()
    }
    /// Makes a payment. `key` is the key by which the caller asked to be answered.
    async fn charge(
        &self,
        front: &Arc<Front>,
        ask: ChargeAsk,
        key: Option<&str>,
    ) -> Result<Handover, Refusal>;
    /// Tells how it stands.
    async fn query(&self, front: &Arc<Front>, ask: QueryAsk) -> Result<Transaction, Refusal>;
    /// Closes it.
    async fn close(
        &self,
        front: &Arc<Front>,
        ask: CloseAsk,
    ) -> Result<(String, Option<String>), Refusal>;
    /// Takes it back.
    async fn cancel(&self, front: &Arc<Front>, ask: CloseAsk) -> Result<CancelAnswer, Refusal>;
    /// Gives money back.
    async fn refund(&self, front: &Arc<Front>, ask: RefundAsk) -> Result<RefundState, Refusal>;
    /// Tells how that stands.
    async fn refund_query(
        &self,
        front: &Arc<Front>,
        ask: RefundQueryAsk,
    ) -> Result<RefundState, Refusal>;
    /// Makes a bill and says where it lies.
    async fn bill(&self, front: &Arc<Front>, ask: BillAsk) -> Result<BillLink, Refusal>;
    /// Gives the bill's bytes; the link itself is the permission.
    async fn bill_file(&self, ask: BillFileAsk) -> Result<BillFileAnswer, Refusal>;
}

/// Faults on purpose around one call.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// How long the reply waits.
    pub delay: Duration,
    /// What happens instead of the work.
    pub before: Option<Failure>,
    /// What happens to the reply after the work was done.
    pub after: Option<Failure>,
    /// Sign wrongly, as the platform does to probe its callers.
    pub probe: bool,
    /// Which key signs.
    pub sign_with: Option<String>,
}

/// How a call fails on purpose.
#[derive(Clone, Debug)]
pub enum Failure {
    /// A refusal in the platform's own format.
    Refuse(Refusal),
    /// A bare response, as a broken gateway gives.
    Reply(Response),
    /// The connection closes without a reply.
    Drop,
}
