//! One changed byte, anywhere, is found, and said where; so is a file that is gone or cut.

use std::path::Path;

use drawbridge_fair_log::{Note, Signature};
use proptest::prelude::*;
use proptest::sample::Index;

use super::Log;

/// Every file under a folder of the place, by its path in the place.
fn files(log: &Log, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![log.path(folder)];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(
                    path.strip_prefix(&log.place.folder).unwrap().to_str().unwrap().to_owned(),
                );
            }
        }
    }
    found.sort();
    found
}

/// Text and signatures of the log itself in a checkpoint that somebody kept: all that counts of it.
fn what_counts(bytes: &[u8]) -> Option<(String, Vec<Signature>)> {
    let note = Note::parse(bytes).ok()?;
    let log = note.text().lines().next()?.to_owned();
    let own = note.signatures.iter().filter(|signature| signature.name == log);
    Some((note.text().to_owned(), own.cloned().collect()))
}

#[test]
fn one_changed_byte_is_found_wherever_it_is() {
    let log = Log::new("proving-byte", 300);
    // A partial tile of an earlier size, as logs may leave them.
    let tile = log.bytes("log/tile/0/000");
    std::fs::create_dir_all(log.path("log/tile/0/000.p")).unwrap();
    log.set("log/tile/0/000.p/7", &tile[..7 * 32]);
    // Hashes and signatures alone: what the leaves say would hide a hash that nobody compares.
    let whole = ["log", "--hashes-only", "--kept", "log/checkpoint.150"];
    log.good(&whole);
    let receipt = [
        "log/handed-out/194.tlog-proof",
        "--leaf",
        "log/handed-out/194.leaf",
        "--disclosure",
        "log/handed-out/194.disclosure",
    ];
    log.good(&receipt);
    let mut all = files(&log, "log");
    all.retain(|name| !name.contains("handed-out") || name.contains("/194."));
    assert_eq!(all.len(), 11, "{all:?}");
    let config = ProptestConfig { cases: 150, failure_persistence: None, ..Default::default() };
    let changes = (any::<Index>(), any::<Index>(), 1..=255_u8);
    proptest!(config, |((file, at, change) in changes)| {
        let name = file.get(&all);
        let sound = log.bytes(name);
        let mut spoilt = sound.clone();
        let at = at.index(sound.len());
        spoilt[at] ^= change;
        log.set(name, &spoilt);
        let args: &[&str] = if name.contains("handed-out") { &receipt } else { &whole };
        let said = log.said(args);
        log.set(name, &sound);
        let same = name.ends_with("checkpoint.150") && what_counts(&spoilt) == what_counts(&sound);
        let code = said.code.unwrap();
        prop_assert!(if same { code == 0 } else { code == 3 || code == 1 }, "{} at {}: {:?}", name, at, said);
    });
    log.good(&whole);
}

/// What is done to a file.
type Change = fn(&mut Vec<u8>);

#[test]
fn damage_is_named_by_leaf_and_file() {
    let log = Log::new("proving-damage", 600);
    let cases: &[(&str, Change, &str, Option<u64>)] = &[
        ("tile/entries/001", |bytes| bytes[2] ^= 1, "damaged", Some(256)),
        ("tile/entries/001", |bytes| bytes.truncate(1000), "damaged", None),
        ("tile/entries/002.p/88", |bytes| bytes.push(0), "damaged", None),
        ("tile/0/001", |bytes| bytes[32] ^= 1, "damaged", Some(257)),
        ("tile/0/000", |bytes| bytes.truncate(100), "damaged", None),
        ("tile/0/000", Vec::clear, "damaged", None),
        ("tile/1/000.p/2", |bytes| bytes[40] ^= 1, "damaged", None),
        ("checkpoint", |bytes| bytes[33] ^= 1, "untrusted", None),
    ];
    for (name, change, what, index) in cases {
        let name = format!("log/{name}");
        let sound = log.bytes(&name);
        let mut spoilt = sound.clone();
        change(&mut spoilt);
        log.set(&name, &spoilt);
        let wrong = log.wrong(&["log"], 3, what);
        log.set(&name, &sound);
        if let Some(index) = index {
            assert_eq!(wrong["index"], *index, "{wrong}");
        }
        let bundle = name.replace("tile/0/001", "tile/entries/001");
        assert!([name, bundle].contains(&wrong["file"].as_str().unwrap().to_owned()), "{wrong}");
    }
}

#[test]
fn what_is_missing_proves_nothing_and_is_named() {
    let log = Log::new("proving-missing", 600);
    for name in ["tile/entries/000", "tile/0/002.p/88", "tile/1/000.p/2"] {
        let name = format!("log/{name}");
        let bytes = log.bytes(&name);
        std::fs::remove_file(log.path(&name)).unwrap();
        let wrong = log.wrong(&["log"], 1, "missing");
        log.set(&name, &bytes);
        assert_eq!(wrong["file"], name);
    }
    log.good(&["log"]);
}

#[test]
fn what_does_not_belong_to_the_log_is_told() {
    let log = Log::new("proving-strays", 300);
    for name in ["tile/0/notes.txt", "tile/0/009", "tile/entries/001.p/200"] {
        let path = log.path("log").join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    let found = log.good(&["log"]);
    assert_eq!((&found["odd_count"], &found["odd"][0]["what"]), (&3.into(), &"stray".into()));
}
