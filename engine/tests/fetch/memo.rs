//! What is kept: one fetch for all, stale while it is fetched again, errors for a while.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_engine::fetch::{Bounds, FetchError, Kind, Look, Made, Memo};
use drawbridge_engine::world::World;

use crate::kit::Ahead;

type Value = Arc<[u8]>;

/// A memo, and a maker that counts and does as told.
struct Desk {
    memo: Arc<Memo<Value>>,
    clock: Arc<Ahead>,
    made: Arc<AtomicUsize>,
    next: Arc<Mutex<Result<Value, FetchError>>>,
}

impl Desk {
    fn new() -> Self {
        let clock = Arc::new(Ahead::default());
        let world = World { clock: clock.clone(), ..World::real().0 };
        let next = Arc::new(Mutex::new(Ok(b"1".as_slice().into())));
        Self {
            memo: Memo::new(1 << 20, Bounds::default(), world),
            clock,
            made: Arc::default(),
            next,
        }
    }

    async fn get(&self, address: &str) -> Result<Value, FetchError> {
        let (count, next) = (self.made.clone(), self.next.clone());
        let make = |_old| async move {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(30)).await;
            let value = next.lock().unwrap().clone()?;
            Ok(Made {
                value,
                life: drawbridge_engine::fetch::Life {
                    fresh: Duration::from_mins(1),
                    stale: Duration::from_mins(10),
                },
            })
        };
        self.memo.get(address, make).await
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    fn then(&self, next: Result<&str, Kind>) {
        let next =
            next.map(|text| text.as_bytes().into()).map_err(|kind| FetchError::new(kind, "a"));
        *self.next.lock().unwrap() = next;
    }

    /// Lets what is under way land.
    async fn settle(&self) {
        tokio::time::sleep(Duration::from_millis(80)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_askers_cause_one_fetch() {
    let desk = Arc::new(Desk::new());
    let askers: Vec<_> = (0..1000)
        .map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.get("a").await })
        })
        .collect();
    for asker in askers {
        assert_eq!(asker.await.unwrap().unwrap().as_ref(), b"1");
    }
    assert_eq!(desk.made(), 1);
    desk.get("b").await.unwrap();
    assert_eq!(desk.made(), 2, "another address is another fetch");
}

#[tokio::test]
async fn an_asker_who_leaves_takes_nothing_along() {
    let desk = Arc::new(Desk::new());
    let gone = tokio::spawn({
        let desk = desk.clone();
        async move { desk.get("a").await }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    gone.abort();
    assert!(desk.get("a").await.is_ok());
    assert_eq!(desk.made(), 1);
}

#[tokio::test]
async fn what_is_stale_is_given_out_and_made_again_once() {
    let desk = Desk::new();
    desk.get("a").await.unwrap();
    desk.then(Ok("2"));
    desk.clock.pass(61);
    for _ in 0..10 {
        assert_eq!(desk.get("a").await.unwrap().as_ref(), b"1", "at once");
    }
    desk.settle().await;
    assert_eq!(desk.made(), 2);
    assert_eq!(desk.get("a").await.unwrap().as_ref(), b"2");
    desk.clock.pass(11 * 60 + 1);
    desk.then(Ok("3"));
    assert_eq!(desk.get("a").await.unwrap().as_ref(), b"3", "too old to be shown");
}

#[tokio::test]
async fn an_error_that_may_pass_does_not_drive_out_what_can_be_shown() {
    let desk = Desk::new();
    desk.get("a").await.unwrap();
    desk.clock.pass(61);
    desk.then(Err(Kind::Status(503)));
    assert!(desk.get("a").await.is_ok());
    desk.settle().await;
    assert!(desk.get("a").await.is_ok());
    assert_eq!(desk.made(), 2, "and it is not asked again at once");
    desk.clock.pass(16);
    assert!(desk.get("a").await.is_ok());
    desk.settle().await;
    assert_eq!(desk.made(), 3);
    // What is gone is gone.
    desk.clock.pass(16);
    desk.then(Err(Kind::Status(404)));
    assert!(desk.get("a").await.is_ok());
    desk.settle().await;
    assert_eq!(desk.get("a").await.unwrap_err().kind, Kind::Status(404));
}

#[tokio::test]
async fn errors_are_kept_for_a_while() {
    let desk = Desk::new();
    for (address, kind, kept) in
        [("a", Kind::Status(404), 599), ("b", Kind::TooSlow, 14), ("c", Kind::Range, 599)]
    {
        desk.then(Err(kind));
        let before = desk.made();
        for _ in 0..5 {
            assert_eq!(desk.get(address).await.unwrap_err().kind, kind);
        }
        desk.clock.pass(kept - 1);
        assert!(matches!(desk.memo.peek(address), Look::Fresh(Err(_))), "{kind:?}");
        assert_eq!(desk.made(), before + 1, "{kind:?}");
        desk.clock.pass(3);
        assert!(desk.get(address).await.is_err());
        assert_eq!(desk.made(), before + 2, "{kind:?}");
    }
    desk.then(Err(Kind::Busy));
    let before = desk.made();
    assert!(desk.get("d").await.is_err() && desk.get("d").await.is_err());
    assert_eq!(desk.made(), before + 2, "that we are busy is not remembered");
}

#[tokio::test]
async fn a_maker_that_dies_leaves_nobody_waiting() {
    let desk = Desk::new();
    let dies = |_: Option<Value>| async move { panic!("as a test") };
    let error = desk
        .memo
        .get::<_, std::pin::Pin<Box<dyn Future<Output = Result<Made<Value>, FetchError>> + Send>>>(
            "a",
            |old| Box::pin(dies(old)),
        )
        .await;
    assert_eq!(error.unwrap_err().kind, Kind::Lost);
    assert!(desk.get("a").await.is_ok(), "and the next one is made");
}

#[tokio::test]
async fn what_is_forgotten_is_made_again() {
    let desk = Desk::new();
    desk.get("a").await.unwrap();
    desk.memo.forget("a");
    desk.get("a").await.unwrap();
    assert_eq!(desk.made(), 2);
}
