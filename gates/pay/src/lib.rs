//! The pay gate: what must happen next to a payment, as a pure machine.
//!
//! The engine loads a [`Payment`], calls [`step`], commits the new state together with the notices
//! and bookings among the effects (compare-and-swap on a version), and then makes the calls.
//! Whatever a crash swallows after the commit is found again from the state alone: at
//! [`Payment::due`] the engine sends [`Event::Tick`].
//!
//! An event that was told before changes nothing; one that does not fit is refused with a reason.

mod answered;
mod asked;
mod cancel;
mod chosen;
mod close;
mod draft;
mod effect;
mod ended;
mod event;
mod heard;
mod looked;
mod offer;
mod paid;
mod payment;
mod record;
mod refund;
mod refund_heard;
mod reply;
pub mod route;
mod settle;
mod suspense;
mod tick;
pub mod timing;
mod view;
mod watch;

pub use effect::{Effect, Ended, Fate, Moved, Movement, Tell};
pub use event::{Asked, Event};
pub use offer::{Offer, OfferState};
pub use payment::{ClosedBy, Front, Note, Payment, Phase};
pub use record::{RefundKind, RefundRecord, RefundStep};
pub use reply::{Outcome, Reply, Waiting};
pub use route::{Route, route, wallet_for_buyer_code};

use draft::Draft;
use drawbridge_canon::pay::Rules;
use drawbridge_canon::{Reason, Refusal, Timestamp};

/// A wallet account that a merchant may be paid through.
#[derive(Clone, Copy, Debug)]
pub struct Wallet<'a> {
    /// The account, as Drawbridge names it.
    pub name: &'a str,
    /// The wallet's dialect.
    pub dialect: &'a str,
    /// The wallet's rules.
    pub rules: &'a Rules,
    /// The fee by contract, in parts per million.
    pub fee_ppm: u32,
}

/// What surrounds a step.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Now.
    pub now: Timestamp,
    /// The rules of the platform that the merchant speaks.
    pub front: &'a Rules,
    /// The merchant's wallet accounts: at least those that the payment is or may be offered to.
    pub wallets: &'a [Wallet<'a>],
}

impl World<'_> {
    /// The wallet account of that name.
    pub fn wallet(&self, name: &str) -> Result<&Wallet<'_>, Refusal> {
        self.wallets.iter().find(|wallet| wallet.name == name).ok_or_else(|| {
            let message = format!("wallet account {name} is not configured for this merchant");
            Refusal::new(Reason::ServiceFailed, message)
        })
    }
}

/// What came of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The new state.
    pub payment: Payment,
    /// What must be done, in order.
    pub effects: Vec<Effect>,
    /// Whether the state differs from the old one. If not, there is nothing to store, and no effects.
    pub changed: bool,
}

/// What follows from an event. The same state, event and world always give the same step.
///
/// `state` is `None` for a payment that does not exist yet, which only [`Event::Asked`] can make.
///
/// # Errors
/// A refusal when the event does not fit the state: nothing is changed then. A merchant's call is
/// answered with it; news from a wallet that is refused deserves an operator's attention.
pub fn step(state: Option<Payment>, event: Event, world: &World<'_>) -> Result<Step, Refusal> {
    let Some(before) = state else {
        return match event {
            Event::Asked(asked) => asked::first(*asked, world),
            _ => Err(Refusal::new(Reason::OrderNotFound, "there is no such order")),
        };
    };
    let mut draft = Draft::new(before.clone(), world);
    match event {
        Event::Asked(asked) => asked::again(&mut draft, *asked)?,
        Event::Chosen { wallet, scene } => chosen::chosen(&mut draft, &wallet, scene)?,
        Event::Answered { offer, outcome } => answered::answered(&mut draft, offer, outcome)?,
        Event::Heard { offer, transaction } => heard::heard(&mut draft, offer, &transaction)?,
        Event::QueryFailed { offer, fault } => heard::query_failed(&mut draft, offer, fault)?,
        Event::Looked => looked::looked(&mut draft),
        Event::CloseAsked => close::asked(&mut draft)?,
        Event::CloseAnswered { offer, outcome } => close::answered(&mut draft, offer, outcome)?,
        Event::CancelAsked => cancel::asked(&mut draft)?,
        Event::RefundAsked { ask } => refund::asked(&mut draft, *ask)?,
        Event::RefundAnswered { index, outcome } => {
            refund_heard::answered(&mut draft, index, outcome)?;
        }
        Event::RefundHeard { index, state } => refund_heard::heard(&mut draft, index, &state)?,
        Event::RefundQueryFailed { index, fault } => {
            refund_heard::query_failed(&mut draft, index, fault)?;
        }
        Event::Tick => tick::tick(&mut draft),
    }
    settle::settle(&mut draft);
    ended::ended(&mut draft);
    Ok(draft.finish(&before))
}
