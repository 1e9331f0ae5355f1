//! The only crate with a socket, a clock, a die and a disk.
