//! `cargo xtask setup`: installs and starts what the tests need, on a machine that has nothing
//! but Rust and Node. Quick and silent where all is there already.

mod packages;
mod postgres;
mod scripts;

use crate::ci::Job;

pub(crate) use scripts::{FOREIGN, PRINT, RUNNER, STATISTICS, UNFURL};

/// The task; `--stop` ends the database server that an earlier run started.
pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let mut job = Job::new("setup")?;
    if args.iter().any(|arg| arg == "--stop") {
        return postgres::stop(&mut job);
    }
    let result = all(&mut job);
    print!("{}", std::fs::read_to_string(job.path())?);
    result
}

/// Everything.
pub(crate) fn all(job: &mut Job) -> anyhow::Result<()> {
    packages::install(job)?;
    postgres::start(job)?;
    scripts::sdks(job)?;
    scripts::statistics(job)
}

/// What the steps of CI find in their environment.
pub(crate) fn environment() -> Vec<(&'static str, String)> {
    vec![(postgres::VARIABLE, postgres::url())]
}
