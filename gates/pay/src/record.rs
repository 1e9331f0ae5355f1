//! A refund, as the machine keeps it.

use drawbridge_canon::pay::{RefundAsk, RefundStatus};
use drawbridge_canon::{Money, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::payment::is_zero;

/// One refund of one offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRecord {
    /// The merchant's refund number; for refunds the merchant never numbered, equal to `wallet_no`.
    pub refund: String,
    /// The refund number at the wallet: the payment's id, `R` (`S` for suspense) and two digits,
    /// so that it can be derived again and never asks for the same money twice. With `W`, which no
    /// wallet is told, it names what the wallet gave back by itself.
    pub wallet_no: String,
    /// Of which offer.
    pub offer: usize,
    /// How much.
    pub amount: Money,
    /// Who wanted it.
    pub kind: RefundKind,
    /// Where it stands.
    pub status: RefundStep,
    /// The wallet gave it back before anybody here asked: it is no attempt of ours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_wallet: bool,
    /// What the merchant asked, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Box<RefundAsk>>,
    /// When it was asked for.
    pub created: Timestamp,
    /// When it was asked for as the wallet is told it: the same at every retry, since some wallets
    /// take another time for another refund. A definite no ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_at: Option<Timestamp>,
    /// When the wallet accepted it: on that day it stands in the wallet's bill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When the buyer had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// What the wallet gives back of its fee, reckoned when it accepts the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_back: Option<Money>,
    /// The wallet's own number of the refund, where told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_refund_no: Option<String>,
    /// Where the money went, in the wallet's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How often its amount was promised: more than once only after a definite no.
    pub tries: u32,
    /// When the wallet was last called about it.
    pub asked_at: Timestamp,
    /// When to ask the wallet how it stands, or to call again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_ask: Option<Timestamp>,
    /// How often the wallet was asked: the wait grows with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub asks: u32,
    /// What last went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Refusal>,
}

impl RefundRecord {
    /// A refund that the wallet has not been called for, numbered as at the wallet.
    pub(crate) fn new(
        number: String,
        offer: usize,
        amount: Money,
        kind: RefundKind,
        now: Timestamp,
    ) -> Self {
        Self {
            refund: number.clone(),
            wallet_no: number,
            offer,
            amount,
            kind,
            status: RefundStep::Unsent,
            by_wallet: false,
            ask: None,
            created: now,
            said_at: None,
            accepted_at: None,
            done_at: None,
            fee_back: None,
            wallet_refund_no: None,
            account: None,
            tries: 0,
            asked_at: now,
            next_ask: None,
            asks: 0,
            fault: None,
        }
    }

    /// Whether the wallet took it on and could not deliver it: then its amount has left the order
    /// there. Of one that is abnormal for any other reason nothing moved.
    pub fn is_stuck(&self) -> bool {
        self.status == RefundStep::Abnormal && self.fee_back.is_some()
    }

    /// Whether the merchant asked for it at that time, as far as its platform tells times.
    pub(crate) fn asked_at_time(&self, at: Option<Timestamp>) -> bool {
        let known = self.ask.as_ref().and_then(|ask| ask.asked_at);
        known.zip(at).is_none_or(|(known, at)| known == at)
    }
}

/// Who wanted a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundKind {
    /// The merchant, by number.
    Merchant,
    /// The merchant, by cancelling an order that was paid.
    Cancel,
    /// The machine: the money should not have come.
    Suspense,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStep {
    /// The refund is being called.
    Asked,
    /// The call never left, or left nothing behind: it is made again with the same number.
    Unsent,
    /// What the wallet made of it is not known: it is being asked.
    Unknown,
    /// The wallet is at it.
    Processing,
    /// The buyer has it.
    Done,
    /// The wallet gave it up; nothing moved, and the number is used up.
    Closed,
    /// The wallet could not deliver it, or would not make it however often it was tried: a person
    /// must act there. The amount stays promised.
    Abnormal,
    /// The wallet said no; nothing moved, and the merchant may ask again with the same number.
    Refused,
}

impl RefundStep {
    /// Whether its amount is gone or promised.
    pub const fn is_committed(self) -> bool {
        !matches!(self, Self::Closed | Self::Refused)
    }

    /// Whether the machine still works on it.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Asked | Self::Unsent | Self::Unknown | Self::Processing)
    }

    /// As the merchant is told; `None` for a refund that came to nothing before it began.
    pub const fn told(self) -> Option<RefundStatus> {
        match self {
            Self::Asked | Self::Unsent | Self::Unknown | Self::Processing => {
                Some(RefundStatus::Processing)
            }
            Self::Done => Some(RefundStatus::Done),
            Self::Closed => Some(RefundStatus::Closed),
            Self::Abnormal => Some(RefundStatus::Abnormal),
            Self::Refused => None,
        }
    }
}
