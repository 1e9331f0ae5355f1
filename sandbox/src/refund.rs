//! Giving money back.

use drawbridge_canon::pay::{RefundAsk, RefundQueryAsk, RefundScope, RefundState, RefundStatus};
use drawbridge_canon::{Fault, Reason};

use crate::charge::lost;
use crate::limits::MAX_REFUNDS;
use crate::order::Order;
use crate::refunding::NewRefund;
use crate::script::{Act, Moment};
use crate::wallet::{Here, Wallet};

impl Wallet {
    /// Refunds a part or the whole of a payment, at once or in a while as the rules say.
    ///
    /// The number makes it idempotent: repeated with the same order, amount and time of asking it
    /// answers how the refund stands; with others it is a [`Reason::RefundConflict`]. Without a
    /// number the order's number stands for it, for a refund of the whole order only.
    pub fn refund(
        &mut self,
        merchant: &str,
        ask: &RefundAsk,
        at: &Here<'_>,
    ) -> Result<RefundState, Fault> {
        self.run(at);
        let key = self.find_seen(merchant, &ask.order, ask.sub_merchant.as_deref())?;
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let number = refund_number(order, ask, at)?;
        if let Some(known) = self.find_refund(merchant, key, &number, at) {
            return self.repeated(key, known, ask);
        }
        self.may_refund(order, ask, at)?;
        let order_number = order.ask.order.clone();
        let acts = self.acts(merchant, Moment::RefundLife, &order_number);
        let (ends, takes_ms) = self.course(&acts, at);
        let made = self.make_refund(
            NewRefund {
                key,
                number,
                amount: ask.amount,
                reason: ask.reason.clone(),
                notify_url: ask.notify_url.clone(),
                ends,
                ends_at: at.now.plus_ms(takes_ms),
                said_at: ask.asked_at,
            },
            at,
        )?;
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let refund = order.refunds.get(made).ok_or_else(lost)?;
        Ok(order.refund_state(refund, &self.settings, refund.counts()))
    }

    /// How a refund stands. [`Reason::RefundNotFound`] if there is none of that number. Where
    /// refund numbers are unique within an order only, the order must be named.
    pub fn refund_query(
        &mut self,
        merchant: &str,
        ask: &RefundQueryAsk,
        at: &Here<'_>,
    ) -> Result<RefundState, Fault> {
        self.run(at);
        let sub = ask.sub_merchant.as_deref();
        let named = match &ask.order {
            Some(order) => Some(self.find_seen(merchant, order, sub)?),
            None if at.rules.refund_scope == RefundScope::Order => {
                return Err(Fault::missing("order"));
            }
            None => None,
        };
        let found = match named {
            Some(key) => self.find_refund(merchant, key, &ask.refund, at),
            None => self.find_in_merchant(merchant, &ask.refund),
        };
        let not_found = || Fault::refused(Reason::RefundNotFound, "There is no such refund.");
        let (key, index) = found
            .filter(|(key, _)| named.is_none_or(|named| named == *key))
            .ok_or_else(not_found)?;
        let order =
            self.orders.get(&key).filter(|order| order.serves(sub)).ok_or_else(not_found)?;
        let refund = order.refunds.get(index).ok_or_else(lost)?;
        if ask.asked_at.is_some_and(|at| refund.said_at.is_some_and(|said| said != at)) {
            return Err(not_found());
        }
        Ok(order.refund_state(refund, &self.settings, false))
    }

    /// The answer to a repeated ask: the refund as it stands, if it is the same one.
    fn repeated(
        &self,
        key: u64,
        (known, index): (u64, usize),
        ask: &RefundAsk,
    ) -> Result<RefundState, Fault> {
        let order = self.orders.get(&known).ok_or_else(lost)?;
        let refund = order.refunds.get(index).ok_or_else(lost)?;
        if known != key || refund.amount != ask.amount || refund.said_at != ask.asked_at {
            return Err(Fault::refused(
                Reason::RefundConflict,
                "The refund number was used before with other content.",
            ));
        }
        Ok(order.refund_state(refund, &self.settings, false))
    }

