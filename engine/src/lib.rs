//! The only crate with a socket, a clock, a die and a disk.

pub mod outbound;
pub mod pay;
pub mod registry;
pub mod sandbox;
pub mod store;
pub mod world;
