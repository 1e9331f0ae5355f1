//! Merchants are told until they have heard, unless a script gets in the way.

use crate::world::{World, check};

#[test]
fn a_notice_is_told_by_schedule_until_it_is_heard() {
    check(
        World::eager(),
        "charge A1 5   => code
         pay A1        => paid
         drain again   => A1 paid #1
         drain         =>
         wait 14       =>
         drain         =>
         wait 1        =>
         drain nothing => A1 paid #2
         wait 19       =>
         drain         =>
         wait 1        =>
         drain ack     => A1 paid #3
         wait 9999     =>
         drain         =>
         tick          =>",
    );
}

#[test]
fn a_notice_that_nobody_hears_is_given_up() {
    check(
        World::eager(),
        "charge A1 5 => code
         pay A1      => paid
         drain again => A1 paid #1
         wait 15     =>
         drain again => A1 paid #2
         wait 15     =>
         drain again => A1 paid #3
         wait 30     =>
         drain again => A1 paid #4
         tick        => notice_given_up
         wait 9999   =>
         drain       =>",
    );
}

#[test]
fn notices_are_lost_doubled_late_reordered_and_forged() {
    let cases = [
        (
            r#"{"when": {"next": 2}, "do": {"kind": "lose_notice"}}"#,
            "drain ack =>
             wait 30   =>
             drain ack => A1 paid #2, A2 paid #2
             tick      => notice_lost notice_lost",
        ),
        (
            r#"{"when": {"order_prefix": "A2"}, "do": {"kind": "double_notice"}}"#,
            "drain ack => A1 paid #1, A2 paid #1, A2 paid #1
             wait 99   =>
             drain     =>",
        ),
        (
            r#"{"when": {"order_prefix": "A1"}, "do": {"kind": "late_notice", "seconds": 90}}"#,
            "drain ack => A2 paid #1
             wait 89   =>
             drain     =>
             wait 1    =>
             drain ack => A1 paid #1",
        ),
        (
            r#"{"when": {"next": 1}, "do": {"kind": "reorder_notice"}}"#,
            "drain ack => A2 paid #1, A1 paid #1
             wait 99   =>
             drain     =>",
        ),
        (
            r#"{"when": {"nth": 2}, "do": {"kind": "wrong_signature"}}"#,
            "drain again => A1 paid #1, A2 paid #1 forged
             wait 15     =>
             drain ack   => A1 paid #2, A2 paid #2",
        ),
        (
            r#"{"do": {"kind": "sign_with", "key": "K"}}"#,
            "drain ack => A1 paid #1 by K, A2 paid #1 by K",
        ),
    ];
    for (rule, lines) in cases {
        let world = World::eager().scripted(&format!(r#"{{"rules": [{rule}]}}"#));
        let paid = "charge A1 5 => code
             pay A1      => paid
             charge A2 5 => code
             pay A2      => paid\n";
        check(world, &format!("{paid}{lines}"));
    }
}

#[test]
fn a_reordered_notice_that_nothing_overtakes_comes_after_a_minute() {
    check(
        World::eager().scripted(r#"{"rules": [{"do": {"kind": "reorder_notice"}}]}"#),
        "charge A1 5 => code
         pay A1      => paid
         drain       =>
         wait 60     =>
         drain ack   => A1 paid #1",
    );
}

#[test]
fn notices_move_from_the_old_key_to_the_new_by_the_percentage() {
    for (percent, least, most) in [(0, 0, 0), (20, 25, 55), (100, 200, 200)] {
        let script = format!(r#"{{"migration": {{"percent": {percent}}}}}"#);
        let mut world = World::eager().scripted(&script);
        let mut new = 0;
        for n in 0..200 {
            world = check(world, &format!("charge A{n} 5 => code\n pay A{n} => paid"));
            let at = drawbridge_sandbox::Here { now: world.now, rules: &world.rules };
            for outgoing in world.wallet.drain(&at) {
                let key = outgoing.sign_with.expect("migrating");
                new += u32::from(key == "NEW");
                assert!(key == "NEW" || key == "OLD", "{key}");
            }
        }
        assert!((least..=most).contains(&new), "{new} of 200 at {percent} %");
        // Replies are signed as the dialect itself decides, unless they are to move too.
        check(world, "script query A1 =>");
    }
}
