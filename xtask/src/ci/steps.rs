//! The steps, in the order in which they are told and, as far as needs allow, started.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{bench, job::Job, own_copy};
use crate::{repo, setup};

/// One named part of CI.
pub(crate) struct Step {
    /// Its name on the command line and of its log.
    pub(crate) name: &'static str,
    /// What it does, for `--list`.
    pub(crate) about: &'static str,
    /// Steps that must have passed before.
    pub(crate) needs: &'static [&'static str],
    /// What it may run beside.
    pub(crate) kind: Kind,
    /// Does it, and returns one line for the table.
    pub(crate) run: fn(&mut Job) -> anyhow::Result<String>,
}

/// What a step may run beside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything.
    Light,
    /// Nothing else that compiles in the shared target folder: the two would only wait for each
    /// other's lock.
    Compiles,
}

/// What is not compiled by default.
const FEATURES: &str = "xtask/roster,drawbridge-fair-log/ml-dsa";

/// All of CI.
pub(crate) static STEPS: &[Step] = &[
    step("fmt", "formatting", &[], Kind::Light, fmt),
    step("tidy", "the rules about the project's own text", &[], Kind::Light, |job| {
        myself(job, &["tidy"])
    }),
    step("setup", "installs and starts what the tests need", &[], Kind::Light, |job| {
        setup::all(job).map(|()| String::new())
    }),
    step("build", "the whole workspace", &[], Kind::Compiles, build),
    step("clippy", "lints of all targets, warnings are errors", &[], Kind::Compiles, clippy),
    step("test", "all tests", &["setup"], Kind::Compiles, test),
    step("doctest", "examples in comments", &[], Kind::Compiles, doctest),
    step("prove", "the standard is neutral", &["setup", "build"], Kind::Light, prove),
    step("sdk", "official SDKs against the binary", &["setup", "build"], Kind::Light, sdk),
    step("foreign", "others' verifiers read our log", &["setup", "build"], Kind::Light, foreign),
    step("print", "others' programs read our PDFs", &["setup", "build"], Kind::Light, print),
    step("unfurl", "others' readers read our pages", &["setup", "build"], Kind::Light, unfurl),
    step(
        "numbers",
        "SciPy, statsmodels and R agree on new data",
        &["setup", "build"],
        Kind::Light,
        numbers,
    ),
    step("console", "the web console is what its sources make", &["setup"], Kind::Light, console),
    step("pages", "every page in a real browser", &["console", "build"], Kind::Light, pages),
    step("bench", "the bench tells all its figures", &["build"], Kind::Light, measure),
    step("gen", "what documents take from the code is fresh", &[], Kind::Compiles, |job| {
        myself(job, &["gen", "--check"])
    }),
    step("docs", "rustdoc, warnings are errors", &[], Kind::Compiles, docs),
];

const fn step(
    name: &'static str,
    about: &'static str,
    needs: &'static [&'static str],
    kind: Kind,
    run: fn(&mut Job) -> anyhow::Result<String>,
) -> Step {
    Step { name, about, needs, kind, run }
}

/// Runs another task of this program, so that what it prints goes to the log.
fn myself(job: &mut Job, args: &[&str]) -> anyhow::Result<String> {
    job.spawn(Command::new(own_copy()).args(args))?;
    Ok(last_line(job))
}

fn last_line(job: &Job) -> String {
    let log = fs::read_to_string(job.path()).unwrap_or_default();
    log.lines().skip(1).last().unwrap_or_default().to_owned()
}

fn fmt(job: &mut Job) -> anyhow::Result<String> {
    job.sh("cargo", &["fmt", "--all", "--check"])?;
    Ok(String::new())
}

fn build(job: &mut Job) -> anyhow::Result<String> {
    // With the node whose pages are looked at, in one go: alone it would be compiled with other
    // features, and so nearly everything twice.
    let examples = ["furnished", "numbers", "pages", "print", "sample"];
    let what = ["build", "--workspace", "--lib", "--bins"];
    let named = examples.iter().flat_map(|name| ["--example", name]);
    job.spawn(Command::new("cargo").args(what).args(named))?;
    // The tests compile the same programs again. Whoever runs these meanwhile needs them unchanged.
    let debug = repo::target().join("debug");
    for name in ["drawbridge", "drawbridge-prove"] {
        fs::copy(debug.join(name), built(name))?;
    }
    for name in examples {
        fs::copy(debug.join("examples").join(name), built(name))?;
    }
    Ok(String::new())
}

fn clippy(job: &mut Job) -> anyhow::Result<String> {
    let what = ["clippy", "--workspace", "--all-targets", "--features", FEATURES];
    job.spawn(Command::new("cargo").args(what).args(["--", "-D", "warnings"]))?;
    Ok(String::new())
}

