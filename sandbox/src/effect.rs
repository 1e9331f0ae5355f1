//! What happened in the wallet without anybody calling it.

use drawbridge_canon::pay::{RefundStatus, TradeState};
use serde::{Deserialize, Serialize};

/// Something that time brought about, for logs and for the simulator's checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// Nobody paid in time; the order is closed.
    Expired {
        /// Whose order.
        merchant: String,
        /// Its number.
        order: String,
    },
    /// A buyer who was still confirming has paid.
    Paid {
        /// Whose order.
        merchant: String,
        /// Its number.
        order: String,
    },
    /// A buyer who was still confirming came too late.
    PaymentFailed {
        /// Whose order.
        merchant: String,
        /// Its number.
        order: String,
    },
    /// A refund that was on its way has ended.
    RefundEnded {
        /// Whose order.
        merchant: String,
        /// Its number.
        order: String,
        /// The refund's number.
        refund: String,
        /// How.
        status: RefundStatus,
    },
    /// A script lost one telling of a notice; it is told again by schedule.
    NoticeLost {
        /// Who was not told.
        merchant: String,
        /// The notice's number.
        notice: String,
        /// Which telling, from 1.
        attempt: u32,
    },
    /// A notice was never acknowledged and is not told any more.
    NoticeGivenUp {
        /// Who was not told.
        merchant: String,
        /// The notice's number.
        notice: String,
    },
    /// An order was forgotten to make room.
    Evicted {
        /// Whose order.
        merchant: String,
        /// Its number.
        order: String,
        /// How it stood.
        state: TradeState,
    },
    /// A day of bill rows was forgotten to make room: its bill does not exist any more.
    BooksDropped {
        /// Whose.
        merchant: String,
        /// The Beijing day.
        day: String,
    },
}
