//! How many links an app was made in a day, counted in the store for all nodes that share it.
//!
//! A node takes some at a time and uses them up before it takes more: one write in the store is enough for
//! as many links. What it has taken and not used when it ends is lost to that day: no more than it has made,
//! and less than a ten-thousandth of what is permitted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError, Write, kinds};
use crate::world::World;

/// How often another node may be first. Each is first once in turn.
const TURNS: u32 = 64;

/// How long one waits after another was first.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(5);

/// What stands in the store.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The day, in days since 1970 in Beijing.
    day: i64,
    /// How many were taken of it.
    made: u32,
}

/// Counts.
#[derive(Clone)]
pub(super) struct Tally {
    pub(super) store: Arc<dyn Store>,
    pub(super) world: World,
}

impl Tally {
    /// Takes some of what an app has in a day, at most so many; none if that is used up. `id` says whose and
    /// of what.
    pub(super) async fn take(
        &self,
        id: &str,
        (day, a_day): (i64, u32),
        wanted: u32,
    ) -> Result<u32, StoreError> {
        let most = wanted.min(a_day / 10_000).max(1);
        for _ in 0..TURNS {
            let found = self.store.object(kinds::SHARE_MADE, id).await?;
            let kept = found.as_ref().map(|object| serde_json::from_slice::<Kept>(&object.body));
            let kept = kept.transpose().map_err(|error| StoreError::Invalid(error.to_string()))?;
            // Whose clock is behind counts on in the day that has begun for others.
            let kept = kept.filter(|kept| kept.day >= day).unwrap_or(Kept { day, made: 0 });
            let taken = a_day.saturating_sub(kept.made).min(most);
            if taken == 0 {
                return Ok(0);
            }
            let expected = found.map_or(Expect::Absent, |object| Expect::Version(object.version));
            let next = Kept { made: kept.made + taken, ..kept };
            match self.put(id, expected, next).await {
                Ok(()) => return Ok(taken),
                Err(CommitError::Store(error)) => return Err(error),
                Err(_) => self.world.clock.sleep(PAUSE).await,
            }
        }
        Err(StoreError::Unavailable("others were first each time".to_owned()))
    }

    async fn put(&self, id: &str, expected: Expect, kept: Kept) -> Result<(), CommitError> {
        let body = serde_json::to_vec(&kept);
        let body = Some(body.map_err(|error| StoreError::Invalid(error.to_string()))?);
        let (kind, id) = (kinds::SHARE_MADE.to_owned(), id.to_owned());
        let object = ObjectWrite { kind, id, expected, body };
        self.store.commit(Write { objects: vec![object], ..Write::default() }).await
    }
}
