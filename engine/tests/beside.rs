//! Agreements and probes in a store: what is refused, and that nothing of it is in the log then.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../fair/agreements/tests/support/mod.rs"]
mod agreed;
#[path = "../../fair/probes/tests/support/mod.rs"]
mod probed;

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::beside::agreements::{self, EndingOf, Registering};
use drawbridge_engine::beside::probes;
use drawbridge_engine::fair_record::leaf::{Ending, ProbeCommit, Verdict};
use drawbridge_engine::fair_record::{Body, Docket, Gate, Leaf};
use drawbridge_engine::store::{self, LeafWrite, Store, Write};
use drawbridge_engine::world::World;
use drawbridge_fair_probes::Opening;
use probed::{HOUR, Log, START, design, plan, play};
use serde_json::{Value, json};

const NOW: Timestamp = agreed::NOW;

async fn empty() -> Arc<dyn Store> {
    store::open("sqlite::memory:").await.unwrap()
}

async fn register(store: &dyn Store, agreement: &Value) -> Result<u64, String> {
    let agreement = agreed::read(agreement);
    let asked =
        Registering { gate: Gate::Shop, agreement, shown: None, exception: None, key: None };
    let dice = World::real().0.dice;
    let done = agreements::register(store, asked, NOW, &*dice).await;
    done.map(|leaf| leaf.index).map_err(|error| error.to_string())
}

async fn end(store: &dyn Store, id: &str, end: Ending, at: Timestamp) -> Result<u64, String> {
    let done = agreements::end(store, id, EndingOf { end, told: NOW, at }, NOW).await;
    done.map(|leaf| leaf.index).map_err(|error| error.to_string())
}

#[tokio::test]
async fn an_agreement_is_registered_once_replaced_once_and_ends_once() {
    let store = empty().await;
    assert_eq!(register(&*store, &agreed::rules()).await, Ok(0));
    assert_eq!(register(&*store, &agreed::contract("contract-1", "m-1")).await, Ok(1));
    let again = register(&*store, &agreed::rules()).await.unwrap_err();
    assert!(again.contains("`rules-9` exists already"), "{again}");
    let mut renewed = agreed::contract("contract-2", "m-1");
    renewed["replaces"] = json!("contract-1");
    assert_eq!(register(&*store, &renewed).await, Ok(2));
    let (_, body) = store.leaves(2, 1).await.unwrap().pop().unwrap();
    let Body::Agreement(body) = Leaf::read(&body).unwrap().body else { panic!("no agreement") };
    assert_eq!(body.replaces.unwrap().index, 1);
    let text = String::from_utf8(store.leaves(1, 1).await.unwrap().pop().unwrap().1).unwrap();
    assert!(!text.contains("m-1"), "who deals with whom is commercial: {text}");

    let long = end(&*store, "contract-2", Ending::Expired, NOW).await.unwrap_err();
    assert!(long.contains("its term has not run out"), "{long}");
    assert_eq!(end(&*store, "contract-2", Ending::Terminated, NOW).await, Ok(3));
    let twice = end(&*store, "contract-2", Ending::Terminated, NOW).await.unwrap_err();
    assert!(twice.contains("has ended already"), "{twice}");
    let mut late = agreed::contract("contract-3", "m-1");
    late["replaces"] = json!("contract-2");
    let late = register(&*store, &late).await.unwrap_err();
    assert!(late.contains("has ended, and is not replaced"), "{late}");
    let stranger = end(&*store, "contract-9", Ending::Terminated, NOW).await.unwrap_err();
    assert!(stranger.contains("there is no agreement `contract-9`"), "{stranger}");
    assert_eq!(store.leaf_count().await.unwrap(), 4);
    let listed = agreements::list(&*store).await.unwrap();
    let ended: Vec<bool> = listed.iter().map(|one| one.ended.is_some()).collect();
    assert_eq!(ended, [false, true, false]);
}

