//! The fairness board reads each leaf once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::board::Board;
use drawbridge_engine::log::{Log, Settings, Stored, key_pair};
use drawbridge_engine::store::{self, LeafWrite, Store, Write};
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{Body, Intake};
use drawbridge_fair_record::{Gate, Leaf, Opening, Seed, Value};
use serde_json::Value as Json;

const FROM: Timestamp = Timestamp(1_790_000_000_000);
const TO: Timestamp = Timestamp(1_792_000_000_000);

/// A store in a file, and its log.
struct House {
    path: PathBuf,
    store: Arc<dyn Store>,
    log: Arc<Log>,
}

impl House {
    async fn open() -> Self {
        let path = std::env::temp_dir().join(format!("drawbridge-board-{}.db", std::process::id()));
        let store = store::open(&format!("sqlite:{}", path.display())).await.unwrap();
        let settings = Settings {
            origin: Some("board.test/log".to_owned()),
            otherwise: String::new(),
            key: key_pair(&Hash([1; 32]).to_base64()).unwrap(),
            policy: None,
        };
        let ground = Arc::new(Stored { store: store.clone(), anchor: None });
        let log = Arc::new(Log::open(settings, ground).await.unwrap());
        Self { path, store, log }
    }

    fn board(&self) -> Board {
        Board::new(self.store.clone(), Some(self.log.clone()), vec!["native".to_owned()])
    }

    /// So many more cases come in, and are published.
    async fn add(&self, count: u64) {
        let first = self.store.leaf_count().await.unwrap();
        let leaves = (first..first + count).map(case).collect();
        self.store.commit(Write { leaves, ..Write::default() }).await.unwrap();
        self.log.publish().await.unwrap();
    }

    async fn leave(self) {
        self.store.close().await.unwrap();
        for end in ["", "-wal", "-shm", ".lock"] {
            // Not every one of them is there.
            let _ = std::fs::remove_file(format!("{}{end}", self.path.display()));
        }
    }
}

/// Every third case is a native's; the time runs on by a minute a case.
fn case(number: u64) -> LeafWrite {
    let mut opening = Opening::new(Seed([3; 32]));
    let camp = if number.is_multiple_of(3) { "native" } else { "rival" };
    let camp = opening.commit("protected.camp", Value::Text(camp.to_owned())).unwrap();
    let body = Body::Intake(Intake {
        subject: format!("s-{number}"),
        action: "pay.accept".to_owned(),
        protected: BTreeMap::from([("camp".to_owned(), camp)]),
        facts: BTreeMap::new(),
    });
    let time = FROM.plus_seconds(i64::try_from(number).unwrap() * 60);
    let leaf = Leaf { gate: Gate::Pay, time, body };
    LeafWrite::Ready { body: leaf.write().unwrap(), opening: opening.write().unwrap() }
}

fn cases(report: &[u8]) -> Json {
    serde_json::from_slice::<Json>(report).unwrap()["basis"]["cases"].clone()
}

#[tokio::test]
async fn a_later_report_reads_only_what_came_since() {
    let house = House::open().await;
    let board = house.board();
    let at = |minutes: i64| TO.plus_seconds(minutes * 60);
    house.add(40).await;
    let first = board.report(FROM, TO, at(0)).await.unwrap();
    assert_eq!(cases(&first), 40);
    house.add(30).await;
    assert_eq!(
        board.report(FROM, TO, at(0)).await.unwrap(),
        first,
        "fifteen seconds have not passed"
    );
    let second = board.report(FROM, TO, at(1)).await.unwrap();
    assert_eq!(cases(&second), 70);
    let at_once = house.board().report(FROM, TO, at(1)).await.unwrap();
    assert!(second == at_once, "it is what reading all leaves at once gives");
    // Many at once are answered by one computation, and another period by its own.
    let (one, two, other) = tokio::join!(
        board.report(FROM, TO, at(2)),
        board.report(FROM, TO, at(2)),
        board.report(FROM, at(-60), at(2)),
    );
    assert!(Arc::ptr_eq(&one.unwrap(), &two.unwrap()));
    assert_ne!(other.unwrap(), second);
    // Back to the first period: its report is still there. From here on it needs the old leaves once more,
    // since what was read of them made room for the other period; then never again.
    assert_eq!(board.report(FROM, TO, at(3)).await.unwrap(), second);
    house.add(1).await;
    board.report(FROM, TO, at(4)).await.unwrap();
    let beside = rusqlite::Connection::open(&house.path).unwrap();
    beside.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    beside.execute("DELETE FROM leaf WHERE n < 60", []).unwrap();
    house.add(9).await;
    let last = board.report(FROM, TO, at(5)).await.unwrap();
    assert_eq!(cases(&last), 80);
    // Whoever has to read them all cannot.
    assert!(house.board().report(FROM, TO, at(5)).await.is_err());
    assert!(board.report(FROM, at(-30), at(5)).await.is_err());
    assert_eq!(board.report(FROM, TO, at(6)).await.unwrap(), last, "what failed spoils nothing");
    house.leave().await;
}
