//! The documents' examples, compiled and run: a document that is wrong does not pass.

/// A whole platform in miniature, for `ADD_A_PLATFORM.md`: copy it to begin a dialect.
#[path = "acorn/lib.rs"]
pub mod acorn;

/// The examples in the page itself.
#[cfg(doctest)]
#[doc = include_str!("ADD_A_PLATFORM.md")]
pub struct AddAPlatform;
