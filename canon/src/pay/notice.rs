//! The wallet tells the merchant: an exchange like any other, asked by the far side.

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::pay::refund::RefundState;
use crate::pay::transaction::Transaction;
use crate::time::Timestamp;

/// A notice, told until it is acknowledged.
///
/// Here the roles are turned: `write_ask` is the platform telling the merchant's address
/// ([`NoticeAsk::url`]), `read_ask` is the merchant's side hearing it; `write_answer` is the
/// acknowledgement, `read_answer` the platform hearing that.
pub struct Notice;

impl Exchange for Notice {
    const NAME: &'static str = "notice";
    type Ask = NoticeAsk;
    type Answer = Acknowledged;
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAsk {
    /// The notice's own number: the same at every retry.
    pub id: String,
    /// When what it tells happened.
    pub at: Timestamp,
    /// Where it is told. Empty when read.
    pub url: String,
    /// What happened.
    pub told: Told,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A payment came to stand so.
    Payment(Box<Transaction>),
    /// A refund came to stand so. Platforms that tell refunds as a change of the payment tell both.
    Refund {
        /// The refund.
        refund: Box<RefundState>,
        /// The payment, where the platform tells it too.
        payment: Option<Box<Transaction>>,
    },
}

/// The merchant has heard, or says why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acknowledged {
    /// Heard; never tell it again.
    Heard,
    /// Not heard: tell it again later.
    Again(String),
}

/// The buyer's browser comes back to the merchant's page with the outcome in its address. Not
/// every platform signs one. `write_ask` makes the address ([`NoticeAsk::url`] with parameters).
pub struct Return;

impl Exchange for Return {
    const NAME: &'static str = "return";
    type Ask = NoticeAsk;
    type Answer = ();
}
