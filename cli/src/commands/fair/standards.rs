//! Standards as they lie about: in a folder of their own, or kept in a copy of a log.

use std::path::Path;

use anyhow::{Context as _, ensure};
use drawbridge_fair_policy::standard::{FLOORS, POLICIES};
use drawbridge_fair_policy::{Files, Standard, kept};

/// The folder of a copy of a log in which the standards are.
const KEPT: &str = "standard";

/// The files of a folder by the names they have in a standard.
pub(super) fn files(folder: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    for under in ["", POLICIES, FLOORS] {
        let path = folder.join(under);
        if !path.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&path).with_context(|| path.display().to_string())? {
            let path = entry?.path();
            let Some(name) = path.file_name().filter(|_| path.is_file()) else { continue };
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            files.insert(format!("{under}{}", name.to_string_lossy()), bytes);
        }
    }
    ensure!(!files.is_empty(), "{}: no standard here", folder.display());
    Ok(files)
}

/// The standard in a folder.
pub(super) fn read(folder: &Path) -> anyhow::Result<Standard> {
    Standard::parse(&files(folder)?).with_context(|| folder.display().to_string())
}

/// The standards in a copy of a log. Each is what its name says, or is refused.
pub(super) fn in_copy(log: &Path) -> anyhow::Result<Vec<Standard>> {
    let folder = log.join(KEPT);
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json"));
        let Some(hash) = name.and_then(kept::from_hex) else { continue };
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let standard = kept::read(&bytes, hash).and_then(|files| Standard::parse(&files));
        found.push(standard.with_context(|| path.display().to_string())?);
    }
    Ok(found)
}
