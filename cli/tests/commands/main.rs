//! The binary as its user meets it: what it prints for people and for programs, what it says when
//! something is wrong, and with which code it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreeing;
mod beside;
mod exporting;
mod logs;
mod mistakes;
mod place;
mod probing;
mod proving;
mod publishing;
mod replaying;
mod reporting;
mod setting_up;
mod sharing;
mod shop;
mod story;
