//! A merchant who does not answer keeps nobody else waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::pay::{PayEngine, Renewals};
use drawbridge_engine::registry::Front;
use drawbridge_engine::store::Write;
use tokio::sync::watch;

use crate::house::House;

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

/// The same engine with another way out.
fn engine(house: &House, net: Arc<Servers>) -> Arc<PayEngine> {
    Arc::new(PayEngine {
        world: house.engine.world.clone(),
        store: house.store.clone(),
        net,
        registry: house.engine.registry.clone(),
        settings: house.engine.settings.clone(),
        renewals: Renewals::default(),
    })
}

fn tell_at(house: &House, merchant: &str, url: &str) {
    let mut front = Front::clone(&house.front(merchant));
    front.notify_url = Some(url.to_owned());
    house.engine.registry.change(|snapshot| {
        snapshot.fronts.insert(front.key.clone(), Arc::new(front));
    });
}

async fn within_a_second(arrived: impl Fn() -> bool) -> bool {
    let wait = async {
        while !arrived() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), wait).await.is_ok()
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
    let running = tokio::spawn(engine(&house, servers.clone()).run(stopped));
    let asked = |count: &AtomicUsize| count.load(Ordering::Relaxed) > 0;
    assert!(within_a_second(|| asked(&servers.dead)).await);
    house.sell("wechat-alipay", "A-1", 5000, false).await;
    assert!(within_a_second(|| asked(&servers.alive)).await, "it waits for the other merchant");

    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(30), running).await.expect("it stops").unwrap();
}
