//! What lies in a log's folder and is no file of the tree that was signed.
//!
//! A partial tile of an earlier size may have been left (tlog-tiles, "Partial Tiles"): then it must be
//! the beginning of the later one. Nobody vouches for anything else, and it is told.

use std::path::Path;

use anyhow::Context as _;
use drawbridge_fair_log::Tile;

use super::verdict::{Verdict, Wrong};

/// Looks at every file under `tile`.
pub(super) fn look(folder: &Path, size: u64, verdict: &mut Verdict) -> anyhow::Result<()> {
    let mut open = vec![folder.join("tile")];
    while let Some(path) = open.pop() {
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            // A log without leaves has no tiles.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            } else {
                one(folder, &entry.path(), size, verdict)?;
            }
        }
    }
    Ok(())
}

fn one(folder: &Path, path: &Path, size: u64, verdict: &mut Verdict) -> anyhow::Result<()> {
    let name = path.strip_prefix(folder).ok().and_then(Path::to_str);
    let tile = name.and_then(Tile::parse);
    let signed = tile.and_then(|tile| Tile::in_tree(tile.level, tile.index, size));
    let (Some(tile), Some(signed)) = (tile, signed) else {
        verdict.stray(path);
        return Ok(());
    };
    if tile.width > signed.width {
        verdict.stray(path);
    } else if tile.width < signed.width {
        let read = |tile: Tile| {
            let path = folder.join(tile.path());
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        if !read(signed)?.starts_with(&read(tile)?) {
            let text = format!("it is not the beginning of {signed}");
            verdict.wrong(Wrong::new("damaged", text).file(path.display().to_string()));
        }
    }
    Ok(())
}
