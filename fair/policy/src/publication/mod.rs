//! What a new version needs before it may be published, and the leaf by which it is.

mod asked;
mod exception;

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::VerifierKey;
use drawbridge_fair_record::leaf::{Excused, Grounds, Policy, Reference};

pub use asked::Asked;
pub use exception::{Exception, ExceptionError, MOST_MS};

use crate::Proof;
use crate::error::StandardError;
use crate::lint::{Finding, Weight, lint};
use crate::standard::Standard;

/// Why it may be published.
#[derive(Clone, Copy, Debug)]
pub enum Evidence<'e> {
    /// The prover has proved it: what it said.
    Proof(&'e Proof),
    /// It has not, and there is a signed, reasoned, time-limited public exception.
    Exception {
        /// The signed note.
        note: &'e [u8],
        /// Whose signature counts; one of them is enough.
        known: &'e [&'e VerifierKey],
        /// The questions that the prover did not prove, by name. Each must be in the exception.
        unproved: &'e BTreeSet<String>,
    },
}

/// A version that was published before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Its leaf in the log.
    pub reference: Reference,
    /// The time of the leaf.
    pub time: Timestamp,
    /// What the leaf says.
    pub policy: Policy,
}

/// Where and when the version is to be published.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Now, by the operator's clock.
    pub time: Timestamp,
    /// The index that its leaf gets.
    pub index: u64,
    /// The first index at which it is to be in force.
    pub effective_index: u64,
}

/// Why a version is not published.
#[derive(Debug, thiserror::Error)]
pub enum Unpublishable {
    /// Something in it is wrong by itself.
    #[error("the standard has errors: {}", list(.0))]
    Lints(Vec<Finding>),
    /// It cannot be read well enough to look for errors.
    #[error(transparent)]
    Standard(#[from] StandardError),
    /// The proof is of another standard, or is none.
    #[error("the proof does not show this standard neutral: {0}; run `drawbridge fair prove`")]
    Unproved(String),
    /// The exception does not excuse it.
    #[error("the exception does not excuse what is not proved: {0}")]
    Exception(#[from] ExceptionError),
    /// It is still open to comment, or was not yet.
    #[error("the consultation is over on {}, and not before; now it is {}", until.rfc3339(), now.rfc3339())]
    Consultation {
        /// When it is over.
        until: Timestamp,
        /// The time given.
        now: Timestamp,
    },
    /// Its own day has not come.
    #[error("it is meant to be in force from {} on, and now it is {}", from.rfc3339(), now.rfc3339())]
    Early {
        /// From when on, as its manifest says.
        from: Timestamp,
        /// The time given.
        now: Timestamp,
    },
    /// Nobody was asked, though there were people to ask.
    #[error("a later version is open to comment first, and this one says of no time when it was")]
    Unconsulted,
    /// It would be in force at once or in the past, where nobody could have known it.
    #[error("it is in force from index {effective} on, which is not later than its own, {own}")]
    Effective {
        /// The first index at which it would be in force.
        effective: u64,
        /// Its own.
        own: u64,
    },
    /// It does not go on from what was published before.
    #[error("it does not continue the history: {0}")]
    History(String),
}

/// Checks everything that a new version needs, and gives what its leaf says.
///
/// `history` holds every earlier publication, ascending by index; `names` are those that may stand
/// nowhere in a standard.
pub fn publication(
    standard: &Standard,
    evidence: Evidence<'_>,
    history: &[Earlier],
    place: Place,
    names: &[&str],
) -> Result<Policy, Unpublishable> {
    let mut findings = lint(standard, names)?;
    findings.retain(|finding| finding.weight == Weight::Error);
    if !findings.is_empty() {
        return Err(Unpublishable::Lints(findings));
    }
    let (from, until) = consulted(standard, history, place.time)?;
    let (day, now) = (standard.effective_from(), place.time);
    if !history.is_empty() && now < day {
        return Err(Unpublishable::Early { from: day, now });
    }
    let (effective, own) = (place.effective_index, place.index);
    if effective <= own {
        return Err(Unpublishable::Effective { effective, own });
    }
    let grounds = grounds(standard, evidence, place.time)?;
    continues(standard, history, (place, grounds))?;
    Ok(Policy {
        version: standard.version().to_owned(),
        sha256: standard.hash(),
        effective_index: effective,
        consultation_from: from,
        consultation_until: until,
        replaces: history.last().map(|last| last.reference),
        grounds,
    })
}

/// The version that is in force again when the exception of the last one has ended: the last that was
/// proved. None if none was.
pub fn returning(history: &[Earlier]) -> Option<&Earlier> {
    history.iter().rev().find(|earlier| matches!(earlier.policy.grounds, Grounds::Proof(_)))
}

/// When it was open to comment. Of a first version nobody could be asked: no time at all, which its leaf
/// says; and no more of it when it is published again.
fn consulted(
    standard: &Standard,
    history: &[Earlier],
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Unpublishable> {
    match standard.consultation() {
        Some(window) if now < window.until => {
            Err(Unpublishable::Consultation { until: window.until, now })
        }
        Some(window) => Ok((window.from, window.until)),
        None if history.is_empty() => Ok((now, now)),
        None => {
            let before = history.iter().find(|old| old.policy.sha256 == standard.hash());
            let before = before.ok_or(Unpublishable::Unconsulted)?;
            Ok((before.policy.consultation_from, before.policy.consultation_until))
        }
    }
}

fn grounds(
    standard: &Standard,
    evidence: Evidence<'_>,
    now: Timestamp,
) -> Result<Grounds, Unpublishable> {
    match evidence {
        Evidence::Proof(proof) => {
            proof.shows(standard).map(Grounds::Proof).map_err(Unpublishable::Unproved)
        }
        Evidence::Exception { note, known, unproved } => {
            let exception = Exception::read(note, known)?;
            exception.excuses(standard.hash(), unproved, now)?;
            Ok(Grounds::Exception(Excused { note: exception.hash, until: exception.until }))
        }
    }
}

/// Nothing in the history is rewritten: versions have names and bytes of their own, and time and
/// force go forward. The same version is published again only after one with an exception: the
/// exception is renewed, the proof has come, or what was proved returns.
fn continues(
    standard: &Standard,
    history: &[Earlier],
    (place, grounds): (Place, Grounds),
) -> Result<(), Unpublishable> {
    let broken = |why: String| Err(Unpublishable::History(why));
    if !history.is_sorted_by(|a, b| a.reference.index < b.reference.index) {
        return broken("the earlier publications are not in order".to_owned());
    }
    let Some(last) = history.last() else { return Ok(()) };
    let same = |old: &&Earlier| old.policy.sha256 == standard.hash();
    let lasting = matches!(last.policy.grounds, Grounds::Proof(_));
    if same(&last) && (lasting || last.policy.grounds == grounds) {
        return broken("nothing has changed since the last publication".to_owned());
    }
    let named = |old: &&Earlier| old.policy.version == standard.version();
    if let Some(old) = history.iter().find(|old| named(old) && (lasting || !same(old))) {
        let index = old.reference.index;
        return broken(format!("leaf {index} published a version {} already", standard.version()));
    }
    if last.reference.index >= place.index || last.time > place.time {
        return broken(format!("leaf {} is not earlier", last.reference.index));
    }
    if last.policy.effective_index > place.effective_index {
        let effective = last.policy.effective_index;
        return broken(format!("the version before is in force only from index {effective} on"));
    }
    Ok(())
}

fn list(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
