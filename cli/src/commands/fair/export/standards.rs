//! The standards that the log's publications name, with the notes of exceptions: whoever has the copy can
//! decide its cases again.

use anyhow::Context as _;
use drawbridge_fair_log::{Hash, Tile, bundle};
use drawbridge_fair_policy::kept;
use drawbridge_fair_record::leaf::Grounds;
use drawbridge_fair_record::{Body, Leaf};
use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::source::Source;
use crate::say;

/// By what a publication is known before it is read.
const MARK: &[u8] = b"\"kind\":\"policy.publish\"";

/// Copies what the publications in a bundle name, unless it is there. Returns how many files were written.
pub(super) async fn copy(
    source: &mut Source,
    folder: &Folder,
    (tile, bytes): (Tile, &[u8]),
) -> anyhow::Result<u64> {
    let mut files = 0;
    let (entries, _) = bundle::take(bytes, tile.width).with_context(|| tile.to_string())?;
    for entry in entries {
        if !entry.windows(MARK.len()).any(|part| part == MARK) {
            continue;
        }
        // What is no leaf is told by whoever verifies the copy.
        let Ok(Leaf { body: Body::Policy(policy), .. }) = Leaf::read(entry) else { continue };
        let is_it = |bytes: &[u8]| kept::read(bytes, policy.sha256).map(drop).map_err(Into::into);
        files += one(source, folder, kept::path(policy.sha256), is_it).await?;
        if let Grounds::Exception(excused) = policy.grounds {
            let is_it = |bytes: &[u8]| {
                let found = Hash(Sha256::digest(bytes).into());
                anyhow::ensure!(found == excused.note, "its hash is {found}, not {}", excused.note);
                Ok(())
            };
            files += one(source, folder, kept::exception_path(excused.note), is_it).await?;
        }
    }
    Ok(files)
}

async fn one(
    source: &mut Source,
    folder: &Folder,
    path: String,
    is_it: impl FnOnce(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    if folder.holds(&path) {
        return Ok(0);
    }
    let Some(bytes) = source.published(&path).await? else {
        say::note(format!(
            "{path} is not to be had there: cases that it decided cannot be decided again"
        ));
        return Ok(0);
    };
    is_it(&bytes).with_context(|| format!("{path} is not what the log names"))?;
    folder.put(&path, &bytes)?;
    Ok(1)
}
