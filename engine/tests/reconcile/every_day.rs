//! The daily work does each day once, when it is ready, and catches up.

use drawbridge_canon::Response;
use drawbridge_engine::reconcile::daily::{Daily, Tried};
use drawbridge_engine::reconcile::{self, RunError};

use crate::house::{DAY, House, after};

const WALLET: &str = "alipay-wechat";

#[tokio::test]
async fn every_wallet_is_reconciled_once_when_its_bill_is_ready() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, false).await;
    let next = after(DAY);
    let mut daily = Daily::new(house.engine.clone(), "08:30".parse().unwrap());
    house.clock.set(&format!("{next} 08:00:00"));
    assert!(daily.work().await.is_empty(), "it is too early");

    house.clock.set(&format!("{next} 08:30:00"));
    let tried = daily.work().await;
    let ours = tried.iter().find(|tried| tried.wallet == WALLET).unwrap();
    assert!(matches!(&ours.outcome, Err(RunError::NotReady { .. })), "{ours:?}");
    house.clock.set(&format!("{next} 09:30:00"));
    assert!(daily.work().await.iter().all(|tried| tried.wallet != WALLET), "not before it is told");

    house.clock.set(&format!("{next} 10:00:01"));
    let tried = daily.work().await;
    assert!(tried.iter().any(|tried| tried.wallet == WALLET && tried.outcome.is_ok()), "{tried:?}");
    // Some wallets do not tell an empty day from a late bill: they are believed after a while.
    assert!(tried.iter().any(|tried| tried.outcome.is_err()), "{tried:?}");
    house.clock.set(&format!("{next} 14:00:00"));
    let tried = daily.work().await;
    assert!(!tried.is_empty() && tried.iter().all(|tried| tried.outcome.is_ok()), "{tried:?}");
    assert!(reconcile::result(&house.engine, WALLET, DAY).await.unwrap().is_some());
    assert!(daily.work().await.is_empty(), "once is enough");
    let mut other = Daily::new(house.engine.clone(), "08:30".parse().unwrap());
    assert!(other.work().await.is_empty(), "and so it is after a restart");
}

#[tokio::test]
async fn days_that_were_missed_are_caught_up_with_in_order() {
    let house = House::open().await;
    house.tomorrow();
    house.run(WALLET, DAY).await.unwrap();
    (0..3).for_each(|_| house.tomorrow());
    house.clock.pass(4 * 3600);
    let mut daily = Daily::new(house.engine.clone(), "10:30".parse().unwrap());
    let tried = daily.work().await;
    let days = tried.iter().filter(|tried| tried.wallet == WALLET).map(|tried| &*tried.date);
    assert_eq!(days.collect::<Vec<_>>(), ["2026-11-25", "2026-11-26", "2026-11-27"]);
    let others = tried.iter().filter(|tried| tried.wallet == "wechat-alipay");
    assert_eq!(others.count(), 1, "who was never reconciled begins with yesterday");
}

#[tokio::test]
async fn a_day_that_failed_is_tried_again_though_the_next_one_went_well() {
    let house = House::open().await;
    house.sell(WALLET, "A-2", 5000, false).await;
    house.tomorrow();
    house.run(WALLET, DAY).await.unwrap();
    let broken = after(DAY);
    house.sell(WALLET, "A-3", 6000, false).await;
    (0..2).for_each(|_| house.tomorrow());
    house.clock.pass(4 * 3600);
    let spoilt = broken.clone();
    house.spoil(move |asked, response| {
        let about = format!("{:?}", asked.query);
        if about.contains(&spoilt) { Response::new(500, "text/plain", "") } else { response }
    });
    let mut daily = Daily::new(house.engine.clone(), "10:30".parse().unwrap());
    let of = |tried: &[Tried]| {
        let ours = tried.iter().filter(|tried| tried.wallet == WALLET);
        ours.map(|tried| (tried.date.clone(), tried.outcome.is_ok())).collect::<Vec<_>>()
    };
    let next = after(&broken);
    assert_eq!(of(&daily.work().await), [(broken.clone(), false), (next.clone(), true)]);
    house.spoil(|_, response| response);
    house.clock.pass(1800);
    let tried = of(&daily.work().await);
    assert_eq!(tried[0], (broken, true));
    assert!(tried[1..].iter().all(|(date, fine)| *date == next && *fine), "{tried:?}");
    assert!(of(&daily.work().await).is_empty(), "everything is done");
}
