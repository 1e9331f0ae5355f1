//! The conversation between a log and those who watch it (tlog-witness): the log asks for a
//! cosignature with a proof that it has only grown, the witness answers.
//!
//! Both roles, as functions. A witness: [`Request::parse`], [`Request::judge`] against what it knows
//! of the log, [`Accepted::cosign`], and then, before the answer leaves, the record replaced on
//! condition that it still is what was judged against: two requests at once must not roll it back.
//! A log: [`Request`] to text, and [`read_answer`].

mod answer;
mod judge;
mod request;

use drawbridge_seal::digest::sha256_hex;

pub use answer::{Answer, AnswerError, read_answer};
pub use judge::{Accepted, Cosigned, KnownLog, Refusal};
pub use request::{Request, RequestError};

/// The path below the submission prefix, by `POST`.
pub const ADD_CHECKPOINT: &str = "add-checkpoint";
/// The type of the body that goes with a conflict.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// The path below the monitoring prefix where a witness shows the latest checkpoint that it cosigned of
/// the log with this origin, by `GET` ("Monitor Retrieval Mechanism").
pub fn monitoring_path(origin: &str) -> String {
    format!("{}/checkpoint", sha256_hex(origin.as_bytes()))
}
