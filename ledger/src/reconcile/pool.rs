//! The cross-midnight pool (跨日挂账): rows that wait for the other side's next day.

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::BillRow;
use serde::{Deserialize, Serialize};

use super::rows::OurRow;

/// What one day's run leaves to the next. Ordered by key, so that equal pools are equal bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pool {
    /// The rows.
    pub rows: Vec<PoolRow>,
}

/// A row that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolRow {
    /// The Beijing day `yyyy-MM-dd` whose run put it here.
    pub since: String,
    /// The days from then to the run that wrote this pool.
    pub age_days: u32,
    /// The row.
    pub row: Side,
}

/// A row and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// We have it, the wallet not yet.
    Ours(OurRow),
    /// The wallet has it, we not yet.
    Theirs(BillRow),
}

impl Pool {
    /// The pool as the run of `date` meets it: every row aged by the days since, and rows that the
    /// run of this very date had put here left out, because the run will find them again. So a
    /// day can be run twice with its own result.
    pub(super) fn on(self, date: &str) -> Self {
        let aged = |row: PoolRow| {
            let age_days = days_between(&row.since, date);
            PoolRow { age_days, ..row }
        };
        let rows = self.rows.into_iter().filter(|row| row.since != date).map(aged);
        Self { rows: rows.collect() }
    }
}

/// The days from one date to a later one; none if it is not later, or either is no date.
fn days_between(from: &str, to: &str) -> u32 {
    let days = |text| Timestamp::parse_day(text).map_or(0, |at| at.0.div_euclid(DAY_MS));
    u32::try_from(days(to) - days(from)).unwrap_or(0)
}

/// A day. China keeps no summer time.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_by_the_calendar() {
        let cases = [
            ("2026-11-24", "2026-11-24", 0),
            ("2026-11-24", "2026-11-25", 1),
            ("2026-02-27", "2026-03-01", 2),
            ("2026-12-31", "2027-01-01", 1),
            ("2026-11-25", "2026-11-24", 0),
            ("some day", "some day", 0),
        ];
        for (from, to, expected) in cases {
            assert_eq!(days_between(from, to), expected, "{from} {to}");
        }
    }
}
