//! What the merchant's call is answered.

use drawbridge_canon::pay::{CancelAction, CancelAnswer, Handover, TradeState};
use drawbridge_canon::{Money, Reason};
use drawbridge_gate_pay::{Outcome, Payment, Reply, Waiting, World, step};

use super::words::{self, ID, PLAIN, SHY};

/// The payment after these events, whose effects are not looked at.
fn after(story: &str) -> Payment {
    let wallets = words::wallets();
    let mut payment = None;
    for line in story.split(';').map(str::trim) {
        let (now, event) = words::line(line, payment.as_ref());
        let now = drawbridge_canon::Timestamp(now);
        let world = World { now, front: &PLAIN, wallets: &wallets };
        payment = step(payment.clone(), event, &world).ok().map(|step| step.payment).or(payment);
    }
    payment.unwrap()
}

fn charge_reply(story: &str) -> String {
    match after(story).charge_reply() {
        Reply::Hand(Handover::Code { text }) => text,
        Reply::Hand(Handover::Paid { transaction }) => format!("paid {}", transaction.order),
        Reply::Hand(Handover::Paying { transaction }) => format!("paying {}", transaction.order),
        Reply::Hand(other) => format!("{other:?}"),
        Reply::Wait(offer) => format!("wait {offer}"),
        Reply::Refuse(refusal) => format!("{:?}", refusal.reason),
        Reply::Cashier => "cashier".into(),
    }
}

#[test]
fn a_charge_is_answered_with_what_is_known() {
    let ask = "0s ask 10000 to alpha";
    let scan = "0s ask 10000 scan to alpha";
    let cases = [
        ("0s ask 10000", "cashier"),
        ("0s ask 10000; 1s close", "OrderClosed"),
        ("0s ask 10000; 1s choose alpha; 2s hear 0 paid", "OrderPaid"),
        (ask, "wait 0"),
        (&format!("{ask}; 1s answer 0 qr"), "qr"),
        (&format!("{ask}; 1s answer 0 qr; 2s hear 0 paying"), "qr"),
        (&format!("{ask}; 1s answer 0 unsent"), "ServiceFailed"),
        (&format!("{ask}; 1s answer 0 unknown"), "ServiceFailed"),
        (&format!("{ask}; 1s answer 0 unknown; 2s ask 10000 to alpha"), "wait 0"),
        (
            &format!("{ask}; 1s answer 0 unknown; 2s ask 10000 to alpha; 3s unheard 0 unknown"),
            "ServiceFailed",
        ),
        (&format!("{ask}; 1s answer 0 no risk_refused"), "RiskRefused"),
        (&format!("{ask}; 1s answer 0 no order_paid; 2s hear 0 paid"), "OrderPaid"),
        (&format!("{ask}; 1s answer 0 qr; 2s close"), "OrderClosed"),
        (scan, "wait 0"),
        (&format!("{scan}; 1s answer 0 paid"), "paid ORDER-1"),
        (&format!("{scan}; 1s answer 0 paying"), "paying ORDER-1"),
        (&format!("{scan}; 1s answer 0 unknown"), "paying ORDER-1"),
        (&format!("{scan}; 1s answer 0 no buyer_balance"), "BuyerBalance"),
    ];
    for (story, expected) in cases {
        assert_eq!(charge_reply(story), expected, "{story}");
    }
}

#[test]
fn a_close_is_answered_when_it_is_certain() {
    let open = "0s ask 10000 to alpha; 1s answer 0 qr; 2s close";
    let done = Outcome::Say(("ORDER-1".to_owned(), Some(ID.to_owned())));
    let closed = after(&format!("{open}; 3s close-answer 0 ok"));
    assert_eq!(closed.close_reply(&PLAIN), done);
    assert_eq!(after(open).close_reply(&PLAIN), Outcome::Wait(Waiting::Offer(0)));
    let reason = |story: &str, front| match after(story).close_reply(front) {
        Outcome::Refuse(refusal) => refusal.reason,
        other => panic!("{story}: {other:?}"),
    };
    assert_eq!(
        reason(&format!("{open}; 3s close-answer 0 unknown"), &PLAIN),
        Reason::ServiceFailed
    );
    assert_eq!(reason(&format!("{open}; 3s hear 0 paid"), &PLAIN), Reason::OrderPaid);
    // The platform never knew the order: it says so, and it is closed all the same.
    let unseen = format!("{open}; 3s close-answer 0 ok").replace("alpha", "gamma");
    assert_eq!(reason(&unseen, &SHY), Reason::OrderNotFound);
    // The wallet found it paid, and has been asked for the story.
    let racing = after(&format!("{open}; 3s close-answer 0 order_paid"));
    assert_eq!(racing.close_reply(&PLAIN), Outcome::Wait(Waiting::Offer(0)));
}

