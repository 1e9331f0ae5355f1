//! The fairness board: it reads each leaf once, finishes what it began, and tells who has cosigned by now.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "../../fair/agreements/tests/support/mod.rs"]
mod agreed;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response, Timestamp};
use drawbridge_engine::beside::agreements::{self, Registering};
use drawbridge_engine::board::Board;
use drawbridge_engine::log::witness::Witness;
use drawbridge_engine::log::{Log, Settings, Stored, key_pair};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::store::{self, LeafWrite, Store, Write, kinds};
use drawbridge_engine::world::World;
use drawbridge_fair_agreements::{Agreement, Exception};
use drawbridge_fair_log::{Cosigner, Hash, Note, Policy, Signer};
use drawbridge_fair_record::leaf::{Body, Intake};
use drawbridge_fair_record::{Gate, Leaf, Opening, Seed, Value};
use drawbridge_seal::digest::hex;
use futures_util::FutureExt as _;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

const WITNESS: &str = "witness.test/w";

const FROM: Timestamp = Timestamp(1_790_000_000_000);
const TO: Timestamp = Timestamp(1_792_000_000_000);

/// A store in a file, and its log.
struct House {
    path: PathBuf,
    store: Arc<dyn Store>,
    log: Arc<Log>,
}

impl House {
    async fn open(name: &str) -> Self {
        let file = format!("drawbridge-board-{}-{name}.db", std::process::id());
        let path = std::env::temp_dir().join(file);
        let store = store::open(&format!("sqlite:{}", path.display())).await.unwrap();
        let settings = Settings {
            origin: Some("board.test/log".to_owned()),
            otherwise: String::new(),
            key: key_pair(&Hash([1; 32]).to_base64()).unwrap(),
            policy: Some(policy()),
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

    /// The leaves before an index are gone.
    fn forget(&self, before: u64) {
        let beside = rusqlite::Connection::open(&self.path).unwrap();
        beside.busy_timeout(Duration::from_secs(10)).unwrap();
        let gone = beside.execute("DELETE FROM leaf WHERE n < ?1", [before]).unwrap();
        assert!(gone > 0);
    }

    /// The witness cosigns the latest checkpoint.
    async fn cosign(&self) {
        let pair = key_pair(&Hash([7; 32]).to_base64()).unwrap();
        let (logs, clock) = (vec![self.log.key().clone()], World::real().0.clock);
        let witness = Witness::new(WITNESS, pair, logs, self.store.clone(), clock).unwrap();
        let (stop, stopped) = watch::channel(false);
        let asking = self.log.clone().ask_witnesses(Arc::new(Street(Arc::new(witness))), stopped);
        let asking = tokio::spawn(asking);
        while self.log.cosignatures() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        asking.await.unwrap();
    }

    async fn leave(self) {
        self.store.close().await.unwrap();
        for end in ["", "-wal", "-shm", ".lock"] {
            // Not every one of them is there.
            let _ = std::fs::remove_file(format!("{}{end}", self.path.display()));
        }
    }
}

/// One witness, whose word is enough.
fn policy() -> Policy {
    let log = Signer::new("board.test/log", key_pair(&Hash([1; 32]).to_base64()).unwrap()).unwrap();
    let witness = key_pair(&Hash([7; 32]).to_base64()).unwrap();
    let witness = Cosigner::new(WITNESS, witness).unwrap();
    let text = format!(
        "log {}\nwitness w {} http://witness.test/w\nquorum w\n",
        log.verifier(),
        witness.verifier(),
    );
    Policy::parse(text.as_bytes()).unwrap()
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
    let house = House::open("later").await;
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
    house.forget(60);
    house.add(9).await;
    let last = board.report(FROM, TO, at(5)).await.unwrap();
    assert_eq!(cases(&last), 80);
    // Whoever has to read them all cannot.
    assert!(house.board().report(FROM, TO, at(5)).await.is_err());
    assert!(board.report(FROM, at(-30), at(5)).await.is_err());
    assert_eq!(board.report(FROM, TO, at(6)).await.unwrap(), last, "what failed spoils nothing");
    house.leave().await;
}

#[tokio::test]
async fn what_has_begun_goes_on_without_its_caller_and_is_kept() {
    let house = House::open("left").await;
    let board = house.board();
    let at = |minutes: i64| TO.plus_seconds(minutes * 60);
    house.add(40).await;
    // Whoever asked leaves at once.
    assert!(board.report(FROM, TO, at(0)).now_or_never().is_none(), "a report takes longer");
    // A period that is none waits for its turn, is refused and spoils nothing.
    assert!(board.report(TO, FROM, at(0)).await.is_err());
    house.forget(20);
    let first = board.report(FROM, TO, at(0)).await.unwrap();
    assert_eq!(cases(&first), 40);
    assert!(board.report(TO, FROM, at(1)).await.is_err());
    // Nor does a period that cannot be read, since its leaves are gone.
    assert!(board.report(FROM, at(-60), at(1)).await.is_err());
    house.add(5).await;
    assert_eq!(cases(&board.report(FROM, TO, at(1)).await.unwrap()), 45);
    house.leave().await;
}

#[tokio::test]
async fn a_false_signature_of_the_log_is_told_and_stops_no_board() {
    let house = House::open("false").await;
    let agreement = agreed::read(&agreed::rules());
    let key = house.log.key().clone();
    let note = forged(&agreement, &house.log);
    let dice = World::real().0.dice;
    let register = async |key| {
        let (agreement, exception) = (agreement.clone(), Some(note.clone()));
        let asked = Registering { gate: Gate::Shop, agreement, shown: None, exception, key };
        agreements::register(&*house.store, asked, TO, &*dice).await
    };
    let refused = register(Some(key)).await.unwrap_err().to_string();
    assert!(refused.contains("the exception cannot be read"), "{refused}");
    assert_eq!(house.store.leaf_count().await.unwrap(), 0);
    // Where the key was not known then, it is what nobody signed; it is kept for everybody under its hash.
    register(None).await.unwrap();
    let hash = hex(&Sha256::digest(&note));
    let public = house.store.object(kinds::EXCEPTION, &hash).await.unwrap();
    assert_eq!(public.unwrap().body, note.as_bytes());
    house.log.publish().await.unwrap();
    let report = house.board().report(FROM, TO.plus_seconds(60), TO).await.unwrap();
    let terms = serde_json::from_slice::<Json>(&report).unwrap()["terms"].clone();
    assert_eq!(terms["exceptions"][0]["signed_by"], serde_json::json!([]), "{terms}");
    house.leave().await;
}

/// A note that says to be signed by the log, and is not.
fn forged(agreement: &Agreement, log: &Log) -> String {
    let exception = Exception {
        note: None,
        agreement: agreement.hash().unwrap(),
        rules: ["fee.unequal".to_owned()].into(),
        from: FROM,
        until: Some(TO.plus_seconds(1_000_000)),
        reason_zh: String::new(),
        reason_en: "A trial.".to_owned(),
        signed_by: Vec::new(),
    };
    let mut note = Note::new(exception.text()).unwrap();
    let signer = Signer::new(log.key().name(), key_pair(&Hash([1; 32]).to_base64()).unwrap());
    note.signatures.push(signer.unwrap().sign("something else\n").unwrap());
    note.to_string()
}

/// The network, on which one witness answers.
struct Street(Arc<Witness>);

#[async_trait]
impl Net for Street {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        let answer = self.0.add_checkpoint(&request.body).await.unwrap();
        let body = answer.body.into_bytes();
        Ok(Response { status: answer.status, body, ..Response::default() })
    }
}

#[tokio::test]
async fn what_was_cosigned_since_is_told_though_no_leaf_came() {
    let house = House::open("cosigned").await;
    let board = house.board();
    house.add(3).await;
    let cosigners = |report: &[u8]| {
        let report: Json = serde_json::from_slice(report).unwrap();
        report["log"]["cosigners"].as_array().unwrap().len()
    };
    let at = |minutes: i64| TO.plus_seconds(minutes * 60);
    let alone = board.report(FROM, TO, at(0)).await.unwrap();
    assert_eq!(cosigners(&alone), 0);
    let again = board.report(FROM, TO, at(1)).await.unwrap();
    assert!(Arc::ptr_eq(&alone, &again), "nothing came");
    house.cosign().await;
    assert_eq!(cosigners(&board.report(FROM, TO, at(2)).await.unwrap()), 1);
    // What is published is made for that, however fresh the one is that was shown.
    house.add(1).await;
    assert_eq!(cosigners(&board.report(FROM, TO, at(3)).await.unwrap()), 0);
    house.cosign().await;
    let (published, _) = board.publish(FROM, TO, at(3)).await.unwrap();
    assert_eq!(cosigners(&published), 1);
    house.leave().await;
}
