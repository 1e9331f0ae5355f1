//! What is really so at the wallets, whatever anybody heard of it.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{Handover, RefundState, RefundStatus, TradeState, Transaction};
use drawbridge_canon::{Money, Reason, Timestamp};
use drawbridge_gate_pay::{Effect, Event, Payment, Wallet};

use super::words;

/// A small generator of chance: the same seed, the same life.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// An order at a wallet.
pub(crate) struct Order {
    pub(crate) wallet: String,
    pub(crate) amount: Money,
    /// The last moment to pay.
    pub(crate) expires: Timestamp,
    pub(crate) paid: bool,
    pub(crate) closed: bool,
    /// A buyer has opened it: from here on even a shy wallet knows it.
    pub(crate) opened: bool,
    pub(crate) refunds: BTreeMap<String, (Money, RefundStatus)>,
}

/// All orders at all wallets, by their numbers.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) orders: BTreeMap<String, Order>,
}

impl Truth {
    /// What the wallet does, and what it would answer.
    pub(crate) fn answer(
        &mut self,
        call: &Effect,
        payment: &Payment,
        chance: &mut Chance,
        noisy: bool,
    ) -> Result<Event, Reason> {
        let number = |offer: usize| payment.offers[offer].order.clone();
        match call {
            Effect::Charge { offer, ask } => {
                let wallet = payment.offers[*offer].wallet.clone();
                let order = self.orders.entry(ask.order.clone()).or_insert_with(|| Order {
                    wallet,
                    amount: ask.amount,
                    expires: ask.expires.unwrap(),
                    paid: false,
                    closed: false,
                    opened: false,
                    refunds: BTreeMap::new(),
                });
                match (order.paid, order.closed) {
                    (true, _) => Err(Reason::OrderPaid),
                    (_, true) => Err(Reason::OrderClosed),
                    _ => {
                        let outcome = Ok(Handover::Code { text: ask.order.clone() });
                        Ok(Event::Answered { offer: *offer, outcome })
                    }
                }
            }
            Effect::Query { offer } => {
                let transaction = self.transaction(&number(*offer)).ok_or(Reason::OrderNotFound)?;
                Ok(Event::Heard { offer: *offer, transaction: Box::new(transaction) })
            }
            Effect::Close { offer } => {
                let number = number(*offer);
                self.transaction(&number).ok_or(Reason::OrderNotFound)?;
                let order = self.orders.get_mut(&number).ok_or(Reason::OrderNotFound)?;
                if order.wallet == "brief" {
                    return Err(Reason::MethodUnknown);
                }
                if order.paid {
                    return Err(Reason::OrderPaid);
                }
                order.closed = true;
                Ok(Event::CloseAnswered { offer: *offer, outcome: Ok(()) })
            }
            Effect::Refund { index, ask } => {
                let number = number(payment.refunds[*index].offer);
                let broke = noisy && chance.one_in(6);
                let slow = chance.one_in(2);
                let order = self.orders.get_mut(&number).ok_or(Reason::OrderNotFound)?;
                let refund = ask.refund.clone().unwrap();
                if !order.refunds.contains_key(&refund) {
                    if broke {
                        return Err(Reason::MerchantBalance);
                    }
                    let taken: u64 = order.live_refunds();
                    assert!(order.paid && taken + ask.amount.minor <= order.amount.minor);
                    let status = if slow { RefundStatus::Processing } else { RefundStatus::Done };
                    order.refunds.insert(refund.clone(), (ask.amount, status));
                }
                let state = Box::new(order.refund_state(&refund).unwrap());
                Ok(Event::RefundAnswered { index: *index, outcome: Ok(state) })
            }
            Effect::QueryRefund { index } => {
                let refund = &payment.refunds[*index];
                let order = self.orders.get(&number(refund.offer));
                let state = order.and_then(|order| order.refund_state(&refund.wallet_no));
                let state = Box::new(state.ok_or(Reason::RefundNotFound)?);
                Ok(Event::RefundHeard { index: *index, state })
            }
            Effect::Tell(_) | Effect::Book(_) | Effect::Record(_) | Effect::Anew => {
                unreachable!("not calls")
            }
        }
    }

    /// How the wallet would tell an order; `None` if it does not know it (yet).
    pub(crate) fn transaction(&self, number: &str) -> Option<Transaction> {
        let order = self.orders.get(number)?;
        let shy = words::wallets()
            .iter()
            .any(|w: &Wallet<'_>| w.name == order.wallet && !w.rules.exists_before_scan);
        if shy && !order.opened {
            return None;
        }
        let back: u64 = order.live_refunds();
        let state = match (order.paid, order.closed) {
            (true, _) if back == order.amount.minor => TradeState::Refunded,
            (true, _) if back > 0 => TradeState::PartlyRefunded,
            (true, _) => TradeState::Paid,
            (_, true) => TradeState::Closed,
            _ if order.opened => TradeState::Paying,
            _ => TradeState::NotPaid,
        };
        let mut told = Transaction::new(number, state, order.amount);
        told.refunded = Some(Money { minor: back, ..order.amount });
        Some(told)
    }
}

impl Order {
    fn sum(&self, which: impl Fn(RefundStatus) -> bool) -> u64 {
        self.refunds.values().filter(|(_, s)| which(*s)).map(|(amount, _)| amount.minor).sum()
    }

    pub(crate) fn live_refunds(&self) -> u64 {
        self.sum(|status| status != RefundStatus::Closed)
    }

    pub(crate) fn done_refunds(&self) -> u64 {
        self.sum(|status| status == RefundStatus::Done)
    }

    pub(crate) fn refund_state(&self, number: &str) -> Option<RefundState> {
        let (amount, status) = self.refunds.get(number)?;
        Some(RefundState { amount: Some(*amount), ..RefundState::new(number, *status) })
    }
}
