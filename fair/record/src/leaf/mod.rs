//! What a leaf says, and its bytes.

mod agreement;
mod case;
mod check;
mod probe;
mod publication;
mod words;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

pub use agreement::{Agreement, AgreementEnd, Excused};
pub use case::{Appeal, Decision, Intake, Outcome};
pub use probe::{ProbeCommit, ProbeReveal};
pub use publication::{Grounds, Policy, Report};
pub use words::{End, Ending, Gate, Sort, Verdict};

use crate::canonical::{self, Object, Value};
use crate::commitment::Commitment;
use crate::error::LeafError;
use crate::members::{Draft, Members};

/// The version of the leaves, their member `v`. A reader that does not know it refuses the leaf.
pub const VERSION: u64 = 1;

/// Most characters of a token: a pseudonym, an action, a rule.
pub const MAX_TOKEN: usize = 128;

/// Most characters of the name of a field.
pub const MAX_NAME: usize = 64;

/// A field: shown, or fixed without being shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Anyone reads it.
    Open(Value),
    /// Whoever is given the salt and the value can check it.
    Committed(Commitment),
}

/// Fields by name.
pub type Fields = BTreeMap<String, Field>;

/// An earlier leaf of the same log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its index, counted from 0.
    pub index: u64,
    /// Its leaf hash (RFC 6962, section 2.1), so that an index alone cannot be bent to another leaf.
    pub hash: Hash,
}

/// One leaf of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The gate it is about; [`Gate::All`] where nobody's case is meant.
    pub gate: Gate,
    /// When it happened by the operator's clock, not before 1970. Order is by index, not by this.
    pub time: Timestamp,
    /// What happened.
    pub body: Body,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A case came in.
    Intake(Intake),
    /// It was decided.
    Decision(Decision),
    /// What became of it.
    Outcome(Outcome),
    /// Somebody asks for another decision.
    Appeal(Appeal),
    /// A policy was published.
    Policy(Policy),
    /// A report was published.
    Report(Report),
    /// Terms between parties were registered.
    Agreement(Agreement),
    /// They ended.
    AgreementEnd(AgreementEnd),
    /// A paired probe was fixed.
    ProbeCommit(ProbeCommit),
    /// It was opened.
    ProbeReveal(ProbeReveal),
}

impl Body {
    /// The member `kind`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Intake(_) => "intake",
            Self::Decision(_) => "decision",
            Self::Outcome(_) => "outcome",
            Self::Appeal(_) => "appeal",
            Self::Policy(_) => "policy.publish",
            Self::Report(_) => "report.publish",
            Self::Agreement(_) => "agreement.publish",
            Self::AgreementEnd(_) => "agreement.end",
            Self::ProbeCommit(_) => "probe.commit",
            Self::ProbeReveal(_) => "probe.reveal",
        }
    }

    /// Whether it belongs to a case: it has a subject, and is before one gate.
    pub const fn is_case(&self) -> bool {
        matches!(self, Self::Intake(_) | Self::Decision(_) | Self::Outcome(_) | Self::Appeal(_))
    }

    fn read(members: &mut Members) -> Result<Self, LeafError> {
        match members.token("kind")?.as_str() {
            "intake" => Intake::read(members).map(Self::Intake),
            "decision" => Decision::read(members).map(Self::Decision),
            "outcome" => Outcome::read(members).map(Self::Outcome),
            "appeal" => Appeal::read(members).map(Self::Appeal),
            "policy.publish" => Policy::read(members).map(Self::Policy),
            "report.publish" => Report::read(members).map(Self::Report),
            "agreement.publish" => Agreement::read(members).map(Self::Agreement),
            "agreement.end" => AgreementEnd::read(members).map(Self::AgreementEnd),
            "probe.commit" => ProbeCommit::read(members).map(Self::ProbeCommit),
            "probe.reveal" => ProbeReveal::read(members).map(Self::ProbeReveal),
            _ => Err(LeafError::expected("kind", "a kind of leaf")),
        }
    }

    fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        match self {
            Self::Intake(intake) => intake.write(draft),
            Self::Decision(decision) => return decision.write(draft),
            Self::Outcome(outcome) => return outcome.write(draft),
            Self::Appeal(appeal) => return appeal.write(draft),
            Self::Policy(policy) => return policy.write(draft),
            Self::Report(report) => return report.write(draft),
            Self::Agreement(agreement) => return agreement.write(draft),
            Self::AgreementEnd(end) => return end.write(draft),
            Self::ProbeCommit(commit) => return commit.write(draft),
            Self::ProbeReveal(reveal) => return reveal.write(draft),
        }
        Ok(())
    }
}

impl Leaf {
    /// The bytes that the log takes: canonical JSON of at most [`canonical::MAX_BYTES`]. Refused is a
    /// leaf that [`Leaf::read`] would not give back.
    pub fn write(&self) -> Result<Vec<u8>, LeafError> {
        let value = self.value()?;
        let bytes = canonical::write(&value)?;
        // Cases are written by the thousand a second, and so are looked at as they stand.
        if self.body.is_case() { self.check() } else { Self::of(value).map(drop) }?;
        Ok(bytes)
    }

    fn value(&self) -> Result<Value, LeafError> {
        let mut draft = Draft(Object::new());
        draft.count("v", VERSION)?;
        draft.text("kind", self.body.kind());
        draft.text("gate", self.gate.name());
        draft.time("time", self.time)?;
        self.body.write(&mut draft)?;
        Ok(Value::Object(draft.0))
    }

