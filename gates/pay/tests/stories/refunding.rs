//! Giving money back.

use drawbridge_gate_pay::timing;

use super::check;

/// A payment of 10000 that is paid, then what is given.
fn paid(front: &str, story: &str) -> drawbridge_gate_pay::Payment {
    let story = format!(
        "0s ask 10000 to alpha -> charge 0 = awaiting
         1s answer 0 qr        -> = awaiting
         2s hear 0 paid        -> book paid 10000-60, tell paid = paid
         {story}"
    );
    check(front, &story).unwrap()
}

#[test]
fn a_refund_is_promised_and_then_done() {
    paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         3s   refund R1 4000            -> nothing
         4s   refund-answer 0 processing -> = refunding
         5s   refund R1 4000            -> nothing
         19s  tick                      -> query-refund 0 = refunding
         20s  refund-hear 0 processing  -> nothing
         79s  tick                      -> query-refund 0 = refunding
         80s  refund-hear 0 done 4000   -> book refunded 4000-24, tell R1 done = partly_refunded
         81s  refund-hear 0 done 4000   -> nothing
         82s  refund-hear 0 processing  -> nothing
         83s  refund R2 6000 of 10000   -> book promised 6000, refund 1: 6000 = refunding
         84s  refund-answer 1 done      -> book refunded 6000-36, tell R2 done = refunded
         85s  refund R1 4000            -> nothing
         9d   tick                      -> nothing",
    );
}

#[test]
fn the_fees_given_back_add_up_to_the_fee() {
    let payment = paid(
        "plain",
        "3s   refund R1 3333            -> book promised 3333, refund 0: 3333 = refunding
         4s   refund-answer 0 done      -> book refunded 3333-20, tell R1 done = partly_refunded
         5s   refund R2 3333            -> book promised 3333, refund 1: 3333 = refunding
         6s   refund-answer 1 done      -> book refunded 3333-20, tell R2 done = partly_refunded
         7s   refund R3 33              -> book promised 33, refund 2: 33 = refunding
         8s   refund-answer 2 done      -> book refunded 33-0, tell R3 done = partly_refunded
         9s   refund R4 3301            -> book promised 3301, refund 3: 3301 = refunding
         10s  refund-answer 3 done      -> book refunded 3301-20, tell R4 done = refunded",
    );
    let back: u64 = payment.refunds.iter().filter_map(|r| r.fee_back).map(|fee| fee.minor).sum();
    assert_eq!(back, 60);
}

#[test]
fn the_fee_given_back_follows_the_order_in_which_the_wallet_accepts() {
    let payment = paid(
        "plain",
        "3s   refund R1 3400            -> book promised 3400, refund 0: 3400 = refunding
         4s   refund-answer 0 processing -> = refunding
         5s   refund R2 30              -> book promised 30, refund 1: 30 = refunding
         6s   refund-answer 1 processing -> = refunding
         # The second is done first.
         8s   refund-hear 1 done        -> book refunded 30-1, tell R2 done = refunding
         9s   refund-hear 0 done        -> book refunded 3400-20, tell R1 done = partly_refunded",
    );
    let accepted: Vec<_> = payment.refunds.iter().map(|r| r.accepted_at.map(|at| at.0)).collect();
    assert_eq!(accepted, [Some(4000), Some(6000)], "the days on which the wallet's bill has them");
}

#[test]
fn a_refund_of_the_whole_needs_no_number() {
    let payment = paid(
        "shy",
        "3s   refund - 10000            -> book promised 10000, refund 0: 10000 = refunding
         3s   refund - 10000            -> nothing
         3s   refund ORDER-1 10000      -> nothing
         4s   refund-answer 0 done      -> book refunded 10000-60, tell ORDER-1 done = refunded",
    );
    assert!(payment.refund_state("ORDER-1").is_some());
}

#[test]
fn a_refused_refund_is_free_to_be_tried_again_with_its_number() {
    paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         4s   refund-answer 0 merchant_balance -> book unpromised 4000 = paid
         5s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         6s   refund-answer 0 merchant_balance -> book unpromised 4000 = paid
         7s   refund R1 3000            -> book promised 3000, refund 0: 3000 = refunding
         8s   refund-answer 0 done      -> book refunded 3000-18, tell R1 done = partly_refunded",
    );
}

