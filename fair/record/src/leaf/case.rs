//! The leaves of a case: it comes in, is decided, ends, is appealed.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use super::{End, Field, Fields, Reference, Verdict, check};
use crate::canonical::Value;
use crate::commitment::Commitment;
use crate::error::LeafError;
use crate::members::{Draft, Members};

/// A case came in; logged before anything is decided, so that it can be neither dropped nor
/// back-dated, and so that what the subject is was fixed before the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The pseudonym of who asks.
    pub subject: String,
    /// The action of the policy that is asked for, such as `link.open`.
    pub action: String,
    /// The protected attributes, such as `camp`: always commitments, at least one.
    pub protected: BTreeMap<String, Commitment>,
    /// What was submitted.
    pub facts: Fields,
}

impl Intake {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let mut protected = BTreeMap::new();
        for (name, field) in members.fields("protected")? {
            let Field::Committed(commitment) = field else {
                let at = format!("protected.{name}");
                return Err(LeafError::contradiction(at, "a protected attribute is never open"));
            };
            protected.insert(name, commitment);
        }
        let intake = Self {
            subject: members.token("subject")?,
            action: members.token("action")?,
            protected,
            facts: members.fields("facts")?,
        };
        intake.whole()?;
        Ok(intake)
    }

    /// Whether it is one that is read again.
    pub(super) fn check(&self) -> Result<(), LeafError> {
        check::token("subject", &self.subject)?;
        check::token("action", &self.action)?;
        check::names("protected", self.protected.keys())?;
        check::names("facts", self.facts.keys())?;
        self.whole()
    }

    fn whole(&self) -> Result<(), LeafError> {
        if self.protected.is_empty() {
            let why = "what is protected must be fixed before the verdict";
            return Err(LeafError::contradiction("protected", why));
        }
        Ok(())
    }

    pub(super) fn write(&self, draft: &mut Draft) {
        let committed =
            |(name, hash): (&String, &Commitment)| (name.clone(), Field::Committed(*hash));
        draft.text("subject", &self.subject);
        draft.text("action", &self.action);
        draft.fields("protected", &self.protected.iter().map(committed).collect());
        draft.fields("facts", &self.facts);
    }
}

/// A case was decided. What is protected stands in the intake and is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The pseudonym of whom it concerns.
    pub subject: String,
    /// The intake that it answers, or the appeal.
    pub intake: Reference,
    /// The publication of the policy that was in force.
    pub policy: Reference,
    /// The SHA-256 of that policy.
    pub policy_sha256: Hash,
    /// What was decided.
    pub verdict: Verdict,
    /// The rules that determined it; none if the verdict is what holds where no rule speaks.
    pub rules: BTreeSet<String>,
    /// What would change the verdict: must be there unless it is [`Verdict::Allow`].
    pub remedy: Option<Field>,
    /// The pseudonym of the person who decided or confirmed; none if nobody did.
    pub reviewer: Option<String>,
    /// Until when an appeal is taken.
    pub appeal_until: Option<Timestamp>,
    /// What was found besides what was submitted, and decided on.
    pub facts: Fields,
}

impl Decision {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        let decision = Self {
            subject: members.token("subject")?,
            intake: members.reference("intake")?,
            policy: members.reference("policy")?,
            policy_sha256: members.hash("policy_sha256")?,
            verdict: members.word("verdict")?,
            rules: members.tokens("rules")?,
            remedy: members.maybe("remedy", Members::field)?,
            reviewer: members.maybe("reviewer", Members::token)?,
            appeal_until: members.maybe("appeal_until", Members::time)?,
            facts: members.fields("facts")?,
        };
        decision.whole()?;
        Ok(decision)
    }

    /// Whether it is one that is read again.
    pub(super) fn check(&self) -> Result<(), LeafError> {
        check::token("subject", &self.subject)?;
        check::tokens("rules", &self.rules)?;
        self.reviewer.iter().try_for_each(|reviewer| check::token("reviewer", reviewer))?;
        self.appeal_until.iter().try_for_each(|until| check::time("appeal_until", *until))?;
        check::names("facts", self.facts.keys())?;
        self.whole()
    }

    fn whole(&self) -> Result<(), LeafError> {
        if self.verdict != Verdict::Allow && self.remedy.is_none() {
            let why = "whoever does not pass as asked is told what would change that";
            return Err(LeafError::contradiction("remedy", why));
        }
        if let Some(Field::Open(value)) = &self.remedy
            && says_nothing(value)
        {
            return Err(LeafError::contradiction("remedy", "a remedy says something"));
        }
        Ok(())
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("subject", &self.subject);
        draft.reference("intake", &self.intake)?;
        draft.reference("policy", &self.policy)?;
        draft.hash("policy_sha256", self.policy_sha256);
        draft.text("verdict", self.verdict.name());
        draft.tokens("rules", &self.rules);
        if let Some(remedy) = &self.remedy {
            draft.field("remedy", remedy);
        }
        if let Some(reviewer) = &self.reviewer {
            draft.text("reviewer", reviewer);
        }
        if let Some(until) = self.appeal_until {
            draft.time("appeal_until", until)?;
        }
        draft.fields("facts", &self.facts);
        Ok(())
    }
}

/// Whether nobody learns anything by this value.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::Integer(_) => false,
        Value::Text(text) => text.is_empty(),
        Value::List(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The pseudonym of whom it concerns.
    pub subject: String,
    /// The decision, or the intake or appeal of a case that ended without one.
    pub of: Reference,
    /// How it ended.
    pub end: End,
    /// What is to be said about it.
    pub facts: Fields,
}

impl Outcome {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        Ok(Self {
            subject: members.token("subject")?,
            of: members.reference("of")?,
            end: members.word("end")?,
            facts: members.fields("facts")?,
        })
    }

    /// Whether it is one that is read again.
    pub(super) fn check(&self) -> Result<(), LeafError> {
        check::token("subject", &self.subject)?;
        check::names("facts", self.facts.keys())
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("subject", &self.subject);
        draft.reference("of", &self.of)?;
        draft.text("end", self.end.name());
        draft.fields("facts", &self.facts);
        Ok(())
    }
}

/// Somebody asks for another decision; it is answered by a decision whose intake this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// The pseudonym of who appeals.
    pub subject: String,
    /// The decision against which.
    pub of: Reference,
    /// Why.
    pub grounds: Field,
    /// What was submitted with it.
    pub facts: Fields,
}

impl Appeal {
    pub(super) fn read(members: &mut Members) -> Result<Self, LeafError> {
        Ok(Self {
            subject: members.token("subject")?,
            of: members.reference("of")?,
            grounds: members.field("grounds")?,
            facts: members.fields("facts")?,
        })
    }

    /// Whether it is one that is read again.
    pub(super) fn check(&self) -> Result<(), LeafError> {
        check::token("subject", &self.subject)?;
        check::names("facts", self.facts.keys())
    }

    pub(super) fn write(&self, draft: &mut Draft) -> Result<(), LeafError> {
        draft.text("subject", &self.subject);
        draft.reference("of", &self.of)?;
        draft.field("grounds", &self.grounds);
        draft.fields("facts", &self.facts);
        Ok(())
    }
}
