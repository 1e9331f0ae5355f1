//! An offer: a payment put before one wallet.
//!
//! ```text
//!            charge                  handed over             buyer opens
//!  Unsent ──────────▶ Asked ──────────────────────▶ Open ──────────────▶ Paying ──▶ Paid
//!    ▲                 │ │ refused                   │                     │          ▲
//!    │ never left      │ └──────────▶ Failed         │ close               │ close    │ paid
//!    │                 │                             ▼                     │          │ (from
//!    │        no word  │           confirmed      Closing ◀────────────────┘          │  anywhere)
//!    │                 ▼   Closed ◀────────────────  │ ▲
//!    └────────────── Unknown ◀───────────────────────┘ │ still open, and to be closed
//!   nothing there      │      not confirmed            │
//!                      └───────────────────────────────┘   (still open, and wanted: Open)
//! ```
//!
//! Every state with a call outstanding or a question open has [`Offer::next_ask`] set, so that the
//! picture goes on after a crash; so has a `Closed` or `Failed` one that its wallet may be paid for
//! all the same and would not tell of for long (see `watch`). `Paid` is final: whether the money
//! counts, or lies in suspense and goes back, is for the payment to say.

use drawbridge_canon::pay::{Buyer, Fund, Handover, Scene};
use drawbridge_canon::{Money, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::payment::is_zero;

/// A payment put before one wallet, under an order number of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
pub struct Offer {
    /// The wallet account, as Drawbridge names it.
    pub wallet: String,
    /// The wallet's dialect.
    pub dialect: String,
    /// The order number at the wallet: the payment's id and this offer's place in two digits.
    pub order: String,
    /// How the buyer is met, where the cashier meets them otherwise than the merchant asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
    /// When it was first put before the wallet: nothing happened to it earlier. Older records do not
    /// have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<Timestamp>,
    /// The last moment to pay that the wallet is told. Fixed at the first call, since a wallet
    /// takes a repeated call with another expiry for another order.
    pub expires: Timestamp,
    /// The wallet's fee in parts per million, fixed when the offer is made.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fee_ppm: u32,
    /// Where it stands.
    pub state: OfferState,
    /// What the wallet handed over for the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_at: Option<Timestamp>,
    /// Somebody waits for a handover: charge again as soon as that is known to be safe.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wanted: bool,
    /// A call may have reached the wallet, so that an order may exist there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reached: bool,
    /// The merchant has started anew under the same number: nobody may be sent here any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// A buyer has opened it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seen: bool,
    /// The wallet's own number of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_no: Option<String>,
    /// The amount of the order that was paid, as the wallet says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Money>,
    /// What the buyer really paid, after the wallet's own coupons, where told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_paid: Option<Money>,
    /// What the wallet keeps of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// When it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
    /// Who paid. If the merchant must not see the wallet's own id, the engine puts a pseudonym
    /// into the transaction before the machine hears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// The bank's code, in the wallet's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// Which pockets paid, in the wallet's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<Fund>,
    /// When the wallet was last called about it.
    pub asked_at: Timestamp,
    /// When to ask the wallet how it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_ask: Option<Timestamp>,
    /// How often it was asked since it came into this state: the wait grows with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub asks: u32,
    /// What last went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Refusal>,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// The charge is being called.
    Asked,
    /// Nothing exists at the wallet under this number; it may be charged with it (again).
    Unsent,
    /// The wallet has it; nobody has paid.
    Open,
    /// What the wallet has is not known: it is being asked.
    Unknown,
    /// The buyer is confirming.
    Paying,
    /// The buyer paid: it is the winner, or its money is in suspense.
    Paid,
    /// The close is being called.
    Closing,
    /// Closed at the wallet, or never came to be there, or left to itself where nothing closes it.
    Closed,
    /// The wallet refused the charge, or the attempt to pay failed for good.
    Failed,
}

impl OfferState {
    /// Whether it will never be paid, as far as anyone knows.
    pub const fn is_dead(self) -> bool {
        matches!(self, Self::Closed | Self::Failed)
    }

    /// Whether it may still be paid.
    pub const fn is_live(self) -> bool {
        !self.is_dead() && !matches!(self, Self::Paid)
    }
}