/// A contract that replaces another.
fn renewal(id: &str, replaces: &str) -> Value {
    let mut renewed = agreed::contract(id, "m-1");
    renewed["replaces"] = json!(replaces);
    renewed
}

/// What is found in the log of a store as a whole.
async fn findings(store: &dyn Store) -> Vec<String> {
    let leaves = store.leaves(0, 1000).await.unwrap();
    let mut docket = Docket::new(None);
    let mut found = Vec::new();
    for (index, bytes) in &leaves {
        let earlier =
            |index: u64| leaves.iter().find(|leaf| leaf.0 == index).map(|leaf| leaf.1.clone());
        found.extend(docket.take(*index, bytes, earlier));
    }
    found.iter().map(|finding| format!("{} {}", finding.index, finding.what.name())).collect()
}

#[tokio::test]
async fn what_was_replaced_is_not_replaced_again_and_may_be_ended() {
    let store = empty().await;
    assert_eq!(register(&*store, &agreed::rules()).await, Ok(0));
    assert_eq!(register(&*store, &agreed::contract("contract-1", "m-1")).await, Ok(1));
    assert_eq!(register(&*store, &renewal("contract-2", "contract-1")).await, Ok(2));
    let twice = register(&*store, &renewal("contract-3", "contract-1")).await.unwrap_err();
    assert!(twice.contains("`contract-1` was replaced by `contract-2`"), "{twice}");
    assert_eq!(register(&*store, &renewal("contract-3", "contract-2")).await, Ok(3));
    assert_eq!(end(&*store, "contract-1", Ending::Terminated, NOW).await, Ok(4));
    assert_eq!(findings(&*store).await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_that_replace_the_same_at_once_one_is_registered() {
    let store = empty().await;
    assert_eq!(register(&*store, &agreed::rules()).await, Ok(0));
    for number in 0..8 {
        let first = format!("contract-{number}");
        register(&*store, &agreed::contract(&first, "m-1")).await.unwrap();
        let (one, other) = (
            renewal(&format!("one-{number}"), &first),
            renewal(&format!("other-{number}"), &first),
        );
        let done = tokio::join!(
            register(&*store, &one),
            register(&*store, &other),
            end(&*store, &first, Ending::Terminated, NOW),
        );
        // An end may come after what replaces it, and not before.
        let replaced = u8::from(done.0.is_ok()) + u8::from(done.1.is_ok());
        assert!(replaced == 1 || (replaced == 0 && done.2.is_ok()), "{done:?}");
    }
    assert_eq!(findings(&*store).await, Vec::<String>::new());
}

/// A store with a played probe, fixed by the store itself; all but the leaf that opens it.
async fn played(log: &Log) -> Arc<dyn Store> {
    let store = empty().await;
    let ready = |body: &Vec<u8>| LeafWrite::Ready { body: body.clone(), opening: Vec::new() };
    let put = async |leaves: Vec<LeafWrite>| {
        store.commit(Write { leaves, ..Write::default() }).await.unwrap();
    };
    put(vec![ready(&log.leaves[0])]).await;
    let Body::ProbeCommit(commit) = Leaf::read(&log.leaves[1]).unwrap().body else { panic!() };
    let fixed = probes::fix(&*store, Gate::Share, commit, Timestamp(START)).await.unwrap();
    assert_eq!(fixed, log.opening.commit, "the store fixes it as the prober does");
    put(log.leaves[2..log.leaves.len() - 1].iter().map(ready).collect()).await;
    store
}

async fn open(store: &Arc<dyn Store>, bytes: &[u8], at: i64) -> Result<u64, String> {
    let done = probes::open(store, bytes.to_vec(), Timestamp(at)).await;
    done.map(|leaf| leaf.index).map_err(|error| error.to_string())
}

/// When the probe is due, in the played log.
const DUE: i64 = START + 1000 * HOUR;

#[tokio::test]
async fn a_probe_is_opened_after_the_verdicts_and_once() {
    let log = play(&plan(12), 12, &|_| Some((Verdict::Allow, HOUR)));
    let store = played(&log).await;
    let before = store.leaf_count().await.unwrap();
    assert_eq!(open(&store, &log.bytes, START + 900 * HOUR).await, Ok(before));
    let again = open(&store, &log.bytes, START + 900 * HOUR).await.unwrap_err();
    assert!(again.contains("open already"), "{again}");
    let (_, body) = store.leaves(before, 1).await.unwrap().pop().unwrap();
    assert_eq!(&body, log.leaves.last().unwrap(), "the leaf says what the prober would say");
    assert_eq!(probes::openings(&*store).await.unwrap(), std::slice::from_ref(&log.bytes));
    let hash = Opening::hash(&log.bytes);
    assert_eq!(probes::opening(&*store, hash).await.unwrap(), Some(log.bytes), "for everybody");
}

#[tokio::test]
async fn a_probe_is_not_opened_while_a_verdict_is_missing_but_in_the_last_day() {
    let waits = |side: &std::collections::BTreeMap<String, String>| {
        (side["camp"] == "east").then_some((Verdict::Allow, HOUR))
    };
    let log = play(&plan(12), 12, &waits);
    let store = played(&log).await;
    let before = store.leaf_count().await.unwrap();
    let early = open(&store, &log.bytes, DUE - 25 * HOUR).await.unwrap_err();
    assert!(early.contains("12 submissions are not decided yet"), "{early}");
    assert_eq!(store.leaf_count().await.unwrap(), before, "nothing of it is in the log");
    assert_eq!(open(&store, &log.bytes, DUE - 24 * HOUR).await, Ok(before));
}

#[tokio::test]
async fn an_opening_that_is_not_what_was_fixed_is_not_logged() {
    let log = play(&plan(12), 12, &|_| Some((Verdict::Allow, HOUR)));
    let store = played(&log).await;
    let at = START + 900 * HOUR;
    // One submission stands for two.
    let mut bent = log.opening.clone();
    bent.sightings[1].leaf = bent.sightings[0].leaf;
    let bent = open(&store, &bent.write().unwrap(), at).await.unwrap_err();
    assert!(bent.contains("not what was fixed"), "{bent}");
    // Pairs that nobody fixed here.
    let other = play(&plan(11), 11, &|_| Some((Verdict::Allow, HOUR)));
    let other = open(&store, &other.bytes, at).await.unwrap_err();
    assert!(other.contains("there is no probe"), "{other}");
    let none = open(&store, b"{}\n", at).await.unwrap_err();
    assert!(none.contains("the opening cannot be read: line 1"), "{none}");
    assert_eq!(store.leaf_count().await.unwrap(), u64::try_from(log.leaves.len()).unwrap() - 1);
}

#[tokio::test]
async fn pairs_are_fixed_once_and_for_a_time_to_come() {
    let store = empty().await;
    let plan = drawbridge_fair_probes::Plan::new(
        probed::parse(&design(12)),
        drawbridge_engine::fair_record::Seed([8; 32]),
    );
    let commit = |reveal_by: i64| ProbeCommit {
        prober: "auditor-1".to_owned(),
        pairs: 12,
        root: plan.as_ref().unwrap().root().unwrap(),
        reveal_by: Timestamp(reveal_by),
    };
    let fix = async |reveal_by| {
        let done = probes::fix(&*store, Gate::Share, commit(reveal_by), NOW).await;
        done.map(|leaf| leaf.index).map_err(|error| error.to_string())
    };
    let past = fix(NOW.0).await.unwrap_err();
    assert!(past.contains("a probe is opened after it was fixed"), "{past}");
    assert_eq!(fix(NOW.0 + HOUR).await, Ok(0));
    let again = fix(NOW.0 + 2 * HOUR).await.unwrap_err();
    assert!(again.contains("exists already"), "{again}");
}
