//! `cargo xtask ci`: everything that CI does, as named steps, with a table at the end.

mod bench;
mod job;
mod schedule;
mod steps;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
pub(crate) use job::Job;
use schedule::{Ending, Ran};
use steps::{STEPS, Step};

use crate::repo;

/// Runs the steps named (all if none is), with what they need. `false` if any failed.
pub(crate) fn run(args: &[String]) -> anyhow::Result<bool> {
    if args.iter().any(|arg| arg == "--list") {
        for step in STEPS {
            println!("{:<9} {}", step.name, step.about);
        }
        return Ok(true);
    }
    let chosen = choose(args)?;
    copy_myself()?;
    let ran = schedule::run(&chosen)?;
    Ok(summary(&ran))
}

/// Where this program stands while steps run: the steps that compile replace the original, and
/// a program whose file was replaced cannot be started again.
fn own_copy() -> PathBuf {
    repo::target().join("ci").join("xtask")
}

fn copy_myself() -> anyhow::Result<()> {
    let copy = own_copy();
    fs::create_dir_all(repo::target().join("ci"))?;
    fs::copy(std::env::current_exe()?, &copy)
        .with_context(|| format!("cannot write {}", copy.display()))?;
    Ok(())
}

/// The steps of these names and all that they need, in the order of [`STEPS`].
fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let mut wanted: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        let Some(step) = STEPS.iter().find(|step| step.name == name) else {
            anyhow::bail!("there is no step `{name}`; see `cargo xtask ci --list`");
        };
        if !wanted.contains(&name) {
            wanted.push(name);
            open.extend(step.needs);
        }
    }
    Ok(STEPS.iter().filter(|step| wanted.contains(&step.name)).collect())
}

/// Prints the table and the closing line; `false` if any step failed.
fn summary(ran: &[Ran]) -> bool {
    println!("\n{:<9} {:>9}  ", "step", "seconds");
    for Ran { step, took, ending, note } in ran {
        let word = match ending {
            Ending::Passed => "ok",
            Ending::Failed => "FAILED",
            Ending::NotRun => "NOT RUN",
        };
        println!("{:<9} {:>9}  {word:<7} {note}", step.name, seconds(*took));
    }
    let passed = ran.iter().filter(|ran| ran.ending == Ending::Passed).count();
    let failed = ran.len() - passed;
    println!("\n{passed} passed, {failed} failed");
    failed == 0
}

/// Seconds to one place, for people.
pub(crate) fn seconds(took: Duration) -> String {
    format!("{}.{}", took.as_secs(), took.subsec_millis() / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_brings_what_it_needs() {
        let chosen = choose(&["sdk".to_owned()]).unwrap();
        let names: Vec<_> = chosen.iter().map(|step| step.name).collect();
        assert_eq!(names, ["setup", "build", "sdk"]);
    }

    #[test]
    fn a_step_that_does_not_exist_is_said() {
        assert!(choose(&["sdl".to_owned()]).is_err());
    }

    #[test]
    fn needs_come_earlier_in_the_list() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(STEPS[..at].iter().any(|before| before.name == *need), "{}", step.name);
            }
        }
    }
}
