//! When several things are wrong, the first one in this order is told.

use super::check;

#[test]
fn nothing_happens_to_what_does_not_exist() {
    for event in ["close", "cancel", "tick", "look", "refund R1 1", "hear 0 paid", "choose alpha"] {
        check("plain", &format!("0s {event} -> ! order_not_found"));
    }
    check(
        "plain",
        "0s   ask 0                     -> ! field_invalid
         0s   ask 10000 to delta        -> ! service_failed
         0s   ask 10000                 -> = created
         0s   hear 0 paid               -> ! order_not_found
         0s   answer 0 qr               -> ! order_not_found
         0s   unheard 0 unknown         -> ! order_not_found
         0s   close-answer 0 ok         -> ! order_not_found
         0s   refund-hear 0 done        -> ! refund_not_found
         0s   refund-answer 0 done      -> ! refund_not_found
         0s   refund-unheard 0 unknown  -> ! refund_not_found",
    );
}

#[test]
fn asks_are_refused_as_paid_then_closed_then_in_conflict() {
    check(
        "plain",
        "0s   ask 10000 expires 1h      -> = created
         1s   ask 9000                  -> ! order_conflict
         1s   ask 10000 subject Coffee  -> ! order_conflict
         1s   ask 10000 scan            -> ! order_conflict
         1h   ask 9000                  -> ! order_closed
         1h   choose nobody             -> ! order_closed
         1h   tick                      -> = closed
         2h   ask 10000                 -> ! order_closed
         2h   choose alpha              -> ! order_closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         0s   choose beta               -> ! forbidden
         1s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         2s   ask 9000 to alpha         -> ! order_paid
         2s   choose beta               -> ! order_paid
         8d   ask 10000 to alpha        -> ! order_paid",
    );
    check("plain", "0s ask 10000 by alpha -> = created\n 1s choose beta -> ! forbidden");
}

#[test]
fn closes_are_refused_as_paid_then_closed() {
    check(
        "shy",
        "0s   ask 10000                 -> = created
         1s   close                     -> = closed
         2s   close                     -> ! order_closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   close                     -> ! order_not_found
         3s   cancel                    -> = closed",
    );
}

#[test]
fn refunds_are_refused_in_order() {
    check("shy", "0s ask 10000 -> = created\n 1s refund R1 1 -> ! order_not_found");
    check(
        "shy",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 paying             -> = awaiting
         3s   refund R1 99999 of 99999  -> ! order_not_paid
         4s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         5s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         400d refund R1 0 of 99999      -> ! refund_conflict
         400d refund R2 0 of 99999      -> ! amount_mismatch
         400d refund - 0                -> ! field_invalid
         400d refund - 6001             -> ! field_missing
         400d refund R2 6001            -> ! refund_exceeds
         400d refund R2 6000            -> ! refund_forbidden
         400d cancel                    -> ! refund_forbidden
         6s   refund R2 1               -> book promised 1, refund 1: 1 = refunding
         7s   refund R3 1               -> book promised 1, refund 2: 1 = refunding
         8s   refund R4 1               -> ! refund_forbidden",
    );
}
