//! What an engine keeps in order by itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod absent;
mod commission;
mod finished;
#[path = "../reconcile/house.rs"]
#[allow(dead_code, reason = "the house has more than is needed here")]
mod house;
mod hung_up;
mod lanes;
mod strangers;
mod tidy;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::desk::Desk;
use drawbridge_engine::outbound::Net;
use drawbridge_engine::pay::{PayEngine, Renewals, Settings};
use drawbridge_engine::registry::Front;

use crate::house::House;

/// The same engine with another way out.
fn with_net(house: &House, net: Arc<dyn Net>) -> Arc<PayEngine> {
    engine(house, net, house.engine.settings.clone())
}

/// The same engine after the operator has changed its commission.
fn with_commission(house: &House, ppm: u32) -> Arc<PayEngine> {
    let mut settings = house.engine.settings.clone();
    settings.terms = settings.terms.at(ppm);
    engine(house, house.engine.net.clone(), settings)
}

fn engine(house: &House, net: Arc<dyn Net>, settings: Settings) -> Arc<PayEngine> {
    Arc::new(PayEngine {
        world: house.engine.world.clone(),
        store: house.store.clone(),
        net,
        registry: house.engine.registry.clone(),
        desk: Arc::new(Desk::published().expect("a standard")),
        settings,
        renewals: Renewals::default(),
    })
}

/// The merchant wants its notices there.
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
