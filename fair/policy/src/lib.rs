//! One published standard for all gates: Cedar policies, evaluated.
//!
//! The story in order. A [`Standard`] is a set of files that anyone may read: what is protected, which
//! facts count, the rules with their reasons, the floors beneath them. [`Standard::parse`] reads them
//! and hashes them. [`decide()`] takes what stands in the leaves of the log, facts and protected
//! attributes by name, and gives a [`Verdict`]: which step of the action is permitted, which rules
//! determined it, and what would change it. Whether the rules are neutral is not shown here but
//! proved by a solver, which deciding never needs.
//!
//! Nothing here reads a clock, a die, a file or a socket: files are bytes that the caller has read.

mod case;
mod error;
mod judge;
pub mod kept;
pub mod lint;
pub mod proof;
pub mod publication;
mod published;
mod remedy;
pub mod replay;
pub mod standard;
mod words;

pub use case::Case;
pub use error::{CaseError, Fault, StandardError, Undecided};
pub use judge::{Ruling, judge, permits};
pub use lint::lint;
pub use proof::Proof;
pub use published::published;
pub use remedy::{Change, Need, Remedy, remedies};
pub use standard::{Files, Standard};

use drawbridge_fair_record::Object;
use drawbridge_fair_record::leaf::Verdict as Outcome;

/// What was decided, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The step permitted, the rules that determined it.
    pub ruling: Ruling,
    /// What would change it: one for each better step, best first. Empty if the best one is reached.
    pub remedies: Vec<Remedy>,
}

impl Verdict {
    /// As it stands in the leaf of a decision.
    pub fn outcome(&self) -> Outcome {
        self.ruling.verdict
    }
}

/// Decides a case on the facts and the protected attributes as they stand in the leaves, by name.
///
/// Refused, never guessed: an action that the standard does not know, a fact that is missing, unknown
/// or of another type or range, a rule that fails.
pub fn decide(
    standard: &Standard,
    action: &str,
    facts: &Object,
    protected: &Object,
) -> Result<Verdict, Undecided> {
    let case = Case::new(standard, action, facts, protected)?;
    let ruling = judge(standard, &case)?;
    let remedies = remedies(standard, &case, &ruling)?;
    Ok(Verdict { ruling, remedies })
}
