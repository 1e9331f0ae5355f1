//! Money that should not have come.

use drawbridge_gate_pay::RefundStep;

use super::check;
use super::words::ID;

#[test]
fn the_second_wallet_paid_is_held_and_given_back_under_a_fixed_number() {
    let payment = check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         1s   choose beta               -> charge 1 = awaiting
         2s   answer 0 qr               -> = awaiting
         2s   answer 1 qr               -> = awaiting
         9s   hear 1 paid               -> book paid 10000-60, tell paid, close 0 = paid
         9s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = paid
         10s  close-answer 0 order_paid -> nothing
         11s  hear 0 paid               -> nothing
         12s  refund-answer 0 processing -> = paid
         27s  tick                      -> query-refund 0 = paid
         28s  refund-hear 0 done        -> book given-back 10000-60 = paid
         29s  refund-hear 0 done        -> nothing
         30s  hear 0 refunded           -> nothing
         9d   tick                      -> nothing",
    );
    let payment = payment.unwrap();
    assert_eq!(payment.refunds[0].wallet_no, format!("{ID}S00"));
    assert!(payment.notes[0].text.contains("paid twice: beta was paid first"));
    assert_eq!(payment.refunded().minor, 0, "the merchant's money is untouched");
    assert_eq!(payment.refund_state(&format!("{ID}S00")), None);
}

#[test]
fn the_number_of_a_refund_out_of_suspense_follows_from_the_offer() {
    let payment = check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         1s   choose beta               -> charge 1 = awaiting
         2s   hear 0 paid               -> book paid 10000-60, tell paid = paid
         3s   refund R1 1000            -> book promised 1000, refund 0: 1000 = refunding
         4s   refund R2 1000            -> book promised 1000, refund 1: 1000 = refunding
         5s   hear 1 paid               -> book held 10000-60, refund 2: 10000 = refunding
         6s   refund R3 1000            -> book promised 1000, refund 3: 1000 = refunding",
    );
    let numbers: Vec<_> = payment.unwrap().refunds.into_iter().map(|r| r.wallet_no).collect();
    assert_eq!(numbers, ["R00", "R01", "S01", "R02"].map(|end| format!("{ID}{end}")));
}

#[test]
fn money_after_the_close_is_given_back() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   close                     -> close 0 = awaiting
         3s   close-answer 0 ok         -> = closed
         4s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         # The process dies before the call leaves.
         34s  tick                      -> query-refund 0 = closed
         35s  refund-unheard 0 refund_not_found -> refund 0: 10000 = closed
         36s  refund-answer 0 merchant_balance -> = closed
         51s  tick                      -> refund 0: 10000 = closed
         52s  refund-answer 0 done      -> book given-back 10000-60 = closed",
    );
}

#[test]
fn another_amount_is_never_taken_for_the_payment() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 paid 9999          -> book held 9999-60, refund 0: 9999 = awaiting
         3s   refund-answer 0 done      -> book given-back 9999-60 = awaiting
         # The buyer may still pay the right amount.
         4s   ask 10000 to alpha        -> charge 1 = awaiting
         5s   answer 1 qr               -> = awaiting
         6s   hear 1 paid               -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn a_wallet_that_gave_it_back_itself_is_believed() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         2s   close                     -> = awaiting
         3s   answer 0 unsent           -> = closed
         4s   hear 0 refunded           -> book held 10000-60, book given-back 10000-60 = closed",
    );
}

#[test]
fn what_the_wallet_gave_back_itself_is_not_asked_for_again() {
    let payment = check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         1s   choose beta               -> charge 1 = awaiting
         2s   hear 1 paid               -> book paid 10000-60, tell paid = paid
         9s   hear 0 partly_refunded 4000 -> book held 10000-60, book given-back 4000-24, refund 1: 6000 = paid
         9s   refund-answer 1 processing -> = paid
         # It is tried again as any, and for the rest only.
         7d   refund-hear 1 closed      -> = paid
         8d   tick                      -> refund 2: 6000 = paid
         8d   refund-answer 2 done      -> book given-back 6000-36 = paid
         8d   hear 0 refunded           -> nothing
         8d   hear 0 closed             -> nothing
         90d  tick                      -> nothing",
    );
    let payment = payment.unwrap();
    let numbers: Vec<_> = payment.refunds.iter().map(|r| r.wallet_no.clone()).collect();
    assert_eq!(numbers, ["W00", "S00", "S0001"].map(|end| format!("{ID}{end}")));
    assert_eq!(payment.refunded().minor, 0, "the merchant's money is untouched");
}

#[test]
fn a_wallet_that_gave_back_more_than_there_was_is_asked_for_all() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         2s   close                     -> = awaiting
         3s   answer 0 unsent           -> = closed
         4s   hear 0 partly_refunded 10001 -> book held 10000-60, refund 0: 10000 = closed
         5s   hear 0 closed             -> = closed",
    );
    let last = payment.unwrap().notes.pop().unwrap();
    assert!(last.text.contains("after it said it was paid"), "{}", last.text);
}

