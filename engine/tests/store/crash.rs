//! A process killed in the middle of its work loses and doubles nothing that was answered.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use drawbridge_engine::store::{LedgerFilter, PaymentFilter, Store, Write};

use crate::home::{Home, opened};
use crate::rows::{create, id, leaf, payment, posting, update};

/// Set in the child only: the store to write to.
const CHILD: &str = "DRAWBRIDGE_TEST_CRASH_CHILD";

/// Writers in the child at once.
const WRITERS: u64 = 32;

/// Answers after which the child is killed.
const ANSWERS: usize = 600;

#[tokio::test]
async fn a_killed_process_loses_nothing_on_sqlite() {
    check(Home::sqlite().await).await;
}

#[tokio::test]
async fn a_killed_process_loses_nothing_on_postgres() {
    check(Home::postgres().await).await;
}

/// Not a test of its own: what the child process does until it is killed.
#[allow(clippy::print_stdout, reason = "the parent reads it")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let store = opened(&url).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in (0..).map(|step| step * WRITERS + writer) {
                    for version in 0..3 {
                        let row = payment(number);
                        let write = if version == 0 { create(row) } else { update(row, version) };
                        let key = format!("{}:{version}", id(number));
                        let postings = vec![posting(&key, Some(&id(number)), "2026-11-24", 1)];
                        let leaves = vec![leaf(key.as_bytes())];
                        let write = Write { postings, leaves, ..write };
                        let range = store.commit_leaves(write).await.expect("stored");
                        println!("answered {number} {} {}", version + 1, range.start);
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("no panic");
    }
}

async fn check(home: Home) {
    home.store.close().await.expect("closed");
    let answered = run_and_kill(&home.url);
    assert!(answered.len() > 100, "the child worked");
    let store = opened(&home.url).await;
    for (number, (version, _)) in &answered {
        let stored = store.payment(&id(*number)).await.expect("read");
        let stored = stored.unwrap_or_else(|| panic!("payment {number} was answered and is lost"));
        assert!(stored.version >= *version, "payment {number}: version {version} is lost");
    }
    let mut after: Option<String> = None;
    let mut versions = 0;
    loop {
        let page = store.payments(&PaymentFilter::default(), after.as_deref(), 100).await;
        let page = page.expect("read");
        for row in page.items {
            let postings = store.payment_postings(&row.id).await.expect("read").len() as u64;
            assert_eq!(postings, row.version, "{}: a posting with each version", row.id);
            versions += row.version;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for held in store.balances(&LedgerFilter::default()).await.expect("read") {
        assert_eq!(held.debit + held.credit, versions, "{held:?}");
    }
    every_leaf(&*store, &answered, versions).await;
    store.commit(create(payment(u64::from(u32::MAX)))).await.expect("the store goes on");
    store.close().await.expect("closed");
    home.leave().await;
}

/// Whether the log has as many leaves as payments have versions, without a gap, and the answered ones
/// where they were said to be.
async fn every_leaf(store: &dyn Store, answered: &BTreeMap<u64, (u64, u64)>, versions: u64) {
    let mut log: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    while let Ok(leaves) = store.leaves(log.len() as u64, 1000).await
        && !leaves.is_empty()
    {
        log.extend(leaves);
    }
    assert_eq!(log.len() as u64, versions, "a leaf with each version");
    assert_eq!(log.keys().last(), Some(&(versions - 1)), "without a gap");
    for (number, (version, index)) in answered {
        let key = format!("{}:{}", id(*number), version - 1);
        assert_eq!(log.get(index), Some(&key.into_bytes()), "the leaf of {number} is lost");
    }
}

/// Runs this very program as the child, kills it, and returns the last answer for each payment: its
/// version and the index of its leaf.
fn run_and_kill(url: &str) -> BTreeMap<u64, (u64, u64)> {
    let mut child = Command::new(std::env::current_exe().expect("a program"))
        .args(["--exact", "crash::child", "--nocapture"])
        .env(CHILD, url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let mut answered = BTreeMap::new();
    let mut answers = 0;
    for line in output.lines() {
        // The last line may be cut off by the kill.
        let line = line.unwrap_or_default();
        let mut words = line.split(' ').skip_while(|word| !word.ends_with("answered")).skip(1);
        let number = |word: Option<&str>| word.and_then(|word| word.parse::<u64>().ok());
        if let (Some(payment), Some(version), Some(index)) =
            (number(words.next()), number(words.next()), number(words.next()))
        {
            answered.insert(payment, (version, index));
            answers += 1;
        }
        if answers == ANSWERS {
            child.kill().expect("killed");
        }
    }
    child.wait().expect("ended");
    answered
}
