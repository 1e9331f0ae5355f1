//! Giving money back, as both kinds of wallet do it.

use crate::world::{LAZY, World, check};
use drawbridge_sandbox::Settings;

#[test]
fn a_refund_is_accepted_and_done_in_a_while() {
    check(
        World::eager(),
        "charge A1 100              => code
         refund A1 10 no=R1         => ! order_not_paid
         pay A1                     => paid
         drain ack                  => A1 paid #1
         refund A1 10 no=R1         => processing 10 moved
         query A1                   => partly_refunded 10
         refund A1 10 no=R1         => processing 10
         refund_query R1            => processing 10
         drain                      =>
         wait 3                     =>
         refund_query R1            => done 10
         drain ack                  => R1 done #1
         tick                       => refund_ended
         refund A1 10 no=R1         => done 10
         refund A1 91 no=R2         => ! refund_exceeds
         refund A1 90 no=R2         => processing 100 moved
         query A1                   => refunded 100
         refund A1 1 no=R3          => ! refund_exceeds",
    );
}

#[test]
fn a_refund_is_done_when_the_call_returns() {
    check(
        World::lazy(),
        "charge A1 100 in_wallet:x  => prepay
         pay A1                     => paid
         refund A1 10               => ! field_missing
         refund A1 10 no=R1         => done 10 moved
         refund A1 10 no=R1         => done 10
         drain ack                  => A1 paid #1, R1 done #1
         refund_query R1            => ! field_missing
         refund_query R1 of=A1      => done 10
         refund_query R2 of=A1      => ! refund_not_found
         charge A2 100 in_wallet:x  => prepay
         pay A2                     => paid
         refund A2 100              => done 100 moved
         refund A2 100              => done 100
         refund_query A2 of=A2      => done 100",
    );
}

#[test]
fn a_refund_number_is_unique_within_its_scope() {
    let lines = "charge A1 100 in_wallet:x  => prepay
         pay A1                     => paid
         charge A2 100 in_wallet:x  => prepay
         pay A2                     => paid
         refund A1 10 no=R1         => FIRST 10 moved
         refund A1 11 no=R1         => ! refund_conflict
         refund A2 10 no=R1         => SECOND
         refund A1 0 no=R2          => ! field_invalid
         refund A1 1 no=R2 total=99 => ! amount_mismatch
         refund A1 1 no=R/2         => ! field_invalid
         refund A9 1 no=R2          => ! order_not_found";
    check(
        World::eager(),
        &lines.replace("FIRST", "processing").replace("SECOND", "! refund_conflict"),
    );
    check(World::lazy(), &lines.replace("FIRST", "done").replace("SECOND", "done 10 moved"));
}

#[test]
fn refunds_end_with_the_window_and_the_number_of_parts() {
    let lines = "charge A1 100 in_wallet:x => prepay
         pay A1             => paid
         refund A1 1 no=R1  => done 1 moved
         refund A1 1 no=R2  => done 2 moved
         refund A1 1 no=R3  => done 3 moved
         refund A1 1 no=R4  => ! refund_forbidden
         charge A2 100 in_wallet:x => prepay
         pay A2             => paid
         wait 7776000       =>
         refund A2 1 no=R1  => done 1 moved
         wait 1             =>
         query A2           => STATE 1
         refund A2 1 no=R1  => done 1
         refund A2 1 no=R2  => REASON";
    let finishing = Settings { finishes: true, ..Settings::default() };
    let cases = [
        (Settings::default(), "partly_refunded", "! refund_forbidden"),
        (finishing, "finished", "! order_finished"),
    ];
    for (settings, state, reason) in cases {
        let lines = lines.replace("STATE", state).replace("REASON", reason);
        check(World::new(LAZY, settings), &lines);
    }
}

#[test]
fn a_refund_that_is_given_up_moves_nothing() {
    let script = r#"{"rules": [
        {"when": {"nth": 1}, "do": {"kind": "refund_ends", "status": "closed"}},
        {"when": {"nth": 2}, "do": {"kind": "refund_ends", "status": "abnormal"}},
        {"when": {"nth": 3}, "do": {"kind": "refund_takes", "seconds": 60}}
    ]}"#;
    check(
        World::eager().scripted(script),
        "charge A1 100        => code
         pay A1               => paid
         refund A1 60 no=R1   => processing 60 moved
         wait 3               =>
         refund_query R1      => closed 0
         refund A1 60 no=R1   => closed 0
         query A1             => paid
         refund A1 60 no=R2   => processing 60 moved
         wait 3               =>
         refund_query R2      => abnormal 60
         refund A1 40 no=R3   => processing 100 moved
         wait 59              =>
         refund_query R3      => processing 100
         wait 1               =>
         refund_query R3      => done 100
         drain ack            => A1 paid #1, R1 closed #1, R2 abnormal #1, R3 done #1
         wait 86400           =>
         bill 2026-11-24      => 4 rows 100 in 100 out 0 fee",
    );
}
