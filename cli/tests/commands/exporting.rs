//! `drawbridge fair export`: the log of a store, and of a node that serves, as files that anybody
//! verifies.

use std::path::Path;

use drawbridge_engine::log::key_pair;
use drawbridge_engine::store::{self, LeafWrite, Write};
use drawbridge_fair_log::Signer;

use crate::place::{Place, Sandbox};

/// The log of a new installation, as it names itself.
const ORIGIN: &str = "127.0.0.1:8080/log";

/// Commits so many more leaves.
fn add(place: &Place, count: u64) {
    let url = format!("sqlite:{}", place.folder.join("drawbridge.db").display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::open(&url).await.unwrap();
        let first = store.leaf_count().await.unwrap();
        let leaves = (first..first + count).map(|index| LeafWrite::Ready {
            body: format!("leaf {index}").into_bytes(),
            opening: Vec::new(),
        });
        store.commit(Write { leaves: leaves.collect(), ..Write::default() }).await.unwrap();
        store.close().await.unwrap();
    });
}

fn key(place: &Place, origin: &str, file: &str) -> String {
    let seed = std::fs::read_to_string(place.folder.join(file)).unwrap();
    Signer::new(origin, key_pair(&seed).unwrap()).unwrap().verifier().to_string()
}

/// Puts a database back as it was. What a program that just ended left in the write-ahead log beside
/// it belongs to the one that is replaced, and would be played into the old one.
fn restore(db: &Path, old: &[u8]) {
    for beside in ["-wal", "-shm"] {
        let mut path = db.as_os_str().to_owned();
        path.push(beside);
        let gone = std::fs::remove_file(&path);
        assert!(
            gone.is_ok() || !Path::new(&path).exists(),
            "{}: {gone:?}",
            Path::new(&path).display()
        );
    }
    std::fs::write(db, old).unwrap();
}

/// The files below a folder.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn a_log_is_exported_and_then_only_what_is_new() {
    let place = Place::new("exporting");
    place.out(&["init"]);
    let key = key(&place, ORIGIN, "log.key");
    let verify = |kept: &[&str]| {
        let args = ["fair", "verify", "copy", "--hashes-only", "--key", &key];
        place.out(&[&args[..], kept].concat());
    };
    let export = ["fair", "export", "--to", "copy"];
    assert_eq!(place.out(&export), "0 leaves are in copy (1 files were written).\n");
    add(&place, 300);
    // Two tiles of hashes, one above them, two bundles, the checkpoint.
    assert_eq!(place.out(&export), "300 leaves are in copy (6 files were written).\n");
    verify(&[]);
    assert_eq!(place.out(&export), "300 leaves are in copy (0 files were written).\n");
    std::fs::copy(place.folder.join("copy/checkpoint"), place.folder.join("kept")).unwrap();
    add(&place, 300);
    // A full tile and bundle in place of partial ones, the next two, the one above, the checkpoint.
    assert_eq!(place.out(&export), "600 leaves are in copy (6 files were written).\n");
    assert_eq!(files(&place.folder.join("copy")), 8, "what was superseded is gone");
    verify(&["--kept", "kept"]);
    // A file that was lost is written again.
    std::fs::remove_file(place.folder.join("copy/tile/0/000")).unwrap();
    assert_eq!(place.out(&export), "600 leaves are in copy (1 files were written).\n");
    let zh = [&export[..], &["--lang", "zh"]].concat();
    assert!(place.out(&zh).contains("日志共 600 片叶子"));
}

#[test]
fn what_does_not_fit_is_said_and_nothing_is_overwritten() {
    let place = Place::new("exporting-odd");
    place.out(&["init"]);
    add(&place, 300);
    let export = ["fair", "export", "--to", "copy"];
    place.out(&export);
    let db = place.folder.join("drawbridge.db");
    let sql = |sql: &str| rusqlite::Connection::open(&db).unwrap().execute_batch(sql).unwrap();
    sql("UPDATE leaf SET body = x'00' WHERE n = 3");
    place
        .fails(&["fair", "export", "--to", "other"], &["leaf 3", "is not the one that was logged"]);
    assert!(!place.folder.join("other/checkpoint").exists());
    // An older database, with its anchor, is an older log: the copy knows better.
    sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let old = std::fs::read(&db).unwrap();
    let anchor = place.folder.join("drawbridge.db.anchor");
    let old_anchor = std::fs::read(&anchor).unwrap();
    add(&place, 10);
    place.out(&export);
    restore(&db, &old);
    place.fails(&export, &["holds 300 leaves, but 310 were signed"]);
    std::fs::write(&anchor, old_anchor).unwrap();
    place.fails(&export, &["the folder holds 310 leaves of this log, and it shows only 300"]);
    // Another log does not take its place.
    let node = Sandbox::start(&place);
    let address = format!("{}/log", node.base);
    let from = ["fair", "export", "--from", &address, "--to"];
    place.fails(&[&from[..], &["copy"]].concat(), &["the folder holds the log", ORIGIN]);
    let out = place.out(&[&from[..], &["served"]].concat());
    assert!(out.contains("leaves are in served"), "{out}");
    let origin = address.trim_start_matches("http://");
    let key = key(&place, origin, "sb/log.key");
    place.out(&["fair", "verify", "served", "--key", &key]);
    node.stop();
    let nobody = ["fair", "export", "--from", "http://127.0.0.1:1/log", "--to", "none"];
    place.fails(&nobody, &["http://127.0.0.1:1/log/checkpoint"]);
}
