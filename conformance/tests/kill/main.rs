//! The real program, killed in the middle of its work again and again: what it had answered is
//! still true, and nothing happened twice.
//!
//! The wallets are in this process, which nobody kills; so are the merchants and the buyers.

mod binary;
mod bridge;
mod load;
mod town;

#[path = "../../../engine/tests/store/postgres.rs"]
#[allow(unreachable_pub, reason = "the module serves another test as well")]
mod postgres;

use std::sync::Arc;
use std::time::Duration;

use drawbridge_conformance::check::{self, Evidence};
use drawbridge_conformance::sim::Vault;
use drawbridge_engine::store;
use tokio::runtime::{Handle, Runtime};

use self::bridge::Bridge;
use self::town::Town;

/// How often the program dies under load.
const DEATHS: u64 = 5;

#[test]
fn killed_on_sqlite() {
    let runtime = runtime();
    let folder = town::folder();
    let url = format!("sqlite:{}", folder.join("bridge.db").display());
    let untrue = live(&runtime, &folder, &url, 1);
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    assert!(untrue.is_empty(), "store=sqlite: {untrue:#?}");
}

#[test]
fn killed_on_postgresql() {
    let runtime = runtime();
    let folder = town::folder();
    let url = runtime.block_on(postgres::database());
    let untrue = live(&runtime, &folder, &url, 2);
    runtime.block_on(postgres::remove(&url));
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    assert!(untrue.is_empty(), "store=postgres: {untrue:#?}");
}

fn runtime() -> Arc<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Arc::new(builder.enable_all().build().expect("a runtime starts"))
}

/// What is not true at the end.
fn live(runtime: &Arc<Runtime>, folder: &std::path::Path, url: &str, seed: u64) -> Vec<String> {
    let program = binary::path();
    let (town, bridge) = runtime.block_on(async {
        let town = Town::build(folder, url).await;
        let bridge = Bridge::start(&program, &town).await;
        (town, bridge)
    });
    let bridge = runtime.block_on(async {
        let mut bridge = bridge;
        let load = load::start(&town, seed);
        for death in 0..DEATHS {
            tokio::time::sleep(Duration::from_millis(700 + 300 * (death * seed % 4))).await;
            bridge.kill();
            bridge = Bridge::start(&program, &town).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        load.finish(&town).await;
        town.rest(&bridge).await;
        bridge
    });
    bridge.kill();
    let evidence = evidence(runtime, &town, url);
    let mut untrue = check::check(&evidence);
    let payments = check::payments(&evidence);
    let paid = payments.iter().filter(|payment| payment.winner.is_some()).count();
    assert!(paid > 20, "hardly anything happened: {paid} of {} were paid", payments.len());
    runtime.block_on(async {
        evidence.vault.store.close().await.expect("the store closes");
        let bridge = Bridge::start(&program, &town).await;
        untrue.extend(check::answers(&town.shop, &payments).await);
        bridge.kill();
        town.stop().await;
    });
    untrue
}

fn evidence(runtime: &Arc<Runtime>, town: &Town, url: &str) -> Evidence {
    let store = runtime.block_on(store::open(url)).expect("the store opens after a kill");
    Evidence {
        vault: Vault { store, runtime: runtime.clone() },
        sandbox: town.platforms.node.sandbox.clone(),
        wallets: town.wallets.clone(),
        shop: town.shop.clone(),
        now: town.platforms.node.world.clock.now(),
        refunds_fail: false,
        paid_late: false,
    }
}

/// For helpers that need it.
fn here() -> Handle {
    Handle::current()
}
