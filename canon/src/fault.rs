//! Errors that say what the caller may do next.

use crate::refusal::{Reason, Refusal};

/// Why an exchange did not go through.
///
/// The first three are about calls that we make; they tell whether to try again. The last three
/// are about calls that reach us; they tell whose fault it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Outbound: it never left. Safe to try again.
    #[error("not sent: {0}")]
    Unsent(String),
    /// Outbound: a definite no from the other side.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Outbound: it may have happened. Ask, never repeat blindly.
    #[error("outcome unknown: {0}")]
    Unknown(String),
    /// Inbound: the bytes are not what the platform's documents permit.
    #[error("malformed: {0}")]
    Malformed(Refusal),
    /// Inbound: the bytes are not proved to be from whom they say.
    #[error("not authentic: {0}")]
    Forged(Refusal),
    /// Inbound: understood, but it has no equal on the other side.
    #[error("untranslatable: {0}")]
    Untranslatable(Refusal),
}

impl Fault {
    /// [`Fault::Malformed`]: a required field is absent.
    pub fn missing(field: &str) -> Self {
        let message = format!("{field} is required");
        Self::Malformed(Refusal::field(Reason::FieldMissing, field, message))
    }

    /// [`Fault::Malformed`]: a field's value is not permitted; `message` says what is.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Malformed(Refusal::field(Reason::FieldInvalid, field, message))
    }

    /// [`Fault::Malformed`]: the whole cannot be read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self::Malformed(Refusal::new(Reason::Unreadable, message))
    }

    /// [`Fault::Forged`] for one of the signature reasons.
    pub fn forged(reason: Reason, message: impl Into<String>) -> Self {
        Self::Forged(Refusal::new(reason, message))
    }

    /// [`Fault::Untranslatable`]: this field has no equal; `message` says what to do instead.
    pub fn untranslatable(field: &str, message: impl Into<String>) -> Self {
        Self::Untranslatable(Refusal::field(Reason::Untranslatable, field, message))
    }

    /// [`Fault::Refused`] with a reason.
    pub fn refused(reason: Reason, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(reason, message))
    }

    /// What to tell a caller whose request ended in this fault.
    pub fn into_refusal(self) -> Refusal {
        match self {
            Self::Refused(refusal)
            | Self::Malformed(refusal)
            | Self::Forged(refusal)
            | Self::Untranslatable(refusal) => refusal,
            Self::Unsent(why) | Self::Unknown(why) => Refusal::new(Reason::ServiceFailed, why),
        }
    }
}
