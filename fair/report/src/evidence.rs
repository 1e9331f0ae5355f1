//! What a page holds so that a browser can check it by itself: proofs, and the keys to check them with.

use drawbridge_fair_log::proof::{MakeError, prove_consistency, prove_inclusion};
use drawbridge_fair_log::tiled::HashReader;
use drawbridge_fair_log::{Hash, Note};
use serde::{Deserialize, Serialize};

use crate::history::History;
use crate::shape::{Text, text};

/// Proofs and keys. Nothing in it need be believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The keys of the log and of the witnesses, as `name+hash+key`.
    pub keys: Vec<String>,
    /// Leaves that are under the report's checkpoint.
    pub claims: Vec<Claim>,
    /// The leaf by which the report was published; null before it was.
    pub publication: Option<Publication>,
}

/// That a leaf is in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What it is.
    pub says: Text,
    /// Its number.
    pub index: u64,
    /// Its bytes.
    pub leaf: String,
    /// From its neighbour up, in Base64.
    pub proof: Vec<String>,
}

/// That a report was published, under a later checkpoint of the same log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The later checkpoint with its signatures.
    pub checkpoint: String,
    /// The number of the leaf.
    pub index: u64,
    /// Its bytes.
    pub leaf: String,
    /// That it is under that checkpoint.
    pub proof: Vec<String>,
    /// That the report's checkpoint is the beginning of the later one.
    pub consistency: Vec<String>,
}

/// Evidence that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// A proof cannot be made.
    #[error(transparent)]
    Proof(#[from] MakeError),
    /// A leaf that is no text: ours are JSON.
    #[error("leaf {0} is not text")]
    NotText(u64),
}

/// Where leaves come from.
pub trait LeafReader {
    /// The bytes of a leaf; none if it cannot be had.
    fn leaf(&mut self, index: u64) -> Option<Vec<u8>>;
}

/// Most versions of the rules whose publications are proved: the latest.
const MOST_CLAIMS: usize = 20;

/// That the versions of the rules are under a checkpoint of `size` leaves.
pub fn rules(
    hashes: &mut impl HashReader,
    leaves: &mut impl LeafReader,
    history: &History,
    size: u64,
) -> Result<Vec<Claim>, EvidenceError> {
    let mut claims = Vec::new();
    for version in history.versions.values().rev().take(MOST_CLAIMS) {
        let name = &version.policy.version;
        claims.push(Claim {
            says: text(
                format!("规则版本 {name} 的公布"),
                format!("the publication of the rules {name}"),
            ),
            index: version.index,
            leaf: words(leaves, version.index)?,
            proof: base64(prove_inclusion(hashes, version.index, size)?),
        });
    }
    claims.reverse();
    Ok(claims)
}

/// That a report with this hash, computed from `size` leaves, is published under a later checkpoint;
/// none if the log does not hold it.
pub fn publication(
    hashes: &mut impl HashReader,
    leaves: &mut impl LeafReader,
    history: &History,
    (sha256, size): (Hash, u64),
    (later, later_size): (&Note, u64),
) -> Result<Option<Publication>, EvidenceError> {
    let Some(found) = history.reports.iter().find(|one| one.sha256 == sha256) else {
        return Ok(None);
    };
    Ok(Some(Publication {
        checkpoint: later.to_string(),
        index: found.index,
        leaf: words(leaves, found.index)?,
        proof: base64(prove_inclusion(hashes, found.index, later_size)?),
        consistency: base64(prove_consistency(hashes, size, later_size)?),
    }))
}

fn words(leaves: &mut impl LeafReader, index: u64) -> Result<String, EvidenceError> {
    let bytes = leaves.leaf(index).ok_or(EvidenceError::NotText(index))?;
    String::from_utf8(bytes).map_err(|_| EvidenceError::NotText(index))
}

fn base64(hashes: Vec<Hash>) -> Vec<String> {
    hashes.into_iter().map(Hash::to_base64).collect()
}
