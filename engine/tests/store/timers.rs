//! What is due, and who has taken it.

use std::collections::BTreeSet;

use drawbridge_engine::store::{NoticeOutcome, PaymentRow, StoreError, Write};

use crate::home::Home;
use crate::rows::{create, id, noon, notice, payment, update};

async fn fill(home: &Home, count: u64) {
    for number in 0..count {
        let mut row = payment(number);
        // The higher the number the longer due; every fifth waits for nothing.
        row.due =
            (number % 5 != 4).then(|| noon().plus_seconds(-i64::try_from(number).expect("small")));
        home.store.commit(create(row)).await.expect("stored");
    }
}

pub(crate) async fn due_payments_come_longest_due_first(home: &Home) {
    fill(home, 10).await;
    let due = |seconds, limit| async move {
        let due = home.store.due_payments(noon().plus_seconds(seconds), limit).await;
        due.expect("read").into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(due(0, 3).await, [id(8), id(7), id(6)]);
    assert_eq!(due(-6, 100).await, [id(8), id(7), id(6)]);
    assert_eq!(due(-9, 100).await, Vec::<String>::new());
}

pub(crate) async fn a_leased_payment_is_nobody_elses(home: &Home) {
    fill(home, 50).await;
    let until = noon().plus_seconds(60);
    let nodes: Vec<_> = (0..8)
        .map(|_| {
            let store = home.store.clone();
            tokio::spawn(async move {
                let mut claimed = Vec::new();
                loop {
                    let some = store.claim_payments(noon(), until, 3).await.expect("claimed");
                    if some.is_empty() {
                        return claimed;
                    }
                    claimed.extend(some.into_iter().map(|row| row.id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for node in nodes {
        all.extend(node.await.expect("no panic"));
    }
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40, "none is claimed twice");

    // Whoever has the lease commits at the version it read, and so ends it; the others come back.
    home.store.commit(update(payment(0), 1)).await.expect("stored");
    let again =
        home.store.claim_payments(until, until.plus_seconds(60), 100).await.expect("claimed");
    assert_eq!(again.len(), 39);
    assert!(again.iter().all(|row| row.id != id(0) && row.version == 1));
}

pub(crate) async fn what_is_not_at_rest_is_open(home: &Home) {
    let store = &home.store;
    // Of two fronts, due in an order that is not that of their ids, some at one moment; and one at rest.
    for (number, due) in [(0, Some(9)), (1, Some(5)), (2, Some(5)), (3, Some(-70)), (4, None)] {
        let account = format!("front:{}", number % 2);
        let due = due.map(|seconds| noon().plus_seconds(seconds));
        let row = PaymentRow { account, due, ..payment(number) };
        store.commit(create(row)).await.expect("stored");
    }
    let pages = |account: Option<&'static str>, limit| async move {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = store.open_payments(account, after.as_deref(), limit).await.expect("read");
            assert!(page.items.len() <= limit);
            ids.extend(page.items.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                return ids;
            }
        }
    };
    for limit in [1, 2, 100] {
        assert_eq!(pages(None, limit).await, [id(3), id(1), id(2), id(0)]);
        assert_eq!(pages(Some("front:0"), limit).await, [id(2), id(0)]);
        assert_eq!(pages(Some("front:9"), limit).await, [""; 0]);
    }
    assert!(matches!(store.open_payments(None, Some("5"), 1).await, Err(StoreError::Invalid(_))));

    let notices = vec![notice("b", &id(1), noon()), notice("a", &id(1), noon().plus_seconds(-1))];
    store.commit(Write { notices, ..Write::default() }).await.expect("stored");
    let first = || async {
        let open = store.open_notice("front:shop").await.expect("read");
        open.map(|notice| notice.id)
    };
    assert_eq!(first().await.as_deref(), Some("a"));
    store.notice_done("a").await.expect("stored");
    assert_eq!(first().await.as_deref(), Some("b"));
    let dropped = NoticeOutcome::Dropped { attempt: 9, last_error: "nobody there".to_owned() };
    store.notice_update("b", dropped).await.expect("stored");
    assert_eq!(first().await, None);
    assert_eq!(store.open_notice("front:0").await, Ok(None));
}

pub(crate) async fn notices_are_sent_until_done(home: &Home) {
    let store = &home.store;
    let notices = vec![notice("b", &id(1), noon()), notice("a", &id(1), noon().plus_seconds(-1))];
    store.commit(Write { notices, ..create(payment(1)) }).await.expect("stored");
    let due = |seconds| async move {
        let due = store.due_notices(noon().plus_seconds(seconds), 10).await.expect("read");
        due.into_iter().map(|row| (row.id, row.attempt)).collect::<Vec<_>>()
    };
    let named = |id: &str, attempt| (id.to_owned(), attempt);
    assert_eq!(due(0).await, [named("a", 0), named("b", 0)]);
    store.notice_retry("a", noon().plus_seconds(15), 1, "timed out").await.expect("stored");
    assert_eq!(due(0).await, [named("b", 0)]);
    assert_eq!(due(15).await, [named("b", 0), named("a", 1)]);
    store.notice_done("a").await.expect("stored");
    let dropped = NoticeOutcome::Dropped { attempt: 9, last_error: "nobody there".to_owned() };
    store.notice_update("b", dropped).await.expect("stored");
    store.notice_done("no such notice").await.expect("passed over");
    assert_eq!(due(1_000_000).await, []);
    let kept = store.payment_notices(&id(1)).await.expect("read");
    let kept: Vec<_> = kept
        .iter()
        .map(|row| (&*row.id, row.done, row.attempt, row.last_error.as_deref(), row.due))
        .collect();
    assert_eq!(
        kept,
        [("b", false, 9, Some("nobody there"), None), ("a", true, 2, None, None)],
        "in the order in which they were written"
    );
}

pub(crate) async fn a_leased_notice_is_nobody_elses(home: &Home) {
    let notices = (0..30).map(|number| notice(&format!("n{number}"), &id(1), noon())).collect();
    home.store.commit(Write { notices, ..create(payment(1)) }).await.expect("stored");
    let until = noon().plus_seconds(60);
    let claims: Vec<_> = (0..10)
        .map(|_| {
            let store = home.store.clone();
            tokio::spawn(async move { store.claim_notices(noon(), until, 10).await })
        })
        .collect();
    let mut claimed = Vec::new();
    for claim in claims {
        let rows = claim.await.expect("no panic").expect("claimed");
        claimed.extend(rows.into_iter().map(|row| row.id));
    }
    // One that was skipped because a neighbour had it locked is found by the next claim.
    loop {
        let rows = home.store.claim_notices(noon(), until, 10).await.expect("claimed");
        if rows.is_empty() {
            break;
        }
        claimed.extend(rows.into_iter().map(|row| row.id));
    }
    assert_eq!(claimed.len(), 30);
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 30, "none is claimed twice");
    assert_eq!(home.store.claim_notices(until, until, 100).await.expect("claimed").len(), 30);
}

pub(crate) async fn a_late_failure_does_not_wake_a_notice_that_is_done(home: &Home) {
    let notices = vec![notice("a", &id(1), noon())];
    home.store.commit(Write { notices, ..create(payment(1)) }).await.expect("stored");
    home.store.notice_done("a").await.expect("stored");
    home.store.notice_retry("a", noon(), 1, "timed out").await.expect("passed over");
    assert_eq!(home.store.due_notices(noon(), 10).await.expect("read"), []);
}
