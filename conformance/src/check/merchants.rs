//! What merchants were told and answered, against how it ended.

use drawbridge_canon::pay::{RefundStatus, Told, TradeState, Transaction};
use drawbridge_canon::{Fault, Reason};
use drawbridge_engine::gate::{Payment, RefundKind, RefundStep};

use super::Remains;
use crate::shop::{Fact, Order, Shop};

impl Remains<'_> {
    /// Every merchant was told of every payment and refund, unless it refused to hear.
    pub(super) fn merchants_were_told(&mut self) {
        for order in self.life.shop.orders() {
            let customer = &self.life.shop.customers[order.customer];
            let payment = self.payments.iter().find(|payment| {
                payment.front.account == customer.key && payment.ask.order == order.number()
            });
            match payment.cloned() {
                Some(payment) => self.told(&order, &payment),
                None => self.hold(order.facts.is_empty() && order.shown.is_empty(), || {
                    format!("order {} was answered and is not there", order.number())
                }),
            }
        }
    }

    fn told(&mut self, order: &Order, payment: &Payment) {
        let rules = &self.life.shop.customers[order.customer].pay.rules;
        let most = rules.notice_retries.len() + 1;
        // A schedule of minutes can end while nothing works; then the merchant asks.
        let brief = rules.notice_retries.iter().sum::<u32>() < 3600;
        let mut unheard = order.deaf;
        for notice in self.notices[&payment.id].clone() {
            let tries = usize::try_from(notice.attempt).unwrap_or(usize::MAX);
            // What a platform has no words for cannot be told, however often: its merchants ask.
            let unsayable = tries == 1
                && notice.last_error.as_ref().is_some_and(|why| why.starts_with("untranslatable"));
            let ended = (order.deaf || brief) && tries == most;
            unheard |= !notice.done && ended;
            self.hold(notice.done || unsayable || ended, || {
                format!(
                    "notice {} was given up after {tries} tries: {:?}",
                    notice.id, notice.last_error
                )
            });
        }
        self.facts_hold(order, payment);
        if unheard {
            return;
        }
        let heard = |which: &dyn Fn(&Told) -> bool| order.heard.iter().any(which);
        let number = order.number();
        let paid =
            heard(&|told| matches!(told, Told::Payment(payment) if payment.state.was_paid()));
        self.hold(paid == payment.winner.is_some(), || {
            format!("order {number}: told of a payment: {paid}, paid: {:?}", payment.winner)
        });
        for refund in payment.refunds.iter().filter(|r| r.kind != RefundKind::Suspense) {
            let done = refund.status == RefundStep::Done && rules.tells_refunds;
            let told = heard(&|told| {
                matches!(told, Told::Refund { refund: told, .. }
                    if told.refund == refund.refund && told.status == RefundStatus::Done)
            });
            let amount = heard(&|told| {
                matches!(told, Told::Refund { refund: told, .. }
                    if told.refund == refund.refund
                        && told.amount.is_some_and(|amount| amount != refund.amount))
            });
            self.hold(told == done && !amount, || {
                format!("refund {} of order {number}: told {told}, done {done}", refund.refund)
            });
        }
    }

    /// What was answered is still so.
    fn facts_hold(&mut self, order: &Order, payment: &Payment) {
        let number = order.number();
        for fact in &order.facts {
            let holds = match fact {
                Fact::Paid(refunded) => {
                    payment.winner.is_some() && payment.refunded().minor >= *refunded
                }
                Fact::Closed => payment.winner.is_none() && payment.closed_at.is_some(),
                Fact::RefundTaken(refund, amount) | Fact::RefundDone(refund, amount) => {
                    let record = payment.refund(refund);
                    record.is_some_and(|record| {
                        let settled = record.status == RefundStep::Done
                            || (self.life.refunds_fail && !matches!(fact, Fact::RefundDone(..)));
                        record.amount.minor == *amount && settled
                    })
                }
            };
            let (phase, fact) = (payment.phase(), format!("{fact:?}"));
            self.hold(holds, || format!("order {number} was {fact}, and is {phase:?}"));
        }
    }
}

/// Every merchant asks once more, in the quiet.
pub async fn answers(shop: &Shop, payments: &[Payment]) -> Vec<String> {
    let mut untrue = Vec::new();
    for (place, order) in shop.orders().iter().enumerate() {
        let customer = &shop.customers[order.customer];
        let payment = payments.iter().find(|payment| {
            payment.front.account == customer.key && payment.ask.order == order.number()
        });
        let rules = customer.pay.rules;
        let answer = shop.query(place).await;
        let number = order.number();
        match (payment, answer) {
            (Some(payment), Ok(told)) => untrue.extend(differs(payment, order, &told)),
            (_, Err(Fault::Refused(no))) if no.reason == Reason::OrderNotFound => {
                let exists = payment.is_some_and(|payment| payment.exists_for_merchant(&rules));
                if exists {
                    untrue
                        .push(format!("order {number} is there, and the merchant hears it is not"));
                }
            }
            (_, answer) => untrue.push(format!("a query of {number} is answered {answer:?}")),
        }
        for refund in payment.iter().flat_map(|payment| &payment.refunds) {
            if refund.kind != RefundKind::Merchant || refund.status != RefundStep::Done {
                continue;
            }
            let answer = shop.refund_query(place, &refund.refund).await;
            let agrees = matches!(&answer, Ok(told) if told.status == RefundStatus::Done
                && told.amount.is_none_or(|amount| amount == refund.amount));
            if !agrees {
                untrue.push(format!("refund {} of {number} is answered {answer:?}", refund.refund));
            }
        }
    }
    untrue
}

fn differs(payment: &Payment, order: &Order, told: &Transaction) -> Option<String> {
    let paid = payment.winner.is_some();
    let all = !payment.refunded().is_zero() && payment.refunded() == payment.ask.amount;
    let agrees = told.state.was_paid() == paid
        && told.amount == payment.ask.amount
        && (!all
            || !tells_refunds(order)
            || matches!(told.state, TradeState::Refunded | TradeState::PartlyRefunded));
    (!agrees).then(|| {
        let (state, phase) = (told.state, payment.phase());
        format!("order {} is {phase:?}, the merchant hears {state:?} {}", told.order, told.amount)
    })
}

/// Whether the merchant's platform tells a refund as a change of the payment. Some tell it as
/// something of its own, and the payment stays paid for ever.
fn tells_refunds(order: &Order) -> bool {
    let state = |told: &Told| match told {
        Told::Payment(payment) => Some(payment.state),
        Told::Refund { payment, .. } => payment.as_ref().map(|payment| payment.state),
    };
    let refunded = |state| matches!(state, TradeState::Refunded | TradeState::PartlyRefunded);
    order.heard.iter().filter_map(state).any(refunded)
}
