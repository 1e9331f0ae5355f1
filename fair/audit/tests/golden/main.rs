//! Every value in the golden files, which SciPy, statsmodels, lifelines, mpmath and R computed.
//!
//! A value that nothing here computes fails the test, as does an unknown case; what is not compared
//! (prose) is in one list in `check.rs`, and what the files have wrong is listed with the reason.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "statistics are compared; money is never here"
)]
#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]
#![allow(clippy::print_stdout, reason = "how many values were compared, for who asks to see it")]

mod anytime;
mod bytes;
mod check;
mod durations;
mod equivalence;
mod exposure;
mod multiplicity;
mod power;
mod proportions;
mod scenarios;
mod special;
mod stratified;
mod survival;
