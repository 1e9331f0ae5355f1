//! The ordinary life of a log.

use drawbridge_engine::log::{Log, LogError};
use drawbridge_fair_log::tile::Level;
use drawbridge_fair_log::{Policy, Receipt, Tile, leaf_hash};

use crate::house::{House, ORIGIN, audited, body, settings, size};
use std::sync::Arc;

/// Whose checkpoints count, and no witnesses.
pub(crate) fn policy(log: &Log) -> Policy {
    Policy::parse(format!("log {}\nquorum none\n", log.key()).as_bytes()).unwrap()
}

pub(crate) async fn what_is_committed_is_published_and_proved(house: &House) {
    let log = house.log().await;
    assert!(log.published().is_none());
    assert_eq!(size(&log.publish().await.unwrap()), 0, "a log without leaves has a checkpoint");
    let mut signed = Vec::new();
    // Around every edge of tiles, and one beyond the first tile of tiles.
    for more in [1, 254, 1, 1, 300, 65_000, 1_000] {
        house.add(more).await;
        let read = log.publish().await.unwrap();
        assert_eq!(size(&read), house.home.store.leaf_count().await.unwrap());
        signed.push(read.note.clone());
    }
    assert_eq!(log.publish().await.unwrap().note, signed[6], "nothing new, nothing signed");
    audited(&log, &signed).await;
    let read = log.published().unwrap();
    for index in [0, 255, 256, 556, 65_535, 65_536, read.size() - 1] {
        let receipt = log.receipt(index).await.unwrap().unwrap();
        let read_back = Receipt::parse(receipt.to_string().as_bytes()).unwrap();
        read_back.verify(&leaf_hash(&body(index)), &policy(&log)).unwrap();
    }
    assert!(log.receipt(read.size()).await.unwrap().is_none());
    let tile = |level, index, width| Tile::new(level, index, width).unwrap();
    let there = tile(Level::Hashes(0), 0, 17);
    assert_eq!(
        log.tile(&read, there).await.unwrap().unwrap().len(),
        17 * 32,
        "narrower than it is"
    );
    for beyond in [
        tile(Level::Hashes(0), 260, 256),
        tile(Level::Entries, 1 << 40, 1),
        tile(Level::Hashes(1), 1, 5),
        tile(Level::Hashes(9), 0, 1),
    ] {
        assert_eq!(log.tile(&read, beyond).await.unwrap(), None, "{beyond}");
    }
}

pub(crate) async fn a_log_is_taken_up_where_it_was(house: &House) {
    let mut signed = Vec::new();
    for more in [3, 0, 700, 1] {
        house.add(more).await;
        let log = house.log().await;
        signed.push(log.publish().await.unwrap().note.clone());
        audited(&log, &signed).await;
    }
    assert_eq!(signed[0], signed[1]);
}

pub(crate) async fn a_receipt_that_is_asked_for_is_published_at_once(house: &House) {
    let log = house.log().await;
    house.add(5).await;
    let receipt = log.receipt(4).await.unwrap().unwrap();
    receipt.verify(&leaf_hash(&body(4)), &policy(&log)).unwrap();
    house.add(5).await;
    let asked = (5..10).map(|index| {
        let log = log.clone();
        tokio::spawn(async move { log.receipt(index).await })
    });
    for (index, asked) in (5..).zip(asked.collect::<Vec<_>>()) {
        let receipt = asked.await.unwrap().unwrap().unwrap();
        receipt.verify(&leaf_hash(&body(index)), &policy(&log)).unwrap();
    }
}

pub(crate) async fn a_log_keeps_its_origin(house: &House) {
    house.log().await.publish().await.unwrap();
    let open = async |origin: Option<&str>| {
        let mut settings = settings(None);
        settings.origin = origin.map(str::to_owned);
        "elsewhere/log".clone_into(&mut settings.otherwise);
        Log::open(settings, Arc::new(house.ground())).await.unwrap()
    };
    let undecided = open(None).await;
    assert_eq!(undecided.key().name(), ORIGIN);
    undecided.publish().await.unwrap();
    let other = open(Some("other.test/log")).await.publish().await;
    assert!(matches!(other, Err(LogError::Origin { place: "the anchor", .. })), "{other:?}");
    // Whoever takes the anchor away too means it: another log of the same leaves.
    house.add(300).await;
    std::fs::remove_file(house.anchor()).unwrap();
    let other = open(Some("other.test/log")).await;
    assert_eq!(size(&other.publish().await.unwrap()), 300);
    audited(&other, &[]).await;
    let mut which = settings(None);
    which.origin = None;
    let which = Log::open(which, Arc::new(house.ground())).await.err();
    assert!(matches!(which, Some(LogError::Several(_))), "{which:?}");
}
