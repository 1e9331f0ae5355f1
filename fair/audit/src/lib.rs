//! The audit statistics: whether outsiders are treated as well as insiders.
//!
//! **Outsiders** are newly connected businesses, **insiders** the platform's own. Every gap is told
//! as outsiders minus insiders, every ratio as outsiders over insiders.
//!
//! The story in order: [`special`] are the distributions; [`proportions`] compares two rates,
//! [`durations`] two samples of times or fees, [`survival`] times of which some are still running,
//! [`stratified`] any of them within like cases only; [`equivalence`] shows that a gap is *small*,
//! which a large p value never does; [`multiplicity`] is for many questions at once, [`anytime`] for
//! one question asked every day; [`exposure`] is who is seen in a ranking; [`power`] is what could
//! have been seen at all; and [`verdict`] puts two p values into one of three words.
//!
//! # The same to the byte
//!
//! Nothing here reads a clock, rolls a die or keeps an unordered map. Of floating point only the
//! operations that IEEE 754 rounds exactly are taken from the machine (`+ - * /`, square root,
//! rounding to integers); logarithms and their like come from the `libm` crate, and sums are made in
//! the order of the input or of its sorted copy. So a report recomputed elsewhere has the same bytes.
//!
//! # Limits
//!
//! A value that does not exist (a ratio to a rate of zero) is `None` or NaN as each function says;
//! nothing here panics for a table that [`proportions::Table::new`] has accepted.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::many_single_char_names,
    clippy::similar_names,
    reason = "statistics need floats, and their formulae keep the letters of their papers; \
              money is never here"
)]

pub mod anytime;
pub mod durations;
pub mod equivalence;
pub mod error;
pub mod exposure;
mod math;
pub mod multiplicity;
pub mod power;
pub mod proportions;
mod root;
pub mod special;
pub mod stratified;
pub mod survival;
pub mod verdict;

pub use error::AuditError;
