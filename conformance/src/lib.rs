//! Every dialect in every case, every pair, kept bytes and the simulator.

pub mod chance;
pub mod check;
pub mod readers;
pub mod samples;
pub mod shop;
pub mod sim;