#[test]
fn a_cancellation_says_what_it_did() {
    let answer = |story: &str| match after(story).cancel_reply(&PLAIN) {
        Outcome::Say(CancelAnswer { action, retry, .. }) => (action, retry),
        other => panic!("{story}: {other:?}"),
    };
    let open = "0s ask 10000 to alpha; 1s answer 0 qr; 2s cancel";
    let paid = "0s ask 10000 to alpha; 1s hear 0 paid; 2s cancel";
    assert_eq!(
        answer(&format!("{open}; 3s close-answer 0 ok")),
        (Some(CancelAction::Close), false)
    );
    assert_eq!(answer(&format!("{open}; 3s close-answer 0 unknown")), (None, true));
    assert_eq!(
        answer(&format!("{paid}; 3s refund-answer 0 done")),
        (Some(CancelAction::Refund), false)
    );
    assert_eq!(answer(&format!("{paid}; 3s refund-answer 0 unknown")), (None, true));
    assert_eq!(answer("0s ask 10000; 1s close; 2s cancel"), (None, false));
    assert_eq!(after(open).cancel_reply(&PLAIN), Outcome::Wait(Waiting::Offer(0)));
    assert_eq!(after(paid).cancel_reply(&PLAIN), Outcome::Wait(Waiting::Refund(0)));
}

#[test]
fn a_refund_says_whether_this_call_moved_money() {
    let paid = "0s ask 10000 to alpha; 1s hear 0 paid; 2s refund R1 4000";
    let done = after(&format!("{paid}; 3s refund-answer 0 done"));
    for (repeat, moved) in [(false, true), (true, false)] {
        let Outcome::Say(state) = done.refund_reply("R1", repeat) else { panic!("done") };
        assert_eq!(state.moved, Some(moved));
        assert_eq!(state.refunded, Some(Money::fen(4000)));
        assert_eq!(state.wallet_refund_no, Some(format!("{ID}R00")));
    }
    assert_eq!(after(paid).refund_reply("R1", false), Outcome::Wait(Waiting::Refund(0)));
    let reason = |story: &str| match after(story).refund_reply("R1", false) {
        Outcome::Refuse(refusal) => refusal.reason,
        other => panic!("{story}: {other:?}"),
    };
    assert_eq!(
        reason(&format!("{paid}; 3s refund-answer 0 merchant_balance")),
        Reason::MerchantBalance
    );
    assert_eq!(reason(&format!("{paid}; 3s refund-answer 0 unknown")), Reason::ServiceFailed);
    assert_eq!(reason("0s ask 10000 to alpha; 1s hear 0 paid"), Reason::RefundNotFound);
}

#[test]
fn the_merchant_reads_its_own_words() {
    let story = "0s ask 10000 to alpha; 1s hear 0 paid; 2s refund R1 4000; 3s refund-answer 0 done";
    let told = after(story).query_reply(&PLAIN).unwrap();
    assert_eq!(told.order, "ORDER-1");
    assert_eq!(told.wallet_no.as_deref(), Some(ID));
    assert_eq!(told.attach.as_deref(), Some("for the merchant only"));
    assert_eq!(told.state, TradeState::PartlyRefunded);
    assert_eq!(told.refunded, Some(Money::fen(4000)));
    assert_eq!(told.buyer.map(|buyer| buyer.id).as_deref(), Some("buyer"));
}

#[test]
fn an_order_is_not_found_before_a_buyer_opened_it_where_that_is_the_rule() {
    let cases = [
        ("0s ask 10000", true, false),
        ("0s ask 10000; 1s choose alpha", true, true),
        // A wallet where it exists at once never tells that it was opened: it counts as opened.
        ("0s ask 10000 to alpha", true, false),
        ("0s ask 10000 to alpha; 1s answer 0 qr", true, true),
        ("0s ask 10000 to gamma; 1s answer 0 qr", true, false),
        ("0s ask 10000 to gamma; 1s answer 0 qr; 2s hear 0 not_paid", true, true),
        ("0s ask 10000 to gamma; 1s answer 0 qr; 2s hear 0 paying", true, true),
        ("0s ask 10000 to gamma; 1s answer 0 qr; 2s hear 0 paid", true, true),
        ("0s ask 10000 scan to alpha", true, true),
        ("0s ask 10000 to alpha; 1s answer 0 no risk_refused", false, false),
    ];
    for (story, plain, shy) in cases {
        let payment = after(story);
        assert_eq!(payment.exists_for_merchant(&PLAIN), plain, "{story}");
        assert_eq!(payment.exists_for_merchant(&SHY), shy, "{story}");
        assert_eq!(payment.query_reply(&SHY).is_ok(), shy, "{story}");
    }
}
