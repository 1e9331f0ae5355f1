//! The standard's own place in the log.
//!
//! A node that begins publishes the standard that it came with, once, whichever node of many is the
//! first: the claim and the leaf are one write. Where the leaf stands is kept beside it; should a crash
//! come between, the leaf is found again in the log, by its hash.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_policy::publication::{Earlier, Evidence, Place, publication};
use drawbridge_fair_policy::standard::PROOF;
use drawbridge_fair_policy::{Files, Proof, Standard};
use drawbridge_fair_record::{Body, Gate, Leaf, Reference};

use super::{DeskError, InForce};
use crate::store::{CommitError, Expect, LeafWrite, ObjectWrite, PAGE_LIMIT, Store, Write, kinds};

/// Puts a standard into the log if it is not there yet, and says where it stands.
pub(super) async fn publish(
    store: &dyn Store,
    standard: &Standard,
    proof: &Proof,
    now: Timestamp,
) -> Result<InForce, DeskError> {
    let sha256 = standard.hash();
    let id = sha256.to_base64();
    if store.object(kinds::STANDARD, &id).await?.is_none() {
        claim(store, standard, proof, now).await?;
    }
    let kept = store.object(kinds::STANDARD, &id).await?;
    let kept = kept.ok_or_else(|| DeskError::Kept("it is gone".to_owned()))?;
    let publication = match reference(&kept.body)? {
        (hash, Some(index)) => Reference { index, hash },
        (hash, None) => {
            let found = find(store, hash).await?;
            let body = Some(written(found.hash, Some(found.index)));
            let (kind, expected) = (kinds::STANDARD.to_owned(), Expect::Any);
            store.put_object(ObjectWrite { kind, id, expected, body }).await?;
            found
        }
    };
    let since = read(store, publication).await?.time;
    Ok(InForce { publication, sha256, since })
}

/// The proof that a standard is neutral. Refused is one of a standard that was changed since.
pub(super) fn proof(standard: &Standard, files: &Files) -> Result<Proof, DeskError> {
    let unproved = |why: String| DeskError::Unproved(standard.version().to_owned(), why);
    let proof = files.get(PROOF).ok_or_else(|| unproved(format!("there is no {PROOF}")))?;
    let proof = Proof::read(proof)?;
    proof.shows(standard).map_err(unproved)?;
    Ok(proof)
}

/// Publishes a standard, unless another node has. One that replaces another was open to comment, and
/// goes on from what was published before.
async fn claim(
    store: &dyn Store,
    standard: &Standard,
    proof: &Proof,
    now: Timestamp,
) -> Result<(), DeskError> {
    let size = store.leaf_count().await?;
    // A node that appends in this very moment may move the leaf past where it was to be in force; then
    // whoever verifies the log says so.
    let place = Place { time: now, index: size, effective_index: size + 1 };
    let history = history(store).await?;
    let names: Vec<&str> = drawbridge_roster::DIALECTS.iter().map(|one| one.name).collect();
    let policy = publication(standard, Evidence::Proof(proof), &history, place, &names)?;
    let leaf = Leaf { gate: Gate::All, time: now, body: Body::Policy(policy) };
    let body = leaf.write()?;
    let claim = ObjectWrite {
        kind: kinds::STANDARD.to_owned(),
        id: standard.hash().to_base64(),
        expected: Expect::Absent,
        body: Some(written(leaf_hash(&body), None)),
    };
    let leaves = vec![LeafWrite::Ready { body, opening: Vec::new() }];
    match store.commit(Write { objects: vec![claim], leaves, ..Write::default() }).await {
        // Another node was faster.
        Ok(()) | Err(CommitError::Conflict | CommitError::Exists(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What was published before, ascending by index.
async fn history(store: &dyn Store) -> Result<Vec<Earlier>, DeskError> {
    let mut history = Vec::new();
    for object in store.objects(kinds::STANDARD, "", None, PAGE_LIMIT).await?.items {
        let reference = match reference(&object.body)? {
            (hash, Some(index)) => Reference { index, hash },
            (hash, None) => find(store, hash).await?,
        };
        let leaf = read(store, reference).await?;
        let Body::Policy(policy) = leaf.body else { return Err(DeskError::Lost(reference.index)) };
        history.push(Earlier { reference, time: leaf.time, policy });
    }
    history.sort_by_key(|earlier| earlier.reference.index);
    Ok(history)
}

async fn find(store: &dyn Store, hash: Hash) -> Result<Reference, DeskError> {
    let mut from = 0;
    loop {
        let page = store.leaves(from, PAGE_LIMIT).await?;
        let Some((last, _)) = page.last() else { return Err(DeskError::Lost(from)) };
        from = last + 1;
        if let Some((index, _)) = page.iter().find(|(_, body)| leaf_hash(body) == hash) {
            return Ok(Reference { index: *index, hash });
        }
    }
}

/// A leaf of the log.
async fn read(store: &dyn Store, at: Reference) -> Result<Leaf, DeskError> {
    let lost = || DeskError::Lost(at.index);
    let (index, body) = store.leaves(at.index, 1).await?.pop().ok_or_else(lost)?;
    if index != at.index || leaf_hash(&body) != at.hash {
        return Err(lost());
    }
    Ok(Leaf::read(&body)?)
}

fn written(hash: Hash, index: Option<u64>) -> Vec<u8> {
    let index = index.map_or_else(String::new, |index| index.to_string());
    format!("{hash} {index}").into_bytes()
}

fn reference(kept: &[u8]) -> Result<(Hash, Option<u64>), DeskError> {
    let broken = || DeskError::Kept(String::from_utf8_lossy(kept).into_owned());
    let text = std::str::from_utf8(kept).map_err(|_| broken())?;
    let (hash, index) = text.split_once(' ').ok_or_else(broken)?;
    let hash = Hash::parse(hash).ok_or_else(broken)?;
    if index.is_empty() {
        return Ok((hash, None));
    }
    Ok((hash, Some(index.parse().map_err(|_| broken())?)))
}

#[cfg(test)]
mod tests {
    use drawbridge_fair_policy::published;

    use super::*;

    #[test]
    fn a_standard_that_was_changed_since_its_proof_is_not_published() {
        let mut files = published();
        assert!(proof(&Standard::parse(&files).unwrap(), &files).is_ok());
        files.get_mut("policies/pay.cedar").unwrap().push(b'\n');
        let error = proof(&Standard::parse(&files).unwrap(), &files).unwrap_err();
        assert!(error.to_string().contains("is not proved neutral: it is of "), "{error}");
    }

    #[tokio::test]
    async fn a_second_version_of_which_nobody_was_asked_is_not_published() {
        let store = crate::store::open("sqlite::memory:").await.unwrap();
        let files = published();
        let standard = Standard::parse(&files).unwrap();
        let proof = proof(&standard, &files).unwrap();
        let now = Timestamp(1_800_000_000_000);
        let first = publish(&*store, &standard, &proof, now).await.unwrap();
        let again = publish(&*store, &standard, &proof, now.plus_seconds(60)).await.unwrap();
        assert_eq!(first, again, "it is published once");

        let mut files = published();
        let manifest = files.get_mut("standard.json").unwrap();
        let text = String::from_utf8(manifest.clone()).unwrap();
        *manifest = text.replace(standard.version(), "2099.1").into_bytes();
        let second = Standard::parse(&files).unwrap();
        let refused = publish(&*store, &second, &proof, now.plus_seconds(120)).await.unwrap_err();
        assert!(refused.to_string().contains("open to comment first"), "{refused}");
        assert_eq!(store.leaf_count().await.unwrap(), 1);
    }
}
