//! What is published when a probe is opened: one canonical JSON object a line.
//!
//! The first line is the plan: `{"commit":…,"design":…,"seed":…,"submitted":…,"v":1}`. Each further line is a
//! submission as it was received: `{"fields":[…],"leaf":…,"pair":…,"side":…}`, where `leaf` refers to
//! its intake and `fields` open what is committed in it. A submission of which the log shows no intake
//! has no line, which is itself told.

use drawbridge_fair_log::Hash;
use drawbridge_fair_record::canonical::{self, Value};
use drawbridge_fair_record::members::{Draft, Members};
use drawbridge_fair_record::{Disclosure, LeafError, Reference, Salt, Seed};
use sha2::{Digest, Sha256};

use crate::design::{Design, DesignError};
use crate::plan::{Plan, Side};

/// A submission as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Of which pair, from 0.
    pub pair: u64,
    /// Whose.
    pub side: Side,
    /// The intake.
    pub leaf: Reference,
    /// What opens its commitments.
    pub fields: Vec<Disclosure>,
}

/// A probe, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The plan with its seed.
    pub plan: Plan,
    /// The leaf that committed to it.
    pub commit: Reference,
    /// How many pairs were submitted, from the first on. Fewer than planned is stopping early.
    pub submitted: u64,
    /// The submissions that the log shows.
    pub sightings: Vec<Sighting>,
}

/// Why a file is no opening.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// A line is not what stands there.
    #[error("line {line}: {why}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Where in it, and why.
        why: LeafError,
    },
    /// The design is no good.
    #[error("line 1: {0}")]
    Design(#[from] DesignError),
}

impl Opening {
    /// The bytes of the file.
    pub fn write(&self) -> Result<Vec<u8>, LeafError> {
        let mut head = Draft::default();
        head.count("v", 1)?;
        head.0.insert("design".to_owned(), self.plan.design().value()?);
        head.hash("seed", Hash(self.plan.seed().0));
        head.reference("commit", &self.commit)?;
        head.count("submitted", self.submitted)?;
        let mut bytes = canonical::write(&Value::Object(head.0))?;
        bytes.push(b'\n');
        for sighting in &self.sightings {
            let mut line = Draft::default();
            line.count("pair", sighting.pair)?;
            line.text("side", sighting.side.name());
            line.reference("leaf", &sighting.leaf)?;
            line.objects("fields", &sighting.fields, |field, draft| {
                draft.text("name", &field.name);
                draft.hash("salt", Hash(field.salt.0));
                draft.0.insert("value".to_owned(), field.value.clone());
                Ok(())
            })?;
            bytes.extend(canonical::write(&Value::Object(line.0))?);
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    /// Reads what [`Opening::write`] wrote, and nothing else.
    pub fn read(bytes: &[u8]) -> Result<Self, OpeningError> {
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
        let at = |line| move |why| OpeningError::Line { line, why };
        let first = lines.next().map_or(&[][..], |(_, line)| line);
        let (design, seed, commit, submitted) = head(first).map_err(at(1))?;
        let plan = Plan::new(design, seed)?;
        let mut sightings = Vec::new();
        for (line, bytes) in lines {
            sightings.push(sighting(bytes).map_err(at(line + 1))?);
        }
        Ok(Self { plan, commit, submitted, sightings })
    }

    /// The SHA-256 of a file's bytes, by which a `probe.reveal` names it.
    pub fn hash(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

/// A line without its end.
fn members(line: &[u8]) -> Result<Members, LeafError> {
    let line = line.strip_suffix(b"\n").ok_or_else(|| LeafError::expected("end", "a newline"))?;
    Members::of("", canonical::read(line)?)
}

fn head(line: &[u8]) -> Result<(Design, Seed, Reference, u64), LeafError> {
    let mut members = members(line)?;
    if members.count("v")? != 1 {
        return Err(LeafError::expected("v", "version 1"));
    }
    let design = Design::of(members.take("design")?)?;
    let seed = Seed(members.hash("seed")?.0);
    let head = (design, seed, members.reference("commit")?, members.count("submitted")?);
    members.end()?;
    Ok(head)
}

fn sighting(line: &[u8]) -> Result<Sighting, LeafError> {
    let mut members = members(line)?;
    let side = members.token("side")?;
    let side = Side::ALL.into_iter().find(|one| one.name() == side);
    let sighting = Sighting {
        pair: members.count("pair")?,
        side: side.ok_or_else(|| LeafError::expected("side", "outsider or insider"))?,
        leaf: members.reference("leaf")?,
        fields: members.objects("fields", |field| {
            Ok(Disclosure {
                name: field.string("name")?,
                salt: Salt(field.hash("salt")?.0),
                value: field.take("value")?,
            })
        })?,
    };
    members.end()?;
    Ok(sighting)
}
