//! How orders end without being paid, and how they are taken back.

use drawbridge_canon::pay::{CancelAction, CancelAnswer, CloseAsk, OrderRef, TradeState};
use drawbridge_canon::{Fault, Reason};

use crate::charge::lost;
use crate::effect::Effect;
use crate::wallet::{Event, Here, Wallet};

impl Wallet {
    /// Closes an order that is not paid. The answer is `(order number, wallet's number if any)`.
    ///
    /// Refused with [`Reason::OrderPaid`] if it is paid, with [`Reason::BuyerPaying`] while a buyer
    /// whose code was scanned confirms, and with [`Reason::OrderClosed`] a second time where the
    /// rules do not permit that.
    pub fn close(
        &mut self,
        merchant: &str,
        ask: &CloseAsk,
        at: &Here<'_>,
    ) -> Result<(String, Option<String>), Fault> {
        self.run(at);
        let key = self.find_seen(merchant, &ask.order, ask.sub_merchant.as_deref())?;
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let answer = (order.ask.order.clone(), order.wallet_no.clone());
        match order.state {
            TradeState::NotPaid => {
                self.shut(key, at);
                Ok(answer)
            }
            TradeState::Paying => Err(Fault::refused(
                Reason::BuyerPaying,
                "The buyer is confirming: cancel the order instead, or wait.",
            )),
            state if state.was_paid() => {
                Err(Fault::refused(Reason::OrderPaid, "The order has been paid."))
            }
            _ if at.rules.close_twice => Ok(answer),
            _ => Err(Fault::refused(Reason::OrderClosed, "The order has been closed already.")),
        }
    }

    /// Takes an order back whatever happened to it: closes it if unpaid, refunds what is left if
    /// paid. An order that does not exist needs nothing done.
    pub fn cancel(
        &mut self,
        merchant: &str,
        ask: &CloseAsk,
        at: &Here<'_>,
    ) -> Result<CancelAnswer, Fault> {
        self.run(at);
        let Some(key) = self.find(merchant, &ask.order) else { return nothing_to_do(&ask.order) };
        let order = self.orders.get(&key).ok_or_else(lost)?;
        if !order.serves(ask.sub_merchant.as_deref()) {
            return nothing_to_do(&ask.order);
        }
        let left = order.ask.amount.minor.saturating_sub(order.refunded_minor());
        let action = match order.state {
            TradeState::NotPaid | TradeState::Paying => {
                self.shut(key, at);
                Some(CancelAction::Close)
            }
            state if state.was_paid() && left > 0 => {
                self.refund_rest(key, at)?;
                Some(CancelAction::Refund)
            }
            _ => None,
        };
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let (number, wallet_no) = (order.ask.order.clone(), order.wallet_no.clone());
        let wallet_no = wallet_no.filter(|_| order.seen);
        Ok(CancelAnswer { order: number, wallet_no, action, retry: false })
    }

    /// Nobody paid in time.
    pub(crate) fn expire(&mut self, key: u64, at: &Here<'_>) {
        let Some(order) = self.orders.get(&key) else { return };
        if !matches!(order.state, TradeState::NotPaid | TradeState::Paying) {
            return;
        }
        let (merchant, number) = (order.merchant.clone(), order.ask.order.clone());
        let tells = at.rules.tells_expiry && order.seen;
        self.shut(key, at);
        if tells {
            self.tell_payment(key, at);
        }
        self.note(Effect::Expired { merchant, order: number });
    }

    /// An order that has ended does not expire.
    pub(crate) fn unschedule_expiry(&mut self, key: u64) {
        if let Some(order) = self.orders.get(&key) {
            self.timers.remove(&(order.dies, Event::Expire(key)));
        }
    }

    /// Closes. A buyer who is confirming elsewhere is left to find out.
    fn shut(&mut self, key: u64, at: &Here<'_>) {
        self.unschedule_expiry(key);
        if let Some(order) = self.orders.get_mut(&key) {
            order.closed_at = Some(at.now);
        }
        self.restate(key, TradeState::Closed);
    }
}

fn nothing_to_do(order: &OrderRef) -> Result<CancelAnswer, Fault> {
    match order {
        OrderRef::Order(order) => {
            Ok(CancelAnswer { order: order.clone(), wallet_no: None, action: None, retry: false })
        }
        OrderRef::Wallet(_) => {
            Err(Fault::refused(Reason::OrderNotFound, "There is no such order."))
        }
    }
}
