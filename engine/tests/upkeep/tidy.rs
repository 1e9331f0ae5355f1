//! Raw messages are forgotten when they are older than is wanted, and nothing else is.

use drawbridge_canon::pay::{BillAsk, BillKind};
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::store::{ExchangeRow, Write};

use crate::house::House;

#[tokio::test]
async fn messages_older_than_is_wanted_are_forgotten_and_the_payment_is_not() {
    let house = House::open().await;
    let payment = house.sell("alipay-wechat", "M-1", 5000, false).await;
    let days = |days: i64| house.engine.world.clock.now().plus_seconds(-days * 24 * 3600);
    let message = |at, seq| ExchangeRow {
        payment: payment.id.clone(),
        at,
        seq,
        direction: "ask-out".to_owned(),
        dialect: "acorn".to_owned(),
        call: "charge".to_owned(),
        status: 0,
        text: format!("message {seq}"),
    };
    // More of the old than one write forgets.
    let old = (0..2500).map(|seq| message(days(31), seq));
    let young = (0..2).map(|seq| message(days(29), seq));
    let exchanges = old.chain(young).collect();
    house.store.commit(Write { exchanges, ..Write::default() }).await.unwrap();

    house.engine.forget_expired(31).await.unwrap();
    assert_eq!(house.store.exchanges(&payment.id).await.unwrap().len(), 1000, "a page of them");
    house.engine.forget_expired(30).await.unwrap();
    assert_eq!(house.store.exchanges(&payment.id).await.unwrap().len(), 2);
    assert!(house.store.payment(&payment.id).await.unwrap().is_some());
    assert!(!house.store.payment_postings(&payment.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn links_to_bills_are_forgotten_when_they_are_good_no_more() {
    let house = House::open().await;
    house.sell("alipay-wechat", "L-1", 5000, false).await;
    house.tomorrow();
    let front = house.front("alipay-wechat");
    let date = crate::house::DAY.to_owned();
    let ask = BillAsk { kind: BillKind::Trade, date, gzip: false, sub_merchant: None };
    house.engine.bill(&front, ask).await.unwrap();
    let links = || async { house.store.objects("bill-link", "", None, 10).await.unwrap().items };
    house.engine.forget_expired(30).await.unwrap();
    assert_eq!(links().await.len(), 1, "it is good");
    house.clock.pass(301);
    house.engine.forget_expired(30).await.unwrap();
    assert_eq!(links().await, []);
}
