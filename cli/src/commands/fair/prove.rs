//! `drawbridge fair prove`: hands over to the one program that needs a solver.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Context as _;

/// The program, which is built and installed beside this one.
const PROGRAM: &str = "drawbridge-prove";

/// What is handed over as it is: `drawbridge fair prove --help` is that program's own help.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(super) struct Prove {
    /// Options of `drawbridge-prove`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<OsString>,
}

impl Prove {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let beside = std::env::current_exe().ok();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = find(beside.as_deref(), &path).with_context(|| {
            format!(
                "{PROGRAM} is neither beside this program nor on the PATH: build it with \
                 `cargo build --release -p drawbridge-prover` and put it there; the proof is made by \
                 the solver cvc5 (Debian: apt-get install cvc5)"
            )
        })?;
        let ended = Command::new(&program).args(self.args).status();
        let ended = ended.with_context(|| program.display().to_string())?;
        let code = ended.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }
}

/// Beside this program first: that is the one of the same version.
fn find(own: Option<&Path>, path: &std::ffi::OsStr) -> Option<PathBuf> {
    let beside = own.and_then(Path::parent).map(Path::to_owned);
    let folders = beside.into_iter().chain(std::env::split_paths(path));
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    folders.map(|folder| folder.join(&name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_beside_this_one_comes_before_the_path() {
        let folder = std::env::temp_dir().join(format!("drawbridge-find-{}", std::process::id()));
        let (own, other) = (folder.join("own"), folder.join("other"));
        for at in [&own, &other] {
            std::fs::create_dir_all(at).unwrap();
        }
        let at = |folder: &Path| folder.join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
        let beside = own.join("drawbridge");
        assert_eq!(find(Some(&beside), other.as_os_str()), None);
        std::fs::write(at(&other), "").unwrap();
        assert_eq!(find(Some(&beside), other.as_os_str()), Some(at(&other)));
        std::fs::write(at(&own), "").unwrap();
        assert_eq!(find(Some(&beside), other.as_os_str()), Some(at(&own)));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
