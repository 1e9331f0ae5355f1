//! What is known of a payment, as queries and notices tell it.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::pay::scene::{Buyer, Scene};
use crate::time::Timestamp;

/// Where a payment stands at the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TradeState {
    /// Nobody has paid.
    NotPaid,
    /// The buyer is confirming.
    Paying,
    /// Paid; nothing refunded.
    Paid,
    /// Paid; a part was refunded.
    PartlyRefunded,
    /// Paid; all of it was refunded.
    Refunded,
    /// Closed without payment.
    Closed,
    /// Taken back by the merchant.
    Revoked,
    /// The attempt to pay failed.
    Failed,
    /// Paid, and too late for any refund.
    Finished,
}

impl TradeState {
    /// Whether the buyer's money was taken, even if it was given back later.
    pub const fn was_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PartlyRefunded | Self::Refunded | Self::Finished)
    }

    /// Whether it will never be paid.
    pub const fn is_dead(self) -> bool {
        matches!(self, Self::Closed | Self::Revoked | Self::Failed)
    }
}

/// A payment as a wallet tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The merchant's order number.
    pub order: String,
    /// The wallet's own number. Some wallets have none before payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_no: Option<String>,
    /// Where it stands.
    pub state: TradeState,
    /// The order's amount.
    pub amount: Money,
    /// What the buyer really paid, after the wallet's own coupons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Money>,
    /// Refunded so far, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// When it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
    /// Who paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// How the buyer was met; `None` where the platform does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
    /// The app id it was made under, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The merchant's number, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
    /// The merchant served, in partner mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_merchant: Option<super::SubMerchant>,
    /// The line that the buyer read, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The longer text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What the merchant attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attach: Option<String>,
    /// The bank's code, where one is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// Which pockets the money came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<Fund>,
    /// When the order was made, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When the order was closed, where the platform tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl Transaction {
    /// A payment of which only the essentials are known.
    pub fn new(order: impl Into<String>, state: TradeState, amount: Money) -> Self {
        Self {
            order: order.into(),
            wallet_no: None,
            state,
            amount,
            paid: None,
            refunded: None,
            paid_at: None,
            buyer: None,
            scene: None,
            app: None,
            merchant: None,
            sub_merchant: None,
            subject: None,
            body: None,
            attach: None,
            bank: None,
            funds: Vec::new(),
            created_at: None,
            closed_at: None,
        }
    }
}

/// A pocket that paid a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fund {
    /// The platform's word for the pocket, kept as told.
    pub channel: String,
    /// How much of the amount.
    pub amount: Money,
}
