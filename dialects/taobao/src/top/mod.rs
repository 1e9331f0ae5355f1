//! The open platform's one address for all calls (TOP, `router/rest`), and the two calls that make
//! and read codes ("淘口令").

mod call;
mod codes;
mod create;
mod resolve;
mod sign;

pub(crate) use create::{MakeCode, OWN};
pub(crate) use resolve::ReadCode;
