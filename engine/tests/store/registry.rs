//! Objects, idempotency keys, nonces, and the store as a whole.

use drawbridge_engine::store::{
    CommitError, ExchangeRow, Expect, Idempotency, IdempotencyKey, NonceRow, Object, ObjectWrite,
    Page, PaymentFilter, StoreError, Swept, Write, kinds,
};

use crate::home::Home;
use crate::rows::{create, id, noon, payment, posting};

fn put(id: &str, expected: Expect, body: Option<&str>) -> ObjectWrite {
    let body = body.map(|body| body.as_bytes().to_vec());
    ObjectWrite { kind: kinds::WALLET.to_owned(), id: id.to_owned(), expected, body }
}

pub(crate) async fn objects_are_changed_by_compare_and_swap(home: &Home) {
    let steps = [
        (Expect::Version(1), Some("0"), Err(CommitError::Conflict), None),
        (Expect::Absent, Some("a"), Ok(()), Some((1, "a"))),
        (Expect::Absent, Some("b"), Err(CommitError::Exists("w".to_owned())), Some((1, "a"))),
        (Expect::Version(1), Some("c"), Ok(()), Some((2, "c"))),
        (Expect::Version(1), Some("d"), Err(CommitError::Conflict), Some((2, "c"))),
        (Expect::Any, Some("e"), Ok(()), Some((3, "e"))),
        (Expect::Version(2), None, Err(CommitError::Conflict), Some((3, "e"))),
        (Expect::Version(3), None, Ok(()), None),
        (Expect::Any, None, Ok(()), None),
        (Expect::Any, Some("f"), Ok(()), Some((1, "f"))),
    ];
    for (expected, body, result, stored) in steps {
        let step = put("w", expected, body);
        assert_eq!(home.store.put_object(step.clone()).await, result, "{step:?}");
        let found = home.store.object(kinds::WALLET, "w").await.expect("read");
        let stored = stored.map(|(version, body)| Object {
            kind: kinds::WALLET.to_owned(),
            id: "w".to_owned(),
            version,
            body: body.as_bytes().to_vec(),
        });
        assert_eq!(found, stored, "{step:?}");
        assert_eq!(home.store.object(kinds::KEY, "w").await.expect("read"), None);
    }
}

pub(crate) async fn objects_are_listed_by_prefix(home: &Home) {
    for id in ["b|2", "a|1", "b|1", "b", "b|3", "c", "壁|1"] {
        home.store.put_object(put(id, Expect::Absent, Some("{}"))).await.expect("stored");
    }
    let list = |prefix: &'static str, after: Option<&'static str>, limit| async move {
        let page = home.store.objects(kinds::WALLET, prefix, after, limit).await.expect("read");
        let Page { items, next } = page;
        (items.into_iter().map(|object| object.id).collect::<Vec<_>>(), next)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        list("", None, 3).await,
        (vec!["a|1".into(), "b".into(), "b|1".into()], some("b|1"))
    );
    assert_eq!(list("b|", None, 2).await, (vec!["b|1".into(), "b|2".into()], some("b|2")));
    assert_eq!(list("b|", Some("b|2"), 2).await, (vec!["b|3".into()], None));
    assert_eq!(list("壁", None, 2).await, (vec!["壁|1".into()], None));
    assert_eq!(list("z", None, 2).await, (vec![], None));
}

