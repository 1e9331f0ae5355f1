//! What is done in the name of accounts with platforms: tokens and tickets are asked for once and shared,
//! links are made, pages are signed, and what goes wrong is said with what helps.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod asked_once;
mod codes;
mod platform;
mod refused;
mod siblings;
