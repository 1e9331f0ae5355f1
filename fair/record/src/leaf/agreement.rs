//! The leaves by which terms between parties are registered, and end.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use super::{Ending, Field, Fields, Reference, Sort};
use crate::canonical::Value;
use crate::error::LeafError;
use crate::members::{Draft, Members};

/// An agreement was registered: what was agreed is fixed by hash, and what is commercial in it need not be
/// shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// What people call it: the agreement and its version.
    pub version: String,
    /// What it is.
    pub sort: Sort,
    /// The SHA-256 of the document's bytes: open in Base64, or committed.
    pub document: Field,
    /// The SHA-256 of its canonical form in clauses: open in Base64, or committed.
    pub terms: Field,
    /// Pseudonyms by role (`platform`, `merchant`, `licensor` …), at least one; committed where who deals
    /// with whom is commercial.
    pub parties: Fields,
    /// From when it binds.
    pub from: Timestamp,
    /// Until when, later than it begins; none if it has no end of its own.
    pub until: Option<Timestamp>,
    /// The registration that it replaces: a new version, or a renewal.
    pub replaces: Option<Reference>,
    /// The public exception that goes with it.
    pub exception: Option<Excused>,
}

/// By what an agreement that treats somebody otherwise is excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excused {
    /// The SHA-256 of the signed, reasoned, public note.
    pub note: Hash,
    /// When the exception ends; after this leaf's time.
    pub until: Timestamp,
}

impl Agreement {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let note = members.maybe("exception", Members::hash)?;
        let ends = members.maybe("exception_until", Members::time)?;
        let exception = match (note, ends) {
            (Some(note), Some(until)) => Some(Excused { note, until }),
            (None, None) => None,
            _ => {
                let why = "an exception has an end, and an end an exception";
                return Err(LeafError::contradiction("exception_until", why));
            }
        };
        let agreement = Self {
            version: members.token("version")?,
            sort: members.word("sort")?,
            document: hashed(members, "document")?,
            terms: hashed(members, "terms")?,
            parties: members.fields("parties")?,
            from: members.time("from")?,
            until: members.maybe("until", Members::time)?,
            replaces: members.maybe("replaces", Members::reference)?,
            exception,
        };
        if agreement.parties.is_empty() {
            return Err(LeafError::contradiction("parties", "nobody agrees with nobody"));
        }
        if agreement.until.is_some_and(|until| until <= agreement.from) {
            return Err(LeafError::contradiction("until", "a term ends after it begins"));
        }
        Ok(agreement)
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("version", &self.version);
        draft.text("sort", self.sort.name());
        draft.field("document", &self.document);
        draft.field("terms", &self.terms);
        draft.fields("parties", &self.parties);
        draft.time("from", self.from)?;
        if let Some(until) = self.until {
            draft.time("until", until)?;
        }
        if let Some(replaces) = &self.replaces {
            draft.reference("replaces", replaces)?;
        }
        if let Some(exception) = &self.exception {
            draft.hash("exception", exception.note);
            draft.time("exception_until", exception.until)?;
        }
        Ok(())
    }
}

/// A field that, if it is open, is the Base64 of a hash.
fn hashed(members: &mut Members, name: &str) -> Result<Field, LeafError> {
    let field = members.field(name)?;
    match &field {
        Field::Open(Value::Text(text)) if Hash::parse(text).is_some() => Ok(field),
        Field::Committed(_) => Ok(field),
        Field::Open(_) => {
            let at = format!("{}.open", members.way(name));
            Err(LeafError::expected(at, "the Base64 of 32 bytes"))
        }
    }
}

/// A registered agreement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreementEnd {
    /// The registration.
    pub of: Reference,
    /// How it ended.
    pub end: Ending,
    /// When the other side was told; not after it ended.
    pub told: Timestamp,
    /// From when it no longer binds.
    pub at: Timestamp,
}

impl AgreementEnd {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let end = Self {
            of: members.reference("of")?,
            end: members.word("end")?,
            told: members.time("told")?,
            at: members.time("at")?,
        };
        if end.at < end.told {
            return Err(LeafError::contradiction("at", "nothing ends before it is told"));
        }
        Ok(end)
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.reference("of", &self.of)?;
        draft.text("end", self.end.name());
        draft.time("told", self.told)?;
        draft.time("at", self.at)
    }
}