pub(crate) async fn an_idempotency_key_is_worked_once(home: &Home) {
    let store = &home.store;
    let key = |hash: &[u8]| IdempotencyKey {
        scope: "token".to_owned(),
        key: "k".to_owned(),
        request_hash: hash.to_vec(),
        expires: noon().plus_seconds(60),
    };
    let begin = |hash: &'static [u8], seconds| async move {
        let key = IdempotencyKey { expires: noon().plus_seconds(seconds + 60), ..key(hash) };
        store.idempotency_begin(&key, noon().plus_seconds(seconds)).await.expect("stored")
    };
    let keep = |held, response: Option<&'static [u8]>, seconds| async move {
        let (held, until) = ([noon().plus_seconds(held)], noon().plus_seconds(seconds));
        let response = response.map(<[u8]>::to_vec);
        store.idempotency_keep(&key(b"2"), &held, response, until).await.expect("stored");
    };
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (store, key) = (store.clone(), key(b"1"));
            tokio::spawn(async move { store.idempotency_begin(&key, noon()).await })
        })
        .collect();
    let mut fresh = 0;
    for task in tasks {
        match task.await.expect("no panic").expect("stored") {
            Idempotency::Fresh => fresh += 1,
            other => assert_eq!(other, Idempotency::InProgress),
        }
    }
    assert_eq!(fresh, 1);
    assert_eq!(begin(b"2", 0).await, Idempotency::Mismatch);
    store.idempotency_forget(&key(b"1"), &[noon().plus_seconds(60)]).await.expect("stored");
    assert_eq!(begin(b"2", 0).await, Idempotency::Fresh, "forgotten, so another may have it");
    assert_eq!(begin(b"2", 60).await, Idempotency::Fresh, "whoever took it died over it");
    keep(120, None, 150).await;
    assert_eq!(begin(b"2", 149).await, Idempotency::InProgress, "the work goes on");
    keep(150, Some(b"answer"), 3600).await;
    assert_eq!(begin(b"2", 3599).await, Idempotency::Replay(b"answer".to_vec()));
    assert_eq!(begin(b"1", 3599).await, Idempotency::Mismatch);
    assert_eq!(begin(b"1", 3600).await, Idempotency::Fresh, "expired");
}

pub(crate) async fn whoever_lost_an_idempotency_key_changes_nothing_about_it(home: &Home) {
    let store = &home.store;
    let moment = |seconds| noon().plus_seconds(seconds);
    let key = |seconds| IdempotencyKey {
        scope: "token".to_owned(),
        key: "k".to_owned(),
        request_hash: vec![1],
        expires: moment(seconds + 60),
    };
    let begin = |seconds| async move {
        store.idempotency_begin(&key(seconds), moment(seconds)).await.expect("stored")
    };
    let keep = |held: &'static [i64], response: Option<&'static [u8]>| async move {
        let held: Vec<_> = held.iter().map(|seconds| moment(*seconds)).collect();
        let response = response.map(<[u8]>::to_vec);
        store.idempotency_keep(&key(0), &held, response, moment(900)).await
    };
    let lost = Err(CommitError::Conflict);
    assert_eq!(keep(&[60], Some(b"early")).await, lost, "nobody has it");
    assert_eq!(begin(0).await, Idempotency::Fresh);
    assert_eq!(begin(60).await, Idempotency::Fresh, "the first was too slow");
    for answer in [None, Some(&b"late"[..])] {
        assert_eq!(keep(&[60], answer).await, lost);
    }
    assert_eq!(store.idempotency_forget(&key(0), &[moment(60)]).await, lost);
    assert_eq!(begin(119).await, Idempotency::InProgress, "the second still has it");
    assert_eq!(keep(&[90, 120], Some(b"answer")).await, Ok(()), "perhaps put off, perhaps not");
    assert_eq!(keep(&[60], Some(b"late")).await, lost);
    assert_eq!(begin(121).await, Idempotency::Replay(b"answer".to_vec()));
    assert_eq!(store.idempotency_forget(&key(0), &[moment(900)]).await, Ok(()));
    assert_eq!(begin(122).await, Idempotency::Fresh);
}

