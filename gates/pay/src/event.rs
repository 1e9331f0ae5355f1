//! What can happen to a payment.

use drawbridge_canon::Fault;
use drawbridge_canon::pay::{ChargeAsk, Handover, RefundAsk, RefundState, Scene, Transaction};

use crate::payment::Front;

/// Something that happened. Offers and refunds are named by their place in the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The merchant asks to be paid: the first time, or again.
    Asked(Box<Asked>),
    /// A buyer opened the cashier with a wallet.
    Chosen {
        /// The wallet account.
        wallet: String,
        /// How the buyer is met there: a code on the cashier's page, a page on the phone, ….
        /// `None`: as the merchant asked.
        scene: Option<Scene>,
    },
    /// A wallet answered [`Effect::Charge`](crate::Effect::Charge).
    Answered {
        /// Which offer.
        offer: usize,
        /// What it said.
        outcome: Result<Handover, Fault>,
    },
    /// A wallet told how an offer stands: by answering
    /// [`Effect::Query`](crate::Effect::Query), or by notice.
    Heard {
        /// Which offer.
        offer: usize,
        /// What it said, with the wallet-side order number (or none, if the wallet's answer has none).
        transaction: Box<Transaction>,
    },
    /// A wallet did not tell how an offer stands.
    QueryFailed {
        /// Which offer.
        offer: usize,
        /// Why not.
        fault: Fault,
    },
    /// The merchant asks how it stands: offers that have not been asked about for a few seconds are.
    Looked,
    /// The merchant closes the order.
    CloseAsked,
    /// A wallet answered [`Effect::Close`](crate::Effect::Close).
    CloseAnswered {
        /// Which offer.
        offer: usize,
        /// What it said.
        outcome: Result<(), Fault>,
    },
    /// The merchant takes the order back, paid or not.
    CancelAsked,
    /// The merchant asks for a refund. Where refund numbers are unique within the merchant
    /// ([`RefundScope::Merchant`](drawbridge_canon::pay::RefundScope)) the engine must have made
    /// sure that the number belongs to no other payment.
    RefundAsked {
        /// What is asked.
        ask: Box<RefundAsk>,
    },
    /// A wallet answered [`Effect::Refund`](crate::Effect::Refund).
    RefundAnswered {
        /// Which refund.
        index: usize,
        /// What it said.
        outcome: Result<Box<RefundState>, Fault>,
    },
    /// A wallet told how a refund stands: by answering
    /// [`Effect::QueryRefund`](crate::Effect::QueryRefund), or by notice.
    RefundHeard {
        /// Which refund.
        index: usize,
        /// What it said.
        state: Box<RefundState>,
    },
    /// A wallet did not tell how a refund stands.
    RefundQueryFailed {
        /// Which refund.
        index: usize,
        /// Why not.
        fault: Fault,
    },
    /// Time passes: everything that is due at `world.now` is done.
    Tick,
}

/// A merchant's ask, with what the engine decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The id that a new payment gets: 28 decimal digits. Not used for a repeat.
    pub id: String,
    /// The merchant.
    pub merchant: String,
    /// The front it speaks to.
    pub front: Front,
    /// What it asks.
    pub ask: ChargeAsk,
    /// The wallet to call at once; `None` leaves the choice to the buyer, in the cashier.
    pub offer_to: Option<String>,
    /// The wallets accepted, in drawn order.
    pub accepted: Vec<String>,
    /// What the operator takes of it, in parts per million.
    pub commission_ppm: u32,
}
