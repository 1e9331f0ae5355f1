//! What a commit promises.

use drawbridge_canon::Currency;
use drawbridge_engine::store::{
    CommitError, ExchangeRow, NonceRow, PostingRow, RefundKey, StoreError, Write,
};

use crate::home::Home;
use crate::rows::{create, entry, id, leaf, noon, notice, payment, posting, update};

pub(crate) async fn what_is_written_is_read_back(home: &Home) {
    let store = &home.store;
    let mut row = payment(1);
    row.order = "订单 №1 '\"%_".into();
    row.due = Some(noon().plus_seconds(5));
    let exchange = |seq, text: &str| ExchangeRow {
        payment: row.id.clone(),
        at: noon(),
        seq,
        direction: "ask-in".to_owned(),
        dialect: "front".to_owned(),
        call: "create".to_owned(),
        status: 200,
        text: text.to_owned(),
    };
    let write = Write {
        exchanges: vec![exchange(2, "second"), exchange(1, "fir\0st")],
        ..create(row.clone())
    };
    store.commit(write).await.expect("stored");
    assert_eq!(store.payment(&row.id).await.expect("read"), Some(row.clone()));
    let found = store.payment_by_order(&row.account, &row.order).await.expect("read");
    assert_eq!(found, Some(row.clone()));
    assert_eq!(store.payment_by_order("other", &row.order).await.expect("read"), None);
    let texts: Vec<String> =
        store.exchanges(&row.id).await.expect("read").into_iter().map(|row| row.text).collect();
    assert_eq!(texts, ["fir\u{fffd}st", "second"]);

    row.phase = "paid".into();
    row.state = vec![0, 255, 1];
    row.wallet = Some("purse:1".to_owned());
    row.due = None;
    // An order that came to nothing can be asked for anew, with another amount.
    row.amount.minor += 1;
    row.created = row.created.plus_seconds(60);
    store.commit(update(row.clone(), 1)).await.expect("stored");
    row.version = 2;
    assert_eq!(store.payment(&row.id).await.expect("read"), Some(row));
    for nothing in ["", "x", "2026112412000000000000000009", "2026112412000000000000000001x"] {
        assert_eq!(store.payment(nothing).await.expect("read"), None, "{nothing}");
        assert_eq!(store.exchanges(nothing).await.expect("read"), [], "{nothing}");
    }
}

pub(crate) async fn an_order_number_is_taken_once(home: &Home) {
    home.store.commit(create(payment(1))).await.expect("stored");
    let mut again = payment(2);
    again.order = payment(1).order;
    let result = home.store.commit(create(again.clone())).await;
    assert_eq!(result, Err(CommitError::Exists(again.order.clone())));
    again.account = "front:other".into();
    home.store.commit(create(again)).await.expect("another account has its own numbers");
}

pub(crate) async fn an_id_is_taken_once(home: &Home) {
    home.store.commit(create(payment(1))).await.expect("stored");
    let mut other = payment(1);
    other.order = "other".into();
    assert_eq!(home.store.commit(create(other)).await, Err(CommitError::Conflict));
}

pub(crate) async fn of_many_writers_from_one_version_one_wins(home: &Home) {
    home.store.commit(create(payment(1))).await.expect("stored");
    for version in 1..6 {
        let writers = (0..20).map(|writer| {
            let mut row = payment(1);
            row.state = vec![writer];
            let store = home.store.clone();
            tokio::spawn(async move { store.commit(update(row, version)).await })
        });
        let mut won = 0;
        for writer in writers.collect::<Vec<_>>() {
            match writer.await.expect("no panic") {
                Ok(()) => won += 1,
                Err(error) => assert_eq!(error, CommitError::Conflict),
            }
        }
        assert_eq!(won, 1);
        let stored = home.store.payment(&id(1)).await.expect("read").expect("there");
        assert_eq!(stored.version, version + 1);
    }
    assert_eq!(home.store.commit(update(payment(9), 1)).await, Err(CommitError::Conflict));
}

pub(crate) async fn of_many_writers_of_one_order_one_wins(home: &Home) {
    let writers = (0..40).map(|writer| {
        let mut row = payment(writer);
        row.order = "the order".into();
        let store = home.store.clone();
        tokio::spawn(async move { store.commit(create(row)).await })
    });
    let mut won = 0;
    for writer in writers.collect::<Vec<_>>() {
        match writer.await.expect("no panic") {
            Ok(()) => won += 1,
            Err(error) => assert_eq!(error, CommitError::Exists("the order".to_owned())),
        }
    }
    assert_eq!(won, 1);
}

pub(crate) async fn a_refused_command_does_not_undo_its_neighbours(home: &Home) {
    home.store.commit(create(payment(0))).await.expect("stored");
    let commands = (0..100).map(|number| {
        let store = home.store.clone();
        // Number 50 takes an order that exists, number 51 overflows a sum in mid-write.
        let mut row = payment(1000 + number);
        let mut write = create(row.clone());
        if number == 50 {
            row.order = payment(0).order;
            write = create(row);
        } else if number == 51 {
            let huge = i64::MAX as u64;
            let posting = |key: &str| posting(key, None, "2026-11-24", huge);
            write.postings = vec![posting("huge-1"), posting("huge-2")];
        }
        tokio::spawn(async move { store.commit(write).await })
    });
    let mut results = Vec::new();
    for command in commands.collect::<Vec<_>>() {
        results.push(command.await.expect("no panic"));
    }
    for (number, result) in (0..).zip(&results) {
        let stored = home.store.payment(&id(1000 + number)).await.expect("read").is_some();
        match number {
            50 => assert_eq!(result, &Err(CommitError::Exists(payment(0).order))),
            51 => assert!(matches!(result, Err(CommitError::Store(_))), "{result:?}"),
            _ => assert_eq!(result, &Ok(())),
        }
        assert_eq!(stored, number != 50 && number != 51, "{number}");
    }
    let postings = home.store.day_postings("2026-11-24", None, 10).await.expect("read");
    assert_eq!(postings.items, [], "nothing of the failed command is there");
}

