//! The audit statistics: whether outsiders are treated as well as insiders.
//!
//! **Outsiders** are newly connected businesses, **insiders** the platform's own. Every gap is told
//! as outsiders minus insiders, every ratio as outsiders over insiders.
//!
//! The story in order: [`special`] are the distributions; [`proportions`] compares two rates,
//! [`durations`] two samples of times or fees, [`survival`] times of which some are still running,
//! [`stratified`] any of them within like cases only; [`equivalence`] shows that a gap is *small*,
//! which a large p value never does; [`paired`] compares twins that differ in their side only; [`multiplicity`] is for many questions at once, [`anytime`] for
//! one question asked every day; [`exposure`] is who is seen in a ranking; [`power`] is what could
//! have been seen at all; and [`verdict`] puts two p values into one of three words.
//!
//! # Which question is answered where
//!
//! | indicator | whether the sides differ | by how much | whether they are equal |
//! | --- | --- | --- | --- |
//! | approval, notice given | [`stratified::cmh`] | [`stratified::mantel_haenszel`] | [`equivalence::common_difference`], [`equivalence::rate_ratio`] |
//! | links that open, payments that succeed | [`stratified::cmh`] over merchants, [`proportions::clusters`] | the same | the same |
//! | review time, with pending cases | [`survival::log_rank`] | [`survival::restricted`], [`survival::cox`] | [`equivalence::waits`] |
//! | fee | [`stratified::van_elteren`], [`stratified::oaxaca`] | [`durations::shift`] | [`equivalence::geometric_means`] |
//! | latency | [`durations::win::differ`]: Brunner and Munzel, or Mann and Whitney where the sides do not overlap | [`durations::quantile`] | [`equivalence::win_probability`] |
//! | place in a ranking | [`durations::mann_whitney::exact`], [`exposure::prefix`] | [`exposure::Exposure`] | its ratio inside the margin |
//! | appeals | [`proportions::fisher`], [`proportions::boschloo`] | [`proportions::odds`] | too few to say |
//! | probes, in pairs | [`paired::mcnemar`], [`paired::signed_rank`], [`paired::waits`] | [`paired::gap`] | the same |
//! | all of them, every day | [`anytime`] | [`anytime::bounded`], [`anytime::beta_binomial::difference`] | the sequence inside the margin |
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
pub mod paired;
pub mod power;
pub mod proportions;
mod root;
pub mod special;
pub mod stratified;
pub mod survival;
pub mod verdict;

pub use error::AuditError;
