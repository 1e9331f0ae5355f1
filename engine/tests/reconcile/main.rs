//! Reconciliation end to end: real bills of simulated wallets, over the bridge's own fronts.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreeing;
mod bombs;
mod broken;
mod correcting;
mod differing;
mod every_day;
mod house;
