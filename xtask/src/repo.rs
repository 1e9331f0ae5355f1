//! Where the project lies, and what belongs to it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

/// The root of the project.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder for everything that can be made again. Cargo's own, wherever it was told to put it.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The paths, relative to the root, of all files that belong to the project: tracked by git, or
/// new and not ignored, so that a rule bites before the commit.
pub(crate) fn files() -> anyhow::Result<Vec<String>> {
    // A clone may belong to another user than the one who runs the tests; nothing is executed
    // from it here, so git's caution about that does not apply.
    let listed =
        output(Command::new("git").args(["-c", "safe.directory=*", "ls-files", "-z"]).args([
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
    let mut files: Vec<String> = listed
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// What a command prints when run in the root; an error if it fails.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .current_dir(root())
        .output()
        .with_context(|| format!("`{name}` cannot be started: is it installed?"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        anyhow::bail!("`{name}` failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a command can be run and succeeds.
pub(crate) fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).current_dir("/").output().is_ok_and(|out| out.status.success())
}
