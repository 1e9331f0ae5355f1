//! A platform that signs with a key we have not seen is asked for its certificates at once, and
//! what it said is judged again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use drawbridge_canon::{Method, Request};
use drawbridge_engine::registry::WalletAccount;
use futures_util::future::join_all;

use crate::house::House;

/// The merchant whose shop speaks another platform than the wallet, and that wallet.
const WALLET: &str = "alipay-wechat";

/// The wallet account forgets every key of its platform.
fn forget(house: &House) {
    house.engine.registry.change(|snapshot| {
        let mut wallet = WalletAccount::clone(&snapshot.wallets[WALLET]);
        wallet.account.keys.theirs.clear();
        snapshot.wallets.insert(WALLET.to_owned(), Arc::new(wallet));
    });
}

/// Counts what is asked for at paths that end so.
fn counted(house: &House, ends: &'static [&'static str]) -> Vec<Arc<AtomicUsize>> {
    let counts: Vec<Arc<AtomicUsize>> = ends.iter().map(|_| Arc::default()).collect();
    let seen = counts.clone();
    house.spoil(move |asked, response| {
        for (end, count) in ends.iter().zip(&seen) {
            if asked.path.ends_with(end) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        response
    });
    counts
}

fn count(counter: &AtomicUsize) -> usize {
    counter.load(Ordering::Relaxed)
}

#[tokio::test]
async fn an_answer_signed_with_an_unknown_key_is_judged_again_and_not_asked_for_again() {
    let house = House::open().await;
    forget(&house);
    let counts = counted(&house, &["/certificates", "/transactions/native"]);
    house.sell(WALLET, "T-1", 5000, true).await;
    assert_eq!((count(&counts[0]), count(&counts[1])), (1, 1));
}

#[tokio::test]
async fn a_notice_signed_with_an_unknown_key_is_heard_all_the_same() {
    let house = House::open().await;
    house.sell(WALLET, "T-2", 5000, true).await;
    forget(&house);
    let counts = counted(&house, &["/certificates"]);
    let pending = house.payment(WALLET, "T-2").await;
    assert!(pending.winner.is_none());
    house.sandbox.tell_due().await;
    assert!(house.payment(WALLET, "T-2").await.winner.is_some(), "heard at the first telling");
    assert_eq!(count(&counts[0]), 1);
}

#[tokio::test]
async fn keys_that_nobody_has_do_not_make_us_hammer_the_platform() {
    let house = House::open().await;
    let counts = counted(&house, &["/certificates"]);
    let forged = || {
        let mut forged = Request::new(Method::Post, "http://bridge.test", "/notify");
        forged.body = b"{}".to_vec();
        let now = house.engine.world.clock.wall().seconds().to_string();
        for (name, value) in
            [("timestamp", &*now), ("nonce", "n"), ("signature", "AAAA"), ("serial", "5157F09E")]
        {
            forged.headers.push(&format!("wechatpay-{name}"), value);
        }
        forged
    };
    for expected in [1, 2] {
        let (requests, engine) = ((0..20).map(|_| forged()).collect::<Vec<_>>(), &house.engine);
        let heard = requests.iter().map(|request| engine.hear(WALLET, request));
        for response in join_all(heard).await {
            assert!(response.status >= 400, "{}", response.status);
        }
        assert_eq!(count(&counts[0]), expected);
        house.clock.pass(60);
    }
}