#[test]
fn a_refund_out_of_suspense_that_cannot_be_made_is_explained() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         4s   tick                      -> nothing",
    );
    assert_eq!(payment.map(|payment| payment.notes.len()), Some(2));
}

#[test]
fn a_refund_out_of_suspense_that_the_wallet_closes_is_tried_again_under_the_next_number() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 processing -> = closed
         7d   refund-hear 0 closed      -> = closed
         7d   refund-hear 0 closed      -> nothing
         8d   tick                      -> refund 1: 10000 = closed
         8d   refund-answer 1 done      -> book given-back 10000-60 = closed
         90d  tick                      -> nothing",
    );
    let payment = payment.unwrap();
    let numbers: Vec<_> = payment.refunds.iter().map(|r| r.wallet_no.clone()).collect();
    assert_eq!(numbers, ["S00", "S0001"].map(|end| format!("{ID}{end}")));
    assert!(payment.notes[1].text.contains("S00 out of suspense was closed"));
}

#[test]
fn what_no_attempt_could_give_back_is_for_a_person() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         1d   tick                      -> refund 1: 10000 = closed
         1d   refund-answer 1 closed    -> = closed
         2d   tick                      -> refund 2: 10000 = closed
         2d   refund-answer 2 closed    -> = closed
         4d   tick                      -> refund 3: 10000 = closed
         4d   refund-answer 3 closed    -> = closed
         8d   tick                      -> refund 4: 10000 = closed
         8d   refund-answer 4 closed    -> = closed
         20d  tick                      -> refund 5: 10000 = closed
         20d  refund-answer 5 closed    -> = closed
         90d  tick                      -> nothing",
    );
    let mut payment = payment.unwrap();
    let last = payment.notes.pop().unwrap();
    assert!(last.text.contains("act at the wallet"), "{}", last.text);
    let ends: Vec<_> = payment.refunds.iter().map(|refund| refund.status).collect();
    assert_eq!(ends, [&[RefundStep::Closed; 5][..], &[RefundStep::Abnormal]].concat());
    assert_eq!(payment.refunds[5].fee_back, None, "nothing has left the order");
}

#[test]
fn what_is_back_after_all_is_for_nobody() {
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         1d   tick                      -> refund 1: 10000 = closed
         1d   refund-answer 1 closed    -> = closed
         2d   tick                      -> refund 2: 10000 = closed
         2d   refund-answer 2 closed    -> = closed
         4d   tick                      -> refund 3: 10000 = closed
         4d   refund-answer 3 closed    -> = closed
         8d   tick                      -> refund 4: 10000 = closed
         8d   refund-answer 4 closed    -> = closed
         20d  tick                      -> refund 5: 10000 = closed
         20d  refund-answer 5 closed    -> = closed
         20d  refund-hear 5 closed      -> nothing
         21d  refund-hear 2 done        -> book given-back 10000-60 = closed
         22d  refund-hear 5 closed      -> nothing
         90d  tick                      -> nothing",
    );
    let mut payment = payment.unwrap();
    assert_eq!(payment.refunds[5].status, RefundStep::Closed);
    let last = payment.notes.pop().unwrap();
    assert!(last.text.contains("S0005 out of suspense is not needed"), "{}", last.text);
    // The last one itself may come through.
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         1d   tick                      -> refund 1: 10000 = closed
         1d   refund-answer 1 closed    -> = closed
         2d   tick                      -> refund 2: 10000 = closed
         2d   refund-answer 2 closed    -> = closed
         4d   tick                      -> refund 3: 10000 = closed
         4d   refund-answer 3 closed    -> = closed
         8d   tick                      -> refund 4: 10000 = closed
         8d   refund-answer 4 closed    -> = closed
         20d  tick                      -> refund 5: 10000 = closed
         20d  refund-answer 5 processing -> = closed
         27d  refund-hear 5 closed      -> = closed
         28d  refund-hear 5 done        -> book given-back 10000-60 = closed
         90d  tick                      -> nothing",
    );
    assert_eq!(payment.unwrap().refunds[5].status, RefundStep::Done);
}

#[test]
fn a_closed_refund_that_is_done_after_all_ends_the_attempt_planned_instead() {
    check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         4s   refund-hear 0 done        -> book given-back 10000-60 = closed
         90d  tick                      -> nothing",
    );
    // One that was called already is refused by the wallet, and nothing is given back twice.
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 no risk_refused  -> = failed
         2s   hear 0 paid               -> book held 10000-60, refund 0: 10000 = closed
         3s   refund-answer 0 closed    -> = closed
         1d   tick                      -> refund 1: 10000 = closed
         1d   refund-hear 0 done        -> book given-back 10000-60 = closed
         1d   refund-answer 1 merchant_balance -> = closed
         2d   refund-hear 1 done        -> = closed
         90d  tick                      -> nothing",
    );
    let last = payment.unwrap().notes.pop().unwrap();
    assert!(last.text.contains("whose money is back already"), "{}", last.text);
}
