//! `proof.json`: what a standard carries to show that it was proved.

use std::collections::BTreeMap;

use drawbridge_fair_log::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::StandardError;
use crate::standard::{PROOF, Standard};

/// What the hashed bytes begin with, so that no other hash of this project is of scripts.
const DOMAIN: &[u8] = b"drawbridge.fair.proof/v1";

/// The proof of a standard: what is the same whenever anyone proves it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The standard's hash, in Base64.
    pub standard: String,
    /// Hash over all scripts, in Base64: the member `proof` of the publication's leaf.
    pub scripts: String,
    /// How many scripts there are, each of them `unsat`.
    pub questions: usize,
    /// The solver that said so. Another one may say it again.
    pub solver: String,
}

impl Proof {
    /// Reads `proof.json`.
    pub fn read(bytes: &[u8]) -> Result<Self, StandardError> {
        serde_json::from_slice(bytes).map_err(|e| StandardError::unreadable(PROOF, e))
    }

    /// The hash of the scripts, if they are about this standard; otherwise what is wrong, in words. That
    /// each of them is `unsat` shows whoever runs them.
    pub fn shows(&self, standard: &Standard) -> Result<Hash, String> {
        let ours = standard.hash().to_base64();
        if self.standard != ours {
            return Err(format!("it is of {}, and this is {ours}", self.standard));
        }
        if self.questions == 0 {
            return Err("nothing was asked".to_owned());
        }
        Hash::parse(&self.scripts).ok_or_else(|| "its scripts have no hash".to_owned())
    }

    /// What is not as it was proved, in words; none if the proof is fresh. The solver may be another.
    pub fn stale(&self, now: &Self) -> Option<String> {
        if self.standard != now.standard {
            let (was, is) = (&self.standard, &now.standard);
            return Some(format!("the standard was {was} when it was proved and is {is}"));
        }
        if self.scripts != now.scripts || self.questions != now.questions {
            return Some("the scripts are others than those that were proved".to_owned());
        }
        None
    }
}

/// SHA-256 over a tag, and then of every script, ascending by name, the name and the bytes, each after
/// its length in bytes (64 bits, most significant first).
pub fn scripts_hash(scripts: &BTreeMap<String, String>) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    for part in scripts.iter().flat_map(|(name, script)| [name, script]) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}
