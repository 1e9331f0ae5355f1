//! The share gate: what a message holds, and what must be asked to make a card of it.

pub mod address;
pub mod code;
pub mod reach;
pub mod read;
pub mod resolve;
pub mod safety;

mod mini;
mod names;
pub use read::{Hit, Platforms, read};
