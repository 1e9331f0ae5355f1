//! A copy of a log in a folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use drawbridge_fair_log::tile::{Level, Tile};
use drawbridge_fair_log::{Hash, TileReader};

/// What a file is called before it is whole. No path of a log has such an end.
const DRAFT: &str = "new";

/// The folder.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens or makes it.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path: path.to_owned() })
    }

    /// The checkpoint of the copy, if there is one.
    pub(super) fn checkpoint(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let path = self.path.join("checkpoint");
        found(fs::read(&path)).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Whether a tile is there. A file is there whole or not at all.
    pub(super) fn has(&self, tile: Tile) -> bool {
        let Ok(file) = fs::metadata(self.path.join(tile.path())) else { return false };
        let bytes = u64::from(tile.width) * Hash::BYTES as u64;
        file.is_file() && (tile.level == Level::Entries || file.len() == bytes)
    }

    /// Whether another file is there.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.path.join(path).is_file()
    }

    /// Writes a file, whole or not at all.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.path.join(path);
        let draft = path.with_extension(DRAFT);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&draft, bytes))
            .and_then(|()| fs::rename(&draft, &path))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// Removes tiles in whose place wider ones have come, and folders that are empty then.
    pub(super) fn forget(&self, tiles: impl Iterator<Item = Tile>) -> anyhow::Result<()> {
        for tile in tiles {
            let path = self.path.join(tile.path());
            let cannot = || format!("cannot remove {}", path.display());
            found(fs::remove_file(&path)).with_context(cannot)?;
            if let Some(folder) = path.parent() {
                // One that is not empty stays.
                let _ = fs::remove_dir(folder);
            }
        }
        Ok(())
    }
}

impl TileReader for Folder {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        found(fs::read(self.path.join(tile.path()))).map_err(|error| error.to_string())
    }
}

fn found<T>(result: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
