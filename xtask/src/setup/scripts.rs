//! The official SDKs that nobody here wrote, at pinned versions. The script that runs them knows
//! best where they go; it is only asked to install them.

use crate::ci::Job;
use crate::repo;

/// Drives the SDKs; `--setup` installs them and stops.
pub(crate) const RUNNER: &str = "conformance/sdk/run.py";

/// Installs the SDKs; quick when they are there.
pub(super) fn sdks(job: &mut Job) -> anyhow::Result<()> {
    anyhow::ensure!(repo::root().join(RUNNER).is_file(), "{RUNNER} is not there");
    job.sh("python3", &[RUNNER, "--setup"])
}
