//! Postings, balances, and our side of a reconciliation.

use drawbridge_engine::store::{
    Balance, CommitError, LedgerFilter, Page, PostingRow, Store, StoreError, Write,
};

use crate::home::Home;
use crate::rows::{create, entry, id, ours, payment, posting};

async fn post(store: &dyn Store, postings: Vec<PostingRow>) {
    store.commit(Write { postings, ..Write::default() }).await.expect("stored");
}

fn keys(page: &Page<PostingRow>) -> Vec<&str> {
    page.items.iter().map(|posting| &*posting.key).collect()
}

pub(crate) async fn postings_keep_their_order_and_entries(home: &Home) {
    let store = &*home.store;
    store.commit(create(payment(1))).await.expect("stored");
    let split = PostingRow {
        entries: vec![entry("receivable", true, 7), entry("fee", false, 3), entry("fee", false, 4)],
        ..posting("b", Some(&id(1)), "2026-11-24", 0)
    };
    let tomorrow = posting("c", None, "2026-11-25", 9);
    post(store, vec![split.clone(), posting("a", Some(&id(1)), "2026-11-24", 5)]).await;
    post(store, vec![tomorrow.clone()]).await;
    post(store, vec![posting("0", Some(&id(1)), "2026-11-24", 6)]).await;

    let of_payment = store.payment_postings(&id(1)).await.expect("read");
    assert_eq!(of_payment.iter().map(|posting| &*posting.key).collect::<Vec<_>>(), ["b", "a", "0"]);
    assert_eq!(of_payment[0], split);
    let first = store.day_postings("2026-11-24", None, 2).await.expect("read");
    assert_eq!(keys(&first), ["b", "a"]);
    let second = store.day_postings("2026-11-24", first.next.as_deref(), 2).await.expect("read");
    assert_eq!((keys(&second), &second.next), (vec!["0"], &None));
    let day = store.day_postings("2026-11-25", None, 5).await.expect("read");
    assert_eq!(day.items, [tomorrow]);

    let account = |after: Option<String>| async move {
        store.account_postings("m0", "purse:1", "receivable", after.as_deref(), 3).await
    };
    let newest = account(None).await.expect("read");
    assert_eq!(keys(&newest), ["0", "c", "a"]);
    let rest = account(newest.next.clone()).await.expect("read");
    assert_eq!((keys(&rest), &rest.next), (vec!["b"], &None));
    let none = store.account_postings("m0", "purse:2", "fee", None, 3).await.expect("read");
    assert_eq!(none.items, []);
}

pub(crate) async fn a_posting_told_twice_is_posted_once(home: &Home) {
    let store = &*home.store;
    let twice = posting("a", None, "2026-11-24", 5);
    let other = posting("a", None, "2026-11-24", 50);
    post(store, vec![twice.clone(), other.clone()]).await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (store, posting) = (home.store.clone(), other.clone());
            tokio::spawn(async move { post(&*store, vec![posting]).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let day = store.day_postings("2026-11-24", None, 9).await.expect("read");
    assert_eq!(day.items, [twice]);
    let held = store.balances(&LedgerFilter::default()).await.expect("read");
    assert_eq!(held.iter().map(|row| row.debit + row.credit).collect::<Vec<_>>(), [5, 5]);
}

pub(crate) async fn balances_conserve_under_concurrency(home: &Home) {
    let tasks: Vec<_> = (0..40_u64)
        .map(|task| {
            let store = home.store.clone();
            tokio::spawn(async move {
                for number in 0..5_u64 {
                    let day = if number % 2 == 0 { "2026-11-24" } else { "2026-11-25" };
                    let key = format!("{task}-{number}");
                    post(&*store, vec![posting(&key, None, day, task + number)]).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    let total: u64 = (0..40).flat_map(|task| (0..5).map(move |number| task + number)).sum();
    let even: u64 = (0..40).flat_map(|task| [0, 2, 4].map(|number| task + number)).sum();
    let balance = |kind: &str, debit, credit| Balance {
        merchant: "m0".to_owned(),
        wallet: "purse:1".to_owned(),
        kind: kind.to_owned(),
        currency: drawbridge_canon::Currency::CNY,
        debit,
        credit,
    };
    let first = Some("2026-11-24".to_owned());
    let second = Some("2026-11-25".to_owned());
    let name = |text: &str| Some(text.to_owned());
    let all = LedgerFilter::default;
    let (payable, receivable) =
        (|sum| balance("payable", 0, sum), |sum| balance("receivable", sum, 0));
    let cases = [
        (all(), vec![payable(total), receivable(total)]),
        (LedgerFilter { to: first, ..all() }, vec![payable(even), receivable(even)]),
        (
            LedgerFilter { from: second, kind: name("payable"), ..all() },
            vec![payable(total - even)],
        ),
        (LedgerFilter { merchant: name("m0"), ..all() }, vec![payable(total), receivable(total)]),
        (LedgerFilter { merchant: name("m1"), ..all() }, vec![]),
        (LedgerFilter { wallet: name("purse:2"), ..all() }, vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(home.store.balances(&filter).await.expect("read"), expected, "{filter:?}");
    }
}

pub(crate) async fn a_posting_that_does_not_balance_is_refused(home: &Home) {
    let mut lopsided = posting("a", None, "2026-11-24", 5);
    lopsided.entries[0].minor = 4;
    let write = Write { postings: vec![lopsided], ..create(payment(1)) };
    let result = home.store.commit(write).await;
    assert!(matches!(result, Err(CommitError::Store(StoreError::Invalid(_)))), "{result:?}");
    assert_eq!(home.store.payment(&id(1)).await.expect("read"), None);
}

pub(crate) async fn our_rows_stream_in_order_and_are_replaced(home: &Home) {
    let store = &home.store;
    let mut rows: Vec<_> =
        (0..25).map(|number| ours(&format!("{number:02}"), &id(number), number)).collect();
    for chunk in rows.rchunks(4) {
        store.commit(Write { ours: chunk.to_vec(), ..Write::default() }).await.expect("stored");
    }
    rows[7].wallet_no = "4200000001".into();
    let mut elsewhere = ours("00", &id(99), 1);
    elsewhere.wallet = "purse:2".into();
    let mut refund = ours("00", &id(0), 1);
    refund.kind = "refund".into();
    let write =
        Write { ours: vec![rows[7].clone(), elsewhere, refund.clone()], ..Write::default() };
    store.commit(write).await.expect("stored");
    rows.push(refund);

    let mut read = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page =
            store.our_rows("purse:1", "2026-11-24", after.as_deref(), 7).await.expect("read");
        assert!(page.items.len() <= 7);
        read.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, rows);
    let other = store.our_rows("purse:1", "2026-11-25", None, 7).await.expect("read");
    assert_eq!(other.items, []);
}
