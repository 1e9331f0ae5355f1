//! The script of a question, and the solver's answer to it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use cedar_policy_symcc::solver::{LocalSolver, WriterSolver};
use cedar_policy_symcc::{CedarSymCompiler, Env, ResetMode};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::ProverError;
use crate::question::Question;

/// Most milliseconds for one question. Those of the published standard take a tenth of a second.
const MOST_MS: u32 = 60_000;

/// A solver that is asked.
#[derive(Clone, Debug)]
pub struct Solver {
    program: PathBuf,
    /// What it says of itself, such as `cvc5 1.0.3`.
    pub version: String,
}

/// What became of a question.
pub enum Answer {
    /// The solver says `unsat`: there is no case against it.
    Proved,
    /// There is this one.
    Refuted(Box<Env>),
    /// The solver does not know, in the time there is.
    Unknown,
}

impl Solver {
    /// Finds out the version of the solver, and so whether it can be started.
    pub async fn find(program: &Path) -> Result<Self, ProverError> {
        let output = Command::new(program).arg("--version").output().await;
        let output = output.map_err(|e| ProverError::NoSolver(program.to_owned(), e))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let first = said.lines().next().unwrap_or_default();
        // "This is cvc5 version 1.0.3" and the like.
        let version = first.strip_prefix("This is ").unwrap_or(first).replace(" version", "");
        let version = version.split(" [").next().unwrap_or_default().trim().to_owned();
        Ok(Self { program: program.to_owned(), version })
    }

    /// Runs the question's script. Where it is not `unsat`, the case is asked for.
    pub async fn ask(&self, question: &Question, script: &str) -> Result<Answer, ProverError> {
        match self.run(&question.name, script).await?.trim() {
            "unsat" => Ok(Answer::Proved),
            "unknown" => Ok(Answer::Unknown),
            "sat" => self.example(question).await,
            other => Err(ProverError::Solver(question.name.clone(), other.to_owned())),
        }
    }

    /// What the solver prints on a script.
    pub async fn run(&self, name: &str, script: &str) -> Result<String, ProverError> {
        let failed = |e: std::io::Error| ProverError::NoSolver(self.program.clone(), e);
        let mut command = Command::new(&self.program);
        command.args(["--lang", "smt", &format!("--tlimit={MOST_MS}")]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().map_err(failed)?;
        let Some(mut input) = child.stdin.take() else {
            return Err(ProverError::Solver(name.to_owned(), "takes no input".to_owned()));
        };
        // Written beside the reading: a solver that answers before the end must not wait for us.
        let write = async move {
            let written = input.write_all(script.as_bytes()).await;
            drop(input);
            written
        };
        let (written, output) = tokio::join!(write, child.wait_with_output());
        let output = output.map_err(failed)?;
        written.map_err(failed)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    async fn example(&self, question: &Question) -> Result<Answer, ProverError> {
        let failed = |e: String| ProverError::Solver(question.name.clone(), e);
        let mut command = Command::new(&self.program);
        command.args(["--lang", "smt", &format!("--tlimit={MOST_MS}")]).kill_on_drop(true);
        let solver = LocalSolver::from_command(&mut command).map_err(|e| failed(e.to_string()))?;
        let mut compiler = CedarSymCompiler::new(solver).map_err(|e| failed(e.to_string()))?;
        let found = compiler.check_sat(&question.sides.asserts()).await;
        match found.map_err(|e| failed(e.to_string()))? {
            Some(case) => Ok(Answer::Refuted(Box::new(case))),
            None => Err(failed("sat as a script, unsat when asked for the case".to_owned())),
        }
    }
}

/// The script of a question: SMT-LIB 2, complete, and the same to the byte for the same standard.
pub async fn script(question: &Question) -> Result<String, ProverError> {
    let failed = |e: String| ProverError::translation(&question.name, e);
    let writer = WriterSolver { w: Vec::new() };
    let compiler = CedarSymCompiler::new(writer).map_err(|e| failed(e.to_string()))?;
    let mut compiler = compiler.with_reset_mode(ResetMode::Comment);
    // A writer answers "unknown" after everything is written. Where the translation alone comes to a
    // constant nothing is written, and the constant is the script.
    let constant = match compiler.check_unsat(&question.sides.asserts()).await {
        Err(cedar_policy_symcc::err::Error::SolverUnknown) => None,
        Ok(unsat) => Some(!unsat),
        Err(error) => return Err(failed(error.to_string())),
    };
    let written = std::mem::take(&mut compiler.solver_mut().w);
    let text = match constant {
        None => String::from_utf8(written).map_err(|e| failed(e.to_string()))?,
        Some(constant) => format!("(set-logic ALL)\n(assert {constant})\n(check-sat)\n"),
    };
    Ok(format!("; {}\n{text}", question.name))
}
