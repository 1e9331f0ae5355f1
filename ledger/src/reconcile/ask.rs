//! What a run is asked, what it tells, and why it may end early.

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::BillRow;
use serde::{Deserialize, Serialize};

use super::classify::Class;
use super::pool::{DAY_MS, Pool};
use super::rows::{OurRow, Rows, RowsError};

/// How many differences have their full rows in memory at a time: some 20 MiB. A bill of another
/// day, in which everything differs, is read once for every so many differences.
pub const DETAILS: usize = 24_576;

/// Most rows that may wait in the pool. Further ones are told as differences at once, so that a
/// day whose bill is missing altogether cannot fill the memory.
pub const POOL_LIMIT: usize = 100_000;

/// What is reconciled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// The Beijing day `yyyy-MM-dd` of the bill.
    pub date: String,
    /// Whose bill it is.
    pub wallet: String,
    /// For whom the wallet made it.
    pub merchant: String,
}

/// How it is reconciled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Most rows of both sides together to be kept in memory in one pass, 48 bytes each.
    pub rows_per_pass: usize,
    /// At least this many passes.
    pub least_passes: u32,
    /// How many rows of both sides are expected, where the caller knows: saves work in the first
    /// pass, and makes its progress known.
    pub expected_rows: Option<u64>,
    /// How near to midnight a row may be missing on the other side, in milliseconds. Half an hour;
    /// up to two hours make sense for a wallet whose day ends late. Zero: no pool.
    pub midnight_window_ms: i64,
    /// A row may wait in the pool for this many days; when it is older, it is a difference.
    pub pool_days: u32,
    /// Whether fees are compared.
    pub compare_fees: bool,
    /// By how much fees may differ, in millionths of the major unit. `None`: half a minor unit.
    pub fee_tolerance_micro: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rows_per_pass: 1_200_000,
            least_passes: 1,
            expected_rows: None,
            midnight_window_ms: 30 * 60 * 1000,
            pool_days: 2,
            compare_fees: true,
            fee_tolerance_micro: None,
        }
    }
}

/// A row or a pair of rows that does not agree, with all that is known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its number: the same whenever the same difference is found on the same day.
    pub id: String,
    /// Of which day, wallet and merchant.
    #[serde(flatten)]
    pub scope: Scope,
    /// What is different.
    pub class: Class,
    /// Our row, where there is one.
    pub ours: Option<OurRow>,
    /// The bill's row, where there is one.
    pub theirs: Option<BillRow>,
    /// For how many days it had waited in the pool.
    pub age_days: u32,
}

/// Why a run ended early. Differences told before that may be told again by the next run; their
/// [`Difference::id`] is the same.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The date is not a day.
    #[error("`{0}` is not a date like 2026-11-24")]
    Date(String),
    /// An option is out of its range.
    #[error("{0}")]
    Options(&'static str),
    /// A source could not be read.
    #[error("the rows could not be read: {0}")]
    Source(#[source] RowsError),
    /// A source gave other rows when it was read again.
    #[error("the rows changed while they were being reconciled; run it again")]
    Unsteady,
    /// More rows than can be counted in 31 bits.
    #[error("more than 2147483647 rows on one side")]
    TooMany,
    /// The callback could not take a difference.
    #[error("a difference could not be written: {0}")]
    Sink(#[source] std::io::Error),
}

/// Who takes the differences.
pub type Sink<'a> = dyn FnMut(Difference) -> std::io::Result<()> + 'a;

/// The two sides, and what the day before left.
pub struct Sides<'a> {
    /// Our rows.
    pub ours: &'a mut dyn Rows<OurRow>,
    /// The bill's rows.
    pub theirs: &'a mut dyn Rows<BillRow>,
    /// [`Report::pool`](super::Report::pool) of the run before; empty the first time.
    pub pool: Pool,
}

impl Scope {
    /// The first moment of the day in milliseconds; an error if it is no day.
    pub(super) fn day_starts(&self) -> Result<i64, ReconcileError> {
        Timestamp::parse_day(&self.date)
            .filter(|day| day.day() == self.date)
            .map(|day| day.0)
            .ok_or_else(|| ReconcileError::Date(self.date.clone()))
    }
}

impl Options {
    pub(super) fn check(&self) -> Result<(), ReconcileError> {
        // A window that reaches noon has lost the meaning of midnight.
        if (0..=DAY_MS / 2).contains(&self.midnight_window_ms) {
            return Ok(());
        }
        Err(ReconcileError::Options("the midnight window must be 0 to 12 hours"))
    }
}
