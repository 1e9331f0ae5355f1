//! Our payments against what really happened at the wallets.

use std::collections::BTreeSet;

use drawbridge_canon::pay::{OrderRef, Scene};
use drawbridge_canon::pay::{RefundQueryAsk, RefundState, RefundStatus, TradeState, Transaction};
use drawbridge_engine::gate::{OfferState, Payment, RefundKind, RefundRecord, RefundStep};

use super::Evidence;
use super::Remains;

impl Remains<'_> {
    /// No paid order is lost, none is counted twice, and what should not have come goes back.
    pub(super) fn wallets_agree(&mut self) {
        for payment in self.payments.clone() {
            for index in 0..payment.offers.len() {
                self.offer_agrees(&payment, index);
            }
            for index in 0..payment.refunds.len() {
                self.refund_agrees(&payment, index);
            }
        }
        self.every_order_is_ours();
    }

    fn offer_agrees(&mut self, payment: &Payment, index: usize) {
        let offer = &payment.offers[index];
        let truth = order_at(self.life, &offer.wallet, &offer.order);
        let paid = truth.as_ref().is_some_and(|truth| truth.state.was_paid());
        let ours = offer.state == OfferState::Paid;
        let (order, state) = (&offer.order, offer.state);
        self.hold(paid == ours, || {
            let truth = truth.as_ref().map(|truth| truth.state);
            format!("order {order}: the wallet says {truth:?}, we say {state:?}")
        });
        if !ours || payment.winner == Some(index) {
            return;
        }
        let back = |r: &&RefundRecord| r.offer == index && r.kind == RefundKind::Suspense;
        let mut ways = payment.refunds.iter().filter(back);
        // One that the wallet closed is tried again under the next number.
        let refund = ways.clone().find(|r| r.status == RefundStep::Done).or(ways.next_back());
        self.hold(refund.is_some(), || format!("order {order} is in suspense with no way back"));
        let explained = |text: &str| payment.notes.iter().any(|note| note.text.contains(text));
        self.hold(explained(order), || format!("order {order} is in suspense unexplained"));
        self.closed_when_we_say_so(payment, index);
        // Only a definite no is told as a no, and a wallet that said no takes no money.
        self.hold(!explained("after the wallet had refused it"), || {
            format!("order {order} was paid after it had been told as refused")
        });
        if let Some(refund) = refund {
            let done = refund.status == RefundStep::Done;
            let gone = truth.is_some_and(|truth| truth.state == TradeState::Refunded);
            let given_up = self.life.refunds_fail && explained(&refund.wallet_no);
            self.hold((done && gone) || given_up, || {
                format!("order {order} in suspense was not given back: {:?}", refund.status)
            });
        }
    }

    /// We say that an order is closed after its wallet has said so: then nobody can pay it any more.
    fn closed_when_we_say_so(&mut self, payment: &Payment, index: usize) {
        let offer = &payment.offers[index];
        let rules = drawbridge_roster::dialect(&offer.dialect).and_then(|d| d.pay).map(|p| p.rules);
        // A code that no buyer has opened cannot be closed at some wallets; and a charge that the
        // wires held back for long may take the money off a scanned code.
        let hidden = rules.is_some_and(|rules| !rules.exists_before_scan);
        let scanned = matches!(payment.ask.scene, Scene::BuyerCode { .. });
        if self.life.paid_late || hidden || scanned {
            return;
        }
        let late = payment
            .notes
            .iter()
            .any(|note| note.text.contains(&offer.order) && note.text.contains("closed"));
        self.hold(!late, || format!("order {} was paid after we said it was closed", offer.order));
    }

    fn refund_agrees(&mut self, payment: &Payment, index: usize) {
        let refund = &payment.refunds[index];
        let offer = &payment.offers[refund.offer];
        let truth = refund_at(self.life, &offer.wallet, &offer.order, &refund.wallet_no);
        let agrees = matches!(
            (refund.status, truth.as_ref().map(|truth| truth.status)),
            (RefundStep::Done, Some(RefundStatus::Done))
                | (RefundStep::Closed, Some(RefundStatus::Closed))
                | (RefundStep::Abnormal, Some(RefundStatus::Abnormal))
                | (RefundStep::Refused, None | Some(RefundStatus::Closed))
        );
        // One out of suspense that the wallet has closed so often that a person must act.
        let given_up = refund.kind == RefundKind::Suspense
            && refund.status == RefundStep::Abnormal
            && !refund.is_stuck();
        let closed = truth.as_ref().is_none_or(|truth| truth.status == RefundStatus::Closed);
        let agrees = agrees || (given_up && closed);
        let amount = truth.as_ref().and_then(|truth| truth.amount);
        let (number, status) = (&refund.wallet_no, refund.status);
        let same = amount.is_none_or(|amount| amount == refund.amount);
        self.hold(agrees && same, || {
            let truth = truth.as_ref().map(|truth| (truth.status, truth.amount));
            format!(
                "refund {number}: the wallet says {truth:?}, we say {status:?} {}",
                refund.amount
            )
        });
    }

    /// Wallets have no order that we know nothing of.
    fn every_order_is_ours(&mut self) {
        let ours: BTreeSet<String> = self
            .payments
            .iter()
            .flat_map(|payment| payment.offers.iter().map(|offer| offer.order.clone()))
            .collect();
        let wallets: Vec<_> = self.life.wallets.clone();
        for wallet in wallets {
            let orders = self.life.sandbox.with(wallet.dialect.name, |simulated, here| {
                let orders = simulated.orders(&wallet.account.id, here);
                orders.map(|order| order.order).collect::<Vec<_>>()
            });
            for order in orders.unwrap_or_default() {
                self.hold(ours.contains(&order), || format!("nobody knows the order {order}"));
            }
        }
    }
}

/// How an order really stands.
pub(super) fn order_at(life: &Evidence, wallet: &str, order: &str) -> Option<Transaction> {
    let account = life.wallets.iter().find(|known| known.name == wallet)?;
    let look = life.sandbox.with(account.dialect.name, |simulated, here| {
        simulated.look(&account.account.id, order, here)
    });
    look.flatten()
}

pub(super) fn refund_at(
    life: &Evidence,
    wallet: &str,
    order: &str,
    number: &str,
) -> Option<RefundState> {
    let account = life.wallets.iter().find(|known| known.name == wallet)?;
    let ask = RefundQueryAsk {
        refund: number.to_owned(),
        order: Some(OrderRef::Order(order.to_owned())),
        sub_merchant: None,
        asked_at: None,
    };
    let told = life.sandbox.with(account.dialect.name, |simulated, here| {
        simulated.refund_query(&account.account.id, &ask, here).ok()
    });
    told.flatten()
}
