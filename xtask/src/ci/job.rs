//! One step's run: its log, and the commands that it starts.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::{repo, setup};

/// How long one command may take. The longest are the tests, with their cold build, on two cores.
const LIMIT: Duration = Duration::from_mins(35);
/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Where a step says what it does.
pub(crate) struct Job {
    path: PathBuf,
    log: File,
}

impl Job {
    /// A job with a fresh log, `target/ci/<name>.log`.
    pub(crate) fn new(name: &str) -> anyhow::Result<Self> {
        let folder = repo::target().join("ci");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.log"));
        let log = File::create(&path).with_context(|| format!("{}", path.display()))?;
        Ok(Self { path, log })
    }

    /// The log's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a line to the log.
    pub(crate) fn say(&mut self, line: impl AsRef<str>) -> anyhow::Result<()> {
        writeln!(self.log, "{}", line.as_ref())?;
        Ok(())
    }

    /// Runs a command in the root with its output in the log; an error if it fails.
    pub(crate) fn sh(&mut self, program: &str, args: &[&str]) -> anyhow::Result<()> {
        self.spawn(Command::new(program).args(args))
    }

    /// Runs a prepared command likewise.
    pub(crate) fn spawn(&mut self, command: &mut Command) -> anyhow::Result<()> {
        let log = self.log.try_clone()?;
        self.spawn_to(command, log)
    }

    /// Runs a prepared command, and returns what it prints as its result; all else that it says
    /// goes to the log.
    pub(crate) fn printed(&mut self, command: &mut Command) -> anyhow::Result<String> {
        let path = self.path.with_extension("out");
        let file = File::create(&path).with_context(|| format!("{}", path.display()))?;
        self.spawn_to(command, file)?;
        Ok(std::fs::read_to_string(&path)?)
    }

    fn spawn_to(&mut self, command: &mut Command, out: File) -> anyhow::Result<()> {
        let said = format!("{command:?}").replace('"', "");
        self.say(format!("$ {said}"))?;
        if command.get_current_dir().is_none() {
            command.current_dir(repo::root());
        }
        for (name, value) in setup::environment() {
            command.env(name, value);
        }
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(self.log.try_clone()?)
            .spawn()
            .with_context(|| format!("`{program}` cannot be started: install it"))?;
        let status = wait(&mut child, LIMIT)?;
        match status {
            Some(status) if status.success() => Ok(()),
            Some(status) => anyhow::bail!("`{said}` failed ({status})"),
            None => anyhow::bail!("`{said}` was stopped after {} minutes", LIMIT.as_secs() / 60),
        }
    }
}

/// Waits for a command; `None` if it had to be ended.
fn wait(child: &mut Child, limit: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        sleep(LOOK);
    }
    // First the polite signal, which test runners pass on to what they started.
    let _ = Command::new("kill").arg(child.id().to_string()).status();
    let grace = Instant::now();
    while grace.elapsed() < Duration::from_secs(10) {
        if child.try_wait()?.is_some() {
            return Ok(None);
        }
        sleep(LOOK);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_ended() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert_eq!(wait(&mut child, Duration::from_millis(10)).unwrap(), None);
    }
}
