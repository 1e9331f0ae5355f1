//! The file of what opens the log's commitments. It is written anew each time, readable by its owner alone.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write as _};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use drawbridge_fair_report::openings;

use super::source::Source;

/// Writes a line for each of the first `size` leaves that has something to open.
pub(super) async fn write(source: &Source, size: u64, path: &Path) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = BufWriter::new(options.open(path).with_context(cannot)?);
    for index in 0..size {
        if let Some(opening) = source.opening(index).await? {
            let line = openings::write(index, &opening)?;
            file.write_all(&line).and_then(|()| file.write_all(b"\n")).with_context(cannot)?;
        }
    }
    file.into_inner()?.sync_all().with_context(cannot)
}
