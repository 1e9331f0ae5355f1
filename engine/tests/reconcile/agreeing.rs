//! What was paid and refunded over the bridge stands in both books alike.

use drawbridge_engine::ledger::reconcile::Class;

use crate::house::{DAY, House, after, found, owed};

const BRIDGES: [&str; 2] = ["alipay-wechat", "wechat-alipay"];

#[tokio::test]
async fn a_days_payments_and_refunds_all_match_and_a_second_run_changes_nothing() {
    let house = House::open().await;
    for wallet in BRIDGES {
        for number in 0..5 {
            let order = format!("A-{number}");
            house.sell(wallet, &order, 8800 + number * 77, false).await;
        }
        house.give_back(wallet, "A-1", "R-1", 100).await;
        house.give_back(wallet, "A-1", "R-2", 1).await;
        house.give_back(wallet, "A-2", "R-3", 8800 + 2 * 77).await;
    }
    house.tomorrow();
    house.told().await;
    for wallet in BRIDGES {
        let done = house.run(wallet, DAY).await.unwrap();
        let report = &done.stored.report;
        assert_eq!((report.our_rows, report.their_rows), (8, 8), "{wallet}");
        assert_eq!((report.count(Class::Matched), found(&done)), (8, vec![]), "{wallet}");
        assert!(done.news && done.stored.open == 0);
        assert_eq!(house.balance(wallet, "receivable").await, owed(&house.rows(wallet, DAY)));

        house.clock.pass(60);
        let again = house.run(wallet, DAY).await.unwrap();
        assert!(!again.news, "the same rows give the same result");
        assert_eq!(again.stored, done.stored);
    }
}

#[tokio::test]
async fn a_refund_stands_in_the_bill_of_the_day_on_which_the_wallet_took_it_on() {
    let house = House::open().await;
    let wallet = "alipay-wechat";
    house.sell(wallet, "A-1", 5000, false).await;
    house.clock.set(&format!("{DAY} 23:59:59"));
    house.ask_back(wallet, "A-1", "R-1", 2000).await;
    let next = after(DAY);
    house.clock.set(&format!("{next} 00:10:00"));
    house.told().await;
    assert_eq!(house.payment(wallet, "A-1").await.refunded().minor, 2000);
    house.clock.set(&format!("{next} 12:00:00"));
    let done = house.run(wallet, DAY).await.unwrap();
    assert_eq!((done.stored.report.count(Class::Matched), found(&done)), (2, vec![]));
    assert_eq!(done.stored.pool_rows, 0);
}

#[tokio::test]
async fn a_refund_on_its_way_agrees_with_a_bill_that_says_so() {
    let house = House::open().await;
    let wallet = "alipay-wechat";
    house.sell(wallet, "A-1", 5000, false).await;
    house.ask_back(wallet, "A-1", "R-1", 2000).await;
    let rows = house.store.our_rows(wallet, DAY, None, 10).await.unwrap().items;
    assert_eq!(rows.len(), 2, "it is ours before it is done: {rows:?}");
    assert!(rows.iter().all(|row| !row.wallet_no.is_empty()), "{rows:?}");
    house.tomorrow();
    // The wallet has finished it, and nobody has told us.
    let done = house
        .run_with(wallet, DAY, |rows| {
            let refund = rows.iter_mut().find(|row| row.refund.is_some()).unwrap();
            refund.status = Some("PROCESSING".to_owned());
        })
        .await
        .unwrap();
    assert_eq!((done.stored.report.count(Class::Matched), found(&done)), (2, vec![]));
    // A bill that says it is done asks for a word with the wallet.
    let done = house.run(wallet, DAY).await.unwrap();
    assert_eq!(found(&done), [(Class::StatusMismatch, 1)]);
}

#[tokio::test]
async fn refunds_of_one_number_in_two_orders_are_two_refunds_in_the_merchants_bill() {
    let house = House::open().await;
    let merchant = "alipay-wechat";
    for order in ["A-1", "A-2"] {
        house.sell(merchant, order, 5000, false).await;
        house.give_back(merchant, order, "R", 100).await;
    }
    let book = format!("front:{}", house.front(merchant).key);
    let rows = house.store.our_rows(&book, DAY, None, 10).await.unwrap().items;
    assert_eq!(rows.iter().filter(|row| row.kind == "refund").count(), 2, "{rows:?}");
}

#[tokio::test]
async fn a_day_on_which_nothing_happened_is_a_result() {
    let house = House::open().await;
    house.tomorrow();
    let done = house.run("alipay-wechat", DAY).await.unwrap();
    let report = &done.stored.report;
    assert_eq!((report.our_rows, report.their_rows, done.stored.open), (0, 0, 0));
}

#[tokio::test]
async fn a_row_on_the_other_side_of_midnight_waits_for_its_partner() {
    let house = House::open().await;
    let wallet = "alipay-wechat";
    let next = after(DAY);
    house.sell(wallet, "A-1", 5000, false).await;
    house.clock.set(&format!("{DAY} 23:59:50"));
    let late = house.sell(wallet, "A-2", 6000, false).await;
    house.clock.set(&format!("{next} 11:00:00"));
    house.sell(wallet, "A-3", 7000, false).await;
    house.clock.set(&format!("{} 12:00:00", after(&next)));

    let is_late = |row: &drawbridge_canon::pay::BillRow| row.order == late.offers[0].order;
    let mut moved = house.rows(wallet, DAY).into_iter().find(is_late).unwrap();
    moved.at = drawbridge_canon::Timestamp::parse_local(&format!("{next} 00:00:01")).unwrap();
    let first = house.run_with(wallet, DAY, |rows| rows.retain(|row| !is_late(row))).await.unwrap();
    assert_eq!((found(&first), first.stored.pool_rows), (vec![(Class::Pooled, 1)], 1));
    let second = house.run_with(wallet, &next, |rows| rows.push(moved)).await.unwrap();
    assert_eq!((found(&second), second.stored.report.healed), (vec![], 1));
    assert_eq!(second.stored.pool_rows, 0);
    // Run again with a bill that has it after all, the first day leaves nothing to the next.
    let again = house.run(wallet, DAY).await.unwrap();
    assert_eq!((found(&again), again.stored.pool_rows), (vec![], 0));
    assert_eq!(again.outdated.as_deref(), Some(&*next));
}
