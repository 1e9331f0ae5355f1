//! The log and its witnesses, and being one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response, Timestamp};
use drawbridge_engine::log::witness::{Answered, Witness};
use drawbridge_engine::log::{Log, Settings};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::world::Clock;
use drawbridge_fair_log::witness as asking;
use drawbridge_fair_log::witness::monitoring_path;
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Hash, Note, Policy, Signer, Tree, VerifierKey, leaf_hash,
};
use tokio::sync::watch;

use crate::house::{House, ORIGIN, body, key, settings};

/// A clock that is set by hand.
pub(crate) struct Dial(pub(crate) AtomicI64);

impl Clock for Dial {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The network: every address leads to the one witness, while it is there.
struct Street {
    witness: Arc<Witness>,
    away: AtomicBool,
}

#[async_trait]
impl Net for Street {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        if self.away.load(Ordering::SeqCst) {
            return Err(Fault::Unsent("nobody answers".to_owned()));
        }
        assert_eq!(request.url(), "http://witness.test/w/add-checkpoint");
        let answer = self.witness.add_checkpoint(&request.body).await.unwrap();
        let body = answer.body.into_bytes();
        Ok(Response { status: answer.status, body, ..Response::default() })
    }
}

pub(crate) fn log_key() -> VerifierKey {
    Signer::new(ORIGIN, key(1)).unwrap().verifier().clone()
}

pub(crate) fn witness(house: &House, clock: Arc<Dial>) -> Arc<Witness> {
    let store = house.home.store.clone();
    let witness = Witness::new("witness.test/w", key(7), vec![log_key()], store, clock).unwrap();
    Arc::new(witness.anchored(&house.folder.join("witnessed")).unwrap())
}

pub(crate) fn dial() -> Arc<Dial> {
    Arc::new(Dial(AtomicI64::new(1_700_000_000_000)))
}

fn policy() -> Policy {
    let witness = Cosigner::new("witness.test/w", key(7)).unwrap();
    let absent = Cosigner::new("absent.test/w", key(8)).unwrap();
    let text = format!(
        "log {}\nwitness w {} http://witness.test/w\nwitness absent {}\ngroup some any w absent\nquorum some\n",
        log_key(),
        witness.verifier(),
        absent.verifier(),
    );
    Policy::parse(text.as_bytes()).unwrap()
}

async fn watched(house: &House) -> Arc<Log> {
    let settings = Settings { ..settings(Some(policy())) };
    Arc::new(Log::open(settings, Arc::new(house.ground())).await.unwrap())
}

/// Lets the log ask until a checkpoint of this size has enough cosignatures.
async fn until_cosigned(log: &Arc<Log>, net: Arc<Street>, size: u64) {
    let (stop, stopped) = watch::channel(false);
    let asking = tokio::spawn(log.clone().ask_witnesses(net, stopped));
    let cosigned = async {
        loop {
            let read = log.published();
            let note = read.as_ref().and_then(|read| read.cosigned.clone());
            if note.is_some_and(|note| crate::house::head(log, &note).size >= size) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), cosigned).await.expect("cosigned");
    stop.send(true).unwrap();
    asking.await.unwrap();
}

pub(crate) async fn a_checkpoint_is_cosigned_by_enough(house: &House) {
    let log = watched(house).await;
    let net = Arc::new(Street { witness: witness(house, dial()), away: AtomicBool::new(false) });
    house.add(300).await;
    log.publish().await.unwrap();
    let receipt = log.receipt(7).await.unwrap().unwrap();
    let leaf = leaf_hash(&body(7));
    assert!(receipt.verify(&leaf, &policy()).is_err(), "nobody cosigned yet");
    until_cosigned(&log, net.clone(), 300).await;
    house.add(1).await;
    log.publish().await.unwrap();
    let receipt = log.receipt(7).await.unwrap().unwrap();
    let trusted = receipt.verify(&leaf, &policy()).expect("the older checkpoint, with its word");
    assert_eq!(trusted.checkpoint.size(), 300);
    until_cosigned(&log, net.clone(), 301).await;
    // What was collected survives a start, and whoever watches the witness sees the same.
    let log = watched(house).await;
    log.publish().await.unwrap();
    let receipt = log.receipt(300).await.unwrap().unwrap();
    receipt.verify(&leaf_hash(&body(300)), &policy()).expect("cosigned");
    let shown = net.witness.latest(&monitoring_path(ORIGIN)).await.unwrap().unwrap();
    assert_eq!(
        policy().check(&Note::parse(shown.as_bytes()).unwrap()).unwrap().checkpoint.size(),
        301
    );
}

pub(crate) async fn a_witness_says_where_it_is(house: &House) {
    let net = Arc::new(Street { witness: witness(house, dial()), away: AtomicBool::new(false) });
    for more in [300, 300, 1] {
        house.add(more).await;
        // A log that was started anew does not know where its witness is.
        let log = watched(house).await;
        let size = log.publish().await.unwrap().size();
        until_cosigned(&log, net.clone(), size).await;
    }
}

