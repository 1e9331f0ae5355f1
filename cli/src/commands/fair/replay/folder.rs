//! An export of a log, each leaf of it shown to be in the tree that was signed.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_fair_log::{
    AuditError, Head, Note, Policy, Proven, Tile, TileReader, VerifierKey, leaf_hash,
};
use drawbridge_fair_policy::replay::{Kept, Replay};
use drawbridge_fair_record::Disclosures;

/// Whose cosignatures are needed here: nobody's. That is for `drawbridge fair verify`.
const NOBODY: &[u8] = b"quorum none\n";

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

/// Reads a log from the first leaf to the last.
pub(super) fn read(
    folder: &Path,
    keys: &[String],
    disclosures: Option<&Path>,
    replay: &mut Replay<'_>,
) -> anyhow::Result<()> {
    let head = head(folder, keys)?;
    let opened = disclosures.map(opened).transpose()?.unwrap_or_default();
    let mut files = Folder(folder.to_owned());
    let mut proven = Proven::new(&mut files, head);
    let mut failed: Option<AuditError> = None;
    for index in 0..head.size {
        replay.take(index, |index| match proven.leaf(index) {
            Ok(leaf) => Some(kept(leaf, opened.get(&index))),
            Err(error) => {
                failed.get_or_insert(error);
                None
            }
        });
        if let Some(error) = failed {
            return Err(error).context("the log is damaged: `drawbridge fair verify` says where");
        }
    }
    Ok(())
}

/// The head that a key we believe has signed.
fn head(folder: &Path, keys: &[String]) -> anyhow::Result<Head> {
    let keys = keys.iter().map(|vkey| {
        VerifierKey::parse(vkey.trim()).with_context(|| format!("--key {vkey} is no key"))
    });
    let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(!keys.is_empty(), "whose log is it? Give the log's key with --key");
    let path = folder.join("checkpoint");
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let note = Note::parse(&bytes).with_context(|| path.display().to_string())?;
    let keys: Vec<&VerifierKey> = keys.iter().collect();
    let trusted = Policy::parse(NOBODY)?.check_logs(&note, &keys);
    let trusted = trusted.map_err(|error| anyhow!("{} proves nothing: {error}", path.display()))?;
    Ok(trusted.checkpoint.head())
}

/// Every file of the folder, by the leaf that it opens.
fn opened(folder: &Path) -> anyhow::Result<BTreeMap<u64, Disclosures>> {
    let mut opened = BTreeMap::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let file = Disclosures::read(&bytes)
            .with_context(|| format!("{} opens no fields of a leaf", path.display()))?;
        opened.insert(file.leaf.index, file);
    }
    Ok(opened)
}

/// What opens another leaf opens nothing here.
fn kept(leaf: &[u8], file: Option<&Disclosures>) -> Kept {
    let file = file.filter(|file| file.leaf.hash == leaf_hash(leaf));
    let opened = file.map(|file| file.fields.clone()).unwrap_or_default();
    Kept { leaf: leaf.to_vec(), opened }
}
