//! A simulated wallet that knows no platform: it is driven in canonical words only, so that the
//! front of a platform joined to it is a sandbox of that platform.
//!
//! Pure and deterministic. Time is an argument, every choice follows from [`Settings::seed`], and
//! the whole [`Wallet`] is data that can be saved and restored. What differs between platforms is
//! read from their [`Rules`](drawbridge_canon::pay::Rules) and from [`Settings`]. What should go
//! wrong is said in a [`Script`]; no amount and no number has a secret meaning.
//!
//! The shell around it does, for each call that reaches a front:
//!
//! 1. [`Wallet::script`]: wait, fail before, or note how to sign the reply;
//! 2. the call itself ([`Wallet::charge`], [`Wallet::query`], …);
//! 3. fail after, or reply;
//! 4. [`Wallet::drain`]: send the notices that are due, and say how each was received with
//!    [`Wallet::acknowledged`]; sleep until [`Wallet::due`] at most.

mod bill;
mod buyer;
mod charge;
mod clock;
mod close;
mod decision;
mod effect;
mod limits;
mod notices;
mod numbers;
mod order;
mod person;
mod query;
mod refund;
mod refunding;
mod script;
mod settings;
mod settle;
mod sign_in;
mod upkeep;
mod wallet;

pub use bill::BillRows;
pub use buyer::{BuyerAct, PayWith};
pub use clock::Clock;
pub use decision::{Decision, Fail};
pub use effect::Effect;
pub use limits::{
    KEEP_ORDERS, KEEP_ROWS, MAX_EFFECTS, MAX_HANDLES, MAX_LINKS, MAX_MERCHANTS, MAX_NOTICES,
    MAX_REFUNDS, MAX_RULES,
};
pub use notices::{NoticeStanding, Outgoing};
pub use query::Seen;
pub use script::{Act, Migration, Moment, Script, ScriptRule, When};
pub use settings::{Settings, Texts};
pub use wallet::{Here, Totals, Wallet};
