//! Calls to wallets: what the machine wants done, said in the wallet's dialect.

use std::sync::Arc;

use drawbridge_canon::pay::{
    Buyer, ChargeAsk, CloseAsk, Handover, OrderRef, QueryAsk, RefundAsk, RefundQueryAsk, Scene,
    Transaction,
};
use drawbridge_canon::{Carrier, Codec, Exchange, Fault, Reason};
use drawbridge_gate_pay::{Effect, Event, Payment};
use tokio::sync::oneshot;

use crate::pay::advance::{Advanced, Along, Belief, Subject, Trouble};
use crate::pay::exchanges::Leg;
use crate::pay::pseudonym::pseudonym;
use crate::pay::{CALL_MAX, PayEngine};
use crate::registry::WalletAccount;
use crate::store::{ExchangeRow, StoreError};

impl PayEngine {
    /// Performs all calls of a step and of the steps that follow from them.
    pub(crate) async fn settle(self: &Arc<Self>, advanced: Advanced) -> Result<Payment, Trouble> {
        let Advanced { mut stored, calls } = advanced;
        let mut calls = std::collections::VecDeque::from(calls);
        while let Some(call) = calls.pop_front() {
            let mut along = Along::default();
            let event = self.call(&stored.payment, call, &mut along.messages).await;
            let id = stored.payment.id.clone();
            let belief = Belief::Stands(Box::new(stored));
            let event = || event.clone();
            let next = self.advance_from(Subject::Id(&id), belief, along, event).await?;
            stored = next.stored;
            calls.extend(next.calls);
        }
        Ok(stored.payment)
    }

    /// The same for a caller who may hang up: the calls go on without it, so that what a wallet
    /// answers is heard all the same.
    pub(crate) async fn settle_anyway(
        self: &Arc<Self>,
        advanced: Advanced,
    ) -> Result<Payment, Trouble> {
        if advanced.calls.is_empty() {
            return Ok(advanced.stored.payment);
        }
        let told = self.settle_aside(advanced);
        told.await.unwrap_or(Err(Trouble::Store(StoreError::Closed)))
    }

    /// The same without anybody waiting. Lost work is found again by the payment's time.
    pub(crate) fn settle_later(self: &Arc<Self>, advanced: Advanced) {
        if !advanced.calls.is_empty() {
            drop(self.settle_aside(advanced));
        }
    }

    /// Settles in the background, and tells whoever still waits then.
    fn settle_aside(
        self: &Arc<Self>,
        advanced: Advanced,
    ) -> oneshot::Receiver<Result<Payment, Trouble>> {
        let (tell, told) = oneshot::channel();
        let engine = self.clone();
        self.world.background.spawn(Box::pin(async move {
            let id = advanced.stored.payment.id.clone();
            if let Err(Err(error)) = tell.send(engine.settle(advanced).await) {
                tracing::warn!(payment = %id, %error, "calls were not finished; they will be tried again");
            }
        }));
        told
    }

    /// Makes one call and says what came of it; its messages are added to `kept`.
    pub(crate) async fn call(
        self: &Arc<Self>,
        payment: &Payment,
        call: Effect,
        kept: &mut Vec<ExchangeRow>,
    ) -> Event {
        match call {
            Effect::Charge { offer, ask } => {
                let outcome = self.charge_wallet(payment, offer, *ask, kept).await;
                Event::Answered { offer, outcome }
            }
            Effect::Query { offer } => match self.query_wallet(payment, offer, kept).await {
                Ok(heard) => Event::Heard { offer, transaction: Box::new(heard) },
                Err(fault) => Event::QueryFailed { offer, fault },
            },
            Effect::Close { offer } => {
                let outcome = self.close_wallet(payment, offer, kept).await;
                Event::CloseAnswered { offer, outcome }
            }
            Effect::Refund { index, ask } => {
                let outcome = self.refund_wallet(payment, index, *ask, kept).await;
                Event::RefundAnswered { index, outcome: outcome.map(Box::new) }
            }
            Effect::QueryRefund { index } => match self.query_refund(payment, index, kept).await {
                Ok(state) => Event::RefundHeard { index, state: Box::new(state) },
                Err(fault) => Event::RefundQueryFailed { index, fault },
            },
            Effect::Tell(_) | Effect::Book(_) | Effect::Record(_) | Effect::Anew => {
                unreachable!("stored with the state, never called")
            }
        }
    }

