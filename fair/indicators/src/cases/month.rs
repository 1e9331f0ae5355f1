//! The Beijing month of a time.

use drawbridge_canon::Timestamp;

/// Milliseconds from UTC to Beijing, which has kept one offset since 1991.
const OFFSET: i64 = 8 * 3_600_000;
const DAY: i64 = 86_400_000;

/// The Beijing day, counted from that of 1970.
pub(crate) const fn day_of(time: i64) -> i64 {
    (time + OFFSET).div_euclid(DAY)
}

/// The month of the day that was last asked for: leaves come in about the order of their times.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    day: Option<i64>,
    month: String,
}

impl Months {
    /// `2026-11`.
    pub(super) fn of(&mut self, time: i64) -> &str {
        let day = day_of(time);
        if self.day != Some(day) {
            self.day = Some(day);
            let name = Timestamp(time).day();
            name.get(..7).unwrap_or_default().clone_into(&mut self.month);
        }
        &self.month
    }
}
