//! What only several nodes, or a network between, can do wrong.

use drawbridge_engine::store::{self, CommitError, LedgerFilter, Store, StoreError, Write};
use tokio_postgres::NoTls;

use crate::home::{Home, opened};
use crate::rows::{create, id, payment, posting, update};

/// Runs SQL beside the store.
pub(crate) async fn beside(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("done");
    drop(client);
    connection.await.expect("no panic").expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_race_agree() {
    let home = Home::postgres().await;
    let nodes = [home.store.clone(), opened(&home.url).await, opened(&home.url).await];
    let mut tasks = Vec::new();
    for node in &nodes {
        for lane in 0..20_u64 {
            let node = node.clone();
            tasks.push(tokio::spawn(async move { race(&*node, lane).await }));
        }
    }
    let mut won = 0;
    for task in tasks {
        won += task.await.expect("no panic");
    }
    // Every lane makes ten payments with an order number and a posting that all nodes share.
    assert_eq!(won, 200);
    let held = nodes[1].balances(&LedgerFilter::default()).await.expect("read");
    assert_eq!(held.iter().map(|row| row.debit + row.credit).collect::<Vec<_>>(), [200, 200]);
    nodes[1].close().await.expect("closed");
    nodes[2].close().await.expect("closed");
    home.leave().await;
}

/// Creates and then changes ten payments that other nodes create and change too.
async fn race(store: &dyn Store, lane: u64) -> u64 {
    let mut won = 0;
    for number in (0..10).map(|step| lane * 10 + step) {
        let postings = vec![posting(&number.to_string(), Some(&id(number)), "2026-11-24", 1)];
        let mut row = payment(number);
        row.order = format!("shared-{number}");
        match store.commit(Write { postings, ..create(row.clone()) }).await {
            Ok(()) => won += 1,
            Err(error) => assert_eq!(error, CommitError::Exists(row.order.clone())),
        }
        if let Err(error) = store.commit(update(row, 1)).await {
            assert_eq!(error, CommitError::Conflict);
        }
        let stored = store.payment(&id(number)).await.expect("read").expect("there");
        assert_eq!(stored.version, 2);
    }
    won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_come_back_and_nothing_is_doubled() {
    let home = Home::postgres().await;
    let tasks: Vec<_> = (0..30_u64)
        .map(|lane| {
            let store = home.store.clone();
            tokio::spawn(async move {
                for number in (0..20).map(|step| lane * 20 + step) {
                    let key = number.to_string();
                    let postings = vec![posting(&key, Some(&id(number)), "2026-11-24", 1)];
                    let write = Write { postings, ..create(payment(number)) };
                    // Repeating the same write is what a caller does who is told to try again.
                    loop {
                        match store.commit(write.clone()).await {
                            Ok(()) | Err(CommitError::Exists(_)) => break,
                            Err(CommitError::Store(error)) if error.may_retry() => {}
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
            })
        })
        .collect();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
        beside(&home.url, cut).await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    for number in 0..600 {
        assert!(home.store.payment(&id(number)).await.expect("read").is_some(), "{number} is lost");
    }
    let held = home.store.balances(&LedgerFilter::default()).await.expect("read");
    assert_eq!(held.iter().map(|row| row.debit + row.credit).collect::<Vec<_>>(), [600, 600]);
    home.leave().await;
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let home = Home::postgres().await;
    beside(&home.url, "INSERT INTO schema_version VALUES (999)").await;
    let error = store::open(&home.url).await.err();
    assert!(matches!(error, Some(StoreError::NewerSchema { found: 999, .. })), "{error:?}");
    home.leave().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_so() {
    let cases = [
        ("postgres://u:secret@127.0.0.1:1/d", "cannot be reached"),
        ("postgres://u:secret@127.0.0.1:1/d?sslmode=require", "cannot be reached"),
        ("postgres://u:secret@127.0.0.1:1/d?sslmode=some", "sslmode=some is not known"),
        ("postgres://u:secret@127.0.0.1:1/d?sslrootcert=/no/such", "sslrootcert /no/such"),
        ("postgres://u:secret@127.0.0.1:port/d", "port"),
    ];
    for (url, reason) in cases {
        let error = store::open(url).await.err().expect("refused").to_string();
        assert!(error.contains(reason) && !error.contains("secret"), "{error}");
    }
}