    async fn charge_wallet(
        self: &Arc<Self>,
        payment: &Payment,
        offer: usize,
        mut ask: ChargeAsk,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<Handover, Fault> {
        let wallet = self.wallet_of_offer(payment, offer)?;
        let codec = wallet.pay.charge.ok_or_else(|| not_spoken("charge"))?;
        ask.notify_url = Some(format!("{}/notify/{}", self.settings.public, wallet.name));
        ask.return_url = Some(format!("{}/c/{}", self.settings.public, payment.id));
        ask.app = ask.app.filter(|app| wallet.account.apps.contains(app));
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &wallet.account);
        let request = codec.write_ask(&ask, &ctx)?;
        if request.carrier == Carrier::Buyer {
            kept.extend(self.said(payment, &wallet, "charge", &request, None));
            return Ok(match ask.scene {
                Scene::App => Handover::AppText { text: request.query.unwrap_or_default() },
                _ => Handover::Redirect { url: request.url() },
            });
        }
        let handed = self.send(payment, &wallet, codec, &request, kept).await?;
        let disguised = |told: Transaction| Box::new(self.disguise(payment, &wallet, told));
        Ok(match handed {
            Handover::Paid { transaction } => {
                Handover::Paid { transaction: disguised(*transaction) }
            }
            Handover::Paying { transaction } => {
                Handover::Paying { transaction: disguised(*transaction) }
            }
            other => other,
        })
    }

