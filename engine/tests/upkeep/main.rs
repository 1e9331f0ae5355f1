//! What an engine keeps in order by itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod finished;
#[path = "../reconcile/house.rs"]
#[allow(dead_code, reason = "the house has more than is needed here")]
mod house;
mod lanes;
mod strangers;
mod tidy;
mod trust;
