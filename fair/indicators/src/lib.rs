//! From the leaves of the log to the indicators of the report.
//!
//! [`found`] is what comes out: every number with its definition, its groups, its test, its verdict,
//! what it missed and what it would take to see more.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "statistics need floats; money is never here"
)]

pub mod found;
