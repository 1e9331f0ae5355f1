//! Giving money back.

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::money::Money;
use crate::pay::charge::{Goods, Origin};
use crate::pay::order::OrderRef;
use crate::pay::scene::Buyer;
use crate::time::Timestamp;

/// Asking for a refund. The refund's number makes it idempotent.
pub struct Refund;

impl Exchange for Refund {
    const NAME: &'static str = "refund";
    type Ask = RefundAsk;
    type Answer = RefundState;
}

/// What is to be given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundAsk {
    /// Of which order.
    pub order: OrderRef,
    /// The merchant's refund number; `None` only where the platform permits that for a refund of
    /// the whole order, and then the order's number stands for it.
    pub refund: Option<String>,
    /// How much.
    pub amount: Money,
    /// The order's whole amount, where the platform wants it repeated.
    pub total: Option<Money>,
    /// A line for the buyer.
    pub reason: Option<String>,
    /// Where notices of this refund go, if elsewhere than the payment's.
    pub notify_url: Option<String>,
    /// The merchant served, in partner mode.
    pub sub_merchant: Option<String>,
    /// The lines given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<Goods>,
    /// What only the asking platform can say.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
    /// When it was asked for, by the asker's own word, to the second. Some platforms take another
    /// time for another refund: a repeat, and a query, must say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// The wallet's own number of the payment, where it is known beside the order's: some wallets
    /// find what is to be given back by nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_no: Option<String>,
}

impl RefundAsk {
    /// A refund of which only the essentials are said.
    pub fn new(order: OrderRef, refund: Option<String>, amount: Money) -> Self {
        Self {
            order,
            refund,
            amount,
            total: None,
            reason: None,
            notify_url: None,
            sub_merchant: None,
            goods: Vec::new(),
            origin: Origin::default(),
            asked_at: None,
            wallet_no: None,
        }
    }
}

/// Asking how a refund stands.
pub struct RefundQuery;

impl Exchange for RefundQuery {
    const NAME: &'static str = "refund_query";
    type Ask = RefundQueryAsk;
    type Answer = RefundState;
}

/// Which refund is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundQueryAsk {
    /// The merchant's refund number.
    pub refund: String,
    /// Of which order, where the platform wants it.
    pub order: Option<OrderRef>,
    /// The merchant served, in partner mode.
    pub sub_merchant: Option<String>,
    /// When the refund was asked for: see [`RefundAsk::asked_at`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
}

/// How a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// On its way.
    Processing,
    /// The buyer has it.
    Done,
    /// It was given up; nothing moved. A new number is needed to try again.
    Closed,
    /// It could not be delivered: the merchant must act at the wallet.
    Abnormal,
}

/// A refund as a wallet tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundState {
    /// The merchant's refund number.
    pub refund: String,
    /// The wallet's refund number, where it has one.
    pub wallet_refund_no: Option<String>,
    /// The merchant's order number, where told.
    pub order: Option<String>,
    /// The wallet's number of the payment, where told.
    pub wallet_no: Option<String>,
    /// How it stands.
    pub status: RefundStatus,
    /// How much; what an answer that omits it means is the amount asked for.
    pub amount: Option<Money>,
    /// The order's whole amount, where told.
    pub total: Option<Money>,
    /// All refunds of the order so far, this one included, where told.
    pub refunded: Option<Money>,
    /// Whether *this* call moved money (false for an idempotent repeat), where told.
    pub moved: Option<bool>,
    /// When it was asked for.
    pub created_at: Option<Timestamp>,
    /// When the buyer had it.
    pub done_at: Option<Timestamp>,
    /// Where the money went, in the platform's words.
    pub account: Option<String>,
    /// The buyer, where told.
    pub buyer: Option<Buyer>,
    /// The line for the buyer, where told.
    pub reason: Option<String>,
}

impl RefundState {
    /// A refund of which only the essentials are known.
    pub fn new(refund: impl Into<String>, status: RefundStatus) -> Self {
        Self {
            refund: refund.into(),
            wallet_refund_no: None,
            order: None,
            wallet_no: None,
            status,
            amount: None,
            total: None,
            refunded: None,
            moved: None,
            created_at: None,
            done_at: None,
            account: None,
            buyer: None,
            reason: None,
        }
    }
}