#[test]
fn a_refund_whose_outcome_is_not_known_is_asked_about_and_made_again_with_its_number() {
    paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         13s  refund-answer 0 unknown   -> = refunding
         14s  refund R1 4000            -> nothing
         18s  tick                      -> query-refund 0 = refunding
         19s  refund-unheard 0 unknown  -> nothing
         33s  tick                      -> query-refund 0 = refunding
         34s  refund-unheard 0 refund_not_found -> refund 0: 4000 = refunding
         35s  refund-answer 0 too_often -> = refunding
         65s  tick                      -> query-refund 0 = refunding
         66s  refund-hear 0 done        -> book refunded 4000-24, tell R1 done = partly_refunded",
    );
    paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         4s   refund-answer 0 unsent    -> = refunding
         9s   tick                      -> refund 0: 4000 = refunding
         # Lost with the process.
         39s  tick                      -> query-refund 0 = refunding
         40s  refund-hear 0 done        -> book refunded 4000-24, tell R1 done = partly_refunded",
    );
}

#[test]
fn a_refund_that_is_given_up_frees_its_amount_and_spends_its_number() {
    paid(
        "plain",
        "3s   refund R1 10000           -> book promised 10000, refund 0: 10000 = refunding
         4s   refund-answer 0 processing -> = refunding
         5s   refund R2 1               -> ! refund_exceeds
         9s   refund-hear 0 closed      -> book unpromised 10000, tell R1 closed = paid
         10s  refund R1 10000           -> nothing
         11s  refund R2 10000           -> book promised 10000, refund 1: 10000 = refunding
         12s  refund-answer 1 done      -> book refunded 10000-60, tell R2 done = refunded
         # The wallet contradicts itself, and there is nothing left to give back.
         13s  refund-hear 0 done        -> = refunded
         14s  refund-hear 0 done        -> nothing",
    );
    paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         9s   refund-hear 0 closed      -> book unpromised 4000, tell R1 closed = paid
         13s  refund-hear 0 done        -> book promised 4000, book refunded 4000-24, tell R1 done = partly_refunded",
    );
}

#[test]
fn a_refund_that_cannot_be_delivered_stays_promised() {
    paid(
        "plain",
        "3s   refund R1 10000           -> book promised 10000, refund 0: 10000 = refunding
         9s   refund-hear 0 abnormal    -> tell R1 abnormal = paid
         10s  refund R2 1               -> ! refund_exceeds
         11s  tick                      -> nothing
         # Somebody acted at the wallet.
         9d   refund-hear 0 done        -> book refunded 10000-60, tell R1 done = refunded",
    );
}

#[test]
fn a_refund_that_the_wallet_took_on_and_knows_no_more_is_for_a_person() {
    let asked = |day: u32, then: &str| {
        format!(
            "{day}d tick                       -> query-refund 0 = refunding
             {day}d refund-unheard 0 refund_not_found -> {then}\n"
        )
    };
    let asks = timing::FORGOTTEN_ASKS;
    let patient: String = (2..asks).map(|day| asked(day, "nothing")).collect();
    let told = paid(
        "plain",
        &format!(
            "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
             4s   refund-answer 0 processing -> = refunding
             {}{patient}{}
             99d  tick                      -> nothing
             # Somebody acted at the wallet.
             99d  refund-hear 0 done        -> book refunded 4000-24, tell R1 done = partly_refunded",
            asked(1, "= refunding"),
            asked(asks, "tell R1 abnormal = paid")
        ),
    );
    assert!(told.notes.iter().any(|note| note.text.contains("act at the wallet")), "{told:?}");
}

#[test]
fn a_refund_of_another_amount_than_asked_is_for_a_person() {
    let payment = paid(
        "plain",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         9s   refund-hear 0 done 5000   -> tell R1 abnormal = paid
         10s  refund-hear 0 done 5000   -> nothing",
    );
    assert_eq!(payment.notes.len(), 2);
}

#[test]
fn a_platform_whose_refunds_are_done_at_once_is_told_only_of_those_done() {
    paid(
        "shy",
        "3s   refund R1 4000            -> book promised 4000, refund 0: 4000 = refunding
         4s   refund-answer 0 processing -> = refunding
         5s   refund-hear 0 closed      -> book unpromised 4000 = paid
         6s   refund R2 4000            -> book promised 4000, refund 1: 4000 = refunding
         7s   refund-answer 1 done      -> book refunded 4000-24, tell R2 done = partly_refunded",
    );
}

#[test]
fn a_refund_at_the_wallet_that_nobody_asked_for_here_is_noted() {
    let payment =
        paid("plain", "9s hear 0 partly_refunded 100 -> = paid\n 9s hear 0 refunded -> nothing");
    assert_eq!(payment.notes.len(), 1);
    // The notice of the refund came first, the notice of the payment never.
    let payment = check(
        "plain",
        "0s   ask 10000 to alpha        -> charge 0 = awaiting
         1s   answer 0 qr               -> = awaiting
         2s   hear 0 refunded           -> book paid 10000-60, tell paid = paid
         3s   hear 0 paid               -> nothing",
    );
    assert_eq!(payment.map(|payment| payment.notes.len()), Some(1));
}
