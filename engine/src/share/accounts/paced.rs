//! Keeping to what a platform permits: how many links it makes in a day, and rest after it said that it is
//! asked too often.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::Quota;

/// How long an account rests after the platform said that it asks too often. Limits by the second and the
/// minute are over by then, and one by the day is not spent on being told so.
const REST_MS: i64 = 60_000;

/// Beijing's days begin so long before Greenwich's.
const BEIJING_MS: i64 = 8 * 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What one account has used. Each node counts its own; what siblings use the platform counts.
#[derive(Default)]
pub(super) struct Paced(Mutex<Used>);

#[derive(Default)]
struct Used {
    /// By quota: which day, and how many.
    made: BTreeMap<&'static str, (i64, u32)>,
    /// Until when it rests, and the platform's code.
    rests: Option<(Timestamp, Option<String>)>,
}

/// Why it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The day's links are used up. The next day begins in so many seconds.
    UsedUp(i64),
    /// It rests for so many seconds, after being told this code.
    Resting(i64, Option<String>),
}

impl Paced {
    /// Takes one link of a quota.
    pub(super) fn take(&self, quota: Quota, now: Timestamp) -> Result<(), Wait> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, code)) = &used.rests {
            if *until > now {
                return Err(Wait::Resting(seconds(until.0 - now.0), code.clone()));
            }
            used.rests = None;
        }
        let today = (now.0 + BEIJING_MS).div_euclid(DAY_MS);
        let (day, made) = used.made.entry(quota.pool).or_default();
        if *day != today {
            (*day, *made) = (today, 0);
        }
        if quota.a_day > 0 && *made >= quota.a_day {
            let begins = (today + 1) * DAY_MS - BEIJING_MS;
            return Err(Wait::UsedUp(seconds(begins - now.0)));
        }
        *made += 1;
        Ok(())
    }

    /// The platform said that it is asked too often.
    pub(super) fn rest(&self, now: Timestamp, code: Option<&str>) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.rests = Some((now.plus_ms(REST_MS), code.map(str::to_owned)));
    }
}

fn seconds(ms: i64) -> i64 {
    (ms + 999).div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { pool: "links", a_day: 2 };
    /// 23:59:50 in Beijing.
    const LATE: Timestamp = Timestamp(1_799_999_990_000 + 8 * 60 * 60 * 1000);

    #[test]
    fn a_days_links_are_counted_and_begin_anew_at_midnight_in_beijing() {
        let late = Timestamp(
            (LATE.0 + BEIJING_MS).div_euclid(DAY_MS) * DAY_MS - BEIJING_MS + DAY_MS - 10_000,
        );
        let paced = Paced::default();
        assert_eq!(paced.take(QUOTA, late), Ok(()));
        assert_eq!(paced.take(QUOTA, late), Ok(()));
        assert_eq!(paced.take(QUOTA, late), Err(Wait::UsedUp(10)));
        assert_eq!(paced.take(Quota { pool: "others", ..QUOTA }, late), Ok(()));
        assert_eq!(paced.take(QUOTA, late.plus_ms(10_000)), Ok(()), "a new day");
    }

    #[test]
    fn after_being_told_to_ask_less_it_rests_a_minute() {
        let paced = Paced::default();
        paced.rest(LATE, Some("45009"));
        let told = Some("45009".to_owned());
        assert_eq!(paced.take(QUOTA, LATE.plus_ms(1)), Err(Wait::Resting(60, told)));
        assert_eq!(paced.take(QUOTA, LATE.plus_ms(REST_MS)), Ok(()));
    }

    #[test]
    fn where_no_limit_is_published_none_is_kept() {
        let paced = Paced::default();
        let free = Quota { pool: "codes", a_day: 0 };
        assert!((0..1000).all(|_| paced.take(free, LATE).is_ok()));
    }
}
