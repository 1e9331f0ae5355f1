//! A database that somebody changed.

use drawbridge_engine::log::LogError;
use drawbridge_fair_log::Tile;

use crate::house::{House, audited, size};

pub(crate) async fn a_database_that_was_rolled_back_is_named(house: &House) {
    house.add(300).await;
    house.log().await.publish().await.unwrap();
    house.remember().await;
    house.add(300).await;
    let signed = house.log().await.publish().await.unwrap();
    house.roll_back().await;
    let error = house.log().await.publish().await.unwrap_err();
    assert_eq!(error, LogError::RolledBack { leaves: 300, signed: 600 });
    assert!(error.to_string().contains("holds 300 leaves, but 600 were signed"), "{error}");
    // It goes on with other leaves, until there are more than were signed.
    for _ in 0..2 {
        let leaf = drawbridge_engine::store::LeafWrite::Ready {
            body: b"another history".to_vec(),
            opening: Vec::new(),
        };
        let leaves = vec![leaf; 250];
        let write = drawbridge_engine::store::Write { leaves, ..Default::default() };
        house.home.store.commit(write).await.unwrap();
    }
    let error = house.log().await.publish().await.unwrap_err();
    assert_eq!(error, LogError::Rewritten { size: 600 });
    // The newer database comes back, and with it the log.
    house.roll_back().await;
    house.add(300).await;
    let log = house.log().await;
    assert_eq!(size(&log.publish().await.unwrap()), 600);
    audited(&log, std::slice::from_ref(&signed.note)).await;
}

pub(crate) async fn a_running_log_notices_an_older_database(house: &House) {
    house.add(10).await;
    let log = house.log().await;
    log.publish().await.unwrap();
    house.remember().await;
    house.add(10).await;
    log.publish().await.unwrap();
    house.roll_back().await;
    // Even without its anchor.
    std::fs::remove_file(house.anchor()).unwrap();
    let error = log.publish().await.unwrap_err();
    assert_eq!(error, LogError::RolledBack { leaves: 10, signed: 20 });
    house.add(30).await;
    house.beside("UPDATE leaf SET body = '\\x00' WHERE n = 12").await;
    let error = log.publish().await.unwrap_err();
    assert_eq!(error, LogError::Rewritten { size: 20 });
}

pub(crate) async fn a_changed_leaf_is_named(house: &House) {
    house.add(600).await;
    let log = house.log().await;
    let read = log.publish().await.unwrap();
    house.beside("UPDATE leaf SET body = '\\x00' WHERE n = 3 OR n = 590").await;
    let bundle = Tile::parse("tile/entries/000").unwrap();
    assert_eq!(log.tile(&read, bundle).await, Err(LogError::Leaf(3)));
    assert_eq!(log.receipt(3).await, Err(LogError::Leaf(3)));
    assert!(log.receipt(4).await.unwrap().is_some(), "the others are sound");
    // At a start the last bundle is looked at.
    assert_eq!(house.log().await.publish().await.unwrap_err(), LogError::Leaf(590));
}

pub(crate) async fn a_lost_leaf_is_named(house: &House) {
    house.add(300).await;
    let log = house.log().await;
    let read = log.publish().await.unwrap();
    house.beside("DELETE FROM leaf WHERE n = 7").await;
    let bundle = Tile::parse("tile/entries/000").unwrap();
    assert_eq!(log.tile(&read, bundle).await, Err(LogError::Missing(7)));
    assert_eq!(log.receipt(7).await, Err(LogError::Missing(7)));
    house.add(10).await;
    house.beside("DELETE FROM leaf WHERE n = 304").await;
    assert_eq!(log.publish().await.unwrap_err(), LogError::Missing(304));
}

pub(crate) async fn a_changed_tile_is_named(house: &House) {
    house.add(66_000).await;
    house.log().await.publish().await.unwrap();
    for (path, change) in [
        ("tile/0/004", "body = (SELECT body FROM object WHERE id = 'tile/0/005')"),
        ("tile/0/006", "body = '\\x00'"),
        ("tile/1/000", "body = (SELECT body FROM object WHERE id = 'tile/0/005')"),
    ] {
        house.beside(&format!("UPDATE object SET {change} WHERE id = '{path}'")).await;
        let log = house.log().await;
        let read = match log.publish().await {
            Ok(read) => read,
            Err(error) => {
                assert!(error.to_string().starts_with(path), "{error}");
                continue;
            }
        };
        let tile = Tile::parse(path).unwrap();
        let error = log.tile(&read, tile).await.unwrap_err();
        assert!(matches!(error, LogError::Tile { tile: named, .. } if named == tile), "{error}");
        assert!(error.to_string().starts_with(path), "{error}");
    }
    // What hangs on the changed tile is not believed either, but it is the tile that is named.
    let log = house.log().await;
    let read = log.publish().await.unwrap();
    let error = log.tile(&read, Tile::parse("tile/0/008").unwrap()).await.unwrap_err();
    assert!(error.to_string().starts_with("tile/1/000"), "{error}");
    house.beside("DELETE FROM object WHERE id = 'tile/1/000'").await;
    let error = log.receipt(70).await.unwrap_err();
    assert!(error.to_string().contains("tile/1/000 in the database is missing"), "{error}");
}

pub(crate) async fn a_changed_head_is_named(house: &House) {
    house.add(300).await;
    house.log().await.publish().await.unwrap();
    house.remember().await;
    for change in ["'\\x00'", "'\\x0000000161'", "'\\x0000000000000000'"] {
        house.beside(&format!("UPDATE object SET body = {change} WHERE kind = 'log-head'")).await;
        let error = house.log().await.publish().await.unwrap_err();
        assert!(matches!(error, LogError::Head { place: "the database", .. }), "{error}");
    }
    house.roll_back().await;
    house.beside("DELETE FROM object WHERE kind = 'log-head'").await;
    // The anchor and the leaves are enough to begin again from.
    assert_eq!(size(&house.log().await.publish().await.unwrap()), 300);
}
