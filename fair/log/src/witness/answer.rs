//! The log's side: what a witness answered.

use crate::checkpoint::Checkpoint;
use crate::key::VerifierKey;
use crate::note::{NoteError, Signature};
use crate::text;

/// An answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Verified cosignatures of this witness, one of each key and each with its time, to be added to the
    /// checkpoint's note.
    Cosigned(Vec<Signature>),
    /// The witness is at this size: ask again with the proof from there. A size that never was a
    /// checkpoint of the log, or is beyond its latest, means that somebody runs another log under its
    /// name, or that it lost its own end.
    Conflict(u64),
}

/// An answer that cannot. Ask again later; the checkpoint stands without it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The witness refused.
    #[error("the witness answered {status}: {why}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        why: String,
    },
    /// The body is not what the status promises.
    #[error("the answer is no size and no signature lines")]
    Malformed,
    /// No signature by the witness's known keys, or a false one.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A cosignature without its time.
    #[error("{0} left the time out")]
    Timeless(String),
}

/// Reads the answer of a witness with these `known` keys to a request about `checkpoint`. Signatures by
/// other keys are passed over, and so are a key's after its first, at whatever time. That one must have
/// a time, which must not be zero (tlog-witness, "add-checkpoint").
pub fn read_answer(
    status: u16,
    body: &[u8],
    checkpoint: &Checkpoint,
    known: &[&VerifierKey],
) -> Result<Answer, AnswerError> {
    match status {
        200 => cosignatures(body, checkpoint, known).map(Answer::Cosigned),
        409 => {
            let line = str::from_utf8(body).ok().and_then(|body| body.strip_suffix('\n'));
            line.and_then(text::decimal).map(Answer::Conflict).ok_or(AnswerError::Malformed)
        }
        status => {
            let why = String::from_utf8_lossy(body).chars().take(200).collect();
            Err(AnswerError::Refused { status, why })
        }
    }
}

fn cosignatures(
    body: &[u8],
    checkpoint: &Checkpoint,
    known: &[&VerifierKey],
) -> Result<Vec<Signature>, AnswerError> {
    let lines = str::from_utf8(body).map_err(|_| AnswerError::Malformed)?;
    let mut note = checkpoint.to_note()?;
    note.signatures = Signature::parse_lines(lines)?;
    let cosigners: Vec<&VerifierKey> =
        known.iter().copied().filter(|key| key.kind().is_cosigner()).collect();
    let signed = note.verify(&cosigners)?;
    if let Some(timeless) = signed.iter().find(|signed| signed.time == Some(0)) {
        return Err(AnswerError::Timeless(timeless.key.name().to_owned()));
    }
    note.keep(&signed);
    Ok(note.signatures)
}
