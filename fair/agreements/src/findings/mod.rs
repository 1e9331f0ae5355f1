//! What is found in agreements, by rule: within one, and between one and another.

mod across;
mod exceptions;
pub mod rules;
mod summary;
mod within;

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::LeafError;

use crate::agreement::Agreement;
use crate::exception::Exception;
pub use rules::{Mark, Rule, Severity};
pub use summary::{Summary, Told};

/// Everything that is compared, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Book<'a> {
    /// The agreements, each `id` once.
    pub agreements: &'a [Agreement],
    /// The exceptions that were read.
    pub exceptions: &'a [Exception],
    /// The notes that the log names in `agreement.publish`: those are public.
    pub published: &'a BTreeSet<Hash>,
    /// When: what does not bind then is not compared with others.
    pub at: Timestamp,
    /// Agreements that had ended by then before their term, by their `id`.
    pub ended: &'a BTreeSet<String>,
}

impl Book<'_> {
    /// Whether an agreement binds at the moment of the book.
    fn binds(&self, agreement: &Agreement) -> bool {
        agreement.binds(self.at) && !self.ended.contains(&agreement.id)
    }
}

/// A clause of an agreement that determined a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The agreement's `id`.
    pub agreement: String,
    /// The clause's `id`; none if it is the agreement as a whole.
    pub clause: Option<String>,
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which rule.
    pub rule: Rule,
    /// The clauses that determined it; never empty.
    pub places: Vec<Place>,
    /// What it is in this case, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The public, reasoned, signed exception that covers it and has not ended.
    pub excused: Option<Hash>,
}

/// Why a book cannot be searched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// Two agreements are called the same.
    #[error("two agreements are called {0}: a finding could not say which is meant")]
    Twice(String),
    /// An agreement that has no canonical form.
    #[error("agreement {0}: {1}")]
    Agreement(String, LeafError),
}

/// What is found in a book: first within each agreement, in their order, then between them, then in the
/// exceptions.
pub fn find(book: Book<'_>) -> Result<Vec<Finding>, BookError> {
    let mut ids = BTreeSet::new();
    let mut hashes = Vec::new();
    for agreement in book.agreements {
        if !ids.insert(&agreement.id) {
            return Err(BookError::Twice(agreement.id.clone()));
        }
        let hash = agreement.hash();
        hashes.push(hash.map_err(|why| BookError::Agreement(agreement.id.clone(), why))?);
    }
    let mut findings = Vec::new();
    for agreement in book.agreements {
        within::find(agreement, &mut findings);
    }
    across::find(&book, &mut findings);
    exceptions::excuse(&book, &hashes, &mut findings);
    exceptions::find(&book, &hashes, &mut findings);
    Ok(findings)
}

impl Finding {
    pub(super) fn new(rule: Rule, places: Vec<Place>, zh: String, en: String) -> Self {
        Self { rule, places, zh, en, excused: None }
    }
}

impl Place {
    pub(super) fn clause(agreement: &Agreement, clause: &str) -> Self {
        Self { agreement: agreement.id.clone(), clause: Some(clause.to_owned()) }
    }

    pub(super) fn whole(agreement: &Agreement) -> Self {
        Self { agreement: agreement.id.clone(), clause: None }
    }
}
