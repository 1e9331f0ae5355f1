//! What whoever has the cashier's link can bring about, and what not.

use super::check;

#[test]
fn a_wallet_that_refused_is_not_asked_again_at_once() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose alpha              -> charge 0 = awaiting
         2s   answer 0 no risk_refused  -> = awaiting
         3s   choose alpha              -> ! risk_refused
         4s   choose alpha mobile       -> charge 1 = awaiting
         5s   answer 1 no buyer_refused -> = awaiting
         6s   choose alpha mobile 192.0.2.1 -> ! buyer_refused
         7s   choose alpha              -> ! risk_refused
         8s   choose beta               -> charge 2 = awaiting
         60s  choose alpha              -> ! risk_refused
         61s  choose alpha              -> charge 3 = awaiting
         62s  answer 3 paid             -> book paid 10000-60, tell paid = paid",
    );
}

#[test]
fn what_cannot_be_said_to_a_wallet_is_never_tried_again() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose beta mobile        -> charge 0 = awaiting
         1s   answer 0 untranslatable   -> = awaiting
         1h   choose beta mobile        -> ! untranslatable
         1h   choose beta mobile 192.0.2.1 -> charge 1 = awaiting
         1h   answer 1 untranslatable   -> = awaiting
         3h   choose beta mobile        -> ! untranslatable
         3h   choose beta               -> charge 2 = awaiting",
    );
}

#[test]
fn one_wallet_never_takes_the_room_of_the_others() {
    let refused = |attempt: i64| {
        let minute = attempt * 2;
        format!(
            "{minute}m choose alpha -> charge {attempt} = awaiting
             {minute}m answer {attempt} no risk_refused -> = awaiting\n"
        )
    };
    let story = format!(
        "0s ask 10000 -> = created\n{}40m choose alpha -> ! too_often
         40m choose alpha mobile -> ! too_often
         40m choose beta -> charge 10 = awaiting",
        (0..10).map(refused).collect::<Vec<_>>().concat()
    );
    check("plain", &story);
}

#[test]
fn a_phone_with_another_address_gets_an_offer_of_its_own() {
    check(
        "plain",
        "0s   ask 10000                 -> = created
         1s   choose beta mobile 192.0.2.1 -> charge 0 = awaiting
         2s   answer 0 qr               -> = awaiting
         3s   choose beta mobile 192.0.2.1 -> nothing
         4s   choose beta mobile        -> nothing
         5s   choose beta mobile 192.0.2.2 -> charge 1 = awaiting
         6s   answer 1 qr               -> = awaiting
         7s   choose beta mobile 192.0.2.1 -> nothing
         8s   choose beta mobile 192.0.2.2 -> nothing
         9s   hear 1 paid               -> book paid 10000-60, tell paid, close 0 = paid",
    );
}

#[test]
fn a_new_address_at_each_click_does_not_take_the_room_of_other_wallets() {
    let click = |n: i64| format!("{n}s choose beta mobile 192.0.2.{n} -> charge {n} = awaiting\n");
    let story = format!(
        "0s ask 10000 -> = created\n{}40s choose beta mobile 192.0.2.40 -> ! too_often
         40s choose beta mobile 192.0.2.3 -> nothing
         40s choose alpha -> charge 10 = awaiting",
        (0..10).map(click).collect::<Vec<_>>().concat()
    );
    check("plain", &story);
}
