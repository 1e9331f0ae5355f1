//! Several publishers of one log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use drawbridge_engine::log::{Anchor, Ground as _, LogError, Stored};
use drawbridge_engine::store::{LeafWrite, Write};

use crate::home::opened;
use crate::house::{House, ORIGIN, audited, size};

pub(crate) async fn publishers_that_race_sign_one_history(house: &House) {
    let own = house.home.url.starts_with("postgres");
    let mut nodes = Vec::new();
    for number in 0..3 {
        let store = if own { opened(&house.home.url).await } else { house.home.store.clone() };
        // Two share a folder.
        let anchor = Anchor::new(house.folder.join(format!("anchor-{}", number / 2)));
        let ground = Arc::new(Stored { store: store.clone(), anchor: Some(anchor) });
        nodes.push((store, house.log_on(ground).await));
    }
    let mut tasks = Vec::new();
    for (store, log) in &nodes {
        for lane in 0..4_u64 {
            let (store, log) = (store.clone(), log.clone());
            tasks.push(tokio::spawn(async move {
                let mut signed = Vec::new();
                for round in 0..12_u64 {
                    let body = format!("{lane} {round}").into_bytes();
                    let leaves = vec![LeafWrite::Ready { body, opening: Vec::new() }; 7];
                    let range = store.commit_leaves(Write { leaves, ..Write::default() }).await;
                    match log.publish().await {
                        Ok(read) => {
                            assert!(size(&read) >= range.unwrap().end, "not all was published");
                            signed.push(read.note.clone());
                        }
                        Err(error) => assert_eq!(error, LogError::Busy),
                    }
                }
                signed
            }));
        }
    }
    let done = Arc::new(AtomicBool::new(false));
    let looking = tokio::spawn(never_shorter(house.ground(), done.clone()));
    let mut signed = Vec::new();
    for task in tasks {
        signed.extend(task.await.unwrap());
    }
    done.store(true, Ordering::SeqCst);
    assert!(looking.await.unwrap() > 10, "it was looked at while they raced");
    assert!(signed.len() > 100, "{}", signed.len());
    let log = &nodes[1].1;
    assert_eq!(size(&log.publish().await.unwrap()), 3 * 4 * 12 * 7);
    audited(log, &signed).await;
    for (store, _) in nodes.iter().filter(|_| own) {
        store.close().await.unwrap();
    }
}

/// Looks at what is published, again and again, and counts how often it grew. It never shrinks.
async fn never_shorter(ground: Stored, done: Arc<AtomicBool>) -> u64 {
    let (mut size, mut grown) = (0, 0);
    while !done.load(Ordering::SeqCst) {
        let Some(kept) = ground.head(ORIGIN).await.unwrap() else { continue };
        // Behind the length of the note: origin, then size.
        let text = String::from_utf8_lossy(&kept.bytes[4..]).into_owned();
        let now: u64 = text.lines().nth(1).unwrap().parse().unwrap();
        assert!(now >= size, "from {size} back to {now}");
        grown += u64::from(now > size);
        size = now;
    }
    grown
}
