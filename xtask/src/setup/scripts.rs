//! The official SDKs that nobody here wrote: Python and Node packages at pinned versions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::ci::Job;
use crate::repo;

const REQUIREMENTS: &str = "conformance/sdk/requirements.txt";
const NODE: &str = "conformance/sdk/node";

/// The interpreter that has the Python SDKs.
pub(crate) fn python() -> PathBuf {
    repo::target().join("venv/bin/python")
}

/// Makes the virtual environment and installs [`REQUIREMENTS`] into it.
pub(super) fn python_packages(job: &mut Job) -> anyhow::Result<()> {
    let venv = repo::target().join("venv");
    let Ok(wanted) = fs::read(repo::root().join(REQUIREMENTS)) else {
        return job.say(format!("{REQUIREMENTS} is not there: no Python packages"));
    };
    let stamp = venv.join(".installed");
    if is_fresh(&stamp, &wanted) && python().is_file() {
        return Ok(());
    }
    let folder = venv.to_string_lossy().into_owned();
    job.sh("python3", &["-m", "venv", "--clear", &folder])?;
    let python = python().to_string_lossy().into_owned();
    job.sh(&python, &["-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS])?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Installs the Node packages of [`NODE`] as its lock file says.
pub(super) fn node_packages(job: &mut Job) -> anyhow::Result<()> {
    let folder = repo::root().join(NODE);
    let Ok(wanted) = fs::read(folder.join("package-lock.json")) else {
        return job.say(format!("{NODE}/package-lock.json is not there: no Node packages"));
    };
    let stamp = folder.join("node_modules/.installed");
    if is_fresh(&stamp, &wanted) {
        return Ok(());
    }
    job.sh("npm", &["--prefix", NODE, "ci", "--no-audit", "--no-fund"])?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Whether an earlier run installed exactly what is wanted. The stamp is written last, so an
/// installation that broke off is done again.
fn is_fresh(stamp: &Path, wanted: &[u8]) -> bool {
    fs::read(stamp).is_ok_and(|had| had == wanted)
}
