//! Disks that are full, files that are not what they should be.

use std::sync::Arc;

use drawbridge_engine::log::{Log, LogError};

use crate::house::{House, audited, key, settings, size};

pub(crate) async fn a_full_disk_stops_signing_and_nothing_else(house: &House) {
    house.add(10).await;
    let log = house.log().await;
    let signed = log.publish().await.unwrap();
    // A device on which nothing has room, in place of the draft.
    let draft = house.folder.join("log.anchor.new");
    std::os::unix::fs::symlink("/dev/full", &draft).unwrap();
    house.add(10).await;
    let error = log.publish().await.unwrap_err();
    assert!(matches!(error, LogError::Anchor { .. }), "{error}");
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_eq!(size(&log.published().unwrap()), 10, "what was published stays");
    assert!(log.receipt(3).await.unwrap().is_some());
    assert!(log.receipt(13).await.is_err());
    house.add(10).await;
    std::fs::remove_file(draft).unwrap();
    assert_eq!(size(&log.publish().await.unwrap()), 30);
    audited(&log, std::slice::from_ref(&signed.note)).await;
}

pub(crate) async fn an_anchor_that_is_none_stops_signing(house: &House) {
    house.add(10).await;
    house.log().await.publish().await.unwrap();
    let good = std::fs::read(house.anchor()).unwrap();
    for bad in [&b"torn"[..], b"", &good[..good.len() - 9]] {
        std::fs::write(house.anchor(), bad).unwrap();
        house.add(1).await;
        let error = house.log().await.publish().await.unwrap_err();
        assert!(matches!(error, LogError::Head { place: "the anchor", .. }), "{error}");
    }
    std::fs::write(house.anchor(), good).unwrap();
    assert_eq!(size(&house.log().await.publish().await.unwrap()), 13);
}

pub(crate) async fn another_key_is_noticed(house: &House) {
    house.add(10).await;
    house.log().await.publish().await.unwrap();
    let mut other = settings(None);
    other.key = key(2);
    let log = Log::open(other, Arc::new(house.ground())).await.unwrap();
    let error = log.publish().await.unwrap_err();
    assert!(error.to_string().contains("not signed by the log's key"), "{error}");
}
