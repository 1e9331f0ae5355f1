//! A process that dies between any two steps of publishing.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use drawbridge_engine::log::{Ground, Kept, LogError, Stored};
use drawbridge_engine::store::StoreError;
use drawbridge_fair_log::tree::Filled;
use drawbridge_fair_log::{Note, Tile};

use crate::house::{House, audited, size};

/// Does so many steps and then no more; the last one is done, or not.
struct Mortal {
    ground: Stored,
    left: AtomicI64,
    /// Whether the step in which it dies is still done.
    done: bool,
    /// Every note that was signed and left the process.
    signed: Arc<Mutex<Vec<Note>>>,
}

impl Mortal {
    async fn step<T>(
        &self,
        work: impl Future<Output = Result<T, LogError>>,
    ) -> Result<T, LogError> {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        if left > 0 {
            return work.await;
        }
        if left == 0 && self.done {
            work.await?;
        }
        Err(StoreError::Closed.into())
    }

    fn note(&self, bytes: &[u8]) {
        self.signed.lock().unwrap().push(Note::parse(bytes).unwrap());
    }
}

#[async_trait]
impl Ground for Mortal {
    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, LogError> {
        self.step(self.ground.leaves(from, limit)).await
    }

    async fn count(&self) -> Result<u64, LogError> {
        self.step(self.ground.count()).await
    }

    async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, LogError> {
        self.step(self.ground.tile(tile)).await
    }

    async fn origins(&self) -> Result<Vec<String>, LogError> {
        self.step(self.ground.origins()).await
    }

    async fn head(&self, origin: &str) -> Result<Option<Kept>, LogError> {
        self.step(self.ground.head(origin)).await
    }

    async fn keep(
        &self,
        origin: &str,
        tiles: &[Filled],
        head: Vec<u8>,
        expected: Option<u64>,
    ) -> Result<bool, LogError> {
        self.step(self.ground.keep(origin, tiles, head, expected)).await
    }

    async fn anchored(&self) -> Result<Option<Vec<u8>>, LogError> {
        self.step(self.ground.anchored()).await
    }

    async fn anchor(&self, expected: Option<Vec<u8>>, new: Vec<u8>) -> Result<bool, LogError> {
        let note = new.clone();
        let work = async {
            let swapped = self.ground.anchor(expected, new).await;
            self.note(&note);
            swapped
        };
        self.step(work).await
    }
}

pub(crate) async fn a_death_between_any_two_steps_forks_nothing(house: &House) {
    let signed = Arc::new(Mutex::new(Vec::new()));
    let mut deaths = 0;
    for done in [false, true] {
        for steps in 0.. {
            // Across the edge of a tile every few rounds.
            house.add(40).await;
            let ground = Mortal {
                ground: house.ground(),
                left: AtomicI64::new(steps),
                done,
                signed: Arc::clone(&signed),
            };
            // Between two starts somebody publishes now and then.
            if steps % 3 == 0 {
                house.log().await.publish().await.unwrap();
                house.add(1).await;
            }
            let before = house.home.store.leaf_count().await.unwrap();
            // Opening takes no step, since the origin is given.
            let outcome = house.log_on(Arc::new(ground)).await.publish().await;
            match outcome {
                Ok(read) => {
                    assert_eq!(size(&read), before);
                    break;
                }
                Err(error) => assert_eq!(error, StoreError::Closed.into()),
            }
            deaths += 1;
            let after = house.log().await;
            assert_eq!(size(&after.publish().await.unwrap()), before, "no leaf is lost");
        }
    }
    assert!(deaths > 16, "{deaths}");
    let signed = signed.lock().unwrap().clone();
    assert!(signed.len() > 2, "some died with a checkpoint signed");
    let log = house.log().await;
    log.publish().await.unwrap();
    audited(&log, &signed).await;
}
