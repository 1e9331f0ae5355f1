//! The pay gate at work: requests in, the pure machine in the middle, calls and notices out.
//!
//! Read in this order: [`front`] takes a raw request and answers it; `gate` is what a merchant's
//! calls do; `advance` moves a payment one event on and stores that; `calls` performs what the
//! machine wants done at wallets; [`incoming`] hears wallets' notices; [`outbox`] tells merchants;
//! [`timers`] finds what is due.

pub(crate) mod advance;
pub mod backend;
mod bills;
mod calls;
mod cases;
pub mod cashier;
mod choice;
mod exchanges;
pub mod front;
mod gate;
pub mod incoming;
mod lanes;
mod lines;
pub mod open;
pub mod outbox;
mod pseudonym;
pub(crate) mod record;
mod renewal;
pub mod timers;
mod trust;
mod views;

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::Reason;
use drawbridge_canon::Refusal;
use drawbridge_ledger::Terms;

use crate::desk::Desk;
use crate::outbound::Net;
use crate::registry::Registry;
use crate::store::{Store, StoreError};
use crate::world::World;

pub use advance::Trouble;
pub(crate) use cases::{ACTION, PROTECTED};
pub use renewal::Renewals;

/// How long a wallet may take to answer a call. Longer than their documented worst case, shorter
/// than merchants' clients wait.
pub const CALL_MAX: Duration = Duration::from_secs(10);

/// What the gate needs to know of this installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Our address as wallets and buyers reach it, `https://host`, no final slash.
    pub public: String,
    /// Keys the pseudonyms of buyers: whoever has it can compute them from wallets' ids.
    pub pseudonym_key: String,
    /// What the operator charges.
    pub terms: Terms,
    /// Whether raw exchanges are kept for the timeline of a payment.
    pub keep_exchanges: bool,
}

/// The pay gate with everything it works with.
pub struct PayEngine {
    /// The world.
    pub world: World,
    /// What must survive.
    pub store: Arc<dyn Store>,
    /// The way out.
    pub net: Arc<dyn Net>,
    /// Who is who.
    pub registry: Arc<Registry>,
    /// Where it is decided, by the published rules, what may pass.
    pub desk: Arc<Desk>,
    /// This installation.
    pub settings: Settings,
    /// When platforms' certificates were last fetched out of turn; new and empty at the start.
    pub renewals: Renewals,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a caller hears when we ourselves fail: nothing of the inside, and that asking again is safe.
fn our_failure() -> Refusal {
    Refusal::new(
        Reason::ServiceFailed,
        "the service failed; repeat the request with the same number",
    )
}