    /// Refuses a case's leaf that reading would refuse, which is what no type keeps out.
    fn check(&self) -> Result<(), LeafError> {
        match &self.body {
            Body::Intake(intake) => intake.check()?,
            Body::Decision(decision) => decision.check()?,
            Body::Outcome(outcome) => outcome.check()?,
            Body::Appeal(appeal) => appeal.check()?,
            _ => return Ok(()),
        }
        check::time("time", self.time)?;
        if self.gate == Gate::All {
            return Err(LeafError::contradiction("gate", "a case is before one gate"));
        }
        Ok(())
    }

    /// Reads a leaf. Refused, with where and why: bytes that are not canonical, an unknown version,
    /// kind or member, a member that is missing or of another type, members at odds with each other.
    pub fn read(bytes: &[u8]) -> Result<Self, LeafError> {
        Self::of(canonical::read(bytes)?)
    }

    fn of(value: Value) -> Result<Self, LeafError> {
        let mut members = Members::of("", value)?;
        if members.count("v")? != VERSION {
            return Err(LeafError::expected("v", "version 1"));
        }
        let body = Body::read(&mut members)?;
        let (gate, time) = (members.word("gate")?, members.time("time")?);
        members.end()?;
        if gate == Gate::All && body.is_case() {
            return Err(LeafError::contradiction("gate", "a case is before one gate"));
        }
        Ok(Self { gate, time, body })
    }

    /// The field of this full name: `protected.` or `facts.` and its name, `remedy` or `grounds`;
    /// of an agreement `document`, `terms`, or `parties.` and a role.
    pub fn field(&self, name: &str) -> Option<Field> {
        let fact = |facts: &Fields| facts.get(name.strip_prefix("facts.")?).cloned();
        match &self.body {
            Body::Intake(intake) => {
                let protected = name.strip_prefix("protected.");
                let commitment = protected.and_then(|name| intake.protected.get(name));
                commitment.copied().map(Field::Committed).or_else(|| fact(&intake.facts))
            }
            Body::Decision(decision) if name == "remedy" => decision.remedy.clone(),
            Body::Decision(decision) => fact(&decision.facts),
            Body::Outcome(outcome) => fact(&outcome.facts),
            Body::Appeal(appeal) if name == "grounds" => Some(appeal.grounds.clone()),
            Body::Appeal(appeal) => fact(&appeal.facts),
            Body::Agreement(agreement) => match name {
                "document" => Some(agreement.document.clone()),
                "terms" => Some(agreement.terms.clone()),
                _ => agreement.parties.get(name.strip_prefix("parties.")?).cloned(),
            },
            Body::Policy(_)
            | Body::Report(_)
            | Body::AgreementEnd(_)
            | Body::ProbeCommit(_)
            | Body::ProbeReveal(_) => None,
        }
    }

    /// The full names of the fields that are committed.
    pub fn committed(&self) -> Vec<String> {
        let full = |fields: &Fields| {
            let committed = |field: &Field| matches!(field, Field::Committed(_));
            let names = fields.iter().filter(|(_, field)| committed(field)).map(|(name, _)| name);
            names.map(|name| format!("facts.{name}")).collect::<Vec<_>>()
        };
        let one = |name: &str, field: Option<&Field>| {
            matches!(field, Some(Field::Committed(_))).then(|| name.to_owned())
        };
        match &self.body {
            Body::Intake(intake) => {
                let protected = intake.protected.keys().map(|name| format!("protected.{name}"));
                protected.chain(full(&intake.facts)).collect()
            }
            Body::Decision(decision) => {
                let remedy = one("remedy", decision.remedy.as_ref());
                full(&decision.facts).into_iter().chain(remedy).collect()
            }
            Body::Outcome(outcome) => full(&outcome.facts),
            Body::Appeal(appeal) => {
                let grounds = one("grounds", Some(&appeal.grounds));
                full(&appeal.facts).into_iter().chain(grounds).collect()
            }
            Body::Agreement(agreement) => {
                let committed = |field: &Field| matches!(field, Field::Committed(_));
                let parties = agreement.parties.iter().filter(|(_, field)| committed(field));
                let document = one("document", Some(&agreement.document));
                let terms = one("terms", Some(&agreement.terms));
                let parties = parties.map(|(role, _)| format!("parties.{role}"));
                parties.chain(document).chain(terms).collect()
            }
            Body::Policy(_)
            | Body::Report(_)
            | Body::AgreementEnd(_)
            | Body::ProbeCommit(_)
            | Body::ProbeReveal(_) => Vec::new(),
        }
    }

    /// Whose case it is: the pseudonym; none in publications.
    pub fn subject(&self) -> Option<&str> {
        match &self.body {
            Body::Intake(intake) => Some(&intake.subject),
            Body::Decision(decision) => Some(&decision.subject),
            Body::Outcome(outcome) => Some(&outcome.subject),
            Body::Appeal(appeal) => Some(&appeal.subject),
            _ => None,
        }
    }
}

/// 1 to [`MAX_TOKEN`] of `A-Z a-z 0-9 . _ : -`: no room for a person's name in clear.
pub(crate) fn is_token(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._:-".contains(&b);
    (1..=MAX_TOKEN).contains(&text.len()) && text.bytes().all(fits)
}

/// 1 to [`MAX_NAME`] of `a-z 0-9 _`, a letter first: no dot, which joins the name to its group.
pub(crate) fn is_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    first && text.len() <= MAX_NAME && text.bytes().all(fits)
}

#[cfg(test)]
mod tests;