    async fn query_wallet(
        self: &Arc<Self>,
        payment: &Payment,
        offer: usize,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<Transaction, Fault> {
        let wallet = self.wallet_of_offer(payment, offer)?;
        let order = OrderRef::Order(payment.offers[offer].order.clone());
        let ask = QueryAsk { order, sub_merchant: sub_merchant(payment, &wallet) };
        let heard = self.exchange(payment, &wallet, wallet.pay.query, &ask, kept).await?;
        Ok(self.disguise(payment, &wallet, heard))
    }

    async fn close_wallet(
        self: &Arc<Self>,
        payment: &Payment,
        offer: usize,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<(), Fault> {
        let wallet = self.wallet_of_offer(payment, offer)?;
        let order = OrderRef::Order(payment.offers[offer].order.clone());
        let ask = CloseAsk { order, sub_merchant: sub_merchant(payment, &wallet) };
        self.exchange(payment, &wallet, wallet.pay.close, &ask, kept).await.map(drop)
    }

    async fn refund_wallet(
        self: &Arc<Self>,
        payment: &Payment,
        index: usize,
        mut ask: RefundAsk,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<drawbridge_canon::pay::RefundState, Fault> {
        let offer = payment.refunds.get(index).map(|refund| refund.offer);
        let wallet = self.wallet_of_offer(payment, offer.unwrap_or(usize::MAX))?;
        ask.notify_url = Some(format!("{}/notify/{}", self.settings.public, wallet.name));
        self.exchange(payment, &wallet, wallet.pay.refund, &ask, kept).await
    }

    async fn query_refund(
        self: &Arc<Self>,
        payment: &Payment,
        index: usize,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<drawbridge_canon::pay::RefundState, Fault> {
        let refund = payment.refunds.get(index);
        let refund = refund.ok_or_else(|| Fault::Unsent("there is no such refund".to_owned()))?;
        let wallet = self.wallet_of_offer(payment, refund.offer)?;
        let ask = RefundQueryAsk {
            refund: refund.wallet_no.clone(),
            order: Some(OrderRef::Order(payment.offers[refund.offer].order.clone())),
            sub_merchant: sub_merchant(payment, &wallet),
            asked_at: refund.said_at,
        };
        self.exchange(payment, &wallet, wallet.pay.refund_query, &ask, kept).await
    }

    /// One exchange with a wallet, start to end.
    async fn exchange<X: Exchange>(
        self: &Arc<Self>,
        payment: &Payment,
        wallet: &WalletAccount,
        codec: Option<&'static dyn Codec<X>>,
        ask: &X::Ask,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<X::Answer, Fault> {
        let codec = codec.ok_or_else(|| not_spoken(X::NAME))?;
        let request = {
            let nonce = self.world.dice.nonce();
            let ctx = self.world.ctx(&nonce, &wallet.account);
            codec.write_ask(ask, &ctx)?
        };
        self.send(payment, wallet, codec, &request, kept).await
    }

    async fn send<X: Exchange>(
        self: &Arc<Self>,
        payment: &Payment,
        wallet: &WalletAccount,
        codec: &'static dyn Codec<X>,
        request: &drawbridge_canon::Request,
        kept: &mut Vec<ExchangeRow>,
    ) -> Result<X::Answer, Fault> {
        let response = self.net.send(request, CALL_MAX).await;
        let answered = response.as_ref().ok();
        kept.extend(self.said(payment, wallet, X::NAME, request, answered));
        self.judge(wallet, codec, request, &response?).await
    }

    fn said(
        &self,
        payment: &Payment,
        wallet: &WalletAccount,
        call: &str,
        request: &drawbridge_canon::Request,
        response: Option<&drawbridge_canon::Response>,
    ) -> Vec<ExchangeRow> {
        let legs = [Leg::AskOut, Leg::AnswerIn];
        self.messages(&payment.id, wallet.dialect.name, call, legs, request, response)
    }

    /// A transaction as the merchant's platform could have told it: the buyer of another platform
    /// by a pseudonym.
    pub(crate) fn disguise(
        &self,
        payment: &Payment,
        wallet: &WalletAccount,
        mut heard: Transaction,
    ) -> Transaction {
        if wallet.dialect.name == payment.front.dialect {
            return heard;
        }
        let front = drawbridge_roster::dialect(&payment.front.dialect).and_then(|d| d.pay);
        // Some wallets do not name the buyer. Most clients expect that somebody paid: a name that
        // stands for this payment only promises nothing.
        let nobody = || Buyer { id: payment.id.clone(), ..Buyer::default() };
        let buyer = heard.buyer.or_else(|| heard.state.was_paid().then(nobody));
        heard.buyer = buyer.zip(front).map(|(buyer, front)| {
            let key = &self.settings.pseudonym_key;
            pseudonym(key, &wallet.name, &buyer, &payment.front.account, &front.shape)
        });
        heard
    }

    fn wallet_of_offer(
        &self,
        payment: &Payment,
        offer: usize,
    ) -> Result<Arc<WalletAccount>, Fault> {
        let name = payment.offers.get(offer).map(|offer| &offer.wallet);
        let snapshot = self.registry.now();
        let wallet = name.and_then(|name| snapshot.wallets.get(name).cloned());
        wallet.ok_or_else(|| {
            Fault::Unsent("its wallet account is not configured any more; add it again".to_owned())
        })
    }
}

/// The merchant served, which only the same platform can name.
fn sub_merchant(payment: &Payment, wallet: &WalletAccount) -> Option<String> {
    let same = wallet.dialect.name == payment.front.dialect;
    payment.ask.sub_merchant.as_ref().filter(|_| same).map(|sub| sub.merchant.clone())
}

fn not_spoken(call: &str) -> Fault {
    Fault::refused(Reason::Untranslatable, format!("the wallet has no {call}"))
}
