//! oEmbed (oembed.com): whom to ask about an address, and what the answer means.
//!
//! An answer's `html` is a stranger's program and is dropped. Only where it is one frame, the
//! address of that frame is kept as a player's.

mod answer;
mod providers;

pub use answer::{json, xml};
pub use providers::endpoint;
