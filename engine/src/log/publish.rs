//! Growing the tree and signing it.
//!
//! The order of the steps is the whole point. The tree is grown in memory and signed in memory. The
//! anchor is replaced first: from then on this size and root are what the log has said, and it will
//! never say anything else. Then the head in the store is replaced, with the new tiles; only that is
//! shown to anybody. Who dies in between has promised what the leaves in the store still lead to.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use drawbridge_fair_log::tree::Filled;
use drawbridge_fair_log::{Checkpoint, Hash, Note, Span, Tree, leaf_hash, tiled};
use tokio::sync::watch;
use tokio::time::Instant;

use super::error::LogError;
use super::published::{Published, signed};
use super::{Ground, Kept, Log, tiles};

/// Leaves read at a time.
const PAGE: usize = 1000;

/// Leaves in one publication: 256 tiles, two megabytes.
const BATCH: u64 = 1 << 16;

/// How often a publication begins anew because other nodes were faster.
const TRIES: u32 = 16;

/// The pause between two publications that nobody asked for.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a trouble that stays is told of.
const TELL: Duration = Duration::from_mins(1);

/// Where what cannot be believed was found.
const ANCHOR: &str = "the anchor";

impl Log {
    /// Publishes what there is: when it returns, every leaf that was committed before is under a
    /// signed checkpoint that is durable. Signs only if the leaves in the store lead to everything
    /// that was signed before, here or at another node.
    pub async fn publish(&self) -> Result<Arc<Published>, LogError> {
        let mut anchored = self.turn.lock().await;
        let target = self.ground.count().await?;
        let mut tries = 0;
        loop {
            let base = self.current(&mut anchored).await?;
            if let Some(base) = base.as_ref().filter(|base| base.size() >= target) {
                return Ok(base.clone());
            }
            if !self.step(base.as_deref(), &mut anchored).await? {
                tries += 1;
                *anchored = None;
                if tries == TRIES {
                    return Err(LogError::Busy);
                }
            }
        }
    }

