//! How often short links were opened. Only numbers are kept, by day and by the kind of app: nothing of
//! who opened one, not even for a moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::share::ShareError;
use crate::store::{CommitError, Expect, ObjectWrite, PAGE_LIMIT, Store, Write, kinds};
use crate::world::World;

/// How long numbers are gathered before they are kept. What was gathered when the program is killed is
/// lost: it is statistics, and a write for every opening would cost more than it tells.
const GATHERED_FOR: Duration = Duration::from_secs(5);

/// Most numbers that are kept in one write.
const WRITTEN_MAX: usize = 500;

/// A number's place: link, day, kind of app.
type Place = (String, String, String);

/// The openings of a link on one day, by kind of app.
pub type Day = (String, BTreeMap<String, u64>);

/// Counts openings.
pub struct Counts {
    store: Arc<dyn Store>,
    world: World,
    gathered: Mutex<BTreeMap<Place, u64>>,
}

impl Counts {
    /// The counts of a store.
    pub fn new(store: Arc<dyn Store>, world: World) -> Self {
        Self { store, world, gathered: Mutex::default() }
    }

    /// Counts an opening in a kind of app: the dialect's name of the app, or `browser`.
    pub fn count(&self, code: &str, via: &str) {
        let day = self.world.clock.now().day();
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        *gathered.entry((code.to_owned(), day, via.to_owned())).or_default() += 1;
    }

    /// The openings of a link, day by day.
    pub async fn of(&self, code: &str) -> Result<Vec<Day>, ShareError> {
        self.keep().await?;
        let prefix = format!("{code}|");
        let mut days = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let found =
                self.store.objects(kinds::SHARE_COUNT, &prefix, after.as_deref(), PAGE_LIMIT);
            let page = found.await?;
            for object in &page.items {
                let day = object.id.strip_prefix(&prefix).unwrap_or_default().to_owned();
                days.push((day, read(&object.body)?));
            }
            after = page.next;
            if after.is_none() {
                return Ok(days);
            }
        }
    }

    /// Keeps what is gathered, until `stop` becomes true, and then once more.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            let stopped = tokio::select! {
                () = self.world.clock.sleep(GATHERED_FOR) => false,
                _ = stop.wait_for(|stop| *stop) => true,
            };
            if let Err(error) = self.keep().await {
                tracing::warn!(%error, "openings of links are gathered on, and kept later");
            }
            if stopped {
                return;
            }
        }
    }

    /// Keeps what is gathered.
    pub async fn keep(&self) -> Result<(), ShareError> {
        loop {
            let some = self.take();
            if some.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.add(&some).await {
                let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
                for (place, count) in some {
                    *gathered.entry(place).or_default() += count;
                }
                return Err(error);
            }
        }
    }

    fn take(&self) -> BTreeMap<Place, u64> {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = gathered.keys().nth(WRITTEN_MAX).cloned();
        let rest = rest.map(|from| gathered.split_off(&from)).unwrap_or_default();
        std::mem::replace(&mut gathered, rest)
    }

    /// Adds to what is kept. Another node may do the same: who is late reads again.
    async fn add(&self, some: &BTreeMap<Place, u64>) -> Result<(), ShareError> {
        loop {
            let mut objects: BTreeMap<String, (Expect, BTreeMap<String, u64>)> = BTreeMap::new();
            for ((code, day, via), more) in some {
                let id = format!("{code}|{day}");
                if !objects.contains_key(&id) {
                    let found = self.store.object(kinds::SHARE_COUNT, &id).await?;
                    let expected =
                        found.as_ref().map_or(Expect::Absent, |o| Expect::Version(o.version));
                    let counts = found.map(|object| read(&object.body)).transpose()?;
                    objects.insert(id.clone(), (expected, counts.unwrap_or_default()));
                }
                if let Some((_, counts)) = objects.get_mut(&id) {
                    *counts.entry(via.clone()).or_default() += more;
                }
            }
            let objects = objects.into_iter().map(|(id, (expected, counts))| {
                let body = serde_json::to_vec(&counts);
                let body = Some(body.map_err(|error| ShareError::Kept(error.to_string()))?);
                Ok(ObjectWrite { kind: kinds::SHARE_COUNT.to_owned(), id, expected, body })
            });
            let objects = objects.collect::<Result<_, ShareError>>()?;
            match self.store.commit(Write { objects, ..Write::default() }).await {
                Err(CommitError::Conflict | CommitError::Exists(_)) => {}
                done => return Ok(done?),
            }
        }
    }
}

fn read(body: &[u8]) -> Result<BTreeMap<String, u64>, ShareError> {
    serde_json::from_slice(body).map_err(|error| ShareError::Kept(error.to_string()))
}