pub(crate) async fn a_witness_that_is_away_holds_nothing_up(house: &House) {
    let log = watched(house).await;
    let net = Arc::new(Street { witness: witness(house, dial()), away: AtomicBool::new(true) });
    let (stop, stopped) = watch::channel(false);
    let asking = tokio::spawn(log.clone().ask_witnesses(net, stopped));
    for size in [5, 10, 15] {
        house.add(5).await;
        assert_eq!(log.publish().await.unwrap().size(), size);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    assert!(log.receipt(3).await.unwrap().is_some());
    assert!(log.published().unwrap().cosigned.is_none());
    stop.send(true).unwrap();
    asking.await.unwrap();
}

pub(crate) async fn a_witness_that_knows_more_says_so(house: &House) {
    let witness = witness(house, dial());
    let answer = ask(&witness, 0, 50, 0).await;
    assert_eq!(answer.status, 200);
    house.add(10).await;
    let log = watched(house).await;
    log.publish().await.unwrap();
    let net = Street { witness, away: AtomicBool::new(false) };
    let error = log.ask_once(&net).await.unwrap_err();
    assert!(error.to_string().contains("cosigned 50 leaves of this log, and 10"), "{error}");
}

pub(crate) async fn of_two_histories_a_witness_signs_one(house: &House) {
    let one = witness(house, dial());
    assert_eq!(ask(&one, 0, 20, 0).await.status, 200);
    for round in 0..5_u64 {
        let old = 20 + round;
        let asked = (0..8_u8).map(|history| {
            // Of one store, as two processes have it.
            let witness = witness(house, dial());
            tokio::spawn(async move { (history, ask(&witness, old, old + 1, history % 2).await) })
        });
        let mut signed = Vec::new();
        for asked in asked.collect::<Vec<_>>() {
            let (history, answer) = asked.await.unwrap();
            match answer.status {
                200 => signed.push(history % 2),
                409 => assert_eq!(answer.body, format!("{}\n", old + 1)),
                422 => assert_eq!(history % 2, 1),
                other => panic!("{other}: {}", answer.body),
            }
        }
        assert_eq!(signed.len(), 1, "{signed:?}");
        if signed == [1] {
            // The other history grows from here on; in this test it is the end.
            return;
        }
    }
}

pub(crate) async fn a_clock_that_goes_back_does_not_take_a_word_back(house: &House) {
    let clock = dial();
    let witness = witness(house, clock.clone());
    let mut times = Vec::new();
    for (size, now) in [(5, 1_700_000_000), (6, 1_600_000_000), (7, 1_700_000_003)] {
        clock.0.store(now * 1000, Ordering::SeqCst);
        let old = if size == 5 { 0 } else { size - 1 };
        assert_eq!(ask(&witness, old, size, 0).await.status, 200);
        let shown = witness.latest(&monitoring_path(ORIGIN)).await.unwrap().unwrap();
        let note = Note::parse(shown.as_bytes()).unwrap();
        times.push(note.verify(&[witness.key()]).unwrap()[0].time.unwrap());
    }
    assert_eq!(times, [1_700_000_000, 1_700_000_000, 1_700_000_003]);
}

pub(crate) async fn strangers_are_not_cosigned(house: &House) {
    let witness = witness(house, dial());
    for (bytes, status) in [(&b""[..], 400), (b"old 0\n\nnot a note", 400)] {
        assert_eq!(witness.add_checkpoint(bytes).await.unwrap().status, status);
    }
    let signed = |origin: &str, number: u8| {
        let checkpoint = Checkpoint::new(origin, Tree::new().head()).unwrap();
        let mut note = checkpoint.to_note().unwrap();
        let signer = Signer::new(origin, key(number)).unwrap();
        note.signatures.push(signer.sign(note.text()).unwrap());
        asking::Request::new(0, Vec::new(), note).unwrap().to_string()
    };
    let status =
        async |request: String| witness.add_checkpoint(request.as_bytes()).await.unwrap().status;
    assert_eq!(status(signed("stranger.test/log", 1)).await, 404);
    assert_eq!(status(signed(ORIGIN, 3)).await, 403);
    assert_eq!(status(signed(ORIGIN, 1)).await, 200);
    assert_eq!(witness.latest(&monitoring_path("stranger.test/log")).await, Ok(None));
}

/// Asks for a cosignature of one history.
pub(crate) async fn ask(witness: &Witness, old: u64, size: u64, history: u8) -> Answered {
    let request = request(old, size, history).to_string();
    witness.add_checkpoint(request.as_bytes()).await.unwrap()
}

/// A request about the history in which the last leaf is this one; all but the last are the
/// same in all.
pub(crate) fn request(old: u64, size: u64, history: u8) -> asking::Request {
    let leaf = |index: u64| {
        let last = history > 0 && index + 1 == size;
        leaf_hash(&if last { vec![history] } else { body(index) })
    };
    let leaves: Vec<Hash> = (0..size).map(leaf).collect();
    let mut tree = Tree::new();
    tree.extend(leaves.iter().copied());
    let mut table = Table(leaves);
    let proof = drawbridge_fair_log::proof::prove_consistency(&mut table, old, size).unwrap();
    let checkpoint = Checkpoint::new(ORIGIN, tree.head()).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    let signer = Signer::new(ORIGIN, key(1)).unwrap();
    note.signatures.push(signer.sign(note.text()).unwrap());
    asking::Request::new(old, proof, note).unwrap()
}

struct Table(Vec<Hash>);

impl drawbridge_fair_log::HashReader for Table {
    fn hash(
        &mut self,
        node: drawbridge_fair_log::Node,
    ) -> Result<Hash, drawbridge_fair_log::ReadError> {
        let width = 1 << node.level;
        let start = usize::try_from(node.index).unwrap() * width;
        Ok(drawbridge_fair_log::hash::root_of(&self.0[start..start + width]))
    }
}
