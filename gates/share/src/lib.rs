//! The share gate: what a message holds, and what must be asked to make a card of it.

pub mod safety;
