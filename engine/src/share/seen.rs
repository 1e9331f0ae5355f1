//! How long domains have been known here, and how often their links were shared lately.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_canon::Timestamp;

use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError, Write, kinds};

/// An hour and a day, in milliseconds.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// In how many parts an hour is counted: a burst is over at most so much later than an hour.
const PARTS: usize = 6;

/// Such a part, in milliseconds.
const PART: i64 = HOUR / 6;

/// Domains that are counted at once. Beyond it those that were shared least are forgotten; they would have
/// to be shared anew to matter.
const COUNTED_MAX: usize = 100_000;

/// What part of them is forgotten at once: an eighth, so that it is rarely gone through them all.
const FORGOTTEN: usize = 8;

/// What is known of domains.
pub(super) struct Seen {
    store: Arc<dyn Store>,
    counted: Mutex<BTreeMap<String, Count>>,
}

/// The shares of one domain.
#[derive(Clone, Debug)]
struct Count {
    /// When it was first seen.
    since: Timestamp,
    /// The part of an hour that is counted last.
    part: i64,
    /// The counts of the last parts, by their number modulo how many there are.
    parts: [u32; PARTS],
}

impl Count {
    fn new(since: Timestamp) -> Self {
        Self { since, part: 0, parts: [0; PARTS] }
    }

    /// Counts one more share.
    fn add(&mut self, now: Timestamp) -> u64 {
        let part = now.0.div_euclid(PART);
        for past in (self.part + 1..=part).rev().take(self.parts.len()) {
            self.parts[place(past)] = 0;
        }
        self.part = self.part.max(part);
        let count = &mut self.parts[place(part)];
        *count = count.saturating_add(1);
        self.parts.iter().map(|count| u64::from(*count)).sum()
    }
}

impl Count {
    /// How often it was shared within the hour that ends with a part.
    fn within(&self, now: i64) -> u64 {
        let hour = now + 1 - HOUR / PART..=self.part;
        hour.map(|part| u64::from(self.parts[place(part)])).sum()
    }
}

/// Where a part of an hour is counted.
fn place(part: i64) -> usize {
    usize::try_from(part.rem_euclid(HOUR / PART)).unwrap_or_default()
}

impl Seen {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, counted: Mutex::default() }
    }

    /// Counts a share of a link to a domain: for how many days the domain has been known, and how often it
    /// was shared within the last hour, this one counted.
    pub(super) async fn share(
        &self,
        domain: &str,
        now: Timestamp,
    ) -> Result<(u32, u64), StoreError> {
        if !self.counts().contains_key(domain) {
            let since = self.first(domain, now).await?;
            let mut counts = self.counts();
            forget(&mut counts);
            counts.entry(domain.to_owned()).or_insert_with(|| Count::new(since));
        }
        let mut counts = self.counts();
        let count = counts.entry(domain.to_owned()).or_insert_with(|| Count::new(now));
        let days = now.0.saturating_sub(count.since.0).max(0) / DAY;
        Ok((u32::try_from(days).unwrap_or(u32::MAX), count.add(now)))
    }

    /// Counts that somebody looked at a link to a domain that is counted, and says whether the domain was not
    /// known for a day yet. One that is not counted was not shared for so long that it would not matter.
    pub(super) fn look(&self, domain: &str, now: Timestamp) -> bool {
        self.counts().get_mut(domain).is_some_and(|count| {
            count.add(now);
            now.0.saturating_sub(count.since.0) < DAY
        })
    }

    /// When a domain was first seen: now, if never.
    async fn first(&self, domain: &str, now: Timestamp) -> Result<Timestamp, StoreError> {
        if let Some(object) = self.store.object(kinds::SHARE_DOMAIN, domain).await? {
            let since = std::str::from_utf8(&object.body).ok().and_then(|text| text.parse().ok());
            return Ok(Timestamp(since.unwrap_or(now.0)));
        }
        let first = ObjectWrite {
            kind: kinds::SHARE_DOMAIN.to_owned(),
            id: domain.to_owned(),
            expected: Expect::Absent,
            body: Some(now.0.to_string().into_bytes()),
        };
        match self.store.commit(Write { objects: vec![first], ..Write::default() }).await {
            // Another was first, by less than it takes to write.
            Ok(()) | Err(CommitError::Exists(_) | CommitError::Conflict) => Ok(now),
            Err(error) => Err(error.into_failure()),
        }
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Count>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room: the part that was shared least within the hour that is counted goes. Whoever floods us with
/// domains pushes out such domains, and no burst.
fn forget(counts: &mut BTreeMap<String, Count>) {
    if counts.len() < COUNTED_MAX {
        return;
    }
    let now = counts.values().map(|count| count.part).max().unwrap_or_default();
    let mut shares: Vec<u64> = counts.values().map(|count| count.within(now)).collect();
    let going = shares.len() / FORGOTTEN;
    let (_, most, _) = shares.select_nth_unstable(going.saturating_sub(1));
    let most = *most;
    // Of those that were shared as often as the last that goes, the first by name go.
    let fewer = counts.values().filter(|count| count.within(now) < most).count();
    let mut alike = going.saturating_sub(fewer);
    counts.retain(|_, count| {
        let often = count.within(now);
        let goes = often < most || often == most && alike > 0;
        alike -= usize::from(goes && often == most);
        !goes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_counted_and_no_more() {
        let mut count = Count::new(Timestamp(0));
        let minutes = |minutes: i64| Timestamp(minutes * 60_000);
        assert_eq!(count.add(minutes(0)), 1);
        assert_eq!(count.add(minutes(5)), 2);
        assert_eq!(count.add(minutes(55)), 3);
        assert_eq!(count.add(minutes(61)), 2, "the first part is over");
        assert_eq!(count.add(minutes(1_000)), 1);
        assert_eq!(count.add(minutes(999)), 2, "a clock that was set back counts where it is");
    }

    #[test]
    fn a_flood_of_domains_pushes_out_no_burst() {
        let mut counts = BTreeMap::new();
        let mut shared = |domain: String, times: u32, minutes: i64| {
            let mut count = Count::new(Timestamp(0));
            for _ in 0..times {
                count.add(Timestamp(HOUR * 400_000 + minutes * 60_000));
            }
            counts.insert(domain, count);
        };
        // All within the same ten minutes.
        shared("burst.cn".to_owned(), 900, 61);
        shared("twice.cn".to_owned(), 2, 61);
        // It was a burst, and is over.
        shared("old.cn".to_owned(), 900, 0);
        for n in 3..COUNTED_MAX {
            shared(format!("flood-{n}.cn"), 1, 61);
        }
        forget(&mut counts);
        assert_eq!(counts.len(), COUNTED_MAX - COUNTED_MAX / FORGOTTEN);
        assert_eq!(counts["burst.cn"].within(400_000 * 6 + 6), 900);
        assert!(counts.contains_key("twice.cn") && !counts.contains_key("old.cn"));
        let left = counts.len();
        forget(&mut counts);
        assert_eq!(counts.len(), left, "there is room");
    }
}
