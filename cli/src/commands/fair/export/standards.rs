//! What the log names by its hash and shows to everybody: the standards of its publications, by which whoever
//! has the copy decides its cases again; the notes of exceptions, and the openings of probes, of which reports
//! are made.

use anyhow::{Context as _, ensure};
use drawbridge_fair_log::{Hash, Tile, bundle};
use drawbridge_fair_policy::kept;
use drawbridge_fair_record::leaf::Grounds;
use drawbridge_fair_record::{Body, Leaf};
use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::source::Source;
use crate::say;

/// By what the leaves that name something are known before they are read.
const MARKS: [&[u8]; 3] = [
    b"\"kind\":\"policy.publish\"",
    b"\"kind\":\"agreement.publish\"",
    b"\"kind\":\"probe.reveal\"",
];

/// Copies what the leaves in a bundle name, unless it is there. Returns how many files were written.
pub(super) async fn copy(
    source: &mut Source,
    folder: &Folder,
    (tile, bytes): (Tile, &[u8]),
) -> anyhow::Result<u64> {
    let mut files = 0;
    let (entries, _) = bundle::take(bytes, tile.width).with_context(|| tile.to_string())?;
    for entry in entries {
        if !MARKS.iter().any(|mark| entry.windows(mark.len()).any(|part| part == *mark)) {
            continue;
        }
        // What is no leaf is told by whoever verifies the copy.
        let Ok(leaf) = Leaf::read(entry) else { continue };
        for (path, hash) in named(&leaf.body) {
            let is_it = |bytes: &[u8]| {
                if matches!(leaf.body, Body::Policy(_)) && path == kept::path(hash) {
                    return kept::read(bytes, hash).map(drop).map_err(Into::into);
                }
                let found = Hash(Sha256::digest(bytes).into());
                ensure!(found == hash, "its hash is {found}, not {hash}");
                Ok(())
            };
            files += one(source, folder, path.clone(), is_it).await?;
        }
    }
    Ok(files)
}

/// What a leaf names, each by its path below the log.
fn named(body: &Body) -> Vec<(String, Hash)> {
    let exception = |note: Hash| (kept::exception_path(note), note);
    match body {
        Body::Policy(policy) => {
            let mut named = vec![(kept::path(policy.sha256), policy.sha256)];
            if let Grounds::Exception(excused) = policy.grounds {
                named.push(exception(excused.note));
            }
            named
        }
        Body::Agreement(agreement) => {
            agreement.exception.map(|excused| exception(excused.note)).into_iter().collect()
        }
        Body::ProbeReveal(reveal) => {
            vec![(kept::opening_path(reveal.opening_sha256), reveal.opening_sha256)]
        }
        _ => Vec::new(),
    }
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
            "{path} is not to be had there: what rests on it cannot be computed again"
        ));
        return Ok(0);
    };
    is_it(&bytes).with_context(|| format!("{path} is not what the log names"))?;
    folder.put(&path, &bytes)?;
    Ok(1)
}
