//! `drawbridge-prove`: the only program that needs a solver.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use drawbridge_fair_policy::standard::{FLOORS, POLICIES, PROOF};
use drawbridge_fair_policy::{Files, Proof, Standard, published};
use drawbridge_prover::ask::Solver;
use drawbridge_prover::change::{StepChange, compare};
use drawbridge_prover::report::{Answered, Outcome, Report, keep, prove};

/// Proves that a standard treats everybody alike, or shows the case in which it does not
///
/// Every question is an SMT-LIB script for cvc5; `unsat` proves it. Ends with 0 if everything is
/// proved, with 3 if something is refuted or proof.json is stale, with 1 if the solver does not know or
/// could not be asked.
#[derive(Parser)]
#[command(name = "drawbridge-prove", version)]
struct Args {
    /// Folder of the standard; without it, the one that is published with this version
    #[arg(long)]
    standard: Option<PathBuf>,
    /// Folder of the version before: says of every step whether the new one refuses more or fewer
    #[arg(long)]
    old: Option<PathBuf>,
    /// Folder to write the scripts to, so that anyone can run them again
    #[arg(long)]
    scripts: Option<PathBuf>,
    /// Prints JSON instead of lines
    #[arg(long)]
    json: bool,
    /// Writes proof.json to this file once everything is proved
    #[arg(long)]
    write_proof: Option<PathBuf>,
    /// Fails unless the standard's own proof.json is fresh
    #[arg(long)]
    check_proof: bool,
    /// The solver
    #[arg(long, env = "CVC5", default_value = "cvc5")]
    solver: PathBuf,
}

/// Something is shown to be wrong.
const REFUTED: u8 = 3;

/// Nothing is shown.
const UNKNOWN: u8 = 1;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.context("no runtime").and_then(|runtime| runtime.block_on(run(&args)));
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("drawbridge-prove: {error:#}");
            ExitCode::from(UNKNOWN)
        }
    }
}

async fn run(args: &Args) -> anyhow::Result<u8> {
    let files = match &args.standard {
        Some(folder) => read(folder)?,
        None => published(),
    };
    let standard = Standard::parse(&files)?;
    let solver = Solver::find(&args.solver).await?;
    if let Some(old) = &args.old {
        let changes = compare(&Standard::parse(&read(old)?)?, &standard, &solver).await?;
        return say_changes(&changes, args.json).map(|()| 0);
    }
    let told = |at: usize, of: usize, answer: &Answered| {
        if !args.json {
            say(at, of, answer);
        }
    };
    let (report, scripts) = prove(&standard, &solver, told).await?;
    if let Some(folder) = &args.scripts {
        keep(&scripts, folder)?;
    }
    print(&report, args.json)?;
    let proof = report.proof();
    if let (Some(path), Some(proof)) = (&args.write_proof, &proof) {
        let text = serde_json::to_string_pretty(proof)? + "\n";
        std::fs::write(path, text).with_context(|| path.display().to_string())?;
    }
    if args.check_proof && !is_fresh(&files, proof.as_ref())? {
        return Ok(REFUTED);
    }
    let is = |outcome| report.answers.iter().any(|answer| answer.outcome == outcome);
    Ok(match (is(Outcome::Refuted), is(Outcome::Unknown)) {
        (true, _) => REFUTED,
        (false, true) => UNKNOWN,
        (false, false) => 0,
    })
}

/// The files of a folder, by the names they have in a standard.
fn read(folder: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    for under in ["", POLICIES, FLOORS] {
        let path = folder.join(under);
        if !path.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&path).with_context(|| path.display().to_string())?;
        for entry in entries {
            let entry = entry.with_context(|| path.display().to_string())?;
            if !entry.path().is_file() {
                continue;
            }
            let name = format!("{under}{}", entry.file_name().to_string_lossy());
            let bytes = std::fs::read(entry.path());
            files.insert(name, bytes.with_context(|| entry.path().display().to_string())?);
        }
    }
    anyhow::ensure!(!files.is_empty(), "{}: no standard here", folder.display());
    Ok(files)
}

fn is_fresh(files: &Files, now: Option<&Proof>) -> anyhow::Result<bool> {
    let kept = files.get(PROOF).context("the standard carries no proof.json")?;
    let kept = Proof::read(kept)?;
    let why =
        now.map_or_else(|| Some("not everything is proved".to_owned()), |now| kept.stale(now));
    if let Some(why) = &why {
        eprintln!("{PROOF} is stale: {why}");
    }
    Ok(why.is_none())
}

#[expect(clippy::print_stdout, reason = "a program of the command line")]
fn say(at: usize, of: usize, answer: &Answered) {
    let outcome = match answer.outcome {
        Outcome::Proved => "PROVED ",
        Outcome::Refuted => "REFUTED",
        Outcome::Unknown => "UNKNOWN",
    };
    println!("[{at}/{of}] {outcome} {}", answer.question);
    if let Some(example) = &answer.example {
        println!("    {}\n    {}", example.zh, example.en);
    }
}

#[expect(clippy::print_stdout, reason = "a program of the command line")]
fn print(report: &Report, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    let proved = report.answers.iter().filter(|a| a.outcome == Outcome::Proved).count();
    println!(
        "standard {} ({})\nscripts {}\n{proved} of {} proved by {}",
        report.version,
        report.standard,
        report.scripts,
        report.answers.len(),
        report.solver
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program of the command line")]
fn say_changes(changes: &[StepChange], json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(changes)?);
        return Ok(());
    }
    for change in changes {
        let name = serde_json::to_value(change.change)?;
        println!("{:32} {}", change.step, name.as_str().unwrap_or_default());
        for (what, answer) in
            [("newly permitted", &change.newly_permitted), ("newly refused", &change.newly_refused)]
        {
            if let Some(example) = answer.as_ref().and_then(|answer| answer.example.as_ref()) {
                println!("    {what}: {}\n    {what}: {}", example.zh, example.en);
            }
        }
    }
    Ok(())
}
