//! Asking about an order, and taking it back.

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::pay::transaction::Transaction;

/// Which order is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRef {
    /// By the merchant's order number.
    Order(String),
    /// By the wallet's own number.
    Wallet(String),
}

/// Asking how a payment stands.
pub struct Query;

impl Exchange for Query {
    const NAME: &'static str = "query";
    type Ask = QueryAsk;
    type Answer = Transaction;
}

/// Which payment is asked about. If a caller names both numbers, the wallet's own decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryAsk {
    /// Which order.
    pub order: OrderRef,
    /// The merchant served, in partner mode.
    pub sub_merchant: Option<String>,
}

/// Closing an order that is not paid. Doing it twice is not an error.
pub struct Close;

impl Exchange for Close {
    const NAME: &'static str = "close";
    type Ask = CloseAsk;
    /// The order as it is named to the caller: `(order number, wallet's number if any)`.
    type Answer = (String, Option<String>);
}

/// Which order to close (or cancel).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseAsk {
    /// Which order.
    pub order: OrderRef,
    /// The merchant served, in partner mode.
    pub sub_merchant: Option<String>,
}

/// Taking an order back whatever happened to it: closed if unpaid, refunded if paid.
pub struct Cancel;

impl Exchange for Cancel {
    const NAME: &'static str = "cancel";
    type Ask = CloseAsk;
    type Answer = CancelAnswer;
}

/// How a cancellation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelAnswer {
    /// The merchant's order number.
    pub order: String,
    /// The wallet's number, where the order had become a trade.
    pub wallet_no: Option<String>,
    /// What was done; `None` if there was nothing to do.
    pub action: Option<CancelAction>,
    /// Whether the caller should ask again.
    pub retry: bool,
}

/// What a cancellation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelAction {
    /// It was not paid, and is closed.
    Close,
    /// It was paid, and is refunded.
    Refund,
}
