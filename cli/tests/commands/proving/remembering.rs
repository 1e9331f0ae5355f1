//! What is remembered of an address: the second run asks for little, and holds the log to what was
//! seen.

use std::fs;

use super::Log;
use super::server::Served;

#[test]
fn the_second_run_asks_for_the_right_edge_only_and_remembers() {
    let log = Log::new("proving-cache", 600);
    let served = Served::new(log.path("log"));
    let args = [&*served.base, "--cache", "seen"];
    log.good(&args);
    let first = served.asked();
    let found = log.good(&args);
    let second = served.asked();
    // The checkpoint, and three partial tiles: a bundle, the hashes over it, and those above.
    assert_eq!((first, second), (8, 4));
    assert_eq!(found["consistent_with"][0]["size"], 600);
    // The log grows, and then it is another one.
    log.write("longer", 900, &[]);
    log.write("other", 900, &["--fork", "501"]);
    let longer = Served::new(log.path("longer"));
    let other = Served::new(log.path("other"));
    let split = log.wrong(&[&other.base, "--cache", "seen"], 3, "split_view");
    assert_eq!(split["evidence"].as_array().map(Vec::len), Some(2), "{split}");
    log.good(&[&longer.base, "--cache", "seen"]);
    let rolled = log.wrong(&args, 3, "rolled_back");
    assert_eq!(rolled["evidence"].as_array().map(Vec::len), Some(2), "{rolled}");
}

#[test]
fn what_is_not_good_is_not_kept_and_what_was_spoilt_in_the_cache_is_mended() {
    let log = Log::new("proving-spoilt-cache", 600);
    let served = Served::new(log.path("log"));
    let args = [&*served.base, "--cache", "seen"];
    let sound = log.bytes("log/tile/entries/001");
    let mut spoilt = sound.clone();
    spoilt[100] ^= 1;
    log.set("log/tile/entries/001", &spoilt);
    let wrong = log.wrong(&args, 3, "damaged");
    assert_eq!(wrong["file"], format!("{}/tile/entries/001", served.base));
    log.set("log/tile/entries/001", &sound);
    log.good(&args);
    let of_log = fs::read_dir(log.path("seen")).unwrap().next().unwrap().unwrap().path();
    fs::write(of_log.join("tile/entries/001"), &spoilt).unwrap();
    let found = log.good(&args);
    let odd = &found["odd"][0];
    let file = odd["file"].as_str().unwrap();
    assert!(odd["what"] == "spoilt_cache" && file.starts_with("seen/"), "{odd}");
    assert!(file.ends_with("tile/entries/001"), "{odd}");
    assert_eq!(log.good(&args)["odd_count"], 0);
}

/// `/dev/full` is a disk without room.
#[test]
#[cfg(target_os = "linux")]
fn a_cache_without_room_is_said() {
    let log = Log::new("proving-full", 300);
    let served = Served::new(log.path("log"));
    let args = [&*served.base, "--cache", "seen"];
    log.good(&args);
    let of_log = fs::read_dir(log.path("seen")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(of_log.join("tile/entries/000")).unwrap();
    std::os::unix::fs::symlink("/dev/full", of_log.join("tile/entries/000.new")).unwrap();
    let wrong = log.wrong(&args, 1, "missing");
    let text = wrong["text"].as_str().unwrap();
    assert!(text.contains("the cache ") && text.contains("No space left on device"), "{text}");
    // A cache that cannot be made at all.
    log.set("taken", b"");
    let said = log.said(&[&served.base, "--cache", "taken"]);
    assert!(said.code == Some(1) && said.err.contains("cannot make the cache taken"), "{said:?}");
}
