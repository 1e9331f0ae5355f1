//! Lives of the engine in a simulated world, each made of one number.
//!
//! A life that ends badly says its number and how to live it again. `DRAWBRIDGE_SEEDS=from..to`
//! lives others than the usual ones, for long hunts; `DRAWBRIDGE_SHOW=1` shows all that was left.
//!
//! What the simulator finds was tried in two ways. Defects between the engine and its store are
//! planted by the last test, at every run. Defects in the engine and the gate themselves were put
//! in by hand, one after the other, and each was found, most within ten lives, all within 250:
//!
//! * a second payment is held and never given back;
//! * a lost race counts as stored;
//! * a charge whose outcome is not known counts as refused;
//! * a notice that is not acknowledged, or whose reply is lost, is not told again;
//! * a wallet's notice is acknowledged though it could not be stored;
//! * a close that is not confirmed counts as closed;
//! * every notice of a payment has the same number;
//! * a refund called again has a new number;
//! * a refund that is done is booked under the key of its promise;
//! * a wallet that says nothing of a refund counts as refusing it;
//! * the fee that goes back with a refund is forgotten;
//! * what is due is looked at but not done;
//! * what is paid after it was closed counts as paid.

use std::collections::BTreeSet;
use std::panic::{RefUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use drawbridge_conformance::check::{self, Evidence};
use drawbridge_conformance::sim::{Life, Making, Plant, Vault};
use drawbridge_engine::gate::{Phase, RefundKind, RefundStep};
use drawbridge_engine::store;
use tokio::runtime::Runtime;

#[path = "../../engine/tests/store/postgres.rs"]
#[allow(unreachable_pub, reason = "the module serves another test as well")]
mod postgres;

fn runtime() -> Arc<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Arc::new(builder.worker_threads(1).enable_all().build().expect("a runtime starts"))
}

/// A fresh store.
fn vault(runtime: &Arc<Runtime>, url: &str) -> Vault {
    let store = runtime.block_on(store::open(url)).expect("the store opens");
    Vault { store, runtime: runtime.clone() }
}

/// Lives, and tells what is not true afterwards.
fn live(making: Making, visited: &Visited) -> Vec<String> {
    let mut life = Life::begin(&making);
    life.live();
    let evidence = life.evidence();
    visited.see(&evidence);
    let mut untrue = check::check(&evidence);
    let (shop, payments) = (life.town.shop.clone(), check::payments(&evidence));
    untrue.extend(life.town.finish(async move { check::answers(&shop, &payments).await }));
    untrue
}

fn seeds(usual: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(asked) = std::env::var("DRAWBRIDGE_SEEDS") else { return usual };
    let (from, to) = asked.split_once("..").expect("DRAWBRIDGE_SEEDS=from..to");
    from.parse().expect("a number")..to.parse().expect("a number")
}

/// Lives them all, and tells of those that ended badly.
fn hunt(
    test: &str,
    store: &str,
    usual: std::ops::Range<u64>,
    live: impl Fn(u64) -> Vec<String> + RefUnwindSafe,
) {
    let mut bad = Vec::new();
    for seed in seeds(usual) {
        let lived = catch_unwind(|| live(seed));
        let untrue = lived.unwrap_or_else(|_| vec!["it panicked".to_owned()]);
        if !untrue.is_empty() {
            let next = seed + 1;
            eprintln!(
                "seed={seed} store={store} DRAWBRIDGE_SEEDS={seed}..{next} \
                 cargo test -p drawbridge-conformance --test simulator {test}"
            );
            bad.push((seed, untrue));
        }
    }
    assert!(bad.is_empty(), "{} lives ended badly: {bad:#?}", bad.len());
}

/// The places that chance must have visited for the lives to mean something.
#[derive(Default)]
struct Visited(Mutex<BTreeSet<String>>);

