//! Addresses: whose they are, where they lead without opening them, and their one spelling.

mod canonical;
mod fragment;
mod general;
mod owner;
mod trackers;
mod wrappers;

pub use canonical::{MOST_HOPS, Unrolled, canonical, unroll};
pub use general::{LONGEST, PORTS, Unfit, general};
pub use owner::{Owner, owner};
pub(crate) use wrappers::is_short;
