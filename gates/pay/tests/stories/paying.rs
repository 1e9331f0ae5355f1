//! From the merchant's ask to the buyer's money.

use super::check;

#[test]
fn a_payment_is_asked_handed_over_and_paid() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         9s   hear 0 paying             -> = awaiting
         10s  hear 0 paid               -> book paid 10000-60, tell paid = paid
         11s  hear 0 paid               -> nothing
         12s  hear 0 paying             -> nothing
         13s  hear 0 not_paid           -> nothing
         8d   tick                      -> nothing",
    );
}

#[test]
fn the_cashier_offers_a_payment_to_the_wallet_that_the_buyer_chooses() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         5s   choose beta               -> charge 0 = awaiting
         6s   answer 0 qr               -> = awaiting
         7s   choose beta               -> nothing
         8s   choose alpha              -> charge 1 = awaiting
         9s   answer 1 qr               -> = awaiting
         10s  choose beta mobile        -> charge 2 = awaiting
         11s  hear 1 paid               -> book paid 10000-60, tell paid, close 0 = paid
         12s  answer 2 late             -> close 2 = paid
         13s  close-answer 0 ok         -> = paid
         14s  close-answer 2 ok         -> = paid",
    );
}

#[test]
fn an_offer_in_doubt_is_closed_too_when_another_is_paid() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         1s   choose beta               -> charge 1 = awaiting
         2s   answer 0 unknown          -> = unknown
         3s   hear 1 paid               -> book paid 10000-60, tell paid, close 0 = paid
         4s   close-answer 0 order_not_found -> = paid",
    );
}

#[test]
fn a_repeated_ask_is_the_same_payment() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         0s   ask 10000 to alpha        -> nothing
         1s   answer 0 qr               -> = awaiting
         2s   ask 10000 to alpha        -> nothing
         # Another expiry is no other order.
         3s   ask 10000 to alpha expires 1h -> nothing
         # What was handed over has grown old: a new one, under the same number.
         6m   ask 10000 to alpha        -> charge 0 = awaiting
         7m   answer 0 qr2              -> = awaiting",
    );
}

#[test]
fn a_call_that_never_left_is_made_again_when_the_merchant_tries_again() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 unsent           -> = awaiting
         2s   ask 10000 to alpha        -> charge 0 = awaiting
         3s   answer 0 qr               -> = awaiting",
    );
}

#[test]
fn an_outcome_that_is_not_known_is_asked_about_and_never_repeated_blindly() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 unknown          -> = unknown
         14s  tick                      -> nothing
         15s  tick                      -> query 0 = unknown
         16s  unheard 0 unknown         -> nothing
         29s  tick                      -> nothing
         30s  tick                      -> query 0 = unknown
         60s  tick                      -> query 0 = unknown
         2m   tick                      -> query 0 = unknown
         4m   tick                      -> query 0 = unknown
         9m   tick                      -> query 0 = unknown
         19m  tick                      -> query 0 = unknown
         49m  tick                      -> query 0 = unknown
         79m  tick                      -> query 0 = unknown
         80m  hear 0 paid               -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn a_merchant_who_waits_for_a_lost_handover_gets_a_new_one_under_the_same_number() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 forged           -> = unknown
         12s  ask 10000 to alpha        -> query 0 = unknown
         12s  ask 10000 to alpha        -> nothing
         13s  hear 0 not_paid           -> charge 0 = awaiting
         14s  answer 0 qr               -> = awaiting",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 malformed        -> = unknown
         12s  ask 10000 to alpha        -> query 0 = unknown
         13s  unheard 0 order_not_found -> charge 0 = awaiting",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 unknown          -> = unknown
         15s  tick                      -> query 0 = unknown
         16s  unheard 0 order_not_found -> = awaiting
         # Nobody waited, so nothing was charged; the next call does.
         60s  ask 10000 to alpha        -> charge 0 = awaiting",
    );
}

#[test]
fn a_question_that_got_lost_is_put_again_when_the_merchant_tries_again() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 unknown          -> = unknown
         11s  ask 10000 to alpha        -> query 0 = unknown
         20s  ask 10000 to alpha        -> nothing
         41s  ask 10000 to alpha        -> query 0 = unknown
         42s  hear 0 not_paid           -> charge 0 = awaiting",
    );
}

