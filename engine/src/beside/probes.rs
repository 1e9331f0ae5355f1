//! Probes: fixed before the first submission, opened after the verdicts.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_probes::{Opening, Verified, verify};
use drawbridge_fair_record::leaf::{ProbeCommit, ProbeReveal};
use drawbridge_fair_record::{Body, Gate, Leaf, Reference};
use drawbridge_seal::digest::hex;
use serde::{Deserialize, Serialize};

use super::{BesideError, all, find, kept, object, put};
use crate::board::Reader;
use crate::store::{Expect, ObjectWrite, Store, StoreError, kinds};

/// What is kept of a probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    /// The hash of the leaf that fixes it, and where that was to stand.
    leaf: String,
    near: u64,
    /// The opening's hash in hexadecimal, once it is opened.
    #[serde(default)]
    opened: Option<String>,
    /// The opening itself, where it was opened before openings were kept under their hashes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening: Option<String>,
}

/// Fixes the pairs of a probe. It is known by its root, in hexadecimal; the same pairs are fixed once.
pub async fn fix(
    store: &dyn Store,
    gate: Gate,
    commit: ProbeCommit,
    now: Timestamp,
) -> Result<Reference, BesideError> {
    let id = id(commit.root);
    let leaf = Leaf { gate, time: now, body: Body::ProbeCommit(commit) };
    let record = Record {
        leaf: leaf_hash(&leaf.write()?).to_base64(),
        near: store.leaf_count().await?,
        opened: None,
        opening: None,
    };
    let objects = vec![object(kinds::PROBE, &id, Expect::Absent, &record)?];
    put(store, (&leaf, Vec::new()), objects, &[]).await
}

/// Opens a probe: its opening is held against the log, kept, and named there by its hash.
///
/// Refused is an opening before the verdicts, since it tells the platform which submissions are watched; only in
/// the last day that was promised it is taken all the same, so that nobody escapes by never deciding.
/// Refused is also one that is not what was fixed, and a second one.
pub async fn open(
    store: &Arc<dyn Store>,
    bytes: Vec<u8>,
    now: Timestamp,
) -> Result<Reference, BesideError> {
    let opening = Opening::read(&bytes)?;
    let root = opening.plan.root().map_err(drawbridge_fair_record::LeafError::from)?;
    let id = id(root);
    let known = kept::<Record>(&**store, kinds::PROBE, &id).await?;
    let mut record = known.body;
    let refused = |why: String| Err(BesideError::Refused(why));
    if record.opened.is_some() || record.opening.is_some() {
        return refused("the probe is open already".to_owned());
    }
    let hash = Hash::parse(&record.leaf).ok_or(BesideError::Lost(record.near))?;
    let (of, fixed) = find(&**store, hash, record.near).await?;
    if of != opening.commit {
        return refused(format!(
            "the pairs were fixed by leaf {}, not {}",
            of.index, opening.commit.index
        ));
    }
    let leaf = Leaf::read(&fixed)?;
    let Body::ProbeCommit(commit) = &leaf.body else { return Err(BesideError::Lost(of.index)) };
    let size = store.leaf_count().await?;
    let (opening, bytes, verified) = held(store.clone(), opening, bytes, size).await?;
    if let Some(problem) = verified.problems.first() {
        return refused(format!("the opening is not what was fixed: {problem}"));
    }
    if let Some(why) = verified.too_early(commit, now) {
        return refused(why.to_string());
    }
    let opening_sha256 = Opening::hash(&bytes);
    let reveal = ProbeReveal { of, opening_sha256, submitted: opening.submitted };
    let reveal =
        Leaf { gate: leaf.gate, time: now.max(leaf.time), body: Body::ProbeReveal(reveal) };
    record.opened = Some(hex(&opening_sha256.0));
    let objects = vec![
        object(kinds::PROBE, &id, Expect::Version(known.version), &record)?,
        ObjectWrite::by_hash(kinds::OPENING, opening_sha256, bytes),
    ];
    put(&**store, (&reveal, Vec::new()), objects, &[(of, fixed)]).await
}

/// The openings of all probes that are open, as their bytes.
pub async fn openings(store: &dyn Store) -> Result<Vec<Vec<u8>>, BesideError> {
    let mut openings = Vec::new();
    for (_, record) in all::<Record>(store, kinds::PROBE).await? {
        openings.extend(record.opening.map(String::into_bytes));
        if let Some(hash) = record.opened {
            let kept = store.object(kinds::OPENING, &hash).await?;
            openings.push(kept.ok_or(BesideError::Unknown(kinds::OPENING, hash))?.body);
        }
    }
    Ok(openings)
}

/// An opening by its hash; none if it is not kept here.
pub async fn opening(store: &dyn Store, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let kept = store.object(kinds::OPENING, &id(hash)).await?;
    Ok(kept.map(|object| object.body))
}

/// Holds an opening against the log, on a thread of its own: every leaf since it was fixed is read.
async fn held(
    store: Arc<dyn Store>,
    opening: Opening,
    bytes: Vec<u8>,
    size: u64,
) -> Result<(Opening, Vec<u8>, Verified), BesideError> {
    let mut reader = Reader::new(store);
    let done = tokio::task::spawn_blocking(move || {
        let mut failed = None;
        let verified = verify(&opening, &bytes, size, |index| {
            reader.leaf(index).map_err(|error| failed.get_or_insert(error).clone()).ok().flatten()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok((opening, bytes, verified)),
        }
    });
    Ok(done.await.map_err(|_| BesideError::Ended)??)
}

fn id(root: Hash) -> String {
    hex(&root.0)
}
