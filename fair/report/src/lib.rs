//! The compliance report: every number with where it comes from, and the same data for every reader.
//!
//! The story in order. A [`history`] is read from the leaves themselves, the audit's indicators come
//! from `fair/indicators`, what deciding again showed is [`replayed`],
//! what is agreed is in [`terms`], what was probed in [`probed`],
//! and what no log holds is a [`declaration`] of the operator's. [`mod@build`] makes
//! a [`shape::Report`] of them, [`json`] its bytes, whose hash goes into the log. [`verify`] compares a
//! report with what was computed again; [`views`] put the same data into the forms of regulators.
//!
//! Nothing here reads a clock, a file or a socket: the same input gives the same bytes everywhere.

pub mod build;
pub mod chart;
pub mod declaration;
mod difference;
pub mod evidence;
pub mod format;
pub mod history;
pub mod html;
pub mod json;
pub mod openings;
pub mod own;
pub mod probed;
pub mod reasons;
pub mod replayed;
pub mod shape;
pub mod terms;
pub mod verify;
pub mod views;
mod words;

pub use build::{BuildError, Input, build};
pub use shape::Report;