#[test]
fn a_call_that_a_crash_swallowed_is_asked_about() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         29s  tick                      -> nothing
         30s  tick                      -> query 0 = unknown
         31s  hear 0 not_paid           -> = awaiting
         # The order is there, but what was handed over is lost.
         32s  ask 10000 to alpha        -> charge 0 = awaiting
         # The first answer arrives after all, then the second.
         33s  answer 0 qr               -> = awaiting
         34s  answer 0 qr2              -> nothing",
    );
}

#[test]
fn a_refused_charge_fails_the_payment_only_if_it_was_the_only_way() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         # Nothing came of the number: it is free, even for other content.
         2s   ask 9000 to alpha         -> charge 1 = awaiting
         3s   answer 1 qr               -> = awaiting
         4s   hear 1 paid 9000          -> book paid 9000-54, tell paid = paid",
    );
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         2s   answer 0 untranslatable   -> = awaiting
         3s   choose beta               -> charge 1 = awaiting
         4s   answer 1 qr               -> = awaiting",
    );
}

#[test]
fn a_scanned_code_is_paid_at_once_or_confirmed_on_the_phone() {
    check(
        "plain",
        "0s   ask 10000 scan to alpha   -> charge 0 = awaiting
         1s   answer 0 paid             -> book paid 10000-60, tell paid = paid
         2s   answer 0 paid             -> nothing",
    );
    check(
        "plain",
        "0s   ask 10000 scan to alpha   -> charge 0 = awaiting
         1s   answer 0 paying           -> = awaiting
         6s   tick                      -> query 0 = awaiting
         7s   hear 0 not_paid           -> nothing
         21s  tick                      -> query 0 = awaiting
         22s  hear 0 failed             -> = failed",
    );
    check(
        "plain",
        "0s   ask 10000 scan to alpha   -> charge 0 = awaiting
         1s   answer 0 no buyer_paying  -> = awaiting
         6s   tick                      -> query 0 = awaiting
         7s   hear 0 paid               -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn a_charge_refused_because_it_is_paid_is_looked_up() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         6m   ask 10000 to alpha        -> charge 0 = awaiting
         6m   answer 0 no order_paid    -> query 0 = unknown
         7m   hear 0 paid               -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn a_refused_renewal_leaves_what_was_handed_over() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         6m   ask 10000 to alpha        -> charge 0 = awaiting
         6m   answer 0 no order_conflict -> = awaiting
         7m   ask 10000 to alpha        -> nothing",
    );
}

#[test]
fn a_number_that_the_wallet_has_and_nobody_can_be_handed_is_given_up() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         10s  answer 0 unknown          -> = unknown
         12s  ask 10000 to alpha        -> query 0 = unknown
         13s  hear 0 not_paid           -> charge 0 = awaiting
         14s  answer 0 no order_conflict -> close 0 = awaiting
         15s  close-answer 0 ok         -> = awaiting
         16s  ask 10000 to alpha        -> charge 1 = awaiting",
    );
}

#[test]
fn the_merchants_question_is_passed_on_but_not_too_often() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   look                      -> nothing
         1s   answer 0 qr               -> = awaiting
         2s   look                      -> nothing
         3s   look                      -> query 0 = awaiting
         4s   look                      -> nothing
         6s   look                      -> query 0 = awaiting
         # Our own calendar is as it was.
         301s tick                      -> query 0 = awaiting",
    );
}

#[test]
fn a_code_that_nobody_scanned_stays_good_though_its_wallet_does_not_know_it() {
    check(
        "plain",
        "0s   ask 10000 to gamma        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         301s tick                      -> query 0 = awaiting
         302s unheard 0 order_not_found -> = awaiting
         302s ask 10000 to gamma        -> charge 0 = awaiting
         # The renewal is lost; the code of before is still good.
         332s tick                      -> query 0 = unknown
         333s unheard 0 order_not_found -> = awaiting
         334s close                     -> close 0 = awaiting
         # The close is lost. The wallet knows nothing: there is nothing to close.
         364s tick                      -> query 0 = unknown
         365s unheard 0 order_not_found -> = closed
         366s hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed",
    );
}
