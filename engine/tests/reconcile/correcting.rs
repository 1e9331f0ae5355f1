//! Corrections bring our books to the wallet's, once.

use drawbridge_canon::{Method, Money, Response};
use drawbridge_engine::ledger::reconcile::Class;
use drawbridge_engine::reconcile::mend::{What, Which, correct};
use drawbridge_engine::store::{PaymentRow, PaymentWrite, Write};
use drawbridge_gate_pay::RefundStep;

use crate::house::{DAY, House, found, owed};

const WALLET: &str = "alipay-wechat";

async fn house() -> House {
    let house = House::open().await;
    for number in 0..4 {
        house.sell(WALLET, &format!("A-{number}"), 5000, false).await;
    }
    house.give_back(WALLET, "A-3", "R-1", 1000).await;
    house.tomorrow();
    house
}

#[tokio::test]
async fn corrected_books_hold_what_the_bill_says() {
    let house = house().await;
    let mut rows = house.rows(WALLET, DAY);
    let mut foreign = rows[0].clone();
    foreign.order = "20991231000000000000000000000".to_owned();
    rows[0].fee_micro += 10_000;
    rows[1].amount = Money::fen(4999);
    rows[2].fee_micro += 50_000;
    rows.push(foreign);
    rows.push(rows[1].clone());
    rows.remove(3);
    let bill = house.written(WALLET, DAY, rows.clone());
    let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
    let all = [
        (Class::Over, 1),
        (Class::Short, 1),
        (Class::AmountMismatch, 1),
        (Class::FeeMismatch, 2),
        (Class::Duplicate, 1),
    ];
    assert_eq!(found(&done), all);
    assert_ne!(house.balance(WALLET, "receivable").await, owed(&rows));

    let safe = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    let posted = |what: &What| matches!(what, What::Posted { .. });
    assert_eq!(safe.iter().filter(|mended| posted(&mended.what)).count(), 1, "a fen of rounding");
    assert_eq!(safe.iter().filter(|mended| mended.what == What::Person).count(), 5);

    let again = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    assert!(again.iter().all(|mended| !posted(&mended.what)), "{again:?}");
    for found in &done.stored.differences {
        let one = Which::One(found.difference.id.clone());
        let mended = correct(&house.engine, WALLET, DAY, &one).await.unwrap();
        assert!(posted(&mended[0].what) || mended[0].what == What::Already, "{mended:?}");
        let twice = correct(&house.engine, WALLET, DAY, &one).await.unwrap();
        assert_eq!(twice[0].what, What::Already);
    }
    assert_eq!(house.balance(WALLET, "receivable").await, owed(&rows));

    let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
    assert_eq!((done.stored.open, done.stored.mended), (0, 6), "they are known to be mended");
    assert!(done.stored.stale.is_empty());
    let nothing = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    assert_eq!(nothing, []);
}

#[tokio::test]
async fn a_payment_whose_notice_was_lost_is_booked_by_asking() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, false).await;
    let lost = house.sell(WALLET, "A-2", 6000, true).await;
    assert!(lost.winner.is_none());
    house.tomorrow();
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!(found(&done), [(Class::Over, 1)]);
    let mended = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    assert_eq!(mended[0].what, What::Booked);
    assert!(house.payment(WALLET, "A-2").await.winner.is_some());
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!((done.stored.report.count(Class::Matched), found(&done)), (2, vec![]));
    assert_eq!(house.balance(WALLET, "receivable").await, owed(&house.rows(WALLET, DAY)));
    assert_eq!(house.balance(WALLET, "over").await, 0);
}

#[tokio::test]
async fn a_refund_whose_end_nobody_told_is_booked_by_asking() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, false).await;
    house.ask_back(WALLET, "A-1", "R-1", 2000).await;
    house.tomorrow();
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!(found(&done), [(Class::StatusMismatch, 1)]);
    let mended = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    assert_eq!(mended[0].what, What::Booked);
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!(found(&done), []);
    assert_eq!(house.balance(WALLET, "refund_pending").await, 0);
}

#[tokio::test]
async fn a_refund_that_was_given_up_here_is_asked_about_before_anything_is_posted() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, false).await;
    house.ask_back(WALLET, "A-1", "R-1", 2000).await;
    give_up(&house, "A-1").await;
    house.tomorrow();
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!(found(&done), [(Class::StatusMismatch, 1)]);
    assert!(!done.stored.differences[0].correction.entries.is_empty(), "a posting is at hand");
    let mended = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    assert_eq!(mended[0].what, What::Booked);
    let done = house.run(WALLET, DAY).await.unwrap();
    assert_eq!(found(&done), []);
}

/// As if the wallet had once told that it gave the refund up.
async fn give_up(house: &House, order: &str) {
    let front = house.front(WALLET);
    let row = house.store.payment_by_order(&front.key, order).await.unwrap().unwrap();
    let mut payment = house.payment(WALLET, order).await;
    payment.refunds[0].status = RefundStep::Closed;
    payment.refunds[0].next_ask = None;
    payment.refunds[0].fee_back = None;
    let version = row.version;
    let row = PaymentRow { state: serde_json::to_vec(&payment).unwrap(), ..row };
    let payment = Some(PaymentWrite { row, expected: Some(version) });
    house.store.commit(Write { payment, ..Write::default() }).await.unwrap();
}

