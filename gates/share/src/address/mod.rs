//! Addresses: whose they are, where they lead without opening them, and their one spelling.

mod canonical;
mod general;
mod owner;
mod trackers;

pub use canonical::{MOST_HOPS, Unrolled, canonical, unroll};
pub use general::{LONGEST, Unfit, general};
pub use owner::{Owner, owner};
