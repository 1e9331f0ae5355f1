//! The only crate with a socket, a clock, a die and a disk.

pub mod outbound;
pub mod world;
