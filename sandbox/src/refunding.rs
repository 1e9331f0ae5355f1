//! The life of a refund: made, told, ended.

use drawbridge_canon::pay::{BillRow, RefundScope, RefundStatus, RowKind, Told};
use drawbridge_canon::{Fault, Money, Timestamp};

use crate::charge::lost;
use crate::effect::Effect;
use crate::numbers::Facts;
use crate::order::{Order, Refunding};
use crate::wallet::{Event, Here, Wallet};

/// A refund that was checked and may be made.
pub(crate) struct NewRefund {
    pub key: u64,
    pub number: String,
    pub amount: Money,
    pub reason: Option<String>,
    pub notify_url: Option<String>,
    pub ends: RefundStatus,
    pub ends_at: Timestamp,
    pub said_at: Option<Timestamp>,
}

impl Wallet {
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
            said_at: None,
        };
        self.make_refund(refund, at).map(|_| ())
    }

    /// A refund's time has come.
    pub(crate) fn end_refund(&mut self, key: u64, index: usize, at: &Here<'_>) {
        let Some(order) = self.orders.get_mut(&key) else { return };
        let Some(refund) = order.refunds.get_mut(index) else { return };
        refund.status = refund.ends;
        let refund = refund.clone();
        let (merchant, order_number) = (order.merchant.clone(), order.ask.order.clone());
        let state = order.paid_state();
        self.restate(key, state);
        self.rebook(&merchant, &refund, &order_number, at);
        if let Some(own) = self.merchants.get_mut(&merchant).filter(|_| !refund.counts()) {
            let totals = &mut own.totals;
            totals.refunded_minor = totals.refunded_minor.saturating_sub(refund.amount.minor);
            totals.fee_minor = totals.fee_minor.saturating_add(refund.fee_minor);
        }
        self.tell_refund(key, index, at);
        self.note(Effect::RefundEnded {
            merchant,
            order: order_number,
            refund: refund.number,
            status: refund.status,
        });
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

    /// Enters a refund; the answer is its index in the order.
    pub(crate) fn make_refund(&mut self, new: NewRefund, at: &Here<'_>) -> Result<usize, Fault> {
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
            said_at: new.said_at,
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
}

impl Order {
    /// What of the fee goes back with a refund of `amount`: in proportion, reckoned on all that was
    /// refunded so far, so that the parts add up to the whole fee exactly when all is refunded.
    fn fee_back(&self, amount: Money) -> u64 {
        let Some(payment) = &self.payment else { return 0 };
        let total = u128::from(self.ask.amount.minor.max(1));
        let refunded = u128::from(self.refunded_minor().saturating_add(amount.minor)).min(total);
        let due = (u128::from(payment.fee_minor) * refunded + total / 2) / total;
        u64::try_from(due).unwrap_or(u64::MAX).saturating_sub(self.fee_back_minor())
    }

    /// The bill's row of a refund.
    fn refund_row(&self, refund: &Refunding) -> BillRow {
        let rate = self.payment.as_ref().map_or(0, |payment| payment.rate_ppm);
        BillRow {
            at: refund.asked_at,
            refund: Some(refund.number.clone()),
            wallet_refund_no: Some(refund.wallet_no.clone()),
            amount: refund.amount,
            fee_micro: crate::bill::micro(Money { minor: refund.fee_minor, ..refund.amount }),
            status: Some(crate::bill::status(refund.status).to_owned()),
            ..self.row(RowKind::Refund, rate)
        }
    }
}
