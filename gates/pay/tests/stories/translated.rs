//! What is said to the wallet, and what to the merchant.

use drawbridge_canon::pay::{
    Buyer, ChargeAsk, OrderRef, RefundAsk, RefundQueryAsk, Scene, SubMerchant, Told,
};
use drawbridge_canon::{Money, Reason, Timestamp};
use drawbridge_gate_pay::{Effect, Event, Payment, Tell, World, step};

use super::words::{self, ID, PLAIN, SHY};

/// The effects of the last line; before each event the merchant's ask goes through `edit`.
fn effects(story: &str, edit: impl Fn(&mut Event)) -> Vec<Effect> {
    play(story, edit).1
}

fn payment(story: &str, edit: impl Fn(&mut Event)) -> Payment {
    play(story, edit).0.unwrap()
}

fn play(story: &str, edit: impl Fn(&mut Event)) -> (Option<Payment>, Vec<Effect>) {
    let wallets = words::wallets();
    let mut payment: Option<Payment> = None;
    let mut effects = Vec::new();
    for line in story.split(';').map(str::trim) {
        let (now, mut event) = words::line(line, payment.as_ref());
        edit(&mut event);
        let world = World { now: Timestamp(now), front: &PLAIN, wallets: &wallets };
        let done = step(payment, event, &world).unwrap();
        payment = Some(done.payment);
        effects = done.effects;
    }
    (payment, effects)
}

