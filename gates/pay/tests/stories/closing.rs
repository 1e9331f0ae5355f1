//! Close, cancel, expiry: and the buyer who pays all the same.

use super::check;

#[test]
fn an_order_is_closed_when_its_wallets_have_closed_it() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         1s   choose beta               -> charge 1 = awaiting
         2s   answer 0 qr               -> = awaiting
         2s   answer 1 qr               -> = awaiting
         3s   close                     -> close 0, close 1 = awaiting
         3s   ask 10000                 -> ! order_closed
         3s   choose gamma              -> ! order_closed
         4s   close-answer 0 ok         -> = awaiting
         5s   close-answer 1 ok         -> = closed
         6s   close                     -> nothing
         7s   tick                      -> nothing",
    );
}

#[test]
fn an_order_without_offers_is_closed_at_once() {
    check("plain", "0s ask 10000 -> = created\n 1s close -> = closed");
}

#[test]
fn the_buyer_may_be_faster_than_the_close() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 order_paid -> query 0 = unknown
         4s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         5s   close                     -> ! order_paid",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         4s   close-answer 0 order_paid -> nothing",
    );
}

#[test]
fn a_close_that_is_not_confirmed_is_asked_about_and_made_again() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         12s  close-answer 0 unknown    -> = unknown
         17s  tick                      -> query 0 = unknown
         18s  hear 0 not_paid           -> close 0 = awaiting
         # This one is lost with the process.
         48s  tick                      -> query 0 = unknown
         49s  hear 0 not_paid           -> close 0 = awaiting
         50s  close-answer 0 ok         -> = closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 unsent     -> = unknown
         # The merchant tries again, and so do we.
         9s   close                     -> close 0 = awaiting
         10s  close-answer 0 order_closed -> = closed",
    );
}

#[test]
fn a_charge_on_its_way_is_closed_when_it_arrives() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   close                     -> = awaiting
         2s   answer 0 qr               -> close 0 = awaiting
         3s   close-answer 0 ok         -> = closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   close                     -> = awaiting
         2s   answer 0 unsent           -> = closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   close                     -> = awaiting
         30s  tick                      -> query 0 = unknown
         31s  unheard 0 order_not_found -> = closed
         # Given up, and then it was there after all.
         32s  answer 0 qr               -> close 0 = closed
         33s  close-answer 0 ok         -> = closed",
    );
}

#[test]
fn an_order_expires_and_is_closed_at_its_wallets() {
    check(
        "shy",
        "0s   ask 10000                 -> = created
         5s   choose alpha              -> charge 0 = awaiting
         6s   answer 0 qr               -> = awaiting
         119m choose alpha              -> charge 0 = awaiting
         119m answer 0 qr2              -> = awaiting
         2h   choose alpha              -> ! order_closed
         2h   tick                      -> close 0 = awaiting
         2h   close-answer 0 ok         -> tell closed = closed",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         5m   tick                      -> nothing
         7d   tick                      -> close 0 = awaiting",
    );
}

