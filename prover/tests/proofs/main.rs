//! Proofs that hold, and cases that are found where they do not. All of it needs cvc5.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod changes;
mod neutrality;
mod published;
mod rules;

use std::path::Path;

use drawbridge_fair_policy::{Files, Standard};
use drawbridge_prover::ask::{Answer, Solver, script};
use drawbridge_prover::example::{Example, example};
use drawbridge_prover::question::Question;

/// What a rule must say of itself.
pub(crate) const SAYS: &str =
    r#"@id("added") @reason_zh("甲") @reason_en("a") @remedy_zh("乙") @remedy_en("b") "#;

/// The standard that is published, with a rule added.
pub(crate) fn published_with(rule: &str) -> Standard {
    with(drawbridge_fair_policy::published(), rule)
}

pub(crate) fn with(mut files: Files, rule: &str) -> Standard {
    if !rule.is_empty() {
        files.insert("policies/added.cedar".to_owned(), format!("{SAYS}{rule}\n").into_bytes());
    }
    Standard::parse(&files).unwrap()
}

pub(crate) async fn solver() -> Solver {
    Solver::find(Path::new("cvc5")).await.unwrap()
}

/// None if it is proved, otherwise the case against it.
pub(crate) async fn refute(standard: &Standard, question: &Question) -> Option<Example> {
    let script = script(question).await.unwrap();
    match solver().await.ask(question, &script).await.unwrap() {
        Answer::Proved => None,
        Answer::Refuted(env) => Some(example(standard, question, &env).unwrap()),
        Answer::Unknown => panic!("{}: the solver does not know", question.name),
    }
}
