//! What the log stands on: leaves, tiles and its own end in the store, and the anchor outside.
//!
//! Each of these is one step that happens or does not, so whoever dies does so between two of them.

use std::sync::Arc;

use async_trait::async_trait;
use drawbridge_fair_log::tree::Filled;
use drawbridge_fair_log::{Hash, Tile};

use super::anchor::Anchor;
use super::error::LogError;
use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError, Write};

/// Full tiles, by their paths. They are final.
pub const TILE: &str = "log-tile";

/// The end of a log, by its origin. A store has one log; another one is begun in it only when the first
/// cannot go on.
pub const HEAD: &str = "log-head";

/// More logs than a store will ever have had.
const LOGS: usize = 100;

/// The end of the log as it was kept, opaque.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How often it was replaced.
    pub version: u64,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// The steps of which publishing consists.
#[async_trait]
pub trait Ground: Send + Sync {
    /// Leaves from an index on, some at a time.
    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, LogError>;

    /// How many leaves there are.
    async fn count(&self) -> Result<u64, LogError>;

    /// A full tile.
    async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, LogError>;

    /// The origins of the logs that have an end here.
    async fn origins(&self) -> Result<Vec<String>, LogError>;

    /// The end of the log of this origin.
    async fn head(&self, origin: &str) -> Result<Option<Kept>, LogError>;

    /// Replaces the end of the log and adds tiles, all or nothing, if it still stands at this
    /// version (`None`: is not there); `false` if another was faster.
    async fn keep(
        &self,
        origin: &str,
        tiles: &[Filled],
        head: Vec<u8>,
        expected: Option<u64>,
    ) -> Result<bool, LogError>;

    /// What the anchor says.
    async fn anchored(&self) -> Result<Option<Vec<u8>>, LogError>;

    /// Replaces the anchor, durably, if it still says `expected`; `false` if it does not.
    async fn anchor(&self, expected: Option<Vec<u8>>, new: Vec<u8>) -> Result<bool, LogError>;
}

/// A store, and a file beside it. Without the file, which makes sense for a store in memory only, an
/// older state of the store goes unnoticed.
pub struct Stored {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The file.
    pub anchor: Option<Anchor>,
}

#[async_trait]
impl Ground for Stored {
    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, LogError> {
        Ok(self.store.leaves(from, limit).await?)
    }

    async fn count(&self) -> Result<u64, LogError> {
        Ok(self.store.leaf_count().await?)
    }

    async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, LogError> {
        Ok(self.store.object(TILE, &tile.path()).await?.map(|object| object.body))
    }

    async fn origins(&self) -> Result<Vec<String>, LogError> {
        let heads = self.store.objects(HEAD, "", None, LOGS).await?;
        Ok(heads.items.into_iter().map(|head| head.id).collect())
    }

    async fn head(&self, origin: &str) -> Result<Option<Kept>, LogError> {
        let object = self.store.object(HEAD, origin).await?;
        Ok(object.map(|object| Kept { version: object.version, bytes: object.body }))
    }

    async fn keep(
        &self,
        origin: &str,
        tiles: &[Filled],
        head: Vec<u8>,
        expected: Option<u64>,
    ) -> Result<bool, LogError> {
        let object = |kind: &str, id: String, expected, body| ObjectWrite {
            kind: kind.to_owned(),
            id,
            expected,
            body: Some(body),
        };
        let expected = expected.map_or(Expect::Absent, Expect::Version);
        let mut objects = vec![object(HEAD, origin.to_owned(), expected, head)];
        for (tile, hashes) in tiles {
            objects.push(object(TILE, tile.path(), Expect::Any, bytes_of(hashes)));
        }
        match self.store.commit(Write { objects, ..Write::default() }).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }

    async fn anchored(&self) -> Result<Option<Vec<u8>>, LogError> {
        let Some(anchor) = self.anchor.clone() else { return Ok(None) };
        blocking(move || anchor.read()).await
    }

    async fn anchor(&self, expected: Option<Vec<u8>>, new: Vec<u8>) -> Result<bool, LogError> {
        let Some(anchor) = self.anchor.clone() else { return Ok(true) };
        blocking(move || anchor.swap(expected.as_deref(), &new)).await
    }
}

/// Hashes one after another, as a tile has them.
pub(super) fn bytes_of(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, LogError> {
    let failed = |error: tokio::task::JoinError| StoreError::Failed(error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}
