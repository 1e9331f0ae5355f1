//! Short forms of long keys, so that the indexes of ten million payments stay small.

use drawbridge_canon::Currency;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sha2::{Digest, Sha256};

use super::super::check;
use super::super::error::StoreError;
use super::pack;

/// How much of the account's hash stands in a key: two accounts meet by accident once in 2^48.
const ACCOUNT_BYTES: usize = 12;

/// A payment's id of 28 digits as 12 bytes that sort the same way (10^28 < 2^96).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Id([u8; 12]);

impl Id {
    /// The lowest and the highest id.
    pub(super) const MIN: Self = Self([0; 12]);
    pub(super) const MAX: Self = Self([0xff; 12]);

    pub(super) fn parse(id: &str) -> Result<Self, StoreError> {
        check::id(id)?;
        let number: u128 = id.parse().map_err(|_| StoreError::Invalid(id.to_owned()))?;
        let mut bytes = [0; 12];
        bytes.copy_from_slice(&number.to_be_bytes()[4..]);
        Ok(Self(bytes))
    }

    pub(super) fn text(self) -> String {
        let mut bytes = [0; 16];
        bytes[4..].copy_from_slice(&self.0);
        format!("{:028}", u128::from_be_bytes(bytes))
    }

    /// The lowest and highest id that begin with a day.
    pub(super) fn day(day: &str) -> Result<(Self, Self), StoreError> {
        let day = check::day(day)?;
        Ok((
            Self::parse(&format!("{day:08}{:020}", 0))?,
            Self::parse(&format!("{day:08}{:9<20}", ""))?,
        ))
    }
}

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A currency's column.
pub(super) struct Code(pub(super) Currency);

impl FromSql for Code {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Currency::parse(value.as_str()?).map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// A packed column.
pub(super) struct Unpacked(pub(super) Vec<u8>);

impl FromSql for Unpacked {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = pack::unpack(value.as_blob()?);
        bytes.map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// The key of a number that is unique within an account.
pub(super) fn scoped(account: &str, number: &str) -> Vec<u8> {
    let mut key = Sha256::digest(account.as_bytes())[..ACCOUNT_BYTES].to_vec();
    key.extend_from_slice(number.as_bytes());
    key
}

/// The number in such a key.
pub(super) fn number(key: &[u8]) -> String {
    String::from_utf8_lossy(key.get(ACCOUNT_BYTES..).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_packs_and_sorts_as_its_text() {
        let ids = [
            "0000000000000000000000000000",
            "2026112420000000000000000001",
            "9999999999999999999999999999",
        ];
        let packed: Vec<Id> = ids.iter().map(|id| Id::parse(id).expect("digits")).collect();
        assert!(packed.is_sorted_by(|a, b| a.0 < b.0));
        assert!(packed.iter().zip(ids).all(|(packed, id)| packed.text() == id));
        for bad in ["", "202611242000000000000000000", "20261124200000000000000000x1"] {
            assert!(Id::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_comes_back_out_of_its_key() {
        assert_eq!(number(&scoped("front:m1", "订单-1")), "订单-1");
        assert_ne!(scoped("front:m1", "1"), scoped("front:m2", "1"));
    }
}