pub(crate) async fn a_refused_command_leaves_nothing_behind(home: &Home) {
    let store = &home.store;
    store.commit(create(payment(1))).await.expect("stored");
    let nonce =
        |nonce: &str| NonceRow { scope: "s".to_owned(), nonce: nonce.to_owned(), until: noon() };
    assert!(store.nonce_first_seen(nonce("seen")).await.expect("stored"));
    let full = |write: Write, nonce: NonceRow| Write {
        refunds: vec![RefundKey {
            account: "front:shop".to_owned(),
            refund: "r1".to_owned(),
            payment: id(1),
        }],
        postings: vec![posting("p1", Some(&id(1)), "2026-11-24", 5)],
        notices: vec![notice("n1", &id(1), noon())],
        nonces: vec![nonce],
        leaves: vec![leaf(&[1])],
        ..write
    };
    let cases = [
        (full(update(payment(1), 7), nonce("new")), CommitError::Conflict),
        (full(create(payment(1)), nonce("new")), CommitError::Exists(payment(1).order)),
        (full(update(payment(1), 1), nonce("seen")), CommitError::Replayed("seen".to_owned())),
    ];
    for (write, refusal) in cases {
        assert_eq!(store.commit(write).await, Err(refusal));
        assert_eq!(store.payment(&id(1)).await.expect("read"), Some(payment(1)));
        assert_eq!(store.payment_by_refund("front:shop", "r1").await.expect("read"), None);
        assert_eq!(store.payment_postings(&id(1)).await.expect("read"), []);
        assert_eq!(store.payment_notices(&id(1)).await.expect("read"), []);
        assert_eq!(store.leaves(0, 10).await.expect("read"), []);
    }
    assert!(store.nonce_first_seen(nonce("new")).await.expect("stored"), "it was never taken");
}

pub(crate) async fn a_refund_number_belongs_to_one_payment(home: &Home) {
    let store = &home.store;
    for number in 1..3 {
        store.commit(create(payment(number))).await.expect("stored");
    }
    let refund = |number: u64, version| Write {
        refunds: vec![RefundKey {
            account: "front:shop".to_owned(),
            refund: "r1".to_owned(),
            payment: id(number),
        }],
        ..update(payment(number), version)
    };
    store.commit(refund(1, 1)).await.expect("stored");
    store.commit(refund(1, 2)).await.expect("the same payment may say it again");
    let taken = CommitError::Exists("r1".to_owned());
    assert_eq!(store.commit(refund(2, 1)).await, Err(taken));
    let found = store.payment_by_refund("front:shop", "r1").await.expect("read");
    assert_eq!(found.map(|row| (row.id, row.version)), Some((id(1), 3)));
}

pub(crate) async fn a_repeated_write_is_refused_and_harmless(home: &Home) {
    let store = &home.store;
    let with_all = |write: Write| Write {
        postings: vec![posting("p1", Some(&id(1)), "2026-11-24", 5)],
        notices: vec![notice("n1", &id(1), noon())],
        ..write
    };
    store.commit(with_all(create(payment(1)))).await.expect("stored");
    let repeated = store.commit(with_all(create(payment(1)))).await;
    assert_eq!(repeated, Err(CommitError::Exists(payment(1).order)));
    store.commit(with_all(update(payment(1), 1))).await.expect("stored");
    assert_eq!(store.commit(with_all(update(payment(1), 1))).await, Err(CommitError::Conflict));
    assert_eq!(store.payment_postings(&id(1)).await.expect("read").len(), 1);
    assert_eq!(store.payment_notices(&id(1)).await.expect("read").len(), 1);
}

pub(crate) async fn what_cannot_be_stored_is_refused_with_a_reason(home: &Home) {
    let with = |change: &dyn Fn(&mut Write)| {
        let mut write = create(payment(1));
        change(&mut write);
        write
    };
    let row = |change: &dyn Fn(&mut drawbridge_engine::store::PaymentRow)| {
        let mut row = payment(1);
        change(&mut row);
        create(row)
    };
    let one_sided =
        PostingRow { entries: vec![entry("fee", true, 1)], ..posting("p", None, "2026-11-24", 1) };
    let mut mixed = posting("p", None, "2026-11-24", 1);
    mixed.entries[1].currency = Currency::parse("JPY").expect("a code");
    let cases = [
        (row(&|row| row.id = "17".into()), "28 digits"),
        (row(&|row| row.order = "a\0b".into()), "NUL"),
        (row(&|row| row.order = "x".repeat(513)), "513 bytes"),
        (row(&|row| row.amount.minor = u64::MAX), "too large"),
        (row(&|row| row.state = vec![0; (16 << 20) + 1]), "state"),
        (with(&|write| write.postings = vec![one_sided.clone()]), "does not balance"),
        (with(&|write| write.postings = vec![mixed.clone()]), "does not balance"),
        (with(&|write| write.postings = vec![posting("p", None, "20261124", 1)]), "yyyy-MM-dd"),
    ];
    for (write, reason) in cases {
        match home.store.commit(write).await {
            Err(CommitError::Store(StoreError::Invalid(text))) => {
                assert!(text.contains(reason), "{text}");
            }
            other => panic!("{reason}: {other:?}"),
        }
        assert_eq!(home.store.payment(&id(1)).await.expect("read"), None, "{reason}");
    }
}