fn charge(story: &str, edit: impl Fn(&mut ChargeAsk)) -> ChargeAsk {
    let edit = |event: &mut Event| {
        if let Event::Asked(asked) = event {
            edit(&mut asked.ask);
        }
    };
    match effects(story, edit).remove(0) {
        Effect::Charge { ask, .. } => *ask,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_charge_is_said_in_the_wallets_terms() {
    let sub = SubMerchant { merchant: "1900".into(), app: None };
    let edit = |ask: &mut ChargeAsk| {
        ask.app = Some("app-at-alpha".into());
        ask.sub_merchant = Some(sub.clone());
        ask.return_url = Some("https://shop.example/thanks".into());
    };
    let home = charge("0s ask 10000 to alpha", edit);
    assert_eq!(home.order, format!("{ID}00"));
    assert_eq!((home.amount, home.subject.as_str()), (Money::fen(10_000), "Tea"));
    assert_eq!(home.app.as_deref(), Some("app-at-alpha"));
    assert_eq!(home.sub_merchant, Some(sub.clone()));
    let abroad = charge("0s ask 10000; 1s choose alpha; 1s choose beta", edit);
    assert_eq!(abroad.order, format!("{ID}01"));
    for ask in [&home, &abroad] {
        assert_eq!((&ask.attach, &ask.notify_url, &ask.return_url), (&None, &None, &None));
    }
    assert_eq!((abroad.app, abroad.sub_merchant), (None, None));
}

#[test]
fn what_the_cashier_sees_of_a_phone_is_added_to_what_the_merchant_said() {
    let web = |client_ip: Option<&str>, quit: Option<&str>| Scene::MobileWeb {
        client_ip: client_ip.map(Into::into),
        device: None,
        quit_url: quit.map(Into::into),
    };
    let quit = Some("https://shop.example/cart");
    let cases = [
        (None, "mobile 192.0.2.1", Some("192.0.2.1")),
        (Some("192.0.2.9"), "mobile", Some("192.0.2.9")),
        (Some("192.0.2.9"), "mobile 192.0.2.1", Some("192.0.2.1")),
        (None, "mobile", None),
    ];
    for (asked, met, said) in cases {
        let edit = |ask: &mut ChargeAsk| ask.scene = web(asked, quit);
        let story = format!("0s ask 10000; 1s choose beta {met}");
        assert_eq!(charge(&story, edit).scene, web(said, quit), "{asked:?} {met}");
    }
}

#[test]
fn a_buyer_whom_another_wallet_names_is_not_the_merchants() {
    let inside = |id: &str| Scene::InWallet { buyer: Buyer { id: id.into(), ..Buyer::default() } };
    let edit = |event: &mut Event| match event {
        Event::Asked(asked) => asked.ask.scene = inside("merchants"),
        Event::Chosen { scene, .. } => *scene = Some(inside("betas")),
        _ => {}
    };
    let Effect::Charge { ask, .. } = effects("0s ask 10000; 1s choose beta", edit).remove(0) else {
        panic!("a charge")
    };
    assert_eq!(ask.scene, inside("betas"));
}

#[test]
fn the_expiry_is_the_merchants_within_both_platforms_limits_and_stays_the_same() {
    let day = 86_400_i64;
    // (asked at, expiry asked for, expiry that the wallet is told), in seconds.
    let cases = [
        (0, None, 7 * day),
        (0, Some(600), 600),
        (0, Some(1), 60),
        (100, Some(20), 160),
        (0, Some(99 * day), 7 * day),
    ];
    for (now, wanted, told) in cases {
        let edit = |ask: &mut ChargeAsk| ask.expires = wanted.map(Timestamp::from_seconds);
        let ask = charge(&format!("{now}s ask 10000 to alpha"), edit);
        assert_eq!(ask.expires, Some(Timestamp::from_seconds(told)), "{now} {wanted:?}");
        // A repeated call is the same call, whenever it is made.
        let again = format!(
            "{now}s ask 10000 to alpha; {}s answer 0 unsent; {}s ask 10000 to alpha",
            now + 1,
            now + 30
        );
        assert_eq!(charge(&again, edit), ask);
    }
    // The wallet's own minimum lifts what little is left.
    let late = charge("0s ask 10000 expires 10m; 590s choose gamma", |_| {});
    assert_eq!(late.expires, Some(Timestamp::from_seconds(590 + SHY.expires_least)));
}

#[test]
fn a_refund_is_said_in_the_wallets_terms() {
    let story = "0s ask 10000 to alpha; 1s hear 0 paid; 2s refund R1 4000";
    let Some(Effect::Refund { ask, .. }) = effects(story, |_| {}).pop() else { panic!("refund") };
    let RefundAsk { order, refund, amount, total, notify_url, .. } = *ask;
    assert_eq!(order, OrderRef::Order(format!("{ID}00")));
    assert_eq!(refund, Some(format!("{ID}R00")));
    assert_eq!((amount, total), (Money::fen(4000), Some(Money::fen(10_000))));
    assert_eq!(notify_url, None);
}

#[test]
fn a_refund_says_the_wallets_number_and_a_time_that_only_a_definite_no_changes() {
    let said = |rest: &str| {
        let story = format!("0s ask 10000 to alpha; 1s hear 0 paid; 9d refund R1 4000{rest}");
        let Some(Effect::Refund { ask, .. }) = effects(&story, |_| {}).pop() else {
            panic!("{rest}")
        };
        assert_eq!(ask.wallet_no.as_deref(), Some("W0"));
        ask.asked_at.map(Timestamp::seconds)
    };
    let first = 9 * 86_400;
    let cases = [
        ("", first),
        // It may have happened: whoever takes another time for another refund must not do it twice.
        ("; 9d refund-answer 0 unknown; 10d tick; 10d refund-unheard 0 refund_not_found", first),
        ("; 9d refund-answer 0 unsent; 10d tick", first),
        ("; 9d refund-answer 0 merchant_balance; 12d refund R1 4000", 12 * 86_400),
    ];
    for (rest, expected) in cases {
        assert_eq!(said(rest), Some(expected), "{rest}");
    }
}

#[test]
fn a_merchants_own_time_of_a_refund_is_a_part_of_its_name() {
    let at = |second: i64| Some(Timestamp::from_seconds(second));
    let asked = |second: Option<i64>| {
        let edit = move |event: &mut Event| {
            if let (Event::RefundAsked { ask }, Some(second)) = (event, second) {
                ask.asked_at = at(second);
            }
        };
        payment("0s ask 10000 to alpha; 1s hear 0 paid; 9s refund R1 4000", edit)
    };
    let told = |payment: &Payment, asked_at| {
        let ask = RefundQueryAsk { refund: "R1".into(), order: None, sub_merchant: None, asked_at };
        payment.refund_asked_about(&ask).map(|told| told.created_at)
    };
    let timed = asked(Some(7));
    assert_eq!(told(&timed, at(7)), Some(at(7)));
    assert_eq!(told(&timed, None), Some(at(7)));
    assert_eq!(told(&timed, at(8)), None, "another time names another refund");
    let plain = asked(None);
    assert_eq!(told(&plain, None), Some(at(9)), "where no platform's word is told, ours");
    assert_eq!(told(&plain, at(8)), Some(at(9)));

    let again = |second| {
        let (now, mut event) = words::line("10s refund R1 4000", Some(&timed));
        if let Event::RefundAsked { ask } = &mut event {
            ask.asked_at = at(second);
        }
        let wallets = words::wallets();
        let world = World { now: Timestamp(now), front: &PLAIN, wallets: &wallets };
        step(Some(timed.clone()), event, &world).map(|done| done.changed).map_err(|no| no.reason)
    };
    assert_eq!(again(7), Ok(false));
    assert_eq!(again(8), Err(Reason::RefundConflict), "it is never made twice");
}

#[test]
fn the_merchant_is_told_where_it_asked_to_be_told() {
    let tells = |story: &str| -> Vec<Tell> {
        let edit = |event: &mut Event| {
            if let Event::RefundAsked { ask } = event {
                ask.notify_url = Some("https://shop.example/refunds".into());
            }
        };
        let tell = |effect| match effect {
            Effect::Tell(tell) => Some(tell),
            _ => None,
        };
        effects(story, edit).into_iter().filter_map(tell).collect()
    };
    let paid = "0s ask 10000 to alpha; 1s hear 0 paid";
    let told = &tells(paid)[0];
    assert_eq!(told.id, format!("{ID}N1"));
    assert_eq!(told.at, Timestamp(1000));
    assert_eq!(told.url.as_deref(), Some("https://shop.example/notify"));
    let Told::Payment(payment) = &told.told else { panic!("a payment") };
    assert_eq!((payment.order.as_str(), payment.wallet_no.as_deref()), ("ORDER-1", Some(ID)));
    let told = &tells(&format!("{paid}; 2s refund R1 4000; 3s refund-answer 0 done"))[0];
    assert_eq!(told.id, format!("{ID}N2"));
    assert_eq!(told.url.as_deref(), Some("https://shop.example/refunds"));
    let Told::Refund { refund, payment } = &told.told else { panic!("a refund") };
    assert_eq!(refund.wallet_refund_no, Some(format!("{ID}R00")));
    assert_eq!(refund.refund, "R1");
    assert_eq!(payment.as_ref().unwrap().refunded, Some(Money::fen(4000)));
}

#[test]
fn money_is_booked_on_the_day_that_the_wallet_says_within_reason() {
    let booked_in = |story: &str, paid_at: i64| {
        let edit = |event: &mut Event| {
            if let Event::Heard { transaction, .. } = event {
                transaction.paid_at = Some(Timestamp::from_seconds(paid_at));
            }
        };
        match effects(story, edit).remove(0) {
            Effect::Book(movement) => movement.at.seconds(),
            other => panic!("{other:?}"),
        }
    };
    let booked = |paid_at| booked_in("100s ask 10000 to alpha; 400s hear 0 paid", paid_at);
    // Neither before the payment was asked for, nor in the future.
    assert_eq!([50, 100, 300, 400, 500].map(booked), [100, 100, 300, 400, 400]);
    // What was paid before the merchant started anew was paid then.
    let anew = "100s ask 10000 to alpha; 200s answer 0 no risk_refused; \
                900s ask 10000 to alpha; 1000s hear 0 paid";
    assert_eq!(booked_in(anew, 150), 150);
}
