//! The standards that were published here, with their files, by hash.
//!
//! What decided a case must be at hand for as long as the case may be asked about, so nothing is ever
//! taken off the shelf: each standard is kept in the store by the write that publishes it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::replay::{Twins, published_twins};
use drawbridge_fair_policy::standard::PROOF;
use drawbridge_fair_policy::{Files, Proof, Standard, kept};

use super::DeskError;
use crate::store::{CommitError, Expect, ObjectWrite, Store, kinds};

/// A standard with its files.
#[derive(Debug)]
pub struct Shelved {
    /// What it says.
    pub standard: Arc<Standard>,
    /// Its files as they were published.
    pub files: Files,
    /// The sides that it publishes; none if it publishes none.
    pub twins: Twins,
}

impl Shelved {
    /// Reads the files of a standard.
    pub fn of(files: Files) -> Result<Self, DeskError> {
        let standard = Arc::new(Standard::parse(&files)?);
        let twins = published_twins(&files)?.unwrap_or_default();
        Ok(Self { standard, files, twins })
    }

    /// The proof that it is neutral. Refused is one of a standard that was changed since.
    pub(super) fn proof(&self) -> Result<Proof, DeskError> {
        let version = self.standard.version();
        let unproved = |why: String| DeskError::Unproved(version.to_owned(), why);
        let proof =
            self.files.get(PROOF).ok_or_else(|| unproved(format!("there is no {PROOF}")))?;
        let proof = Proof::read(proof)?;
        proof.shows(&self.standard).map_err(unproved)?;
        Ok(proof)
    }
}

/// Standards that were read before. There are few.
#[derive(Debug)]
pub struct Shelf {
    own: Arc<Shelved>,
    known: Mutex<BTreeMap<Hash, Arc<Shelved>>>,
}

impl Shelf {
    /// With the standard that this program came with.
    pub(super) fn new(own: Arc<Shelved>) -> Self {
        Self { own, known: Mutex::default() }
    }

    /// The standard that this program came with.
    pub fn own(&self) -> &Arc<Shelved> {
        &self.own
    }

    /// The published standard of this hash; none if its files are not kept here.
    pub async fn get(
        &self,
        store: &dyn Store,
        hash: Hash,
    ) -> Result<Option<Arc<Shelved>>, DeskError> {
        if let Some(known) = self.locked().get(&hash) {
            return Ok(Some(known.clone()));
        }
        if hash != self.own.standard.hash() {
            return self.fresh(store, hash).await;
        }
        // Ours need not be read again, only be there.
        self.bytes(store, hash).await?;
        self.locked().insert(hash, self.own.clone());
        Ok(Some(self.own.clone()))
    }

    /// The same as it is kept now: a proof may have come since it was first read.
    pub(super) async fn fresh(
        &self,
        store: &dyn Store,
        hash: Hash,
    ) -> Result<Option<Arc<Shelved>>, DeskError> {
        let Some(bytes) = self.bytes(store, hash).await? else { return Ok(None) };
        let shelved = Arc::new(Shelved::of(kept::read(&bytes, hash)?)?);
        self.locked().insert(hash, shelved.clone());
        Ok(Some(shelved))
    }

    /// Its files as one, as they are served to everybody.
    pub async fn bytes(&self, store: &dyn Store, hash: Hash) -> Result<Option<Vec<u8>>, DeskError> {
        match store.object(kinds::STANDARD, &kept::hex(hash)).await? {
            Some(object) => Ok(Some(object.body)),
            None if self.own.standard.hash() == hash => self.kept_now(store).await.map(Some),
            None => Ok(None),
        }
    }

    /// The files of our own, where the log is older than the shelf: kept from now on, since the next program
    /// comes with others.
    async fn kept_now(&self, store: &dyn Store) -> Result<Vec<u8>, DeskError> {
        let (hash, files) = (self.own.standard.hash(), &self.own.files);
        let object = ObjectWrite { expected: Expect::Absent, ..keep(hash, files)? };
        match store.put_object(object).await {
            // Another node was faster.
            Ok(()) | Err(CommitError::Exists(_) | CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(kept::write(files)?)
    }

    /// The note of a public exception; none if it is not kept here.
    pub async fn note(&self, store: &dyn Store, hash: Hash) -> Result<Option<Vec<u8>>, DeskError> {
        let kept = store.object(kinds::EXCEPTION, &kept::hex(hash)).await?;
        Ok(kept.map(|object| object.body))
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<Hash, Arc<Shelved>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What keeps the files of a standard. They replace those that were kept before: the same, but for a proof
/// that has come since.
pub(super) fn keep(hash: Hash, files: &Files) -> Result<ObjectWrite, DeskError> {
    Ok(ObjectWrite::by_hash(kinds::STANDARD, hash, kept::write(files)?))
}
