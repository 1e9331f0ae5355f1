//! Scripted faults of calls and of buyers.

use crate::world::{World, check};
use drawbridge_sandbox::{Script, Wallet};

#[test]
fn a_script_says_what_to_do_around_a_call() {
    let cases = [
        (r#"{"do": {"kind": "slow_reply", "ms": 30}}"#, "30 ms", "30 ms", "30 ms"),
        (r#"{"when": {"on": "query"}, "do": {"kind": "drop"}}"#, "", "before drop", ""),
        (r#"{"when": {"on": "charge", "order_prefix": "B"}, "do": {"kind": "drop"}}"#, "", "", ""),
        (
            r#"{"when": {"nth": 2}, "do": {"kind": "status", "status": 502, "after": true}}"#,
            "",
            "after 502",
            "",
        ),
        (
            r#"{"when": {"next": 1}, "do": {"kind": "refuse", "reason": "too_often"}}"#,
            "before ! too_often",
            "",
            "",
        ),
        (r#"{"when": {"percent": 0}, "do": {"kind": "wrong_signature"}}"#, "", "", ""),
        (
            r#"{"when": {"percent": 100}, "do": {"kind": "wrong_signature"}}"#,
            "forged",
            "forged",
            "forged",
        ),
        (r#"{"do": {"kind": "lose_notice"}}"#, "", "", ""),
    ];
    for (rule, charge, query, refund) in cases {
        let world = World::eager().scripted(&format!(r#"{{"rules": [{rule}]}}"#));
        let lines = format!(
            "script charge A1 => {charge}\n script query A1 => {query}\n script refund A1 => {refund}"
        );
        check(world, &lines);
    }
}

#[test]
fn replies_move_to_the_new_key_only_if_asked() {
    let script = r#"{"migration": {"percent": 100, "replies": true}}"#;
    check(World::eager().scripted(script), "script query A1 => by NEW");
}

#[test]
fn a_buyer_hesitates_is_poor_or_pays_too_late() {
    let script = r#"{"rules": [
        {"when": {"order_prefix": "THINK"}, "do": {"kind": "still_paying", "seconds": 20}},
        {"when": {"order_prefix": "EVER"},  "do": {"kind": "still_paying"}},
        {"when": {"order_prefix": "POOR"},  "do": {"kind": "insufficient_balance"}},
        {"when": {"order_prefix": "LATE"},  "do": {"kind": "pay_after_close"}},
        {"when": {"on": "pay", "order_prefix": "RISK"}, "do": {"kind": "refuse", "reason": "risk_refused"}}
    ]}"#;
    check(
        World::eager().scripted(script),
        "charge THINK1 5 buyer_code:123456789012345678 => paying: paying
         wait 19          =>
         query THINK1     => paying
         wait 1           =>
         query THINK1     => paid
         tick             => paid
         charge THINK2 5  => code
         pay THINK2       => not_paid
         close THINK2     => THINK2
         wait 20          =>
         query THINK2     => closed
         tick             => payment_failed
         charge EVER1 5   => code
         pay EVER1        => not_paid
         wait 9999        =>
         query EVER1      => not_paid
         pay EVER1        => paid
         charge POOR1 5 buyer_code:123456789012345678 => ! buyer_balance
         query POOR1      => failed
         charge POOR2 5   => code
         pay POOR2        => ! buyer_balance
         query POOR2      => not_paid
         charge LATE1 5   => code
         close LATE1      => LATE1
         pay LATE1        => paid
         charge LATE2 5 expires=60 => code
         wait 60          =>
         query LATE2      => closed
         pay LATE2        => paid
         refund LATE2 5 no=R => processing 5 moved
         charge RISK1 5   => code
         pay RISK1        => ! risk_refused",
    );
}

#[test]
fn a_script_that_makes_no_sense_is_refused_with_a_sentence() {
    let cases = [
        (r#"{"rules": [{"when": {"percent": 101}, "do": {"kind": "drop"}}]}"#, "when.percent"),
        (r#"{"rules": [{"when": {"on": "pay"}, "do": {"kind": "drop"}}]}"#, "never happens"),
        (r#"{"rules": [{"do": {"kind": "slow_reply", "ms": 999999}}]}"#, "at most 120000 ms"),
        (r#"{"rules": [{"do": {"kind": "status", "status": 99}}]}"#, "status must"),
        (r#"{"rules": [{"do": {"kind": "double_notice", "times": 99}}]}"#, "times must"),
        (r#"{"migration": {"percent": 101}}"#, "migration.percent"),
        (r#"{"migration": {"percent": 10}}"#, "no two keys"),
    ];
    for (json, expected) in cases {
        let script: Script = serde_json::from_str(json).expect("readable");
        let mut wallet = Wallet::new(drawbridge_sandbox::Settings::default());
        let why = wallet.set_script("M", script).expect_err(json);
        assert!(why.contains(expected), "{why}");
        assert_eq!(wallet.script_of("M"), None);
    }
    for json in [r#"{"rules": [{"do": {"kind": "nonsense"}}]}"#, r#"{"rule": []}"#] {
        assert!(serde_json::from_str::<Script>(json).is_err(), "{json}");
    }
}

#[test]
fn a_merchant_without_a_script_has_everyones() {
    let mut world = World::eager();
    let script = |json| serde_json::from_str(json).expect("a script");
    let all = script(r#"{"rules": [{"do": {"kind": "drop"}}]}"#);
    world.wallet.set_script("*", all).expect("good");
    world = check(world, "script query A1 => before drop");
    let own = script(r#"{"rules": [{"do": {"kind": "slow_reply", "ms": 1}}]}"#);
    world.wallet.set_script("M", own).expect("good");
    world = check(world, "script query A1 => 1 ms\n script @N query A1 => before drop");
    world.wallet.set_script("*", Script::default()).expect("good");
    check(world, "script @N query A1 =>");
}
