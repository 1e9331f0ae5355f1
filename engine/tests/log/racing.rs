//! Several publishers of one log.

use std::sync::Arc;

use drawbridge_engine::log::{Anchor, LogError, Stored};
use drawbridge_engine::store::{LeafWrite, Write};

use crate::home::opened;
use crate::house::{House, audited, size};

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
    let mut signed = Vec::new();
    for task in tasks {
        signed.extend(task.await.unwrap());
    }
    assert!(signed.len() > 100, "{}", signed.len());
    let log = &nodes[1].1;
    assert_eq!(size(&log.publish().await.unwrap()), 3 * 4 * 12 * 7);
    audited(log, &signed).await;
    for (store, _) in nodes.iter().filter(|_| own) {
        store.close().await.unwrap();
    }
}
