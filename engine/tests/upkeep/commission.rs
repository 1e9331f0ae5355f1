//! A refund gives back the commission that was taken, whatever is charged by then.

use drawbridge_canon::pay::{OrderRef, QueryAsk, RefundStatus};
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_sandbox::PayWith;

use crate::house::{House, charge, refund};
use crate::with_commission;

const MERCHANT: &str = "alipay-wechat";

#[tokio::test]
async fn a_refund_gives_back_what_was_taken_though_the_rate_has_changed() {
    for (then, now) in [(1000, 6000), (6000, 0), (0, 6000)] {
        let house = House::open().await;
        let front = house.front(MERCHANT);
        let (before, after) = (with_commission(&house, then), with_commission(&house, now));
        before.charge(&front, charge("C-1", 100_000), None).await.unwrap();
        let offered = house.payment(MERCHANT, "C-1").await.offers[0].order.clone();
        house.sandbox.pay(None, &offered, &PayWith::default()).unwrap();
        house.clock.pass(60);
        let order = OrderRef::Order("C-1".to_owned());
        let ask = QueryAsk { order, sub_merchant: None };
        assert!(before.query(&front, ask).await.unwrap().state.was_paid());
        let taken = -house.balance(MERCHANT, "commission").await;
        assert_eq!(taken, i128::from(100_000 * u64::from(then) / 1_000_000));

        for (number, fen) in [("R-1", 33_333), ("R-2", 66_667)] {
            after.refund(&front, refund("C-1", number, fen)).await.unwrap();
            house.clock.pass(120);
            after.tick_due().await.unwrap();
        }
        let payment = house.payment(MERCHANT, "C-1").await;
        let done = |number: &str| payment.refund_state(number).unwrap().status;
        assert_eq!([done("R-1"), done("R-2")], [RefundStatus::Done, RefundStatus::Done]);
        let left = -house.balance(MERCHANT, "commission").await;
        // Parts are rounded down, each for itself.
        assert!((0..=1).contains(&left), "{then} then, {now} now: {left} left of {taken}");
    }
}
