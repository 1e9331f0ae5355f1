//! SQLite's errors in the store's words.

use rusqlite::{Error, ErrorCode};

use super::super::error::StoreError;

/// An error before or outside of a commit: nothing was stored.
pub(super) fn fault(error: Error) -> StoreError {
    if let Error::FromSqlConversionFailure(..) = error {
        return StoreError::Damaged(error.to_string());
    }
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full(text),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Unavailable(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(text),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            StoreError::Failed(format!("{text}: the file and its folder must be writable"))
        }
        _ => StoreError::Failed(text),
    }
}

/// An error of `COMMIT` itself. A full disk or a lock leaves nothing behind; after any other
/// failure the end of the log may or may not have reached the disk.
pub(super) fn commit_fault(error: Error) -> StoreError {
    match fault(error) {
        StoreError::Failed(text) => StoreError::Unknown(text),
        other => other,
    }
}
