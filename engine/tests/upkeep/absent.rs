//! A notice whose front is not configured waits for it, and its platform's schedule with it.

use drawbridge_engine::store::NoticeRow;

use crate::house::House;
use crate::tell_at;

const MERCHANT: &str = "alipay-wechat";

async fn notice(house: &House, payment: &str) -> NoticeRow {
    house.store.payment_notices(payment).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_notice_waits_for_a_front_that_is_away_and_is_told_when_it_is_back() {
    let house = House::open().await;
    tell_at(&house, MERCHANT, "http://nobody.test/hook");
    let payment = house.sell(MERCHANT, "W-1", 5000, false).await;
    house.engine.tell_due().await.unwrap();
    assert_eq!(notice(&house, &payment.id).await.attempt, 1, "nobody is there");

    let front = house.front(MERCHANT);
    house.engine.registry.change(|snapshot| {
        snapshot.fronts.remove(&front.key);
    });
    for _ in 0..3 {
        house.clock.pass(3600);
        house.engine.tell_due().await.unwrap();
        let notice = notice(&house, &payment.id).await;
        assert_eq!((notice.attempt, notice.done), (1, false));
        assert!(notice.due.is_some(), "it is tried again");
        assert!(notice.last_error.unwrap().contains("not configured"));
    }

    house.engine.registry.change(|snapshot| {
        snapshot.fronts.insert(front.key.clone(), front.clone());
    });
    house.clock.pass(300);
    house.engine.tell_due().await.unwrap();
    assert_eq!(notice(&house, &payment.id).await.attempt, 2, "its schedule goes on");
}

#[tokio::test]
async fn a_notice_does_not_wait_for_ever() {
    let house = House::open().await;
    tell_at(&house, MERCHANT, "http://nobody.test/hook");
    let payment = house.sell(MERCHANT, "W-2", 5000, false).await;
    let front = house.front(MERCHANT);
    house.engine.registry.change(|snapshot| {
        snapshot.fronts.remove(&front.key);
    });
    house.clock.pass(31 * 86_400);
    house.engine.tell_due().await.unwrap();
    assert_eq!(notice(&house, &payment.id).await.due, None);
}