impl Visited {
    fn see(&self, evidence: &Evidence) {
        let mut places = self.0.lock().expect("no panic");
        for payment in check::payments(evidence) {
            places.insert(payment.phase().name().to_owned());
            let pair = payment.winning_offer().map(|offer| &offer.dialect);
            places.extend(pair.map(|wallet| format!("{} by {wallet}", payment.front.dialect)));
            for refund in &payment.refunds {
                places.insert(format!("{:?} {:?}", refund.kind, refund.status));
            }
            let suspense = |kind| kind == RefundKind::Suspense;
            if payment.winner.is_some() && payment.refunds.iter().any(|r| suspense(r.kind)) {
                places.insert("paid twice".to_owned());
            }
        }
    }

    fn were(&self, wanted: &[String]) {
        let places = self.0.lock().expect("no panic");
        let missed: Vec<_> = wanted.iter().filter(|place| !places.contains(*place)).collect();
        assert!(missed.is_empty(), "never seen: {missed:?} of {places:?}");
    }
}

/// What a few dozen lives always bring about.
fn sights() -> Vec<String> {
    let phases =
        [Phase::Awaiting, Phase::Closed, Phase::Paid, Phase::PartlyRefunded, Phase::Refunded];
    let phases = phases.into_iter().skip(1).map(|phase| phase.name().to_owned());
    let refunds = [RefundKind::Merchant, RefundKind::Suspense];
    let refunds = refunds.into_iter().map(|kind| format!("{kind:?} {:?}", RefundStep::Done));
    phases.chain(refunds).chain(["paid twice".to_owned()]).collect()
}

fn on_sqlite(seed: u64, real_keys: bool, visited: &Visited) -> Vec<String> {
    let vault = vault(&runtime(), "sqlite::memory:");
    live(Making { seed, vault, plant: None, real_keys }, visited)
}

#[test]
fn whatever_happens_everything_ends_well() {
    let visited = Visited::default();
    hunt("whatever", "sqlite", 0..100, |seed| on_sqlite(seed, false, &visited));
    if std::env::var_os("DRAWBRIDGE_SEEDS").is_none() {
        visited.were(&sights());
    }
}

#[test]
fn with_real_signatures_too() {
    let visited = Visited::default();
    hunt("real_signatures", "sqlite", 0..6, |seed| on_sqlite(seed, true, &visited));
}

#[test]
fn on_postgresql_too() {
    let runtime = runtime();
    let visited = Visited::default();
    hunt("on_postgresql", "postgres", 0..15, |seed| {
        let url = runtime.block_on(postgres::database());
        let vault = vault(&runtime, &url);
        let store = vault.store.clone();
        let untrue = live(Making { seed, vault, plant: None, real_keys: false }, &visited);
        runtime.block_on(store.close()).expect("the store closes");
        runtime.block_on(postgres::remove(&url));
        untrue
    });
}

#[test]
fn the_same_number_is_the_same_life() {
    let lived = || {
        let vault = vault(&runtime(), "sqlite::memory:");
        let mut life = Life::begin(&Making { seed: 7, vault, plant: None, real_keys: false });
        life.live();
        format!("{:?}", check::payments(&life.evidence()))
    };
    assert_eq!(lived(), lived());
}

#[test]
fn planted_defects_are_found() {
    let plants = [
        Plant::VersionsUnchecked,
        Plant::BooksFirst,
        Plant::AnswersTooEarly,
        Plant::ForgetsNotices,
        Plant::ForgetsSuspense,
        Plant::ForgetsTheTime,
        Plant::ForgetsOurRows,
    ];
    for plant in plants {
        let visited = Visited::default();
        let found = (0..400).find(|seed| {
            let making = Making {
                seed: *seed,
                vault: vault(&runtime(), "sqlite::memory:"),
                plant: Some(plant),
                real_keys: false,
            };
            let lived = catch_unwind(std::panic::AssertUnwindSafe(|| live(making, &visited)));
            lived.map_or(true, |untrue| !untrue.is_empty())
        });
        assert!(found.is_some(), "{plant:?} is not found");
    }
}
