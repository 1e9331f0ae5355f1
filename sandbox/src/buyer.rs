//! The simulated buyer.

use std::ops::Bound;

use drawbridge_canon::pay::{Handover, Scene, TradeState, Transaction};
use drawbridge_canon::{Fault, Reason, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::charge::lost;
use crate::decision::scripted;
use crate::effect::Effect;
use crate::order::{Confirming, Order};
use crate::person;
use crate::script::{Act, Moment};
use crate::wallet::{Event, Here, Wallet};

/// What the buyer does, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PayWith {
    /// What the buyer does.
    pub act: BuyerAct,
    /// The buyer's name in the sandbox, or the id by which the wallet names them to the merchant.
    /// `None`: the buyer whom the order is for, else one who is always the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
    /// Whose order, where two merchants have one of the same number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// What the buyer has, in minor units; `None`: enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance_minor: Option<u64>,
    /// What a coupon of the wallet pays instead of the buyer, in minor units.
    pub coupon_minor: u64,
    /// The bank's code, if not the settings'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// The pocket, if not the settings'.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

/// What a buyer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuyerAct {
    /// Pays, or confirms what is to be confirmed.
    #[default]
    Pay,
    /// Scans the code or opens the page, and no more. For some wallets this makes the order.
    Open,
    /// Tries to pay, and fails.
    Fail,
}

/// How an attempt to pay goes on.
enum Attempt {
    Settle,
    Wait(Option<Timestamp>),
    Refuse(Refusal),
}

impl Wallet {
    /// A buyer acts on an order, found by the text of its code, its prepay number, its address,
    /// the wallet's number, or the merchant's order number.
    ///
    /// The answer is how the order stands then: not paid yet, if a script lets the buyer hesitate.
    pub fn pay(
        &mut self,
        which: &str,
        with: &PayWith,
        at: &Here<'_>,
    ) -> Result<Transaction, Refusal> {
        self.run(at);
        let key = self.find_for_buyer(which, with.merchant.as_deref())?;
        self.open(key, at);
        if with.act != BuyerAct::Open {
            match self.attempt(key, with, at)? {
                Attempt::Settle => self.settle(key, with, at),
                Attempt::Wait(until) => self.wait(key, with.clone(), until, at),
                Attempt::Refuse(refusal) => {
                    self.fail(key, at);
                    return Err(refusal);
                }
            }
        }
        let order = self.orders.get(&key).ok_or_else(|| lost().into_refusal())?;
        Ok(self.tell_order(order, at))
    }

    /// The merchant has scanned the buyer's code.
    pub(crate) fn pay_by_code(&mut self, key: u64, at: &Here<'_>) -> Result<Handover, Fault> {
        let limit = self.settings.confirm_above_minor;
        let with = PayWith::default();
        let attempt = match self.attempt(key, &with, at).map_err(Fault::Refused)? {
            Attempt::Settle
                if self.orders.get(&key).is_some_and(|o| o.ask.amount.minor > limit) =>
            {
                Attempt::Wait(None)
            }
            attempt => attempt,
        };
        let waits = matches!(attempt, Attempt::Wait(_));
        match attempt {
            Attempt::Settle => self.settle(key, &with, at),
            Attempt::Wait(until) => self.wait(key, with, until, at),
            Attempt::Refuse(refusal) => {
                self.fail(key, at);
                return Err(Fault::Refused(refusal));
            }
        }
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let transaction = Box::new(self.tell_order(order, at));
        Ok(if waits { Handover::Paying { transaction } } else { Handover::Paid { transaction } })
    }

    /// A hesitating buyer's time has come.
    pub(crate) fn confirm(&mut self, key: u64, at: &Here<'_>) {
        let Some(order) = self.orders.get_mut(&key) else { return };
        let Some(confirming) = order.confirming.take() else { return };
        let (merchant, number) = (order.merchant.clone(), order.ask.order.clone());
        if order.state.was_paid() {
            return;
        }
        if order.payable(at.now) || confirming.after_close {
            self.settle(key, &confirming.with, at);
            self.note(Effect::Paid { merchant, order: number });
        } else {
            self.note(Effect::PaymentFailed { merchant, order: number });
        }
    }

    /// A buyer looks at the order: it exists from now on, whatever the rules.
    fn open(&mut self, key: u64, at: &Here<'_>) {
        if let Some(order) = self.orders.get_mut(&key).filter(|order| !order.seen) {
            order.seen = true;
            if self.numbers_early(at) {
                self.number(key, at.now);
            }
        }
    }

