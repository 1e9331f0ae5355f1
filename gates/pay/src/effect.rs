//! What must be done, in this order, after the new state is stored.

use drawbridge_canon::pay::{ChargeAsk, RefundAsk, Told};
use drawbridge_canon::{Money, Timestamp};
use serde::{Deserialize, Serialize};

/// Something to do. [`Effect::Tell`], [`Effect::Book`], [`Effect::Record`] and [`Effect::Anew`] belong
/// into the transaction that stores the state; the others are calls, made afterwards. A call that a crash swallows needs no record:
/// the state knows it is outstanding, and [`Payment::due`](crate::Payment::due) says when to act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the wallet's charge; answer with [`Event::Answered`](crate::Event::Answered).
    Charge {
        /// Which offer.
        offer: usize,
        /// In the wallet's terms. `notify_url` and `return_url` are empty: they are the engine's own.
        ask: Box<ChargeAsk>,
    },
    /// Ask the wallet how an offer stands; answer with [`Event::Heard`](crate::Event::Heard) or
    /// [`Event::QueryFailed`](crate::Event::QueryFailed).
    Query {
        /// Which offer.
        offer: usize,
    },
    /// Close an offer; answer with [`Event::CloseAnswered`](crate::Event::CloseAnswered).
    Close {
        /// Which offer.
        offer: usize,
    },
    /// Call the wallet's refund; answer with [`Event::RefundAnswered`](crate::Event::RefundAnswered).
    Refund {
        /// Which refund.
        index: usize,
        /// In the wallet's terms. `notify_url` is empty: it is the engine's own.
        ask: Box<RefundAsk>,
    },
    /// Ask the wallet how a refund stands; answer with
    /// [`Event::RefundHeard`](crate::Event::RefundHeard) or
    /// [`Event::RefundQueryFailed`](crate::Event::RefundQueryFailed).
    QueryRefund {
        /// Which refund.
        index: usize,
    },
    /// Tell the merchant, until it acknowledges.
    Tell(Tell),
    /// Book money.
    Book(Movement),
    /// Write into the log what became of a case that was decided.
    Record(Fate),
    /// Write into the log that the order came in anew, and was decided: an earlier ask came to nothing,
    /// and its cases have ended.
    Anew,
}

/// What became of a payment at a wallet that it was put before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The wallet account.
    pub wallet: String,
    /// How it ended.
    pub end: Ended,
    /// When.
    pub at: Timestamp,
    /// When the payment was asked for.
    pub since: Timestamp,
}

/// How a payment ended at a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was paid there.
    Paid,
    /// The wallet said no.
    Failed,
    /// Nobody paid in time.
    Expired,
    /// It was closed before anybody paid, by the merchant or by the wallet.
    Withdrawn,
}

/// A notice to the merchant, in the merchant's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// The notice's number: the payment's id, `N`, and a running number. Never used twice.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The address the merchant named for it; `None`: the account's default.
    pub url: Option<String>,
    /// What happened.
    pub told: Told,
}

/// Money that moved or was promised, in business words; the ledger makes postings of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Unique for what is booked and the same whenever it is derived again: booking is idempotent.
    pub key: String,
    /// The payment's id.
    pub payment: String,
    /// The merchant.
    pub merchant: String,
    /// The wallet account.
    pub wallet: String,
    /// When it happened: as the wallet says, where it says.
    pub at: Timestamp,
    /// What.
    pub what: Moved,
}

/// What moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// The buyer paid. Once in a payment's life.
    Paid {
        /// How much.
        amount: Money,
        /// What the wallet keeps of it.
        fee: Money,
    },
    /// A refund was promised. Followed by `RefundDone` or `RefundFailed` of the same amount.
    RefundAsked {
        /// How much.
        amount: Money,
    },
    /// The buyer has it.
    RefundDone {
        /// How much.
        amount: Money,
        /// What the wallet gave back of its fee.
        fee_back: Money,
    },
    /// It came to nothing: the promise is taken back.
    RefundFailed {
        /// How much.
        amount: Money,
    },
    /// The buyer paid what should not have been paid: it waits to be given back.
    Suspense {
        /// How much.
        amount: Money,
        /// What the wallet keeps of it.
        fee: Money,
        /// Why it does not count, for a person.
        why: String,
    },
    /// It was given back.
    SuspenseRefundDone {
        /// How much.
        amount: Money,
        /// What the wallet gave back of its fee.
        fee_back: Money,
    },
}
