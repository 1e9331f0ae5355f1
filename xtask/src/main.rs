//! The project's own tasks: `cargo xtask ci` and its parts.
#![allow(clippy::print_stdout, reason = "a command-line tool talks to its user")]

mod ci;
mod generate;
mod project;
mod repo;
mod setup;
mod source;
mod stats;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <task>

  ci [<step>...] [--list]   everything that CI does, or some steps of it with what they need
  tidy                      the rules about the project's own text
  gen [--check]             writes what the documents take from the code, or tells what is stale
  stats                     lengths of files and share of comments
  setup [--stop]            installs and starts what the tests need; or stops what it started
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does the task; `false` is a failure that has been told already.
fn run(args: &[String]) -> anyhow::Result<bool> {
    let (task, rest) = args.split_first().map_or(("", args), |(task, rest)| (task.as_str(), rest));
    match task {
        "ci" => ci::run(rest),
        "tidy" => tidy::run(),
        "gen" => Ok(generate::run(rest)),
        "stats" => stats::run().map(|()| true),
        "setup" => setup::run(rest).map(|()| true),
        "" | "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(true)
        }
        other => anyhow::bail!("there is no task `{other}`\n\n{USAGE}"),
    }
}
