//! Why files are no standard, and why a case is not decided.

/// Why files are no standard.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct StandardError {
    /// The file, by its name in the standard.
    pub file: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a file of a standard.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It must be there.
    #[error("missing")]
    Missing,
    /// Standards have no such file.
    #[error(
        "not a file of a standard: those are standard.json, twins.json, schema.cedarschema, proof.json, policies/*.cedar and floors/*.cedar"
    )]
    Unknown,
    /// Not text in UTF-8 with lines that end in a line feed.
    #[error("not UTF-8 with lines that end in a line feed only")]
    NotText,
    /// It cannot be read at all, in the words of its parser.
    #[error("{0}")]
    Unreadable(String),
    /// It can be read, but does not say what it must.
    #[error("{0}")]
    Wrong(String),
}

impl StandardError {
    pub(crate) fn wrong(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), fault: Fault::Wrong(what.into()) }
    }

    pub(crate) fn unreadable(file: &str, why: impl ToString) -> Self {
        Self { file: file.to_owned(), fault: Fault::Unreadable(why.to_string()) }
    }
}

/// What is wrong with the facts or protected attributes of a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The standard knows no such action.
    #[error("the standard has no action {0:?}")]
    NoSuchAction(String),
    /// A fact, or a protected attribute, that the action needs.
    #[error("{0} is missing: it is never assumed")]
    Missing(String),
    /// A fact, or a protected attribute, that the action does not take.
    #[error("{0} is none that this action takes")]
    Unknown(String),
    /// Of another type, or outside of what it may be.
    #[error("{name}: expected {expected}")]
    Expected {
        /// `facts.` or `protected.` and the name.
        name: String,
        /// What was expected.
        expected: String,
    },
}

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// The case is none that can be decided: mend it and ask again.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A rule failed. Cedar would pass over it, and a rule that forbids would silently not forbid.
    #[error("a rule failed, so nothing is decided: {0}")]
    Rule(String),
}
