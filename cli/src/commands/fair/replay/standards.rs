//! A standard in a folder.

use std::path::Path;

use anyhow::Context as _;
use drawbridge_fair_policy::standard::{FLOORS, POLICIES};
use drawbridge_fair_policy::{Files, Standard};

/// Reads the files of a folder by the names they have in a standard.
pub(in crate::commands::fair) fn read(folder: &Path) -> anyhow::Result<Standard> {
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
    Standard::parse(&files).with_context(|| folder.display().to_string())
}
