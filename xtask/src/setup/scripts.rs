//! What nobody here wrote, at pinned versions: the official SDKs, verifiers of our log, a checker of our
//! PDFs, readers of our pages, and libraries of statistics. The scripts that run them know best where they go; they are
//! only asked to install them.

use crate::ci::Job;
use crate::repo;

/// Drives the SDKs; `--setup` installs them and stops.
pub(crate) const RUNNER: &str = "conformance/sdk/run.py";

/// Brings our log before others' verifiers; `--setup` installs those and stops.
pub(crate) const FOREIGN: &str = "conformance/foreign/run.py";

/// Reads our PDFs with others' programs; `--setup` installs those and stops.
pub(crate) const PRINT: &str = "conformance/print/check.py";

/// Has others' readers read our pages; `--setup` installs those and stops.
pub(crate) const UNFURL: &str = "conformance/share/unfurl/run.py";

/// Compares our statistics with those of others; `--setup` installs these and stops.
pub(crate) const STATISTICS: &str = "conformance/statistics/check.py";

/// Installs the libraries of statistics; quick when they are there.
pub(super) fn statistics(job: &mut Job) -> anyhow::Result<()> {
    job.sh("python3", &[STATISTICS, "--setup"])
}

/// Installs the SDKs, the verifiers, the checker and the readers; quick when they are there.
pub(super) fn sdks(job: &mut Job) -> anyhow::Result<()> {
    for runner in [RUNNER, FOREIGN, PRINT, UNFURL] {
        anyhow::ensure!(repo::root().join(runner).is_file(), "{runner} is not there");
        job.sh("python3", &[runner, "--setup"])?;
    }
    Ok(())
}
