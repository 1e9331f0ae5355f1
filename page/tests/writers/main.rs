//! What the writers write, read again by parsers that nobody here wrote.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod cards;
mod inert;
mod oembed;
mod page;
mod plain;
mod tree;
mod well_known;
