//! Proves that a standard treats everybody alike, or shows the case in which it does not.
//!
//! The story in order. Neutrality is about two cases, and a solver is asked about one; so `twin`
//! doubles every fact and every attribute, and a second copy of the rules reads the doubles
//! (self-composition). `guard` says what may be assumed: facts within their ranges, equal on both sides.
//! [`question`] lists everything that is asked about a standard, [`change`] about two versions of it. Each
//! question is an SMT-LIB script that anyone can run again; [`ask`] runs the script, and `unsat` is the
//! proof. Otherwise [`example`] decides the case that was found with the evaluator itself, both ways, so
//! that no counterexample is believed that does not happen.
//!
//! Nothing of this is needed to decide a case.

pub mod ask;
pub mod change;
pub mod example;
mod guard;
pub mod question;
pub mod report;
mod twin;

use std::path::PathBuf;

/// Why nothing could be asked, or no answer was had.
#[derive(Debug, thiserror::Error)]
pub enum ProverError {
    /// The solver cannot be started.
    #[error(
        "the solver {0} cannot be started ({1}); install cvc5 (Debian: apt-get install cvc5) or name it with --solver or CVC5"
    )]
    NoSolver(PathBuf, std::io::Error),
    /// The solver said something else than sat, unsat or unknown.
    #[error("the solver failed on {0}: {1}")]
    Solver(String, String),
    /// The standard cannot be translated.
    #[error("{0}: {1}")]
    Translation(String, String),
    /// The standard is none that can be proved: the findings of the lints, an error each.
    #[error("the standard has errors that are to be mended first:\n{0}")]
    Lints(String),
    /// The files are no standard.
    #[error(transparent)]
    Standard(#[from] drawbridge_fair_policy::StandardError),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The example that the solver found does not happen.
    #[error("the solver's example for {0} is none: {1}")]
    NoExample(String, String),
}

impl ProverError {
    pub(crate) fn translation(what: &str, why: impl ToString) -> Self {
        Self::Translation(what.to_owned(), why.to_string())
    }
}
