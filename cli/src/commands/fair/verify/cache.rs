//! What is remembered of a log: the latest checkpoint that was found good, and files that never
//! change.
//!
//! Nothing in it is believed: files are checked like those that come from the log, and the checkpoint
//! by its signature. A file that turns out not to be good is not kept.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use drawbridge_fair_log::{Note, Tile, witness};

/// The part of a cache folder that is about one log.
pub(super) struct Cache {
    folder: PathBuf,
    /// What was written since it was opened.
    fresh: Vec<Tile>,
}

impl Cache {
    /// The part about the log of this origin, made if there is none.
    pub(super) fn open(folder: &Path, origin: &str) -> anyhow::Result<Self> {
        // The hash of the origin, as witnesses name folders of logs.
        let path = witness::monitoring_path(origin);
        let folder = folder.join(path.strip_suffix("/checkpoint").unwrap_or(&path));
        let made = fs::create_dir_all(&folder);
        made.with_context(|| format!("cannot make the cache {}", folder.display()))?;
        Ok(Self { folder, fresh: Vec::new() })
    }

    /// Where the checkpoint is.
    pub(super) fn checkpoint_path(&self) -> PathBuf {
        self.folder.join("checkpoint")
    }

    /// The checkpoint that was found good the last time.
    pub(super) fn checkpoint(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let path = self.checkpoint_path();
        let read = read(&path).map_err(anyhow::Error::msg);
        read.with_context(|| format!("cannot read the cache {}", path.display()))
    }

    /// A file that was kept.
    pub(super) fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        read(&self.folder.join(tile.path()))
    }

    /// Where a file is that was here before this run: if it is not good, it is to be deleted.
    pub(super) fn holds(&self, tile: Tile) -> Option<String> {
        let path = self.folder.join(tile.path());
        (!self.fresh.contains(&tile) && path.is_file()).then(|| path.display().to_string())
    }

    /// Keeps a file.
    pub(super) fn put(&mut self, tile: Tile, bytes: &[u8]) -> Result<(), String> {
        let path = self.folder.join(tile.path());
        // A file that may not have been written to its end is written again or taken away.
        self.fresh.push(tile);
        write(&path, bytes)
            .map_err(|why| format!("the cache {} cannot be written: {why}", path.display()))
    }

    /// All is good: remembers the checkpoint.
    pub(super) fn keep(self, note: &Note) -> anyhow::Result<()> {
        let path = self.checkpoint_path();
        let written = write(&path, note.to_string().as_bytes()).map_err(anyhow::Error::msg);
        written.with_context(|| format!("the cache {} cannot be written", path.display()))
    }

    /// All is not good: what was written is taken away again, so that it is asked for again.
    pub(super) fn forget(self) -> anyhow::Result<()> {
        for tile in self.fresh {
            let path = self.folder.join(tile.path());
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let why = format!("the cache {} cannot be cleared", path.display());
                    return Err(anyhow::Error::new(error).context(why));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// Writes beside and renames, so that nobody reads half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let beside = path.with_extension("new");
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&beside, bytes))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // The half that fitted is of no use.
        let _ = fs::remove_file(&beside);
        error.to_string()
    })
}
