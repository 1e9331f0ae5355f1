//! A PostgreSQL server of our own for tests: loopback only, no password, made again at will.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::is_root;
use crate::ci::Job;
use crate::repo::succeeds;

/// The environment variable in which tests find a server that they may fill with databases. Where
/// it is set already, that server is used and none is started.
pub(super) const VARIABLE: &str = "DRAWBRIDGE_TEST_POSTGRES";

/// Far from the port that an installed server takes.
const PORT: &str = "54329";

/// Where tests connect to.
pub(super) fn url() -> String {
    given().unwrap_or_else(|| format!("postgres://postgres@127.0.0.1:{PORT}/postgres"))
}

/// Starts the server unless one answers already.
pub(super) fn start(job: &mut Job) -> anyhow::Result<()> {
    if given().is_some() {
        return job.say(format!("PostgreSQL is the one in {VARIABLE}"));
    }
    let Some(programs) = programs() else { anyhow::bail!("install PostgreSQL 15 or newer") };
    if answers(&programs) {
        return Ok(());
    }
    let data = folder();
    if !data.join("PG_VERSION").is_file() {
        make(job, &programs, &data)?;
    }
    let log = data.join("server.log");
    let options = format!(
        "-p {PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} \
         -c max_connections=200",
        data.display()
    );
    let mut start = as_owner(&programs.join("pg_ctl"));
    start.args(["start", "-w", "-D"]).arg(&data).arg("-l").arg(&log).args(["-o", &options]);
    job.spawn(&mut start)?;
    anyhow::ensure!(answers(&programs), "PostgreSQL does not answer; see {}", log.display());
    job.say(format!("PostgreSQL is at {}", url()))
}

/// Stops the server; its data stay.
pub(super) fn stop(job: &mut Job) -> anyhow::Result<()> {
    let Some(programs) = programs() else { return Ok(()) };
    let mut stop = as_owner(&programs.join("pg_ctl"));
    job.spawn(stop.args(["stop", "-m", "fast", "-D"]).arg(folder()))
}

/// The folder of the newest installed server's programs.
pub(super) fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/initdb")).is_file())
        .max()?;
    Some(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

fn given() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

fn answers(programs: &Path) -> bool {
    let probe = programs.join("pg_isready");
    succeeds(&probe.to_string_lossy(), &["-q", "-h", "127.0.0.1", "-p", PORT])
}

/// Outside of the project, since the server's own user may not be allowed into it; one per user.
fn folder() -> PathBuf {
    let version = programs()
        .and_then(|bin| Some(bin.parent()?.file_name()?.to_str()?.to_owned()))
        .unwrap_or_default();
    let owner = if is_root() { "root".to_owned() } else { whoami() };
    PathBuf::from(format!("/var/tmp/drawbridge-postgres-{version}-{owner}"))
}

fn whoami() -> String {
    std::env::var("USER").unwrap_or_else(|_| "user".to_owned())
}

fn make(job: &mut Job, programs: &Path, data: &Path) -> anyhow::Result<()> {
    if is_root() {
        let mut own = Command::new("install");
        job.spawn(own.args(["-d", "-o", "postgres", "-m", "700"]).arg(data))?;
    }
    let mut make = as_owner(&programs.join("initdb"));
    make.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]);
    job.spawn(make.arg(data))
}

/// PostgreSQL refuses to run as root: then its own user, which the package made, runs it.
fn as_owner(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut other = Command::new("runuser");
        other.args(["-u", "postgres", "--"]).arg(program);
        other
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}
