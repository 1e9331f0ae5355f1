//! A whole log, a range and a receipt that are as they should be; and what is said to whoever asks
//! wrongly.

use super::Log;

#[test]
fn a_whole_log_a_range_and_a_receipt_are_verified() {
    let log = Log::new("proving-whole", 1000);
    let found = log.good(&["log"]);
    assert_eq!(
        (&found["log"], &found["size"]),
        (&"log.drawbridge.example/made-up".into(), &1000.into())
    );
    let cases = &found["cases"];
    assert_eq!(
        (&cases["all"], &cases["pending"], &cases["oldest_pending"]),
        (&390.into(), &90.into(), &10.into())
    );
    assert_eq!(found["leaves"]["report.publish"], 5);
    assert_eq!(found["witnesses"][1]["name"], "public");
    assert_eq!((&found["odd_count"], &found["wrong_count"]), (&0.into(), &0.into()));

    let found = log.good(&["log", "--from", "250", "--to", "520", "--kept", "log/checkpoint.500"]);
    assert_eq!(
        (&found["read_from"], &found["consistent_with"][0]["size"]),
        (&250.into(), &500.into())
    );
    let read: u64 =
        found["leaves"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(read, 270);

    let receipt = ["log/handed-out/194.tlog-proof", "--leaf", "log/handed-out/194.leaf"];
    let found = log.good(&receipt);
    assert_eq!((&found["index"], &found["kind"]), (&194.into(), &"intake".into()));
    let opened = [&receipt[..], &["--disclosure", "log/handed-out/194.disclosure"]].concat();
    let found = log.good(&opened);
    assert_eq!(found["opened"]["protected.camp"], "insider");
    // A receipt holds a checkpoint, and so is as good as one.
    let found = log.good(&["log", "--kept", "log/handed-out/194.tlog-proof"]);
    assert_eq!(found["consistent_with"][0]["size"], 1000);
    // Another leaf, and another leaf's disclosure.
    let other = ["log/handed-out/194.tlog-proof", "--leaf", "log/handed-out/291.leaf"];
    assert_eq!(log.wrong(&other, 3, "not_in_log")["index"], 194);
    let other = [&receipt[..], &["--disclosure", "log/handed-out/291.disclosure"]].concat();
    assert_eq!(log.wrong(&other, 3, "not_disclosed")["index"], 194);
}

#[test]
fn people_read_it_in_their_language() {
    let log = Log::new("proving-words", 20);
    let said = log.said(&["log"]);
    assert!(said.out.contains("All of it is as it should be."), "{said:?}");
    assert!(said.out.contains("pending 1"), "{said:?}");
    let said = log.said(&["log", "--lang", "zh"]);
    assert!(said.out.contains("全部核实无误"), "{said:?}");
}

#[test]
fn whoever_asks_wrongly_is_told_how_to_ask() {
    let log = Log::new("proving-mistakes", 20);
    let key = String::from_utf8(log.bytes("log/handed-out/vkey")).unwrap();
    let key = key.trim();
    log.set("nonsense", b"nonsense\n");
    for (args, says) in [
        (&["log"][..], &["whose log", "--key", "--policy"][..]),
        (&["log", "--key", "x"], &["--key x is no key"]),
        (&["log", "--policy", "nonsense"], &["nonsense is no policy", "line 1"]),
        (&["log", "--policy", "none"], &["cannot read none"]),
        (&["nowhere", "--key", key], &["nowhere is neither a folder, nor a file, nor an address"]),
        (&[".", "--key", key], &["there is no log", "checkpoint"]),
        (&["nonsense", "--key", key], &["nonsense is no receipt"]),
        (&["log/handed-out/0.tlog-proof", "--key", key], &["--leaf"]),
        (
            &["log", "--leaf", "log/handed-out/0.leaf", "--key", key],
            &["--leaf belongs to a receipt"],
        ),
        (&["log", "--kept", "nonsense", "--key", key], &["nonsense is no checkpoint"]),
        (&["log", "--from", "9", "--to", "9", "--key", key], &["--from 9 is not before --to 9"]),
        (&["log", "--to", "21", "--key", key], &["20 leaves", "--to 21"]),
        (&["http://127.0.0.1:9", "--key", key], &["http://127.0.0.1:9/checkpoint"]),
    ] {
        log.place.fails(&[&["fair", "verify"], args].concat(), says);
    }
}
