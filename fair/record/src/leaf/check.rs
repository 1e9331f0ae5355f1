//! What no type keeps out of a leaf of a case: said of a leaf that is to be written as of one that is
//! read.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;

use super::{is_name, is_token};
use crate::error::LeafError;
use crate::members::{NAME, TIME, TOKEN, TOKENS};

/// A token.
pub(super) fn token(at: &str, text: &str) -> Result<(), LeafError> {
    if is_token(text) { Ok(()) } else { Err(LeafError::expected(at, TOKEN)) }
}

/// Tokens.
pub(super) fn tokens(at: &str, texts: &BTreeSet<String>) -> Result<(), LeafError> {
    let all = texts.iter().all(|text| is_token(text));
    if all { Ok(()) } else { Err(LeafError::expected(at, TOKENS)) }
}

/// Milliseconds since 1970.
pub(super) fn time(at: &str, time: Timestamp) -> Result<(), LeafError> {
    if time.0 >= 0 { Ok(()) } else { Err(LeafError::expected(at, TIME)) }
}

/// The names of fields.
pub(super) fn names<'n>(
    group: &str,
    mut names: impl Iterator<Item = &'n String>,
) -> Result<(), LeafError> {
    match names.find(|name| !is_name(name)) {
        None => Ok(()),
        Some(name) => Err(LeafError::expected(format!("{group}.{name}"), NAME)),
    }
}
