//! `cargo xtask tidy`: the rules about the project's own text, each with what to do instead.
//!
//! The same runs as a test of this crate. Every rule's file shows it red once on a bad sample.

mod dialects;
mod documents;
mod layers;
mod licences;
mod manifests;
mod names;
mod purity;
mod shape;
mod words;

use std::fmt;

pub(crate) use layers::is_family;

use crate::project::Project;

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    /// The file, relative to the root.
    pub(crate) file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub(crate) line: usize,
    /// The rule's name.
    pub(crate) rule: &'static str,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) instead: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, rule, what, instead } = self;
        write!(f, "{file}:{line}: {rule}: {what}\n    {instead}")
    }
}

/// All rules, in the order in which they are told.
const RULES: &[fn(&Project) -> Vec<Violation>] = &[
    layers::edges,
    layers::pure_crates_use_pure_crates,
    names::platforms_stay_in_their_folders,
    purity::no_outer_world,
    shape::module_comments,
    shape::file_lengths,
    shape::function_lengths,
    shape::no_stubs,
    manifests::inherit,
    words::forbidden,
    documents::titles,
    documents::paths,
    documents::code,
    dialects::mapping,
    dialects::wire_sources,
    dialects::cited_sources,
    licences::allowed,
];

/// The task: prints every violation, and what should be known without being wrong.
/// `false` if there is any violation.
pub(crate) fn run() -> anyhow::Result<bool> {
    let project = Project::load()?;
    let violations = check(&project);
    for violation in &violations {
        println!("{violation}");
    }
    println!("{}", dialects::undocumented(&project));
    println!("tidy: {} files, {} violations", project.files.len(), violations.len());
    Ok(violations.is_empty())
}

fn check(project: &Project) -> Vec<Violation> {
    let mut violations: Vec<Violation> = RULES.iter().flat_map(|rule| rule(project)).collect();
    violations.sort();
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_tidy() {
        let violations = check(&Project::load().unwrap());
        let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{} violations:\n{}", told.len(), told.join("\n"));
    }
}