#[tokio::test]
async fn a_posting_that_the_books_have_overtaken_is_undone() {
    let house = house().await;
    let before = house.balance(WALLET, "receivable").await;
    for _ in 0..2 {
        let done = house
            .run_with(WALLET, DAY, |rows| {
                let mut foreign = rows[0].clone();
                foreign.order = "20991231000000000000000000000".to_owned();
                rows.push(foreign);
            })
            .await
            .unwrap();
        let one = Which::One(done.stored.differences[0].difference.id.clone());
        let mended = correct(&house.engine, WALLET, DAY, &one).await.unwrap();
        assert!(matches!(mended[0].what, What::Posted { .. }), "{mended:?}");
        assert_ne!(house.balance(WALLET, "receivable").await, before);

        let done = house.run(WALLET, DAY).await.unwrap();
        assert_eq!((found(&done), done.stored.stale.len()), (vec![], 1));
        let mended = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
        assert!(matches!(mended[0].what, What::Undone { .. }), "{mended:?}");
        assert_eq!(house.balance(WALLET, "receivable").await, before);
        assert_eq!(house.balance(WALLET, "over").await, 0);
    }
}

#[tokio::test]
async fn a_mended_difference_that_comes_back_as_another_is_undone_and_mended_anew() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, true).await;
    house.tomorrow();
    let mut rows = house.rows(WALLET, DAY);
    rows[0].fee_micro += 50_000;
    let bill = house.written(WALLET, DAY, rows.clone());
    let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
    assert_eq!(found(&done), [(Class::Over, 1)]);
    let one = Which::One(done.stored.differences[0].difference.id.clone());
    // The wallet cannot be asked, so a person books what the bill says.
    house.spoil(|asked, response| {
        let is_query = asked.method == Method::Get && asked.path.contains("out-trade-no");
        if is_query { Response { status: 500, ..response } } else { response }
    });
    let mended = correct(&house.engine, WALLET, DAY, &one).await.unwrap();
    assert!(matches!(mended[0].what, What::Posted { .. }), "{mended:?}");
    assert_eq!(house.balance(WALLET, "receivable").await, owed(&rows));

    // Then the gate hears of it, and books its own fee.
    house.spoil(|_, response| response);
    house.told().await;
    assert!(house.payment(WALLET, "A-1").await.winner.is_some());
    let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
    assert_eq!(found(&done), [(Class::FeeMismatch, 1)]);
    let stored = &done.stored;
    assert_eq!((stored.open, stored.mended, stored.stale.len()), (1, 0, 1));
    assert_eq!(one, Which::One(stored.stale[0].clone()), "it has the same id");

    let mended = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap();
    let [undone, fee] = &mended[..] else { panic!("{mended:?}") };
    assert!(matches!(undone.what, What::Undone { .. }), "{mended:?}");
    assert_eq!(fee.what, What::Person);
    assert_eq!(house.balance(WALLET, "over").await, 0);
    // As often as it is said, it is mended once.
    for _ in 0..2 {
        correct(&house.engine, WALLET, DAY, &one).await.unwrap();
        assert_eq!(house.balance(WALLET, "receivable").await, owed(&rows));
        assert_eq!(house.balance(WALLET, "over").await, 0);
    }
    let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
    assert_eq!((done.stored.open, done.stored.mended), (0, 1));
    assert!(done.stored.stale.is_empty());
}

#[tokio::test]
async fn a_mended_difference_that_comes_back_with_other_amounts_is_undone_and_mended_anew() {
    let house = House::open().await;
    house.sell(WALLET, "A-1", 5000, false).await;
    house.sell(WALLET, "A-2", 5000, false).await;
    house.tomorrow();
    let rows = house.rows(WALLET, DAY);
    // A fee first, then an amount; each is told otherwise by every new bill of the same day.
    for (fee, fen) in [(50_000, 4999), (70_000, 4998), (50_000, 4999)] {
        let mut rows = rows.clone();
        rows[0].fee_micro += fee;
        rows[1].amount = Money::fen(fen);
        let bill = house.written(WALLET, DAY, rows.clone());
        let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
        assert_eq!(found(&done), [(Class::AmountMismatch, 1), (Class::FeeMismatch, 1)]);
        let stored = &done.stored;
        assert_eq!((stored.open, stored.mended), (2, 0), "{fee}, {fen}");
        let ids: Vec<_> = stored.differences.iter().map(|d| d.difference.id.clone()).collect();
        assert!(stored.stale.iter().all(|id| ids.contains(id)), "they have the same ids");

        // As often as it is said, each is mended once.
        for _ in 0..2 {
            for id in &ids {
                let one = Which::One(id.clone());
                correct(&house.engine, WALLET, DAY, &one).await.unwrap();
            }
            assert_eq!(house.balance(WALLET, "receivable").await, owed(&rows));
        }
        let done = house.run_file(WALLET, DAY, &bill).await.unwrap();
        assert_eq!((done.stored.open, done.stored.mended), (0, 2), "{fee}, {fen}");
        assert!(done.stored.stale.is_empty());
    }
    assert_eq!(house.balance(WALLET, "fee_difference").await, 5);
    assert_eq!(house.balance(WALLET, "short").await, 1);
}

#[tokio::test]
async fn what_was_never_found_cannot_be_mended() {
    let house = house().await;
    let error = correct(&house.engine, WALLET, DAY, &Which::Safe).await.unwrap_err();
    assert!(error.to_string().contains("has not been reconciled"), "{error}");
    house.run(WALLET, DAY).await.unwrap();
    let one = Which::One("no-such-id".to_owned());
    let told = correct(&house.engine, WALLET, DAY, &one).await.unwrap();
    assert!(matches!(&told[0].what, What::Failed { why } if why.contains("no-such-id")));
}
