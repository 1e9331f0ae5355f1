//! Reading the tree back. A tile is believed when it leads to the tile above it, up to the right edge,
//! which leads to the signed root; a leaf when its hash stands in its tile. So what is shown is what was
//! signed, and what was changed in the store is named.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use drawbridge_fair_log::hash::root_of;
use drawbridge_fair_log::proof::MakeError;
use drawbridge_fair_log::tile::{Level, Tile, WIDTH};
use drawbridge_fair_log::{Hash, TileHashes, TileReader, bundle, leaf_hash};

use super::error::LogError;
use super::ground::bytes_of;
use super::published::Published;
use super::{Ground, Log};

/// Tiles kept in memory: 8 MB.
const KNOWN: usize = 1024;

type Hashes = Arc<Vec<Hash>>;

impl Log {
    /// The bytes of a tile of hashes or of a bundle, exactly as wide as asked for; `None` where the
    /// published tree has none so wide.
    pub async fn tile(&self, read: &Published, tile: Tile) -> Result<Option<Vec<u8>>, LogError> {
        let there = Tile::in_tree(tile.level, tile.index, read.size());
        if there.is_none_or(|there| there.width < tile.width) {
            return Ok(None);
        }
        match tile.level {
            Level::Hashes(level) => {
                let hashes = self.hashes(read, level, tile.index).await?;
                Ok(hashes.get(..usize::from(tile.width)).map(bytes_of))
            }
            Level::Entries => {
                let hashes = self.hashes(read, 0, tile.index).await?;
                let stated = &hashes[..hashes.len().min(usize::from(tile.width))];
                let leaves = leaves(&*self.ground, tile.index * u64::from(WIDTH), stated).await?;
                let written = bundle::write(&leaves);
                written.map(Some).map_err(|error| LogError::Note(error.to_string()))
            }
        }
    }

    /// Computes something from the hashes of the tree of its first `size` leaves. Whatever tiles that
    /// needs are fetched first, one after another: there are few.
    pub(super) async fn reading<T, E: Into<MakeError>>(
        &self,
        read: &Published,
        size: u64,
        work: impl Fn(&mut TileHashes<'_, Fetched>) -> Result<T, E>,
    ) -> Result<T, LogError> {
        let mut fetched = Fetched::default();
        loop {
            let outcome = work(&mut TileHashes::new(&mut fetched, size));
            let error = match outcome.map_err(Into::into) {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let wanted = fetched.wanted.take();
            let Some(tile @ Tile { level: Level::Hashes(level), .. }) = wanted else {
                return Err(LogError::Note(error.to_string()));
            };
            let hashes = self.hashes(read, level, tile.index).await?;
            let missing = LogError::Tile { tile, why: "is too short" };
            let bytes = hashes.get(..usize::from(tile.width)).map(bytes_of).ok_or(missing)?;
            fetched.tiles.insert(tile, bytes);
        }
    }

    /// All hashes of a tile that the published tree has.
    async fn hashes(&self, read: &Published, level: u8, index: u64) -> Result<Hashes, LogError> {
        let mut unknown = Vec::new();
        let (mut above, mut at) = (level, index);
        let mut hashes = loop {
            let tile = Tile { level: Level::Hashes(above), index: at, width: WIDTH };
            let there = Tile::in_tree(tile.level, at, read.size());
            let there =
                there.ok_or(LogError::Tile { tile, why: "is beyond the end of the log" })?;
            if !there.is_full() {
                break Arc::new(read.edge(there));
            }
            if let Some(hashes) = self.known().get(&tile) {
                break Arc::clone(hashes);
            }
            unknown.push(tile);
            (above, at) = (above + 1, at / u64::from(WIDTH));
        };
        for tile in unknown.into_iter().rev() {
            hashes = Arc::new(self.below(&hashes, tile).await?);
            let mut known = self.known();
            if known.len() >= KNOWN {
                known.clear();
            }
            known.insert(tile, Arc::clone(&hashes));
        }
        Ok(hashes)
    }

    /// A full tile out of the store, if it leads to the one above it.
    async fn below(&self, above: &[Hash], tile: Tile) -> Result<Vec<Hash>, LogError> {
        let wrong = |why| LogError::Tile { tile, why };
        let bytes = self.ground.tile(tile).await?.ok_or_else(|| wrong("is missing"))?;
        if bytes.len() != usize::from(WIDTH) * Hash::BYTES {
            return Err(wrong("has another length"));
        }
        let hashes: Vec<Hash> =
            bytes.chunks_exact(Hash::BYTES).filter_map(Hash::from_slice).collect();
        let place = usize::try_from(tile.index % u64::from(WIDTH)).unwrap_or(usize::MAX);
        if above.get(place) == Some(&root_of(&hashes)) {
            Ok(hashes)
        } else {
            Err(wrong("was changed"))
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<Tile, Hashes>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leaves from an index on, as many as hashes are stated, each with its hash.
pub(super) async fn leaves(
    ground: &dyn Ground,
    first: u64,
    stated: &[Hash],
) -> Result<Vec<Vec<u8>>, LogError> {
    let rows = ground.leaves(first, stated.len()).await?;
    let mut rows = rows.into_iter();
    let mut leaves = Vec::with_capacity(stated.len());
    for (index, stated) in (first..).zip(stated) {
        match rows.next() {
            Some((found, body)) if found == index => {
                if leaf_hash(&body) != *stated {
                    return Err(LogError::Leaf(index));
                }
                leaves.push(body);
            }
            _ => return Err(LogError::Missing(index)),
        }
    }
    Ok(leaves)
}

/// Whether the leaves of the unfinished bundle are those of the right edge.
pub(super) async fn last_leaves(ground: &dyn Ground, read: &Published) -> Result<(), LogError> {
    let full = read.size() / u64::from(WIDTH);
    let Some(tile) = Tile::in_tree(Level::Hashes(0), full, read.size()) else { return Ok(()) };
    leaves(ground, full * u64::from(WIDTH), &read.edge(tile)).await.map(drop)
}

/// Tiles that were fetched, and the one that was looked for in vain.
#[derive(Default)]
pub(super) struct Fetched {
    tiles: BTreeMap<Tile, Vec<u8>>,
    wanted: Option<Tile>,
}

impl TileReader for Fetched {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        if let Some(bytes) = self.tiles.get(&tile) {
            return Ok(Some(bytes.clone()));
        }
        self.wanted = Some(tile);
        Err("not yet fetched".to_owned())
    }
}