fn test(job: &mut Job) -> anyhow::Result<String> {
    // Once more what a feature adds, alone: it does not change the rest.
    job.sh("cargo", &["test", "-p", "drawbridge-fair-log", "--features", "ml-dsa"])?;
    if repo::succeeds("cargo", &["nextest", "--version"]) {
        job.sh("cargo", &["nextest", "run", "--workspace", "--no-fail-fast"])?;
    } else {
        job.sh("cargo", &["test", "--workspace", "--all-targets", "--no-fail-fast"])?;
    }
    Ok(counted(job))
}

fn doctest(job: &mut Job) -> anyhow::Result<String> {
    job.sh("cargo", &["test", "--workspace", "--doc"])?;
    Ok(counted(job))
}

fn docs(job: &mut Job) -> anyhow::Result<String> {
    job.spawn(
        Command::new("cargo")
            .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(String::new())
}

fn prove(job: &mut Job) -> anyhow::Result<String> {
    job.sh(&built("drawbridge-prove").to_string_lossy(), &["--check-proof"])?;
    Ok(last_line(job))
}

fn sdk(job: &mut Job) -> anyhow::Result<String> {
    job.sh("python3", &[setup::RUNNER, "--bin", &built("drawbridge").to_string_lossy()])?;
    Ok(counted(job))
}

fn foreign(job: &mut Job) -> anyhow::Result<String> {
    job.sh("python3", &[setup::FOREIGN, "--bin", &built("drawbridge").to_string_lossy()])?;
    Ok(counted(job))
}

fn print(job: &mut Job) -> anyhow::Result<String> {
    job.sh("python3", &[setup::PRINT, "--print", &built("print").to_string_lossy()])?;
    Ok(counted(job))
}

fn unfurl(job: &mut Job) -> anyhow::Result<String> {
    job.sh("python3", &[setup::UNFURL, "--pages", &built("pages").to_string_lossy()])?;
    Ok(counted(job))
}

/// A new seed each time; the log says which, and `--seed` makes the same data again.
fn numbers(job: &mut Job) -> anyhow::Result<String> {
    let program = built("numbers");
    job.sh("python3", &[setup::STATISTICS, "--numbers", &program.to_string_lossy()])?;
    Ok(counted(job))
}

fn console(job: &mut Job) -> anyhow::Result<String> {
    job.sh("bash", &["console/check.sh"])?;
    Ok(last_line(job))
}

fn pages(job: &mut Job) -> anyhow::Result<String> {
    let (node, report) = (built("furnished"), built("sample"));
    let programs = [node.to_string_lossy(), report.to_string_lossy()];
    job.sh("node", &["console/e2e.mjs", &programs[0], &programs[1]])?;
    Ok(counted(job))
}

fn measure(job: &mut Job) -> anyhow::Result<String> {
    let mut figures = 0;
    for part in bench::PARTS {
        let printed = job.printed(Command::new(built("drawbridge")).args(part.args))?;
        figures += bench::judge(part, &printed)?;
    }
    Ok(format!("{figures} figures"))
}

/// Where a program stands while steps run it.
fn built(name: &str) -> PathBuf {
    repo::target().join("ci").join(name)
}

/// The counts that a test runner closed with: nextest's own line, `cargo test`'s added up, or
/// the last `N passed, N failed`.
fn counted(job: &Job) -> String {
    let log = fs::read_to_string(job.path()).unwrap_or_default();
    summary(&log)
}

fn summary(log: &str) -> String {
    let last = |mark: &str| log.lines().rev().find(|line| line.contains(mark));
    if let Some((_, counts)) = last(" tests run: ").and_then(|line| line.split_once("] ")) {
        return counts.trim().to_owned();
    }
    let results = log.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
    let passed: Vec<u64> =
        results.filter_map(|line| line.split(' ').next()?.parse().ok()).collect();
    if !passed.is_empty() {
        return format!("{} passed", passed.iter().sum::<u64>());
    }
    last(" passed, ").unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn every_runners_closing_line_is_understood() {
        let nextest = "----\n     Summary [   1.234s] 41 tests run: 41 passed, 0 skipped\n";
        assert_eq!(summary(nextest), "41 tests run: 41 passed, 0 skipped");
        let cargo = "test result: ok. 3 passed; 0 failed;\ntest result: ok. 4 passed; 0 failed;\n";
        assert_eq!(summary(cargo), "7 passed");
        assert_eq!(summary("a\n12 passed, 0 failed\n"), "12 passed, 0 failed");
    }
}
