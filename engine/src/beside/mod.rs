//! What stands in the log beside the cases: agreements that are registered and end, probes that are fixed
//! and opened.
//!
//! The log holds hashes; the clauses of an agreement, the note that excuses it and the opening of a probe
//! are kept here as objects, written together with their leaf. So nothing is registered that nobody kept,
//! and an agreement ends once, as a probe is opened once. Note and opening are public, and are kept under the
//! hash by which the log names them, so that everybody can be given them.

pub mod agreements;
mod error;
pub mod probes;

use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::{Leaf, Reference, fit};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::BesideError;

use crate::store::{Expect, LeafWrite, Object, ObjectWrite, PAGE_LIMIT, Store, Write};

/// An object with what is kept in it.
struct Kept<T> {
    version: u64,
    body: T,
}

/// The objects of a kind, in the order of their ids.
async fn all<T: DeserializeOwned>(
    store: &dyn Store,
    kind: &str,
) -> Result<Vec<(String, T)>, BesideError> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.objects(kind, "", after.as_deref(), PAGE_LIMIT).await?;
        for object in &page.items {
            found.push((object.id.clone(), read(object)?));
        }
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

async fn kept<T: DeserializeOwned>(
    store: &dyn Store,
    kind: &'static str,
    id: &str,
) -> Result<Kept<T>, BesideError> {
    let object = store.object(kind, id).await?;
    let object = object.ok_or_else(|| BesideError::Unknown(kind, id.to_owned()))?;
    Ok(Kept { version: object.version, body: read(&object)? })
}

fn read<T: DeserializeOwned>(object: &Object) -> Result<T, BesideError> {
    serde_json::from_slice(&object.body)
        .map_err(|error| BesideError::Kept(object.id.clone(), error))
}

/// What is to be kept in an object.
fn object<T: Serialize>(
    kind: &str,
    id: &str,
    expected: Expect,
    body: &T,
) -> Result<ObjectWrite, BesideError> {
    let kept = serde_json::to_vec(body).map_err(|error| BesideError::Kept(id.to_owned(), error))?;
    Ok(ObjectWrite { kind: kind.to_owned(), id: id.to_owned(), expected, body: Some(kept) })
}

/// Commits a leaf together with what is kept of it; its index.
///
/// The leaf is fitted to the place that it will have, or a later one: what it refers to stands before
/// either.
async fn put(
    store: &dyn Store,
    (leaf, opening): (&Leaf, Vec<u8>),
    objects: Vec<ObjectWrite>,
    earlier: &[(Reference, Vec<u8>)],
) -> Result<Reference, BesideError> {
    let bytes = leaf.write()?;
    let next = store.leaf_count().await?;
    fit(leaf, next, |index| {
        let found = earlier.iter().find(|(reference, _)| reference.index == index);
        found.map(|(_, bytes)| bytes.clone())
    })?;
    let hash = leaf_hash(&bytes);
    let write = Write {
        objects,
        leaves: vec![LeafWrite::Ready { body: bytes, opening }],
        ..Write::default()
    };
    let index = store.commit_leaves(write).await?.start;
    Ok(Reference { index, hash })
}

/// A leaf by its hash, at or after where it was to stand when it was written.
async fn find(
    store: &dyn Store,
    hash: Hash,
    near: u64,
) -> Result<(Reference, Vec<u8>), BesideError> {
    let mut from = near;
    loop {
        let page = store.leaves(from, PAGE_LIMIT).await?;
        let Some((last, _)) = page.last() else { return Err(BesideError::Lost(near)) };
        from = last + 1;
        let mut found = page.into_iter().filter(|(_, body)| leaf_hash(body) == hash);
        if let Some((index, body)) = found.next() {
            return Ok((Reference { index, hash }, body));
        }
    }
}
