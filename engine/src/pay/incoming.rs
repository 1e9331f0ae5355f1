//! A wallet tells us something: verify, find the payment, hear it, acknowledge.

use std::sync::Arc;

use drawbridge_canon::pay::{Acknowledged, NoticeAsk, RefundState, Told};
use drawbridge_canon::{Reason, Refusal, Request, Response};
use drawbridge_gate_pay::Event;

use crate::pay::PayEngine;
use crate::pay::advance::{Subject, Trouble};
use crate::pay::exchanges::Leg;
use crate::pay::renewal::names_unknown_key;
use crate::registry::WalletAccount;

/// The length of a payment's id, with which every number that we give to wallets begins.
pub(crate) const ID_LENGTH: usize = 28;

impl PayEngine {
    /// Hears a notice for the wallet account `name`, and acknowledges it only after what it says is
    /// durable.
    pub async fn hear(self: &Arc<Self>, name: &str, request: &Request) -> Response {
        let snapshot = self.registry.now();
        let Some(wallet) = snapshot.wallets.get(name).cloned() else {
            return Response::new(404, "text/plain", "no such wallet account");
        };
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &wallet.account).answering(request);
        let Some(codec) = wallet.pay.notice else {
            return Response::new(404, "text/plain", "this platform sends no notices");
        };
        let read = match codec.read_ask(request, &ctx) {
            Err(fault) if names_unknown_key(&fault) => match self.renewed(&wallet).await {
                Some(renewed) => {
                    let ctx = self.world.ctx(&nonce, &renewed.account).answering(request);
                    codec.read_ask(request, &ctx)
                }
                None => Err(fault),
            },
            read => read,
        };
        let said = match read {
            Ok(notice) => self.take_in(&wallet, notice, request).await,
            Err(fault) => Err(fault.into_refusal()),
        };
        let acknowledged = match said {
            Ok(()) => Acknowledged::Heard,
            Err(refusal) => {
                tracing::warn!(wallet = %name, reason = ?refusal.reason, message = %refusal.message, "a notice was not taken");
                Acknowledged::Again(refusal.message)
            }
        };
        codec
            .write_answer(&acknowledged, &ctx)
            .unwrap_or_else(|fault| Response::new(500, "text/plain", fault.to_string()))
    }

    async fn take_in(
        self: &Arc<Self>,
        wallet: &Arc<WalletAccount>,
        notice: NoticeAsk,
        request: &Request,
    ) -> Result<(), Refusal> {
        match notice.told {
            Told::Payment(transaction) => {
                let order = transaction.order.clone();
                self.hear_payment(wallet, &order, *transaction).await?;
                self.keep_notice(&order, wallet, request);
                Ok(())
            }
            Told::Refund { refund, payment } => {
                // The payment's own word first: a refund of a payment that we have not heard of
                // would not fit.
                if let Some(transaction) = payment {
                    let order = transaction.order.clone();
                    self.hear_payment(wallet, &order, *transaction).await?;
                }
                self.hear_refund(wallet, refund, request).await
            }
        }
    }

    async fn hear_refund(
        self: &Arc<Self>,
        wallet: &Arc<WalletAccount>,
        refund: Box<RefundState>,
        request: &Request,
    ) -> Result<(), Refusal> {
        let number = refund.refund.clone();
        let id = id_of(&number)?;
        let loaded = self.load(Subject::Id(id)).await.map_err(Trouble::into_refusal)?;
        let Some((_, payment)) = loaded else { return Err(stranger(&number)) };
        let index = payment.refund_by_wallet_no(&number).ok_or_else(|| stranger(&number))?;
        let offer = &payment.offers[payment.refunds[index].offer];
        // Whoever has an account at the wallet can give a refund of their own this number and have
        // it told to us, authentic as any: it is not about this account's money.
        let other_order = refund.order.as_ref().is_some_and(|order| *order != offer.order);
        if offer.wallet != wallet.name || other_order {
            return Err(stranger(&number));
        }
        self.keep_notice(&number, wallet, request);
        let event = || Event::RefundHeard { index, state: refund.clone() };
        let advanced = self.advance(Subject::Id(id), event).await;
        self.settle_later(advanced.map_err(Trouble::into_refusal)?);
        Ok(())
    }

    async fn hear_payment(
        self: &Arc<Self>,
        wallet: &Arc<WalletAccount>,
        order: &str,
        transaction: drawbridge_canon::pay::Transaction,
    ) -> Result<(), Refusal> {
        let id = id_of(order)?;
        let loaded = self.load(Subject::Id(id)).await.map_err(Trouble::into_refusal)?;
        let Some((_, payment)) = loaded else { return Err(stranger(order)) };
        let offer = payment.offer_by_order(order).ok_or_else(|| stranger(order))?;
        if payment.offers[offer].wallet != wallet.name {
            // Authentic, but about another account's order: never book it there.
            return Err(stranger(order));
        }
        let transaction = Box::new(self.disguise(&payment, wallet, transaction));
        let event = || Event::Heard { offer, transaction: transaction.clone() };
        let advanced = self.advance(Subject::Id(id), event).await;
        self.settle_later(advanced.map_err(Trouble::into_refusal)?);
        Ok(())
    }

    fn keep_notice(&self, number: &str, wallet: &WalletAccount, request: &Request) {
        if let Ok(id) = id_of(number) {
            let legs = [Leg::AskIn, Leg::AnswerOut];
            self.keep_exchange(id, wallet.dialect.name, "notice", legs, request, None);
        }
    }
}

fn id_of(number: &str) -> Result<&str, Refusal> {
    number.get(..ID_LENGTH).ok_or_else(|| stranger(number))
}

fn stranger(number: &str) -> Refusal {
    Refusal::new(Reason::OrderNotFound, format!("we never gave out the number {number}"))
}