    /// Whether the buyer may pay, and what the script makes of it.
    fn attempt(&mut self, key: u64, with: &PayWith, at: &Here<'_>) -> Result<Attempt, Refusal> {
        let order = self.orders.get(&key).ok_or_else(|| lost().into_refusal())?;
        let (merchant, number) = (order.merchant.clone(), order.ask.order.clone());
        let acts = self.acts(&merchant, Moment::Pay, &number);
        let order = self.orders.get(&key).ok_or_else(|| lost().into_refusal())?;
        let forced = acts.contains(&Act::PayAfterClose);
        if order.state.was_paid() {
            return Err(Refusal::new(Reason::OrderPaid, "The order has been paid."));
        }
        if !order.payable(at.now) && !forced {
            return Err(Refusal::new(Reason::OrderClosed, "The order is closed or has expired."));
        }
        self.right_buyer(order, with)?;
        let hesitates = order.confirming.is_none();
        let owes = order.ask.amount.minor.saturating_sub(with.coupon_minor);
        for act in acts {
            match act {
                Act::Refuse { reason, message, .. } => {
                    return Ok(Attempt::Refuse(scripted(reason, message)));
                }
                Act::InsufficientBalance => return Ok(Attempt::Refuse(poor())),
                Act::StillPaying { seconds } if hesitates => {
                    return Ok(Attempt::Wait(seconds.map(|s| at.now.plus_seconds(s.into()))));
                }
                _ => {}
            }
        }
        Ok(match with.act {
            BuyerAct::Fail => {
                Attempt::Refuse(Refusal::new(Reason::PaymentFailed, "The buyer could not pay."))
            }
            _ if with.balance_minor.is_some_and(|balance| balance < owes) => {
                Attempt::Refuse(poor())
            }
            _ => Attempt::Settle,
        })
    }

    /// An order for a known buyer is paid by that buyer only.
    fn right_buyer(&self, order: &Order, with: &PayWith) -> Result<(), Refusal> {
        let (Scene::InWallet { buyer }, Some(name)) = (&order.ask.scene, &with.buyer) else {
            return Ok(());
        };
        let named = person::named(&self.settings, &order.merchant, order.ask.app.as_deref(), name);
        if buyer.id.is_empty() || *name == buyer.id || named.id == buyer.id {
            return Ok(());
        }
        Err(Refusal::new(Reason::BuyerRefused, "The order is for another buyer."))
    }

    /// The buyer has begun and not ended.
    fn wait(&mut self, key: u64, with: PayWith, until: Option<Timestamp>, at: &Here<'_>) {
        let Some(order) = self.orders.get_mut(&key) else { return };
        let after_close = !order.payable(at.now);
        order.confirming = Some(Confirming { with, at: until, after_close });
        let by_code = matches!(order.ask.scene, Scene::BuyerCode { .. });
        if let Some(until) = until {
            self.timers.insert((until, Event::Confirm(key)));
        }
        // Only the merchant who scanned the buyer is told that the buyer is busy; elsewhere the
        // order is simply not paid.
        if by_code && !after_close {
            self.restate(key, TradeState::Paying);
        }
    }

    /// An attempt failed. An order on the buyer's code dies with it; any other can be tried again.
    fn fail(&mut self, key: u64, at: &Here<'_>) {
        self.forget_confirming(key);
        let by_code = |order: &&Order| matches!(order.ask.scene, Scene::BuyerCode { .. });
        if self.orders.get(&key).filter(by_code).is_some_and(|order| order.payable(at.now)) {
            self.unschedule_expiry(key);
            self.restate(key, TradeState::Failed);
        }
    }

    /// A buyer who was confirming does not any more.
    pub(crate) fn forget_confirming(&mut self, key: u64) {
        let confirming = self.orders.get_mut(&key).and_then(|order| order.confirming.take());
        if let Some(due) = confirming.and_then(|confirming| confirming.at) {
            self.timers.remove(&(due, Event::Confirm(key)));
        }
    }

    pub(crate) fn find_for_buyer(
        &self,
        which: &str,
        merchant: Option<&str>,
    ) -> Result<u64, Refusal> {
        // A browser's address may have gained parameters at its end.
        let upto = (Bound::Unbounded, Bound::Included(which));
        let longer = || {
            let (handle, key) = self.handles.range::<str, _>(upto).next_back()?;
            (handle.contains("://") && which.starts_with(&**handle)).then_some(*key)
        };
        if let Some(key) = self.handles.get(which).copied().or_else(longer) {
            return Ok(key);
        }
        let mut found = self
            .merchants
            .iter()
            .filter(|(name, _)| merchant.is_none_or(|merchant| merchant == **name))
            .filter_map(|(_, own)| own.orders.get(which).copied());
        match (found.next(), found.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err(Refusal::new(
                Reason::OrderNotFound,
                "No code, prepay number, address, payment or order is called so.",
            )),
            (Some(_), Some(_)) => Err(Refusal::field(
                Reason::FieldInvalid,
                "merchant",
                "Two merchants have an order of this number: say which merchant's.",
            )),
        }
    }
}

impl Order {
    /// Whether a buyer could pay it now.
    pub(crate) fn payable(&self, now: Timestamp) -> bool {
        matches!(self.state, TradeState::NotPaid | TradeState::Paying) && now < self.expires
    }
}

fn poor() -> Refusal {
    Refusal::new(Reason::BuyerBalance, "The buyer's balance does not cover the amount.")
}
