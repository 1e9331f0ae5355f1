//! A merchant who does not answer keeps nobody else waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::store::Write;
use tokio::sync::watch;

use crate::house::House;
use crate::{tell_at, with_net, within_a_second};

/// Merchants' servers: one accepts connections and never answers.
#[derive(Default)]
struct Servers {
    dead: AtomicUsize,
    alive: AtomicUsize,
}

#[async_trait]
impl Net for Servers {
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        if request.url().contains("dead.test") {
            self.dead.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(limit).await;
        } else {
            self.alive.fetch_add(1, Ordering::Relaxed);
        }
        Err(Fault::Unknown("no answer".to_owned()))
    }
}

#[tokio::test]
async fn a_notice_arrives_though_another_merchant_never_answers() {
    let house = House::open().await;
    tell_at(&house, "alipay-wechat", "http://dead.test/hook");
    tell_at(&house, "wechat-alipay", "http://alive.test/hook");
    let dead = house.sell("alipay-wechat", "D-1", 5000, false).await;
    let notice = house.store.payment_notices(&dead.id).await.unwrap().remove(0);
    let more = (0..300).map(|n| {
        let mut more = notice.clone();
        more.id = format!("{}:{n}", notice.id);
        more
    });
    house.store.commit(Write { notices: more.collect(), ..Write::default() }).await.unwrap();

    let servers = Arc::new(Servers::default());
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(with_net(&house, servers.clone()).run(stopped));
    let asked = |count: &AtomicUsize| count.load(Ordering::Relaxed) > 0;
    assert!(within_a_second(|| asked(&servers.dead)).await);
    house.sell("wechat-alipay", "A-1", 5000, false).await;
    assert!(within_a_second(|| asked(&servers.alive)).await, "it waits for the other merchant");

    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(30), running).await.expect("it stops").unwrap();
}