pub(crate) async fn a_nonce_counts_once(home: &Home) {
    let nonce = |scope: &str| NonceRow {
        scope: scope.to_owned(),
        nonce: "n".to_owned(),
        until: noon().plus_seconds(300),
    };
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (store, nonce) = (home.store.clone(), nonce("a"));
            tokio::spawn(async move { store.nonce_first_seen(nonce).await })
        })
        .collect();
    let mut first = 0;
    for task in tasks {
        first += u32::from(task.await.expect("no panic").expect("stored"));
    }
    assert_eq!(first, 1);
    assert!(home.store.nonce_first_seen(nonce("b")).await.expect("stored"), "another scope");
}

pub(crate) async fn what_has_expired_is_swept(home: &Home) {
    let store = &home.store;
    let nonces = (0..10)
        .map(|number| NonceRow {
            scope: "s".to_owned(),
            nonce: number.to_string(),
            until: noon().plus_seconds(number),
        })
        .collect();
    store.commit(Write { nonces, ..Write::default() }).await.expect("stored");
    let key = IdempotencyKey {
        scope: "token".to_owned(),
        key: "k".to_owned(),
        request_hash: vec![1],
        expires: noon(),
    };
    store.idempotency_begin(&key, noon().plus_seconds(-1)).await.expect("stored");
    let sweep = |limit| async move {
        let Swept { nonces, idempotency } =
            store.sweep(noon().plus_seconds(5), limit).await.expect("swept");
        (nonces, idempotency)
    };
    assert_eq!(sweep(4).await, (4, 1));
    assert_eq!(sweep(4).await, (2, 0));
    assert_eq!(sweep(4).await, (0, 0));
}

pub(crate) async fn old_messages_are_forgotten(home: &Home) {
    let exchanges = (0..10)
        .map(|number| ExchangeRow {
            payment: id(1),
            at: noon().plus_seconds(number),
            seq: 0,
            direction: "ask-in".to_owned(),
            dialect: "front".to_owned(),
            call: "create".to_owned(),
            status: 0,
            text: "text".repeat(100),
        })
        .collect();
    home.store.commit(Write { exchanges, ..create(payment(1)) }).await.expect("stored");
    for (limit, gone) in [(4, 4), (4, 2), (4, 0)] {
        let removed = home.store.forget_exchanges(noon().plus_seconds(6), limit).await;
        assert_eq!(removed, Ok(gone));
    }
    let left = home.store.exchanges(&id(1)).await.expect("read");
    assert_eq!((left.len(), left[0].at), (4, noon().plus_seconds(6)));
}

pub(crate) async fn a_bulk_load_is_indexed(home: &Home) {
    let writes = (0..6_000).map(|number| Write {
        postings: vec![posting(&format!("p{number}"), Some(&id(number)), "2026-11-24", 1)],
        ..create(payment(number))
    });
    assert_eq!(home.store.bulk_load(Box::new(writes)).await, Ok(6_000));
    let found = home.store.payment_by_order("front:shop", "order-5999").await.expect("read");
    assert_eq!(found, Some(payment(5_999)));
    assert_eq!(home.store.payment_postings(&id(3)).await.expect("read").len(), 1);
    let again = home.store.bulk_load(Box::new(std::iter::once(create(payment(3))))).await;
    assert!(again.is_err(), "{again:?}");
    let filter = PaymentFilter { merchant: Some("m1".to_owned()), ..PaymentFilter::default() };
    let page = home.store.payments(&filter, None, 1_000_000).await.expect("read");
    assert_eq!(page.items.len(), 1_000, "a page is bounded whatever is asked");
}

pub(crate) async fn the_store_is_healthy_until_closed(home: &Home) {
    let store = &home.store;
    store.commit(create(payment(1))).await.expect("stored");
    let health = store.health().await.expect("healthy");
    assert!(health.schema >= 1 && health.queued <= 1, "{health:?}");
    store.checkpoint().await.expect("done");
    store.close().await.expect("closed");
    assert_eq!(store.payment(&id(1)).await, Err(StoreError::Closed));
    assert_eq!(store.commit(create(payment(2))).await, Err(StoreError::Closed.into()));
    assert_eq!(store.health().await, Err(StoreError::Closed));
}
