//! PostgreSQL's errors in the store's words.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::super::error::StoreError;

/// An error outside of a commit: nothing was stored.
pub(super) fn fault(error: Error) -> StoreError {
    let Some(server) = error.as_db_error() else {
        let text = chain(&error);
        return if is_setup(&error) {
            StoreError::Failed(text)
        } else {
            StoreError::Unavailable(text)
        };
    };
    let text = format!("PostgreSQL says {}: {}", server.code().code(), server.message());
    match server.code().code() {
        // Disk full, out of memory.
        "53100" | "53200" => StoreError::Full(text),
        // Too many connections, read-only after a failover; waited too long for somebody else.
        "53300" | "25006" | "55P03" | "57014" | "40001" | "40P01" => StoreError::Unavailable(text),
        // Lost; shutting down or starting up.
        code if code.starts_with("08") || code.starts_with("57P") => StoreError::Unavailable(text),
        // A number out of range.
        "22003" => StoreError::Invalid(text),
        _ => StoreError::Failed(text),
    }
}

/// Whether the whole transaction may be tried again at once: somebody else came between.
pub(super) fn is_race(error: &Error) -> bool {
    error.code().is_some_and(|code| {
        [
            SqlState::UNIQUE_VIOLATION,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ]
        .contains(code)
    })
}

/// Whether the server did not answer at all, so that it may or may not have done what was asked.
pub(super) fn is_lost(error: &Error) -> bool {
    match error.code() {
        None => true,
        // A server that shuts down says so in the middle of whatever it was doing.
        Some(code) => code.code().starts_with("08") || code.code().starts_with("57P"),
    }
}

/// Errors that are ours to repair, not the network's.
fn is_setup(error: &Error) -> bool {
    let text = chain(error);
    ["TLS", "authentication", "password", "convert"].iter().any(|word| text.contains(word))
}

fn chain(error: &Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