#[test]
fn expired_but_not_yet_closed_still_counts_as_paid() {
    check(
        "shy",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2h   tick                      -> close 0 = awaiting
         2h   hear 0 paid               -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn what_no_buyer_opened_is_not_told_when_it_expires() {
    check(
        "shy",
        "0s   ask 10000                 -> = created
         2h   tick                      -> = closed
         # Its platform never knew the number: it is free.
         3h   ask 9000                  -> = created
         3h   close                     -> = closed
         4h   ask 9000                  -> = created",
    );
}

#[test]
fn an_order_started_anew_takes_no_money_for_the_old_one() {
    check(
        "shy",
        "0s   ask 10000 to gamma        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 ok         -> = closed
         4s   ask 10000 subject Coffee  -> = created
         5s   choose gamma              -> charge 1 = awaiting
         6s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = awaiting
         7s   hear 1 paid               -> book paid 10000-60, tell paid = paid",
    );
    // What was given up comes to light after the fresh start: nobody may find it open.
    check(
        "shy",
        "0s   ask 10000 to gamma        -> charge 0 = awaiting
         1s   close                     -> = awaiting
         30s  tick                      -> query 0 = unknown
         31s  unheard 0 order_not_found -> = closed
         32s  ask 9000                  -> = created
         33s  answer 0 qr               -> close 0 = created
         63s  tick                      -> query 0 = created
         64s  hear 0 not_paid           -> close 0 = created
         65s  choose gamma              -> charge 1 = awaiting",
    );
}

#[test]
fn a_number_that_was_cancelled_is_not_free_again() {
    check(
        "shy",
        "0s   ask 10000                 -> = created
         1s   cancel                    -> = closed
         2s   ask 10000                 -> ! order_closed",
    );
}

#[test]
fn what_the_wallet_closes_is_closed_if_it_was_the_only_way() {
    check(
        "shy",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 paying             -> = awaiting
         9s   hear 0 closed             -> tell closed = closed
         10s  hear 0 closed             -> nothing",
    );
}

#[test]
fn a_wallet_that_never_answers_is_given_up_a_day_after_the_expiry() {
    // We come back after two days, and ask as often as if we had been there.
    let asked = |n| format!("{}h tick -> query 0 = unknown", 50 + n);
    let asked = (0..12).map(asked).collect::<Vec<_>>().join("\n");
    let payment = check(
        "shy",
        &format!(
            "0s   ask 10000 to alpha        -> charge 0 = awaiting
             10s  answer 0 unknown          -> = unknown
             2h   tick                      -> close 0 = awaiting
             2h   close-answer 0 unknown    -> = unknown
             {asked}
             70h  tick                      -> = closed
             71h  tick                      -> nothing"
        ),
    );
    assert!(payment.unwrap().notes[0].text.contains("never said"));
}

#[test]
fn a_wallet_without_a_close_is_left_to_itself() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 untranslatable -> = closed
         9s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed",
    );
}

#[test]
fn what_could_not_be_closed_is_looked_at_until_a_week_after_its_last_moment() {
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 untranslatable -> = closed
         # As an open one, as long as a buyer may pay it.
         302s tick                      -> nothing
         303s tick                      -> query 0 = closed
         303s unheard 0 order_not_found -> nothing
         659s tick                      -> nothing
         # A minute, an hour, a day and a week later.
         11m  tick                      -> query 0 = closed
         12m  hear 0 not_paid           -> nothing
         70m  tick                      -> query 0 = closed
         71m  unheard 0 unknown         -> nothing
         26h  tick                      -> query 0 = closed
         27h  tick                      -> nothing
         9d   tick                      -> query 0 = closed
         # No word is asked for again.
         9d   unheard 0 unknown         -> nothing
         10d  tick                      -> query 0 = closed
         10d  hear 0 not_paid           -> = closed
         90d  tick                      -> nothing",
    );
}

#[test]
fn money_that_came_after_a_close_and_was_not_told_is_found() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose brief              -> charge 0 = awaiting
         1s   choose alpha              -> charge 1 = awaiting
         2s   answer 0 qr               -> = awaiting
         2s   answer 1 qr               -> = awaiting
         9s   hear 1 paid               -> book paid 10000-60, tell paid, close 0 = paid
         9s   close-answer 0 untranslatable -> = paid
         # The buyer paid the other one too, and every notice was lost.
         309s tick                      -> query 0 = paid
         310s hear 0 paid               -> book held 10000-60, refund 0: 10000 = paid
         311s refund-answer 0 done      -> book given-back 10000-60 = paid
         90d  tick                      -> nothing",
    );
}

#[test]
fn a_wallet_that_tells_only_briefly_is_asked_though_it_knew_of_nothing() {
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   answer 0 unknown          -> = unknown
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 order_not_found -> = closed
         5m   close                     -> nothing
         303s tick                      -> query 0 = closed
         304s hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed",
    );
    // What never left is nowhere.
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   answer 0 unsent           -> = awaiting
         2s   close                     -> = closed
         90d  tick                      -> nothing",
    );
}

