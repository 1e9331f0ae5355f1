//! A payment goes through.

use drawbridge_canon::pay::{BillRow, Fund, RowKind, Scene, Told, TradeState};
use drawbridge_canon::{Money, Timestamp};

use crate::bill::micro;
use crate::buyer::PayWith;
use crate::order::{Order, Payment};
use crate::person;
use crate::settings::Settings;
use crate::wallet::{Here, Wallet};

/// Who pays when nobody is named.
pub(crate) const SOMEBODY: &str = "buyer";

impl Wallet {
    /// The money moves.
    pub(crate) fn settle(&mut self, key: u64, with: &PayWith, at: &Here<'_>) {
        self.forget_confirming(key);
        self.unschedule_expiry(key);
        self.number(key, at.now);
        let rate = self.settings.fee_ppm.unwrap_or(at.rules.fee_ppm);
        let Some(order) = self.orders.get_mut(&key) else { return };
        let payment = payment_of(&self.settings, order, with, rate, at.now);
        let (amount, fee_minor) = (order.ask.amount, payment.fee_minor);
        order.payment = Some(payment);
        order.closed_at = None;
        let merchant = order.merchant.clone();
        let row = order.row(RowKind::Payment, rate);
        let tells =
            !matches!(order.ask.scene, Scene::BuyerCode { .. }) || order.ask.notify_url.is_some();
        self.restate(key, TradeState::Paid);
        if let Some(own) = self.merchants.get_mut(&merchant) {
            own.totals.paid_minor = own.totals.paid_minor.saturating_add(amount.minor);
            own.totals.fee_minor = own.totals.fee_minor.saturating_add(fee_minor);
        }
        self.book(&merchant, row);
        if tells {
            self.tell_payment(key, at);
        }
    }

    /// Queues the notice of how an order stands now.
    pub(crate) fn tell_payment(&mut self, key: u64, at: &Here<'_>) {
        let Some(order) = self.orders.get(&key) else { return };
        let told = Told::Payment(Box::new(self.tell_order(order, at)));
        let (merchant, number) = (order.merchant.clone(), order.ask.order.clone());
        let url = order.ask.notify_url.clone().unwrap_or_default();
        self.queue(merchant, number, url, told, at);
    }
}

impl Order {
    /// The bill's row of its payment.
    pub(crate) fn row(&self, kind: RowKind, rate_ppm: u32) -> BillRow {
        let payment = self.payment.as_ref();
        let fee_minor = payment.map_or(0, |payment| payment.fee_minor);
        BillRow {
            kind,
            at: payment.map(|payment| payment.at).unwrap_or_default(),
            order: self.ask.order.clone(),
            wallet_no: self.wallet_no.clone().unwrap_or_default(),
            refund: None,
            wallet_refund_no: None,
            amount: self.ask.amount,
            fee_micro: micro(Money { minor: fee_minor, ..self.ask.amount }),
            rate_ppm: Some(rate_ppm),
            status: None,
            subject: self.ask.subject.clone(),
            attach: self.ask.attach.clone().unwrap_or_default(),
            buyer: payment.map(|payment| payment.buyer.id.clone()).unwrap_or_default(),
            trade_type: self.ask.scene.name().to_owned(),
        }
    }
}

/// Who paid what from where.
fn payment_of(
    settings: &Settings,
    order: &Order,
    with: &PayWith,
    rate: u32,
    at: Timestamp,
) -> Payment {
    let amount = order.ask.amount;
    let coupon = Money { minor: with.coupon_minor.min(amount.minor), ..amount };
    let paid = Money { minor: amount.minor - coupon.minor, ..amount };
    let pocket = with.channel.clone().unwrap_or_else(|| settings.channel.clone());
    let funds = [(pocket, paid), (settings.coupon_channel.clone(), coupon)]
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(channel, amount)| Fund { channel, amount })
        .collect();
    let app = order.ask.app.as_deref();
    let known = match &order.ask.scene {
        Scene::InWallet { buyer } if !buyer.id.is_empty() => Some(buyer.clone()),
        _ => None,
    };
    let name = with.buyer.as_deref().unwrap_or(SOMEBODY);
    Payment {
        at,
        buyer: known.unwrap_or_else(|| person::named(settings, &order.merchant, app, name)),
        paid,
        funds,
        bank: with.bank.clone().or_else(|| settings.bank.clone()),
        rate_ppm: rate,
        fee_minor: amount.share_ppm(rate).minor,
    }
}
