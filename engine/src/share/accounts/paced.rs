//! Keeping to what a platform permits: how many links it makes in a day, and rest after it said that it is
//! asked too often.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::Quota;

use super::tally::Tally;
use crate::store::StoreError;

/// How long an account rests after the platform said that it asks too often. Limits by the second and the
/// minute are over by then, and one by the day is not spent on being told so.
const REST_MS: i64 = 60_000;

/// Beijing's days begin so long before Greenwich's.
const BEIJING_MS: i64 = 8 * 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What one account may still use without asking the store, and whether it rests.
#[derive(Default)]
pub(super) struct Paced {
    /// By quota: what this node took.
    taken: tokio::sync::Mutex<BTreeMap<&'static str, Taken>>,
    /// Until when it rests, and the platform's code. Each node rests by itself.
    rests: Mutex<Option<(Timestamp, Option<String>)>>,
}

/// What a node took of a day's.
#[derive(Default)]
struct Taken {
    day: i64,
    /// How many of the last are left.
    left: u32,
    /// How many it has used.
    used: u32,
}

/// Why it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The day's links are used up. The next day begins in so many seconds.
    UsedUp(i64),
    /// It rests for so many seconds, after being told this code.
    Resting(i64, Option<String>),
    /// The store, where they are counted, failed.
    Store(StoreError),
}

impl Paced {
    /// Takes one link of a quota of an app, which `app` names among all apps of all platforms.
    pub(super) async fn take(
        &self,
        (quota, app): (Quota, &str),
        now: Timestamp,
        tally: &Tally,
    ) -> Result<(), Wait> {
        self.rested(now)?;
        if quota.a_day == 0 {
            return Ok(());
        }
        let today = (now.0 + BEIJING_MS).div_euclid(DAY_MS);
        let mut taken = self.taken.lock().await;
        let taken = taken.entry(quota.pool).or_default();
        if taken.day != today {
            *taken = Taken { day: today, ..Taken::default() };
        }
        if taken.left == 0 {
            let id = crate::sha256_hex(format!("made\n{app}\n{}", quota.pool).as_bytes());
            let more = tally.take(&id, (today, quota.a_day), taken.used + 1).await;
            taken.left = more.map_err(Wait::Store)?;
        }
        if taken.left == 0 {
            let begins = (today + 1) * DAY_MS - BEIJING_MS;
            return Err(Wait::UsedUp(seconds(begins - now.0)));
        }
        (taken.left, taken.used) = (taken.left - 1, taken.used + 1);
        Ok(())
    }

    fn rested(&self, now: Timestamp) -> Result<(), Wait> {
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        match &*rests {
            Some((until, code)) if *until > now => {
                Err(Wait::Resting(seconds(until.0 - now.0), code.clone()))
            }
            _ => {
                *rests = None;
                Ok(())
            }
        }
    }

    /// The platform said that it is asked too often.
    pub(super) fn rest(&self, now: Timestamp, code: Option<&str>) {
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        *rests = Some((now.plus_ms(REST_MS), code.map(str::to_owned)));
    }
}

fn seconds(ms: i64) -> i64 {
    (ms + 999).div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;
    use crate::world::World;

    const QUOTA: Quota = Quota { pool: "links", a_day: 2 };
    /// Ten seconds before midnight in Beijing.
    const LATE: Timestamp = Timestamp(20_834 * DAY_MS - BEIJING_MS - 10_000);

    async fn tally() -> Result<Tally, StoreError> {
        Ok(Tally { store: store::open("sqlite::memory:").await?, world: World::real().0 })
    }

    #[tokio::test]
    async fn a_days_links_are_counted_and_begin_anew_at_midnight_in_beijing()
    -> Result<(), StoreError> {
        let (paced, tally) = (Paced::default(), tally().await?);
        let take = async |quota, at| paced.take((quota, "a"), at, &tally).await;
        assert_eq!(take(QUOTA, LATE).await, Ok(()));
        assert_eq!(take(QUOTA, LATE).await, Ok(()));
        assert_eq!(take(QUOTA, LATE).await, Err(Wait::UsedUp(10)));
        assert_eq!(take(Quota { pool: "others", ..QUOTA }, LATE).await, Ok(()));
        assert_eq!(take(QUOTA, LATE.plus_ms(10_000)).await, Ok(()), "a new day");
        let other = paced.take((QUOTA, "b"), LATE.plus_ms(10_000), &tally).await;
        assert_eq!(other, Ok(()), "of another app");
        Ok(())
    }

    #[tokio::test]
    async fn after_being_told_to_ask_less_it_rests_a_minute() -> Result<(), StoreError> {
        let (paced, tally) = (Paced::default(), tally().await?);
        paced.rest(LATE, Some("45009"));
        let told = Some("45009".to_owned());
        let at = |ms| paced.take((QUOTA, "a"), LATE.plus_ms(ms), &tally);
        assert_eq!(at(1).await, Err(Wait::Resting(60, told)));
        assert_eq!(at(REST_MS).await, Ok(()));
        Ok(())
    }

    #[tokio::test]
    async fn where_no_limit_is_published_none_is_kept() -> Result<(), StoreError> {
        let (paced, tally) = (Paced::default(), tally().await?);
        let free = Quota { pool: "codes", a_day: 0 };
        for _ in 0..1000 {
            assert_eq!(paced.take((free, "a"), LATE, &tally).await, Ok(()));
        }
        let kept = tally.store.objects(store::kinds::SHARE_MADE, "", None, 1).await?;
        assert_eq!(kept.items, [], "nothing is counted");
        Ok(())
    }
}