#[test]
fn an_offer_told_as_failed_is_looked_at_like_one_that_is_closed() {
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 failed             -> = failed
         # As an open one, as long as a buyer may pay it.
         301s tick                      -> nothing
         302s tick                      -> query 0 = failed
         303s hear 0 failed             -> nothing
         11m  tick                      -> query 0 = failed
         12m  unheard 0 order_not_found -> nothing
         70m  tick                      -> query 0 = failed
         26h  tick                      -> query 0 = failed
         9d   tick                      -> query 0 = failed
         # No word is asked for again.
         9d   unheard 0 unknown         -> nothing
         10d  tick                      -> query 0 = failed
         10d  hear 0 failed             -> = failed
         90d  tick                      -> nothing",
    );
    // What the wallet tells of is there, though nobody has heard its answer to the charge.
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   hear 0 failed             -> = failed
         301s tick                      -> query 0 = failed
         302s hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed",
    );
    // A charge that was refused is nowhere, and who tells for long is relied upon.
    check(
        "plain",
        "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         90d  tick                      -> nothing",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha expires 10m -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 failed             -> = failed
         90d  tick                      -> nothing",
    );
}

#[test]
fn a_wallet_that_never_answers_the_last_looks_is_given_up_with_a_note() {
    // We come back after eight days, and ask as often as if we had been there.
    let look = |n| format!("{}m tick -> query 0 = closed", 8 * 1440 + 30 * n);
    let looks = (0..12).map(look).collect::<Vec<_>>().join("\n");
    let payment = check(
        "plain",
        &format!(
            "0s   ask 10000 to brief expires 10m -> charge 0 = awaiting
             1s   answer 0 qr               -> = awaiting
             2s   close                     -> close 0 = awaiting
             3s   close-answer 0 untranslatable -> = closed
             {looks}
             9d   tick                      -> = closed
             90d  tick                      -> nothing"
        ),
    );
    assert!(payment.unwrap().notes.iter().any(|note| note.text.contains("never said")));
}

#[test]
fn a_cancelled_order_is_closed_or_refunded() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   cancel                    -> close 0 = awaiting
         3s   close-answer 0 ok         -> = closed
         4s   cancel                    -> nothing
         5s   ask 10000 to alpha        -> ! order_closed",
    );
    check(
        "plain",
        "0s   ask 10000 scan to alpha   -> charge 0 = awaiting
         1s   answer 0 paid             -> book paid 10000-60, tell paid = paid
         2s   cancel                    -> book promised 10000, refund 0: 10000 = refunding
         3s   cancel                    -> nothing
         4s   refund-answer 0 merchant_balance -> book unpromised 10000 = paid
         5s   cancel                    -> book promised 10000, refund 0: 10000 = refunding
         6s   refund-answer 0 done      -> book refunded 10000-60, tell 1000000000000000000000000001R00 done = refunded
         7s   cancel                    -> nothing",
    );
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   cancel                    -> close 0 = awaiting
         3s   hear 0 paid               -> book paid 10000-60, tell paid, book promised 10000, refund 0: 10000 = refunding",
    );
}

#[test]
fn a_cancellation_gives_back_what_another_refund_left_behind() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         3s   refund r1 4000            -> book promised 4000, refund 0: 4000 = refunding
         4s   refund-answer 0 processing -> = refunding
         5s   cancel                    -> book promised 6000, refund 1: 6000 = refunding
         6s   refund-answer 1 done      -> book refunded 6000-36, tell 1000000000000000000000000001R01 done = refunding
         7s   cancel                    -> nothing
         8s   refund-hear 0 closed      -> book unpromised 4000, tell r1 closed = partly_refunded
         9s   cancel                    -> book promised 4000, refund 2: 4000 = refunding",
    );
}

#[test]
fn a_wallet_that_takes_back_its_word_is_noted_and_not_obeyed() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         3s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         4s   hear 0 closed             -> = paid
         5s   hear 0 closed             -> nothing",
    );
    assert_eq!(payment.map(|payment| payment.notes.len()), Some(1));
}
