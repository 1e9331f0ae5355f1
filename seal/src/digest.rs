//! Hashes, in the lower-case hexadecimal in which wires carry them.

use aws_lc_rs::digest::{self, Algorithm};
use md5::{Digest, Md5};

/// SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex_of(&digest::SHA256, bytes)
}

/// SHA-1: only a check sum against accidents, wherever a platform still names it.
pub fn sha1_hex(bytes: &[u8]) -> String {
    hex_of(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
}

/// MD5: only where a platform's wire names it.
pub fn md5_hex(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// SHA-1 of what comes in pieces, for files that do not fit in memory.
pub struct Sha1(digest::Context);

impl Sha1 {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY))
    }

    /// Adds a piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all pieces.
    pub fn finish_hex(self) -> String {
        hex(self.0.finish().as_ref())
    }
}

impl Default for Sha1 {
    fn default() -> Self {
        Self::new()
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn hex_of(algorithm: &'static Algorithm, bytes: &[u8]) -> String {
    hex(digest::digest(algorithm, bytes).as_ref())
}
