//! What is kept beside a leaf and not shown: everything that opens its commitments.

use std::collections::BTreeMap;
use std::fmt;

use drawbridge_fair_log::Hash;
use sha2::{Digest, Sha256};

use crate::canonical::{self, CanonicalError, Object, Value};
use crate::commitment::{Commitment, Disclosure, DisclosureError, Salt, commit};
use crate::error::LeafError;
use crate::leaf::Leaf;
use crate::members::{Draft, Members};

/// What the hashed bytes begin with, so that no other hash of this project is a salt.
const DOMAIN: &[u8] = b"drawbridge.fair.salt/v1";

/// The version of openings, their member `v`.
const VERSION: u64 = 1;

/// From what all salts of one leaf are made. One draw from a good die for a leaf, where a salt for
/// every field would take many; to know one salt tells nothing of the seed or of another salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(pub [u8; Salt::BYTES]);

impl Seed {
    /// The salt of the field of this full name: SHA-256 over three parts, each after its length in
    /// bytes as 32 bits, most significant first: a tag, the seed and the name.
    pub fn salt(&self, name: &str) -> Salt {
        let mut hasher = Sha256::new();
        for part in [DOMAIN, &self.0, name.as_bytes()] {
            // A name of four gigabytes does not come; if it did, its salt would be no worse.
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            hasher.update(length.to_be_bytes());
            hasher.update(part);
        }
        Salt(hasher.finalize().into())
    }
}

impl fmt::Debug for Seed {
    /// Not the seed: it is a secret of the parties.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// The seed of a leaf, and what was committed with it by the full names of the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    seed: Seed,
    values: BTreeMap<String, Value>,
}

/// Why an opening is not the one of a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// A value that the leaf did not commit to.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    /// A commitment that nothing opens.
    #[error("nothing opens the commitment to {0}")]
    Closed(String),
}

impl Opening {
    /// Nothing is committed yet.
    pub fn new(seed: Seed) -> Self {
        Self { seed, values: BTreeMap::new() }
    }

    /// Commits to a field by its full name, such as `protected.camp`, and keeps what opens it.
    pub fn commit(&mut self, name: &str, value: Value) -> Result<Commitment, CanonicalError> {
        let commitment = commit(name, &self.seed.salt(name), &value)?;
        self.values.insert(name.to_owned(), value);
        Ok(commitment)
    }

    /// What was committed under this full name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// All that was committed, by full name.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// What opens one field, and no other, for somebody else.
    pub fn disclose(&self, name: &str) -> Option<Disclosure> {
        let value = self.values.get(name)?.clone();
        Some(Disclosure { name: name.to_owned(), salt: self.seed.salt(name), value })
    }

    /// Whether it opens every commitment of this leaf, and nothing else.
    pub fn verify(&self, leaf: &Leaf) -> Result<(), OpeningError> {
        for name in leaf.committed() {
            if !self.values.contains_key(&name) {
                return Err(OpeningError::Closed(name));
            }
        }
        for name in self.values.keys() {
            if let Some(disclosure) = self.disclose(name) {
                disclosure.verify(leaf)?;
            }
        }
        Ok(())
    }

    /// Its bytes: canonical JSON with the members `seed`, `v` and `values`.
    pub fn write(&self) -> Result<Vec<u8>, LeafError> {
        let mut draft = Draft(Object::new());
        draft.count("v", VERSION)?;
        draft.hash("seed", Hash(self.seed.0));
        draft.0.insert("values".to_owned(), Value::Object(self.values.clone()));
        Ok(canonical::write(&Value::Object(draft.0))?)
    }

    /// Reads what [`Opening::write`] wrote, and nothing else.
    pub fn read(bytes: &[u8]) -> Result<Self, LeafError> {
        let mut members = Members::of("", canonical::read(bytes)?)?;
        if members.count("v")? != VERSION {
            return Err(LeafError::expected("v", "version 1"));
        }
        let seed = Seed(members.hash("seed")?.0);
        let values = members.object("values")?;
        members.end()?;
        Ok(Self { seed, values })
    }
}
