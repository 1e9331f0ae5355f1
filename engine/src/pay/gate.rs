//! What a merchant's calls do: the pay gate behind a front.

use std::sync::Arc;

use async_trait::async_trait;
use drawbridge_canon::pay::{
    BillAsk, BillFileAnswer, BillFileAsk, BillLink, CancelAnswer, ChargeAsk, CloseAsk, Handover,
    OrderRef, QueryAsk, RefundAsk, RefundQueryAsk, RefundState, Rules, Scene, TradeState,
    Transaction,
};
use drawbridge_canon::{Reason, Refusal, Timestamp};
use drawbridge_gate_pay::{Event, Outcome, Payment, Reply};

use crate::pay::advance::{Subject, Trouble};
use crate::pay::backend::Backend;
use crate::pay::{PayEngine, our_failure};
use crate::registry::{Backend as Behind, Front};

/// A merchant's number for an order leads to one payment; two of our own machine's steps wait for
/// each other no longer than this many times.
const WAITS_MAX: usize = 100;

#[async_trait]
impl Backend for Arc<PayEngine> {
    async fn charge(
        &self,
        front: &Arc<Front>,
        ask: ChargeAsk,
        key: Option<&str>,
    ) -> Result<Handover, Refusal> {
        let _sibling = self.store.crowd().join();
        let advanced = self.ask(front, &ask, key).await.map_err(Trouble::into_refusal)?;
        let payment = self.settle_anyway(advanced).await.map_err(Trouble::into_refusal)?;
        match self
            .patiently(payment, |payment| match payment.charge_reply() {
                Reply::Wait(_) => None,
                reply => Some(reply),
            })
            .await
        {
            (_, Some(Reply::Hand(handover))) => Ok(handover),
            (payment, Some(Reply::Cashier)) => Ok(self.at_cashier(&payment)),
            (_, Some(Reply::Refuse(refusal))) => Err(refusal),
            (_, Some(Reply::Wait(_)) | None) => Err(our_failure()),
        }
    }

    async fn query(&self, front: &Arc<Front>, ask: QueryAsk) -> Result<Transaction, Refusal> {
        let payment = self.act(front, &ask.order, Event::Looked).await?;
        let told = payment.query_reply(&front.pay.rules)?;
        let told = finished(&payment, &front.pay.rules, told, self.world.clock.now());
        Ok(as_told(front, told))
    }

    async fn close(
        &self,
        front: &Arc<Front>,
        ask: CloseAsk,
    ) -> Result<(String, Option<String>), Refusal> {
        let payment = self.act(front, &ask.order, Event::CloseAsked).await?;
        let outcome =
            self.patiently(payment, |payment| decided(payment.close_reply(&front.pay.rules)));
        outcome.await.1.unwrap_or_else(|| Err(our_failure()))
    }

    async fn cancel(&self, front: &Arc<Front>, ask: CloseAsk) -> Result<CancelAnswer, Refusal> {
        let payment = self.act(front, &ask.order, Event::CancelAsked).await?;
        let outcome =
            self.patiently(payment, |payment| decided(payment.cancel_reply(&front.pay.rules)));
        outcome.await.1.unwrap_or_else(|| Err(our_failure()))
    }

    async fn refund(&self, front: &Arc<Front>, ask: RefundAsk) -> Result<RefundState, Refusal> {
        let _sibling = self.store.crowd().join();
        let id = self.find(front, &ask.order).await?;
        let before = self.load(Subject::Id(&id)).await.map_err(Trouble::into_refusal)?;
        let number = ask.refund.clone();
        let number = number.or_else(|| before.as_ref().map(|(_, p)| p.ask.order.clone()));
        let number = number.unwrap_or_default();
        // Money moves with the first call only: a repeat says so.
        let repeat = before.is_some_and(|(_, payment)| payment.refund_state(&number).is_some());
        let event = || Event::RefundAsked { ask: Box::new(ask.clone()) };
        let advanced =
            self.advance(Subject::Id(&id), event).await.map_err(Trouble::into_refusal)?;
        let payment = self.settle_anyway(advanced).await.map_err(Trouble::into_refusal)?;
        let outcome =
            self.patiently(payment, |payment| decided(payment.refund_reply(&number, repeat)));
        outcome.await.1.unwrap_or_else(|| Err(our_failure()))
    }

    async fn refund_query(
        &self,
        front: &Arc<Front>,
        ask: RefundQueryAsk,
    ) -> Result<RefundState, Refusal> {
        let unknown = || Refusal::new(Reason::RefundNotFound, "there is no such refund");
        let id = if let Some(order) = &ask.order {
            self.find(front, order).await?
        } else {
            let row = self.store.payment_by_refund(&front.key, &ask.refund).await;
            let row = row.map_err(|error| Trouble::from(error).into_refusal())?;
            row.ok_or_else(unknown)?.id
        };
        let looked = self.advance(Subject::Id(&id), || Event::Looked).await;
        let payment = self.settle_anyway(looked.map_err(Trouble::into_refusal)?).await;
        let payment = payment.map_err(Trouble::into_refusal)?;
        payment.refund_asked_about(&ask).ok_or_else(unknown)
    }

