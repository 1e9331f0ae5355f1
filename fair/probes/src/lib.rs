//! Paired probes: submissions that are identical but for the side, to see what a rule on paper cannot show:
//! slow queues, selective enforcement, who gets reviewed.
//!
//! The story in order. A [`design`] says what is submitted and what tells the sides apart, and is checked
//! for what would give a twin away. A [`plan`] makes the pairs of it by a seeded [`draw`]: which template,
//! who first, which of two names goes to whom; and commits to all of them under one root, which is logged
//! before the first is submitted. After the verdicts the submissions are [`mod@sighted`]
//! in the log, and the plan is [`opening`]: [`mod@verify`] makes the pairs
//! again from the seed and holds them against the log, so that none was dropped, exchanged or added.
//! [`mod@analyse`] compares each submission with its twin.
//!
//! Nothing here reads a clock, a die, a file or a socket: the seed and the log are arguments.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "what pairs show is statistics; money is never here"
)]

pub mod analyse;
pub mod design;
pub mod draw;
pub mod opening;
pub mod plan;
pub mod sighted;
pub mod verify;

pub use analyse::{Analysis, analyse};
pub use design::{Design, DesignError};
pub use opening::{Opening, OpeningError, Sighting};
pub use plan::{Pair, Plan, Side, Submission};
pub use sighted::{Disclosed, sighted};
pub use verify::{Fate, Problem, TooEarly, Verified, Watched, verify};
