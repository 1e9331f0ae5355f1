//! Columns as the store's types.

use drawbridge_canon::Currency;

use super::super::error::StoreError;

/// A limit as PostgreSQL takes it.
pub(super) fn big(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A column that is never negative.
pub(super) fn unsigned(number: i64) -> u64 {
    number.unsigned_abs()
}

/// A currency's column.
pub(super) fn currency(code: &str) -> Result<Currency, StoreError> {
    Currency::parse(code).map_err(|error| StoreError::Damaged(error.to_string()))
}