    async fn bill(&self, front: &Arc<Front>, ask: BillAsk) -> Result<BillLink, Refusal> {
        self.make_bill(front, ask).await
    }

    async fn bill_file(&self, ask: BillFileAsk) -> Result<BillFileAnswer, Refusal> {
        self.bill_bytes(&ask.link).await
    }
}

impl PayEngine {
    /// The payment's id behind a merchant's way of naming an order.
    async fn find(&self, front: &Front, order: &OrderRef) -> Result<String, Refusal> {
        let row = match order {
            OrderRef::Order(order) => self.store.payment_by_order(&front.key, order).await,
            // What we tell merchants as the wallet's number is the payment's id.
            OrderRef::Wallet(id) => self.store.payment(id).await,
        };
        let row = row.map_err(|error| Trouble::from(error).into_refusal())?;
        row.filter(|row| row.account == front.key)
            .map(|row| row.id)
            .ok_or_else(|| Refusal::new(Reason::OrderNotFound, "there is no such order"))
    }

    async fn act(
        self: &Arc<Self>,
        front: &Front,
        order: &OrderRef,
        event: Event,
    ) -> Result<Payment, Refusal> {
        let _sibling = self.store.crowd().join();
        let id = self.find(front, order).await?;
        let advanced = self.advance(Subject::Id(&id), || event.clone()).await;
        let settled = self.settle_anyway(advanced.map_err(Trouble::into_refusal)?).await;
        settled.map_err(Trouble::into_refusal)
    }

    /// Waits while another request's call about the same payment is on its way.
    async fn patiently<T>(
        &self,
        mut payment: Payment,
        decided: impl Fn(&Payment) -> Option<T>,
    ) -> (Payment, Option<T>) {
        for _ in 0..WAITS_MAX {
            if let Some(decided) = decided(&payment) {
                return (payment, Some(decided));
            }
            self.world.clock.sleep(std::time::Duration::from_millis(100)).await;
            match self.load(Subject::Id(&payment.id)).await {
                Ok(Some((_, newer))) => payment = newer,
                _ => break,
            }
        }
        (payment, None)
    }

    /// What leads the buyer to our own cashier.
    fn at_cashier(&self, payment: &Payment) -> Handover {
        let url = format!("{}/c/{}", self.settings.public, payment.id);
        match payment.ask.scene {
            Scene::Code => Handover::Code { text: url },
            _ => Handover::Redirect { url },
        }
    }
}

fn decided<T>(outcome: Outcome<T>) -> Option<Result<T, Refusal>> {
    match outcome {
        Outcome::Say(answer) => Some(Ok(answer)),
        Outcome::Refuse(refusal) => Some(Err(refusal)),
        Outcome::Wait(_) => None,
    }
}

/// A payment that was paid too long ago to be refunded is finished. Platforms that have the word
/// say so of what is past the time within which it can be refunded; those that have none write it as
/// paid. What was refunded in part keeps its own word, by which some platforms tell refunds.
///
/// Only who asks is told. A platform may send a notice of it too, a year after the payment: that
/// would be a timer of a year on every payment, for news that no merchant waits for.
fn finished(payment: &Payment, front: &Rules, told: Transaction, now: Timestamp) -> Transaction {
    let wallet = payment.winning_offer().and_then(|o| drawbridge_roster::dialect(&o.dialect)?.pay);
    let within = wallet.map_or(front.refund_within, |wallet| wallet.rules.refund_within);
    let within = within.min(front.refund_within);
    let over = payment.paid_at().is_some_and(|at| now > at.plus_seconds(within));
    match told.state {
        TradeState::Paid if over => Transaction { state: TradeState::Finished, ..told },
        _ => told,
    }
}

/// A transaction with the merchant's own numbers at this front.
pub(crate) fn as_told(front: &Front, told: Transaction) -> Transaction {
    let account = &front.account;
    // Platforms whose orders exist at once number a payment when it is made, not before.
    let unnumbered = front.pay.rules.exists_before_scan && !told.state.was_paid();
    Transaction {
        wallet_no: told.wallet_no.filter(|_| !unnumbered),
        merchant: Some(account.merchant.clone()),
        app: told.app.or_else(|| account.apps.first().cloned()),
        ..told
    }
}

pub(super) fn merchant(front: &Front) -> &str {
    match &front.backend {
        Behind::Gate { merchant } => merchant,
        Behind::Sandbox => "",
    }
}
