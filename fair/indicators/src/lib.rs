//! From the leaves of the log to the indicators of the report.
//!
//! [`found`] is what comes out: every number with its definition, its groups, its test, its verdict,
//! what it missed and what it would take to see more.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::similar_names,
    reason = "statistics need floats, and `test` and `tost` are both words of theirs; money is never here"
)]

mod auditor;
mod cases;
pub mod found;
mod judge;
mod measure;
mod monitor;
pub mod plan;
mod read;
pub mod sample;

pub use auditor::{Auditor, AuditorError};
pub use read::Shown;
