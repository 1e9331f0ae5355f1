//! Whoever asks may hang up: what was begun for them goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::pay::Handover;
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_engine::gate::OfferState;
use drawbridge_engine::outbound::Net;
use drawbridge_engine::pay::backend::Backend as _;
use tokio::sync::Semaphore;

use crate::house::{House, charge};
use crate::trust::{forged, forget};
use crate::{with_net, within_a_second};

const WALLET: &str = "alipay-wechat";

/// Answers when it is let.
struct Slow {
    inner: Arc<dyn Net>,
    asked: AtomicUsize,
    let_through: Semaphore,
}

impl Slow {
    fn before(house: &House) -> Arc<Self> {
        let inner = house.engine.net.clone();
        Arc::new(Self { inner, asked: AtomicUsize::new(0), let_through: Semaphore::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Net for Slow {
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.let_through.acquire().await.unwrap().forget();
        self.inner.send(request, limit).await
    }
}

#[tokio::test]
async fn what_a_wallet_answers_is_heard_though_the_merchant_has_hung_up() {
    let house = House::open().await;
    let slow = Slow::before(&house);
    let engine = with_net(&house, slow.clone());
    let front = house.front(WALLET);
    let caller = tokio::spawn({
        let (engine, front) = (engine.clone(), front.clone());
        async move { engine.charge(&front, charge("H-1", 5000), None).await }
    });
    assert!(within_a_second(|| slow.asked() == 1).await);
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());

    slow.let_through.add_permits(8);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if house.payment(WALLET, "H-1").await.offers[0].state == OfferState::Open {
            break;
        }
    }
    let handed = engine.charge(&front, charge("H-1", 5000), None).await.unwrap();
    assert!(matches!(handed, Handover::Code { .. }), "{handed:?}");
    assert_eq!(slow.asked(), 1, "the wallet was asked once");
}

#[tokio::test]
async fn certificates_are_fetched_though_whoever_named_an_unknown_key_has_hung_up() {
    let house = House::open().await;
    let slow = Slow::before(&house);
    let engine = with_net(&house, slow.clone());
    forget(&house);
    let forged = forged(&house);
    let caller = tokio::spawn({
        let engine = engine.clone();
        async move { engine.hear(WALLET, &forged).await }
    });
    assert!(within_a_second(|| slow.asked() == 1).await);
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    slow.let_through.add_permits(8);
    let known = || {
        let snapshot = house.engine.registry.now();
        !snapshot.wallets[WALLET].account.keys.theirs.is_empty()
    };
    assert!(within_a_second(known).await, "the platform's keys were fetched");
}