    /// Whether the rules permit it.
    fn may_refund(&self, order: &Order, ask: &RefundAsk, at: &Here<'_>) -> Result<(), Fault> {
        let Some(payment) = &order.payment else {
            return Err(if order.state.is_dead() {
                Fault::refused(Reason::OrderClosed, "The order was closed without payment.")
            } else {
                Fault::refused(Reason::OrderNotPaid, "The order has not been paid.")
            });
        };
        if ask.amount.is_zero() || ask.amount.currency != order.ask.amount.currency {
            return Err(Fault::invalid(
                "amount",
                "The amount must be more than nothing, in the order's currency.",
            ));
        }
        if ask.total.is_some_and(|total| total != order.ask.amount) {
            return Err(Fault::refused(
                Reason::AmountMismatch,
                "The order's amount is not what the refund says.",
            ));
        }
        if at.now > payment.at.plus_seconds(at.rules.refund_within) {
            let reason = if self.settings.finishes {
                Reason::OrderFinished
            } else {
                Reason::RefundForbidden
            };
            return Err(Fault::refused(reason, "The order was paid too long ago to be refunded."));
        }
        let left = order.ask.amount.minor.saturating_sub(order.refunded_minor());
        if ask.amount.minor > left {
            return Err(Fault::refused(
                Reason::RefundExceeds,
                "More would be refunded than is left of the payment.",
            ));
        }
        let parts = order.refunds.iter().filter(|refund| refund.counts()).count();
        let most = usize::try_from(at.rules.refund_parts).unwrap_or(MAX_REFUNDS);
        if parts >= most || order.refunds.len() >= MAX_REFUNDS {
            return Err(Fault::refused(
                Reason::RefundForbidden,
                "The order was refunded in too many parts already.",
            ));
        }
        Ok(())
    }

    /// How a new refund will end, and in how many milliseconds.
    fn course(&self, acts: &[Act], at: &Here<'_>) -> (RefundStatus, i64) {
        let usual = if at.rules.refund_at_once { 0 } else { self.settings.refund_takes_ms.max(1) };
        acts.iter().fold((RefundStatus::Done, usual), |(ends, takes), act| match act {
            // A refund that is given up must first be on its way.
            Act::RefundEnds { status } => (*status, takes.max(1)),
            Act::RefundTakes { seconds } => (ends, i64::from(*seconds).saturating_mul(1000)),
            _ => (ends, takes),
        })
    }

    /// The refund of this number within the scope of the rules.
    pub(crate) fn find_refund(
        &self,
        merchant: &str,
        key: u64,
        number: &str,
        at: &Here<'_>,
    ) -> Option<(u64, usize)> {
        match at.rules.refund_scope {
            RefundScope::Merchant => self.find_in_merchant(merchant, number),
            RefundScope::Order => Some((key, self.index_of(key, number)?)),
        }
    }

    fn find_in_merchant(&self, merchant: &str, number: &str) -> Option<(u64, usize)> {
        let key = *self.merchants.get(merchant)?.refunds.get(number)?;
        Some((key, self.index_of(key, number)?))
    }

    fn index_of(&self, key: u64, number: &str) -> Option<usize> {
        self.orders.get(&key)?.refunds.iter().position(|refund| refund.number == number)
    }
}

/// The number that an ask means, if it is permitted.
fn refund_number(order: &Order, ask: &RefundAsk, at: &Here<'_>) -> Result<String, Fault> {
    match &ask.refund {
        Some(number) if at.rules.refund.permits(number) => Ok(number.clone()),
        Some(_) => Err(Fault::invalid("refund", "The refund number is not in the permitted form.")),
        None if ask.amount == order.ask.amount => Ok(order.ask.order.clone()),
        None => Err(Fault::missing("refund")),
    }
}
