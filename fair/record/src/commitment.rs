//! A field that is fixed without being shown: a hash over its name, a salt and its value.

use std::fmt;

use drawbridge_fair_log::Hash;
use sha2::{Digest, Sha256};

use crate::canonical::{self, CanonicalError, CanonicalWhy, Value};
use crate::leaf::{Field, Leaf};

/// What the hashed bytes begin with, so that no other hash of this project is a commitment.
const DOMAIN: &[u8] = b"drawbridge.fair.commitment/v1";

/// Most bytes of a value that can be committed, in canonical JSON: what opens it must go into a file of
/// [`canonical::MAX_BYTES`] together with its name, its salt and the leaf's reference.
pub const MAX_VALUE: usize = canonical::MAX_BYTES - 1023;

/// Lists and objects around a value in such a file.
const AROUND: usize = 3;

/// What keeps a commitment from being guessed: without it, the few camps there are could be tried one
/// after another. A fresh one from a good die for every field of every leaf.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(pub [u8; Salt::BYTES]);

impl Salt {
    /// Bytes of a salt: as many as of the hash, so that guessing it is no easier.
    pub const BYTES: usize = 32;
}

impl fmt::Debug for Salt {
    /// Not the salt: it is a secret of the parties.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// The commitment to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment(pub Hash);

/// Commits to a field by its full name (`protected.camp`, `facts.amount`, `remedy`): SHA-256 over four
/// parts, each after its length in bytes as 32 bits, most significant first: a tag, the name, the salt
/// and the value in canonical JSON (`H(salt‖value)` of the design, made unambiguous).
///
/// Refused is a value that could not be disclosed: of more than [`MAX_VALUE`] bytes, or nested so deep
/// that [`canonical::write`] refuses what opens it.
pub fn commit(name: &str, salt: &Salt, value: &Value) -> Result<Commitment, CanonicalError> {
    let value = canonical::write_below(value, AROUND)?;
    if value.len() > MAX_VALUE {
        return Err(CanonicalError { at: MAX_VALUE, why: CanonicalWhy::Uncommittable });
    }
    Ok(commit_spelt(name, salt, &value))
}

/// The same for a value that is canonical JSON already and within those bounds, which the caller has
/// seen to.
pub fn commit_spelt(name: &str, salt: &Salt, value: &[u8]) -> Commitment {
    let mut hasher = Sha256::new();
    for part in [DOMAIN, name.as_bytes(), &salt.0, value] {
        // A name of four gigabytes does not come; if it did, its commitment would fit no leaf.
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        hasher.update(length.to_be_bytes());
        hasher.update(part);
    }
    Commitment(Hash(hasher.finalize().into()))
}

/// What opens a commitment, for whoever is given it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// The full name of the field in its leaf.
    pub name: String,
    /// The salt with which it was committed.
    pub salt: Salt,
    /// What was committed.
    pub value: Value,
}

/// Why a disclosure shows nothing about a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// No field of this name.
    #[error("the leaf has no field {0}")]
    NoSuchField(String),
    /// The field is open: nothing is to be disclosed.
    #[error("the field {0} is open in the leaf")]
    Open(String),
    /// Another name, salt or value than what was committed.
    #[error("the commitment to {0} was made to something else")]
    Mismatch(String),
    /// The value is none that can be committed.
    #[error("the value cannot have been committed: {0}")]
    Value(#[from] CanonicalError),
}

impl Disclosure {
    /// Whether this is what a leaf committed to under this name.
    pub fn verify(&self, leaf: &Leaf) -> Result<(), DisclosureError> {
        let name = || self.name.clone();
        match leaf.field(&self.name) {
            None => Err(DisclosureError::NoSuchField(name())),
            Some(Field::Open(_)) => Err(DisclosureError::Open(name())),
            Some(Field::Committed(commitment)) => {
                let ours = commit(&self.name, &self.salt, &self.value)?;
                if ours == commitment { Ok(()) } else { Err(DisclosureError::Mismatch(name())) }
            }
        }
    }
}
