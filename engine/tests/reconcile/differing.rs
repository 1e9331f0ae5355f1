//! Each way in which a bill can differ is told as what it is.

use drawbridge_canon::Money;
use drawbridge_canon::pay::BillRow;
use drawbridge_engine::ledger::reconcile::Class;
use drawbridge_engine::reconcile::{self, Ask, Files, Source};

use crate::house::{DAY, House, found};

type Change = fn(&mut Vec<BillRow>);

fn foreign(rows: &mut Vec<BillRow>) {
    let mut row = rows[0].clone();
    row.order.insert(0, '9');
    rows.push(row);
}

type Case = (&'static str, Change, &'static [(Class, u64)]);

/// What is changed in the bill, and what is found.
const WORLDS: &[Case] = &[
    ("nothing", |_| (), &[]),
    ("a row that is not ours", foreign, &[(Class::Over, 1)]),
    ("a row that is missing", |rows| drop(rows.remove(0)), &[(Class::Short, 1)]),
    ("another amount", |rows| rows[0].amount = Money::fen(4999), &[(Class::AmountMismatch, 1)]),
    ("another fee", |rows| rows[0].fee_micro += 20_000, &[(Class::FeeMismatch, 1)]),
    ("a fee told more exactly", |rows| rows[0].fee_micro += 4_000, &[]),
    ("a row twice", |rows| rows.push(rows[0].clone()), &[(Class::Duplicate, 1)]),
    (
        "a refund that failed there",
        |rows| rows[3].status = Some("FAIL".to_owned()),
        &[(Class::StatusMismatch, 1)],
    ),
    ("an empty bill", Vec::clear, &[(Class::Short, 4)]),
];

#[tokio::test]
async fn a_bill_that_differs_is_told_as_it_differs() {
    let house = House::open().await;
    let wallet = "alipay-wechat";
    for number in 0..3 {
        house.sell(wallet, &format!("A-{number}"), 5000, false).await;
    }
    house.give_back(wallet, "A-2", "R-1", 1000).await;
    house.tomorrow();
    for (name, change, expected) in WORLDS {
        let done = house.run_with(wallet, DAY, change).await.unwrap();
        assert_eq!(found(&done), *expected, "{name}");
        assert_eq!(done.stored.open, expected.iter().map(|(_, count)| count).sum::<u64>());
        assert_eq!(done.stored.differences.len() as u64, done.stored.open, "{name}");
    }
}

#[tokio::test]
async fn both_files_tell_every_difference() {
    let house = House::open().await;
    let wallet = "wechat-alipay";
    house.sell(wallet, "A-1", 5000, false).await;
    house.tomorrow();
    let mut rows = house.rows(wallet, DAY);
    foreign(&mut rows);
    let bill = house.folder().join("bill.zip");
    std::fs::write(&bill, house.written(wallet, DAY, rows)).unwrap();
    let (csv, json) = (house.folder().join("out.csv"), house.folder().join("out.json"));
    let files = Files { csv: Some(csv.clone()), json: Some(json.clone()), ..Files::default() };
    let ask = Ask { source: Source::File(bill), files, ..Ask::new(wallet, DAY) };
    reconcile::run(&house.engine, ask, Box::new(|_| ())).await.unwrap();
    let csv = std::fs::read_to_string(csv).unwrap();
    assert_eq!(csv.lines().count(), 2, "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(json["differences"][0]["class"], "over");
    assert_eq!(json["report"]["their_rows"], 2);
    let left: Vec<_> = std::fs::read_dir(house.folder()).unwrap().collect();
    assert_eq!(left.len(), 3, "no provisional file is left: {left:?}");
}
