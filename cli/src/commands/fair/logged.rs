//! The leaves of a log in a folder, held against its own checkpoint.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use drawbridge_fair_log::{Checkpoint, Level, Note, Tile, TileReader, VerifierKey, audit, bundle};

use crate::say;

/// A log, read whole.
pub(super) struct Logged {
    /// Its leaves, in their order.
    pub(super) leaves: Vec<Vec<u8>>,
}

/// A folder with a log's files (c2sp.org/tlog-tiles).
struct Folder(PathBuf);

impl TileReader for Folder {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        match std::fs::read(self.0.join(tile.path())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Logged {
    /// Reads all leaves, and refuses them if they are not those of the checkpoint. Without a key it is
    /// said that nobody's word was checked.
    pub(super) fn read(folder: &Path, keys: &[VerifierKey]) -> anyhow::Result<Self> {
        let path = folder.join("checkpoint");
        let bytes = std::fs::read(&path).with_context(|| {
            format!("{} is no folder of a log: it has no checkpoint", folder.display())
        })?;
        let note = Note::parse(&bytes)?;
        if keys.is_empty() {
            say::note(format!(
                "whose log this is was not checked: name its key with --key, or run `drawbridge fair \
                 verify {}` first",
                folder.display()
            ));
        } else {
            note.verify(&keys.iter().collect::<Vec<_>>())
                .with_context(|| format!("{} is not by a key you named", path.display()))?;
        }
        let head = Checkpoint::parse(note.text())?.head();
        let mut reader = Folder(folder.to_owned());
        audit::audit(&mut reader, &[head]).context("the log is not what its checkpoint says")?;
        let mut leaves = Vec::new();
        for index in 0.. {
            let Some(tile) = Tile::in_tree(Level::Entries, index, head.size) else { break };
            let bytes = match reader.read(tile).map_err(|error| anyhow!(error))? {
                Some(bytes) => bytes,
                None => reader
                    .read(tile.full())
                    .map_err(|error| anyhow!(error))?
                    .with_context(|| format!("{} is missing", tile.path()))?,
            };
            let (entries, _) = bundle::take(&bytes, tile.width)?;
            leaves.extend(entries.into_iter().map(<[u8]>::to_vec));
        }
        Ok(Self { leaves })
    }

    /// The bytes of a leaf.
    pub(super) fn leaf(&self, index: u64) -> Option<Vec<u8>> {
        self.leaves.get(usize::try_from(index).ok()?).cloned()
    }

    /// How many leaves.
    pub(super) fn size(&self) -> u64 {
        u64::try_from(self.leaves.len()).unwrap_or(u64::MAX)
    }
}

/// Reads keys as they are named on the command line.
pub(super) fn keys(named: &[String]) -> anyhow::Result<Vec<VerifierKey>> {
    let read = |key: &String| VerifierKey::parse(key).with_context(|| format!("--key {key}"));
    named.iter().map(read).collect()
}

/// Reads a file that somebody named.
pub(super) fn file(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| anyhow!("cannot read {}: {error}", path.display()))
}
