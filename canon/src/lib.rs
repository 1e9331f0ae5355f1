//! What is meant: the canonical data model between all platforms, and the traits that a
//! platform's dialect implements to be translated to and from it.
//!
//! No platform's name stands in this crate, and nothing in it opens a socket, reads a clock or
//! rolls a die.

pub mod account;
pub mod codec;
pub mod dialect;
pub mod fault;
pub mod form;
pub mod keys;
pub mod money;
pub mod pay;
pub mod refusal;
pub mod share;
pub mod time;
pub mod wire;

pub use account::Account;
pub use codec::{Codec, Ctx, Exchange};
pub use dialect::Dialect;
pub use fault::Fault;
pub use keys::{Digest, KeyError, Keys, NamedSigner, NamedVerifier, Sign, Verify};
pub use money::{Currency, Money, MoneyError};
pub use refusal::{Reason, Refusal};
pub use time::Timestamp;
pub use wire::{Carrier, Headers, Method, Request, Response};
