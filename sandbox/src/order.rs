//! One order: what is kept of it, and how it is told.

use drawbridge_canon::pay::{
    Buyer, ChargeAsk, Fund, Handover, RefundState, RefundStatus, Scene, TradeState, Transaction,
};
use drawbridge_canon::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::buyer::PayWith;
use crate::settings::Settings;

/// An order as the wallet keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Whose it is.
    pub merchant: String,
    /// What was asked, with the buyer's code blanked: it is a secret.
    pub ask: ChargeAsk,
    /// Where it stands. [`TradeState::Finished`] is never kept, only told.
    pub state: TradeState,
    /// Whether calls can find it: some wallets make the order when a buyer opens it.
    pub seen: bool,
    /// The wallet's number, once there is one.
    pub wallet_no: Option<String>,
    /// Codes, prepay numbers and addresses under which a buyer finds it.
    pub handles: Vec<String>,
    /// How many times it was handed out anew.
    pub handed: usize,
    /// What was handed out last.
    pub last: Option<Handover>,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on nobody can pay it.
    pub expires: Timestamp,
    /// When it closes by itself.
    pub dies: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The buyer who is confirming.
    pub confirming: Option<Confirming>,
    /// How it was paid.
    pub payment: Option<Payment>,
    /// In the order asked.
    pub refunds: Vec<Refunding>,
}

/// A buyer who has not decided yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Confirming {
    /// How the buyer will pay.
    pub with: PayWith,
    /// When, if by itself.
    pub at: Option<Timestamp>,
    /// Whether even if the order has closed by then.
    pub after_close: bool,
}

/// How an order was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub buyer: Buyer,
    /// What the buyer paid after the wallet's coupon.
    pub paid: Money,
    /// From which pockets.
    pub funds: Vec<Fund>,
    /// From which bank.
    pub bank: Option<String>,
    /// The rate of what the wallet keeps, in parts per million.
    pub rate_ppm: u32,
    /// What the wallet keeps, in minor units.
    pub fee_minor: u64,
}

/// A refund as the wallet keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refunding {
    /// The merchant's number.
    pub number: String,
    /// The wallet's number.
    pub wallet_no: String,
    /// How much.
    pub amount: Money,
    /// How it stands.
    pub status: RefundStatus,
    /// How it will end.
    pub ends: RefundStatus,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// The same by the merchant's own word, where its platform has one.
    #[serde(default)]
    pub said_at: Option<Timestamp>,
    /// When it ends or ended.
    pub ends_at: Timestamp,
    /// The line for the buyer.
    pub reason: Option<String>,
    /// Where its notices go, if elsewhere.
    pub notify_url: Option<String>,
    /// The fee given back, in minor units.
    pub fee_minor: u64,
}

impl Refunding {
    /// Whether it takes money out of the order: a refund that was given up does not.
    pub(crate) fn counts(&self) -> bool {
        self.status != RefundStatus::Closed
    }
}

/// How long an order deserves to be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing more can happen to it.
    Over,
    /// Paid; refunds may come.
    Paid,
    /// Not paid; a payment may come.
    Open,
}

impl Order {
    /// How it stands for being remembered.
    pub(crate) fn standing(&self) -> Standing {
        let busy = self.refunds.iter().any(|refund| refund.status == RefundStatus::Processing);
        match self.state {
            TradeState::Closed | TradeState::Revoked | TradeState::Failed => Standing::Over,
            TradeState::Refunded if !busy => Standing::Over,
            state if state.was_paid() => Standing::Paid,
            _ => Standing::Open,
        }
    }

    /// Refunded so far, with what is on its way.
    pub(crate) fn refunded_minor(&self) -> u64 {
        self.refunds.iter().filter(|refund| refund.counts()).map(|r| r.amount.minor).sum()
    }

    /// The fees given back so far, in minor units.
    pub(crate) fn fee_back_minor(&self) -> u64 {
        self.refunds.iter().filter(|refund| refund.counts()).map(|r| r.fee_minor).sum()
    }

    /// The paid state that the refunds amount to.
    pub(crate) fn paid_state(&self) -> TradeState {
        match self.refunded_minor() {
            0 => TradeState::Paid,
            minor if minor < self.ask.amount.minor => TradeState::PartlyRefunded,
            _ => TradeState::Refunded,
        }
    }

    /// Whether a merchant served is the order's own; nobody named is always right.
    pub(crate) fn serves(&self, sub_merchant: Option<&str>) -> bool {
        let own = self.ask.sub_merchant.as_ref().map(|sub| &*sub.merchant);
        sub_merchant.is_none() || sub_merchant == own
    }

    /// Whether a repeated ask means the same order. The expiry may differ, because clients
    /// compute it anew for every attempt, and the first one stands; so may the buyer's code.
    pub(crate) fn same(&self, ask: &ChargeAsk) -> bool {
        let mut other = blanked(ask);
        other.expires = self.ask.expires;
        other == self.ask
    }

    /// The order as queries and notices tell it.
    pub(crate) fn transaction(
        &self,
        settings: &Settings,
        now: Timestamp,
        window: i64,
    ) -> Transaction {
        let ask = &self.ask;
        let payment = self.payment.as_ref();
        let late = |paid: &Payment| settings.finishes && now > paid.at.plus_seconds(window);
        let finished = payment.is_some_and(late) && self.state != TradeState::Refunded;
        Transaction {
            wallet_no: self.wallet_no.clone(),
            paid: payment.map(|payment| payment.paid),
            refunded: payment.map(|_| Money { minor: self.refunded_minor(), ..ask.amount }),
            paid_at: payment.map(|payment| payment.at),
            buyer: payment.map(|payment| payment.buyer.clone()),
            scene: Some(ask.scene.clone()),
            app: ask.app.clone(),
            merchant: Some(self.merchant.clone()),
            sub_merchant: ask.sub_merchant.clone(),
            subject: Some(ask.subject.clone()),
            body: ask.body.clone(),
            attach: ask.attach.clone(),
            bank: payment.and_then(|payment| payment.bank.clone()),
            funds: payment.map(|payment| payment.funds.clone()).unwrap_or_default(),
            created_at: Some(self.made_at),
            closed_at: self.closed_at,
            ..Transaction::new(
                ask.order.clone(),
                if finished { TradeState::Finished } else { self.state },
                ask.amount,
            )
        }
    }

    /// One of its refunds as answers and notices tell it.
    pub(crate) fn refund_state(
        &self,
        refund: &Refunding,
        settings: &Settings,
        moved: bool,
    ) -> RefundState {
        RefundState {
            wallet_refund_no: Some(refund.wallet_no.clone()),
            order: Some(self.ask.order.clone()),
            wallet_no: self.wallet_no.clone(),
            amount: Some(refund.amount),
            total: Some(self.ask.amount),
            refunded: Some(Money { minor: self.refunded_minor(), ..self.ask.amount }),
            moved: Some(moved),
            created_at: Some(refund.said_at.unwrap_or(refund.asked_at)),
            done_at: (refund.status == RefundStatus::Done).then_some(refund.ends_at),
            account: settings.refund_account.clone(),
            buyer: self.payment.as_ref().map(|payment| payment.buyer.clone()),
            reason: refund.reason.clone(),
            ..RefundState::new(refund.number.clone(), refund.status)
        }
    }
}

/// The ask without the buyer's code, which must not be kept.
pub(crate) fn blanked(ask: &ChargeAsk) -> ChargeAsk {
    let mut ask = ask.clone();
    if let Scene::BuyerCode { code } = &mut ask.scene {
        code.clear();
    }
    ask
}
