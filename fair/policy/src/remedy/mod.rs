//! What would change a verdict: found by trying, so that it is true.

mod candidates;
mod search;

use std::collections::BTreeSet;

use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_record::{Integer, Value};

use crate::error::Undecided;
use crate::judge::obstacles;
use crate::standard::{Standard, Step};
use crate::{Case, Ruling};

/// How one fact would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The fact.
    pub fact: String,
    /// What it is.
    pub is: Value,
    /// What it would have to be.
    pub needs: Need,
}

/// What a fact would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// This.
    Exactly(Value),
    /// This number or a lower one; the lowest of its range was tried.
    AtMost(Integer),
    /// This number or a higher one; the highest of its range was tried.
    AtLeast(Integer),
}

/// What would lead to one better step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The step, by its action in the rules.
    pub step: String,
    /// What it would mean for the case.
    pub verdict: Verdict,
    /// The rules that stand in its way.
    pub rules: BTreeSet<String>,
    /// Facts that, changed like this and together, lead to the step; none of them can be left out.
    /// Empty if no way was found.
    pub changes: Vec<Change>,
}

/// For each step better than the one granted, best first, what would lead to it.
pub fn remedies(
    standard: &Standard,
    case: &Case,
    ruling: &Ruling,
) -> Result<Vec<Remedy>, Undecided> {
    let Some(action) = standard.actions().get(case.action()) else { return Ok(Vec::new()) };
    let better = action.steps.iter().take_while(|step| Some(&step.action) != ruling.step.as_ref());
    better.enumerate().map(|(at, step)| remedy(standard, case, at, step)).collect()
}

fn remedy(standard: &Standard, case: &Case, at: usize, step: &Step) -> Result<Remedy, Undecided> {
    let rules = obstacles(standard, case, at)?.unwrap_or_default();
    let changes = search::search(standard, case, at)?;
    Ok(Remedy { step: step.action.clone(), verdict: step.verdict, rules, changes })
}
