//! Lives of the engine in a simulated world, each made of one number.
//!
//! `DRAWBRIDGE_SEEDS=from..to` lives others than the usual ones.

use std::sync::Arc;

use drawbridge_conformance::sim::{Life, Making, Plant, Vault, check};
use drawbridge_engine::store;

fn vault(url: &str) -> Vault {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime starts");
    let store = runtime.block_on(store::open(url)).expect("the store opens");
    Vault { store, runtime: Arc::new(runtime) }
}

/// What is not true after a life.
fn live(seed: u64, vault: Vault, plant: Option<Plant>, real_keys: bool) -> Vec<String> {
    let mut life = Life::begin(Making { seed, vault, plant, real_keys });
    life.live();
    check::check(&mut life)
}

fn seeds(usual: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(asked) = std::env::var("DRAWBRIDGE_SEEDS") else { return usual };
    let (from, to) = asked.split_once("..").expect("DRAWBRIDGE_SEEDS=from..to");
    from.parse().expect("a number")..to.parse().expect("a number")
}

/// Lives them all, and tells of those that ended badly.
fn hunt(
    name: &str,
    usual: std::ops::Range<u64>,
    live: impl Fn(u64) -> Vec<String> + std::panic::RefUnwindSafe,
) {
    let mut bad = Vec::new();
    for seed in seeds(usual) {
        let lived = std::panic::catch_unwind(|| live(seed));
        let untrue = lived.unwrap_or_else(|_| vec!["it panicked".to_owned()]);
        if !untrue.is_empty() {
            let again = format!(
                "DRAWBRIDGE_SEEDS={seed}..{} cargo test -p drawbridge-conformance --test simulator {name}",
                seed + 1
            );
            eprintln!("seed={seed} {again}");
            bad.push((seed, untrue));
        }
    }
    assert!(bad.is_empty(), "{} lives ended badly: {bad:#?}", bad.len());
}

#[test]
fn whatever_happens_everything_ends_well() {
    hunt("whatever_happens", 0..40, |seed| live(seed, vault("sqlite::memory:"), None, false));
}