    /// Publishes once a second and tells of trouble, until told to stop.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut told: Option<(LogError, Instant)> = None;
        while !*stop.borrow() {
            let trouble = self.publish().await.err();
            self.passes().ended(trouble.clone(), Instant::now());
            told = match (trouble, told) {
                (Some(error), Some((known, at))) if error == known && at.elapsed() < TELL => {
                    Some((known, at))
                }
                (Some(error), _) => {
                    tracing::error!(%error, "the log is not published");
                    Some((error, Instant::now()))
                }
                (None, Some(_)) => {
                    tracing::info!("the log is published again");
                    None
                }
                (None, None) => None,
            };
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// What is published now, by whichever node. Checked when it is not what this node saw last.
    pub(super) async fn current(
        &self,
        anchored: &mut Option<Vec<u8>>,
    ) -> Result<Option<Arc<Published>>, LogError> {
        let kept = self.ground.head(self.key().name()).await?;
        let seen = self.published();
        let version = kept.as_ref().map(|kept| kept.version);
        let same = seen.is_some() && seen.as_ref().map(|seen| seen.version) == version;
        if !same || anchored.is_none() {
            let read = self.load(kept.as_ref(), anchored).await?;
            *self.now.write().unwrap_or_else(PoisonError::into_inner) = read.map(Arc::new);
        }
        let now = self.published();
        let (leaves, size) = (self.ground.count().await?, now.as_ref().map_or(0, |now| now.size()));
        if leaves < size {
            return Err(LogError::RolledBack { leaves, signed: size });
        }
        Ok(now)
    }

    /// Reads what is published, and checks it against everything that this node knows was signed.
    async fn load(
        &self,
        kept: Option<&Kept>,
        anchored: &mut Option<Vec<u8>>,
    ) -> Result<Option<Published>, LogError> {
        let read = kept.map(|kept| Published::read(kept, self.key())).transpose()?;
        let anchor = self.ground.anchored().await?;
        let earlier = anchor.as_deref().map(|bytes| signed(bytes, self.key(), ANCHOR));
        let earlier = earlier.transpose()?.map(|(_, checkpoint)| checkpoint);
        let seen = self.published().map(|seen| seen.checkpoint.clone());
        for earlier in earlier.into_iter().chain(seen) {
            self.continues(read.as_ref(), &earlier).await?;
        }
        if let Some(read) = &read {
            tiles::last_leaves(&*self.ground, read).await?;
        }
        *anchored = Some(anchor.unwrap_or_default());
        Ok(read)
    }

    /// Whether the leaves in the store lead to what was signed.
    async fn continues(
        &self,
        read: Option<&Published>,
        earlier: &Checkpoint,
    ) -> Result<(), LogError> {
        let (leaves, signed) = (self.ground.count().await?, earlier.size());
        if leaves < signed {
            return Err(LogError::RolledBack { leaves, signed });
        }
        let root = match read {
            Some(read) if signed <= read.size() => self.root_at(read, signed).await?,
            // Anchored, and then not kept: whoever wanted to died in between.
            _ => {
                let mut tree = read.map_or_else(Tree::new, |read| read.tree.clone());
                grow(&*self.ground, &mut tree, signed).await?;
                tree.root()
            }
        };
        if root == earlier.root() { Ok(()) } else { Err(LogError::Rewritten { size: signed }) }
    }

    /// The root over the first leaves.
    async fn root_at(&self, read: &Published, size: u64) -> Result<Hash, LogError> {
        if size == read.size() {
            return Ok(read.checkpoint.root());
        }
        self.reading(read, size, |hashes| tiled::root(hashes, Span::tree(size))).await
    }

    /// One step from what is published to what there is; `false` if another node was faster.
    async fn step(
        &self,
        base: Option<&Published>,
        anchored: &mut Option<Vec<u8>>,
    ) -> Result<bool, LogError> {
        let mut tree = base.map_or_else(Tree::new, |base| base.tree.clone());
        let known = anchored.clone().filter(|bytes| !bytes.is_empty());
        let promised =
            known.as_deref().map(|bytes| signed(bytes, self.key(), ANCHOR)).transpose()?;
        let promised = promised.map_or(0, |(_, checkpoint)| checkpoint.size());
        let end = self.ground.count().await?.min(promised.max(tree.size() + BATCH));
        let tiles = grow(&*self.ground, &mut tree, end).await?;
        let checkpoint = Checkpoint::new(self.key().name(), tree.head())?;
        let note = self.sign(&checkpoint)?;
        let text = note.to_string().into_bytes();
        if !self.ground.anchor(known, text.clone()).await? {
            return Ok(false);
        }
        *anchored = Some(text);
        let cosigned = base.and_then(|base| base.cosigned.clone());
        let bytes = Published::write(&note, cosigned.as_ref(), &tree);
        let version = base.map(|base| base.version);
        if !self.ground.keep(self.key().name(), &tiles, bytes, version).await? {
            return Ok(false);
        }
        // A store counts from 1.
        let version = version.unwrap_or(0) + 1;
        let published = Published { note, cosigned, checkpoint, tree, version };
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(published));
        Ok(true)
    }

    fn sign(&self, checkpoint: &Checkpoint) -> Result<Note, LogError> {
        let mut note = checkpoint.to_note()?;
        note.signatures.push(self.signer.sign(note.text())?);
        Ok(note)
    }
}

/// Grows a tree by the leaves up to `end`; returns the tiles that are full with them.
async fn grow(ground: &dyn Ground, tree: &mut Tree, end: u64) -> Result<Vec<Filled>, LogError> {
    let mut tiles = Vec::new();
    while tree.size() < end {
        let wanted = usize::try_from(end - tree.size()).unwrap_or(PAGE).min(PAGE);
        let leaves = ground.leaves(tree.size(), wanted).await?;
        if leaves.is_empty() {
            return Err(LogError::Missing(tree.size()));
        }
        for (index, body) in leaves {
            if index != tree.size() {
                return Err(LogError::Missing(tree.size()));
            }
            tiles.extend(tree.append(leaf_hash(&body)));
        }
    }
    Ok(tiles)
}
