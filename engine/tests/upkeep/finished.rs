//! A payment that can no longer be refunded is told as finished, where the platform has that word.

use drawbridge_canon::pay::{OrderRef, QueryAsk, TradeState};
use drawbridge_engine::pay::backend::Backend as _;

use crate::house::House;

async fn state(house: &House, merchant: &str, order: &str) -> TradeState {
    let ask = QueryAsk { order: OrderRef::Order(order.to_owned()), sub_merchant: None };
    house.engine.query(&house.front(merchant), ask).await.unwrap().state
}

#[tokio::test]
async fn what_is_past_its_time_for_refunds_is_finished() {
    const DAY_S: i64 = 24 * 3600;
    let house = House::open().await;
    house.sell("alipay-wechat", "F-1", 5000, false).await;
    house.sell("alipay-wechat", "F-2", 5000, false).await;
    house.give_back("alipay-wechat", "F-2", "R-1", 1000).await;
    house.clock.pass(365 * DAY_S - 600);
    assert_eq!(state(&house, "alipay-wechat", "F-1").await, TradeState::Paid);
    house.clock.pass(601);
    assert_eq!(state(&house, "alipay-wechat", "F-1").await, TradeState::Finished);
    assert_eq!(state(&house, "alipay-wechat", "F-2").await, TradeState::PartlyRefunded);
}
