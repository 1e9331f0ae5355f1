//! Giving money back.

use drawbridge_canon::pay::{
    BillRow, RefundAsk, RefundQueryAsk, RefundScope, RefundState, RefundStatus, RowKind, Told,
};
use drawbridge_canon::{Fault, Money, Reason, Timestamp};

use crate::charge::lost;
use crate::effect::Effect;
use crate::limits::MAX_REFUNDS;
use crate::numbers::Facts;
use crate::order::{Order, Refunding};
use crate::script::{Act, Moment};
use crate::wallet::{Event, Here, Wallet};

/// A refund that was checked and may be made.
struct NewRefund {
    key: u64,
    number: String,
    amount: Money,
    reason: Option<String>,
    notify_url: Option<String>,
    ends: RefundStatus,
    ends_at: Timestamp,
}

impl Wallet {
    /// Refunds a part or the whole of a payment, at once or in a while as the rules say.
    ///
    /// The number makes it idempotent: repeated with the same order and amount it answers how the
    /// refund stands; with others it is a [`Reason::RefundConflict`]. Without a number the order's
    /// number stands for it, for a refund of the whole order only.
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
        Ok(order.refund_state(refund, &self.settings, false))
    }

    /// Refunds at once what is left of a payment that is cancelled.
    pub(crate) fn refund_rest(&mut self, key: u64, at: &Here<'_>) -> Result<(), Fault> {
        let order = self.orders.get(&key).ok_or_else(lost)?;
        let minor = order.ask.amount.minor.saturating_sub(order.refunded_minor());
        let amount = Money { minor, ..order.ask.amount };
        let merchant = order.merchant.clone();
        let mut number = order.ask.order.clone();
        while self.find_refund(&merchant, key, &number, at).is_some() {
            number.push('R');
        }
        let refund = NewRefund {
            key,
            number,
            amount,
            reason: None,
            notify_url: None,
            ends: RefundStatus::Done,
            ends_at: at.now,
        };
        self.make_refund(refund, at).map(|_| ())
    }

    /// A refund's time has come.
    pub(crate) fn end_refund(&mut self, key: u64, index: usize, at: &Here<'_>) {
        let Some(order) = self.orders.get_mut(&key) else { return };
        let Some(refund) = order.refunds.get_mut(index) else { return };
        refund.status = refund.ends;
        let (number, status, amount) = (refund.number.clone(), refund.status, refund.amount);
        let (asked_at, fee_minor) = (refund.asked_at, refund.fee_minor);
        let (merchant, order_number) = (order.merchant.clone(), order.ask.order.clone());
        let state = order.paid_state();
        self.restate(key, state);
        if status == RefundStatus::Closed {
            self.unbook(&merchant, asked_at, &order_number, &number);
            if let Some(own) = self.merchants.get_mut(&merchant) {
                own.totals.refunded_minor = own.totals.refunded_minor.saturating_sub(amount.minor);
                own.totals.fee_minor = own.totals.fee_minor.saturating_add(fee_minor);
            }
        }
        self.tell_refund(key, index, at);
        self.note(Effect::RefundEnded { merchant, order: order_number, refund: number, status });
    }

    /// Ends now what is on its way, because the order is about to be forgotten.
    pub(crate) fn finish_refunds(&mut self, key: u64, at: &Here<'_>) {
        let Some(order) = self.orders.get(&key) else { return };
        let processing: Vec<(usize, Timestamp)> = (0..)
            .zip(&order.refunds)
            .filter(|(_, refund)| refund.status == RefundStatus::Processing)
            .map(|(index, refund)| (index, refund.ends_at))
            .collect();
        for (index, ends_at) in processing {
            self.timers.remove(&(ends_at, Event::EndRefund(key, index)));
            self.end_refund(key, index, at);
        }
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
        if known != key || refund.amount != ask.amount {
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

    /// Enters a refund; the answer is its index in the order.
    fn make_refund(&mut self, new: NewRefund, at: &Here<'_>) -> Result<usize, Fault> {
        let key = new.key;
        let template = self.settings.texts.refund_no.clone();
        let facts = Facts { now: at.now, order: &new.number, prepay: "", wallet_no: "" };
        let wallet_no = self.text(&template, &facts);
        let order = self.orders.get_mut(&key).ok_or_else(lost)?;
        let merchant = order.merchant.clone();
        let at_once = new.ends_at <= at.now && new.ends == RefundStatus::Done;
        let refund = Refunding {
            number: new.number.clone(),
            wallet_no,
            amount: new.amount,
            status: if at_once { RefundStatus::Done } else { RefundStatus::Processing },
            ends: new.ends,
            asked_at: at.now,
            ends_at: new.ends_at,
            reason: new.reason,
            notify_url: new.notify_url,
            fee_minor: order.fee_back(new.amount),
        };
        let fee_minor = refund.fee_minor;
        let row = order.refund_row(&refund);
        let index = order.refunds.len();
        order.refunds.push(refund);
        let state = order.paid_state();
        if let Some(own) = self.merchants.get_mut(&merchant) {
            if at.rules.refund_scope == RefundScope::Merchant {
                own.refunds.insert(new.number, key);
            }
            let totals = &mut own.totals;
            totals.refunded_minor = totals.refunded_minor.saturating_add(new.amount.minor);
            totals.fee_minor = totals.fee_minor.saturating_sub(fee_minor);
        }
        self.book(&merchant, row);
        self.restate(key, state);
        if at_once {
            self.tell_refund(key, index, at);
        } else {
            self.timers.insert((new.ends_at, Event::EndRefund(key, index)));
        }
        Ok(index)
    }

    fn tell_refund(&mut self, key: u64, index: usize, at: &Here<'_>) {
        if !at.rules.tells_refunds {
            return;
        }
        let Some(order) = self.orders.get(&key) else { return };
        let Some(refund) = order.refunds.get(index) else { return };
        let told = Told::Refund {
            refund: Box::new(order.refund_state(refund, &self.settings, true)),
            payment: Some(Box::new(self.tell_order(order, at))),
        };
        let url = refund.notify_url.clone().or_else(|| order.ask.notify_url.clone());
        let (merchant, number) = (order.merchant.clone(), order.ask.order.clone());
        self.queue(merchant, number, url.unwrap_or_default(), told, at);
    }

    /// The refund of this number within the scope of the rules.
    fn find_refund(
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

impl Order {
    /// What of the fee goes back with a refund of `amount`: so much that, rounding notwithstanding,
    /// all refunds together give back exactly the fee of what they refund.
    fn fee_back(&self, amount: Money) -> u64 {
        let Some(payment) = &self.payment else { return 0 };
        let minor = self.refunded_minor().saturating_add(amount.minor);
        let due = Money { minor, ..amount }.share_ppm(payment.rate_ppm).minor;
        due.saturating_sub(self.fee_back_minor())
    }

    /// The bill's row of a refund.
    fn refund_row(&self, refund: &Refunding) -> BillRow {
        let rate = self.payment.as_ref().map_or(0, |payment| payment.rate_ppm);
        let done = refund.status == RefundStatus::Done;
        BillRow {
            at: refund.asked_at,
            refund: Some(refund.number.clone()),
            wallet_refund_no: Some(refund.wallet_no.clone()),
            amount: refund.amount,
            fee_micro: -crate::bill::micro(Money { minor: refund.fee_minor, ..refund.amount }),
            status: Some(if done { "SUCCESS" } else { "PROCESSING" }.to_owned()),
            ..self.row(RowKind::Refund, rate)
        }
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
