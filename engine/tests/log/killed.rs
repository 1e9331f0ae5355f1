//! A process that is killed while it commits, publishes and gives receipts.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use drawbridge_engine::log::{Anchor, Log, Stored};
use drawbridge_engine::store::{LeafWrite, Write};
use drawbridge_fair_log::{Note, leaf_hash};

use crate::home::{Home, opened};
use crate::house::{House, audited, settings, size};
use crate::publishing::policy;

/// Set in the child only: the store to write to, and the anchor's path.
const CHILD: &str = "DRAWBRIDGE_TEST_LOG_CHILD";
const ANCHOR: &str = "DRAWBRIDGE_TEST_LOG_ANCHOR";

/// Writers in the child at once.
const WRITERS: u64 = 8;

/// Receipts after which the child is killed, each time in another place.
const ANSWERS: [usize; 3] = [60, 61, 150];

#[tokio::test]
async fn a_killed_process_forks_nothing_on_sqlite() {
    check(Home::sqlite().await).await;
}

#[tokio::test]
async fn a_killed_process_forks_nothing_on_postgres() {
    check(Home::postgres().await).await;
}

/// Not a test of its own: what the child process does until it is killed.
#[allow(clippy::print_stdout, reason = "the parent reads it")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(url), Some(anchor)) = (std::env::var(CHILD), std::env::var_os(ANCHOR)) else { return };
    let store = opened(&url).await;
    let anchor = Some(Anchor::new(PathBuf::from(anchor)));
    let ground = Arc::new(Stored { store: store.clone(), anchor });
    let log = Arc::new(Log::open(settings(None), ground).await.unwrap());
    let writers = (0..WRITERS).map(|writer| {
        let (store, log) = (store.clone(), log.clone());
        tokio::spawn(async move {
            for round in 0_u64.. {
                let body = format!("{} {writer} {round}", std::process::id());
                let leaf = LeafWrite::Ready { body: body.clone().into(), opening: Vec::new() };
                let write = Write { leaves: vec![leaf; 9], ..Write::default() };
                let range = store.commit_leaves(write).await.unwrap();
                let receipt = log.receipt(range.start).await.unwrap().unwrap();
                let note = receipt.note.to_string().replace('\n', "|");
                println!("answered;{};{body};{note}", range.start);
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn check(home: Home) {
    let mut house = House::new(home);
    let mut answered = Vec::new();
    for answers in ANSWERS {
        house.home.store.close().await.unwrap();
        answered.extend(run_and_kill(&house, answers));
        house.home.store = opened(&house.home.url).await;
        // Whoever comes next publishes what is there.
        let log = house.log().await;
        let leaves = house.home.store.leaf_count().await.unwrap();
        assert_eq!(size(&log.publish().await.unwrap()), leaves);
    }
    let log = house.log().await;
    log.publish().await.unwrap();
    let notes: Vec<Note> = answered.iter().map(|(_, _, note)| note.clone()).collect();
    assert!(notes.len() >= ANSWERS.iter().sum());
    audited(&log, &notes).await;
    for (index, body, _) in &answered {
        let receipt = log.receipt(*index).await.unwrap().expect("an answered leaf is there");
        receipt.verify(&leaf_hash(body.as_bytes()), &policy(&log)).expect("and is what it was");
    }
    house.leave().await;
}

/// Runs this very program as the child, kills it, and returns what it answered: index, body and
/// checkpoint.
fn run_and_kill(house: &House, answers: usize) -> Vec<(u64, String, Note)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(CHILD, &house.home.url)
        .env(ANCHOR, house.anchor())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut answered = Vec::new();
    for line in output.lines() {
        // The last line may be cut off by the kill.
        let line = line.unwrap_or_default();
        let mut words = line.split(';').skip_while(|word| !word.ends_with("answered")).skip(1);
        if let (Some(index), Some(body), Some(note)) = (words.next(), words.next(), words.next())
            && let Ok(note) = Note::parse(note.replace('|', "\n").as_bytes())
        {
            answered.push((index.parse().unwrap(), body.to_owned(), note));
        }
        if answered.len() == answers {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    answered
}
