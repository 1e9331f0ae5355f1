//! Bills, identities, numbers, the clock, memory, and what is saved.

use std::collections::BTreeSet;

use drawbridge_canon::pay::{BillAsk, BillKind, Handover, OrderRef, QueryAsk, RowKind};
use drawbridge_canon::{Fault, Reason, Timestamp};
use drawbridge_sandbox::{Here, PayWith, Settings, Texts, Wallet};

use crate::world::{EAGER, LAZY, START, World, ask, check};

#[test]
fn a_days_bill_is_ready_the_next_morning() {
    check(
        World::eager(),
        "charge A1 8400       => code
         pay A1               => paid
         refund A1 84 no=R1   => processing 84 moved
         wait 50399           =>
         charge A2 100        => code
         pay A2               => paid
         wait 1               =>
         refund A1 84 no=R2   => processing 168 moved
         bill 2026-11-24      => ! bill_not_ready
         wait 35999           =>
         bill 2026-11-24      => ! bill_not_ready
         wait 1               =>
         bill 2026-11-24      => 3 rows 8500 in 84 out 500000 fee
         bill 2026-11-24 paid => 2 rows 8500 in 0 out 510000 fee
         bill 2026-11-24 refunded => 1 rows 0 in 84 out -10000 fee
         bill 2026-11-24 funds => 6 rows 8500 in 84 out 0 fee
         bill 2026-11-23      => ! bill_empty
         bill 2026-11-25      => ! bill_not_ready
         bill 2026-11         => ! bill_not_ready
         wait 604800          =>
         bill 2026-11-25      => 1 rows 0 in 84 out 0 fee
         bill 2026-11         => 4 rows 8500 in 168 out 500000 fee
         bill 2026-13-01      => ! field_invalid
         bill yesterday       => ! field_invalid
         bill 2026-11-24x     => ! field_invalid",
    );
}

#[test]
fn a_bills_link_opens_for_a_while() {
    let mut world = check(World::eager(), "charge A1 5 => code\n pay A1 => paid\n wait 86400 =>");
    let ask = |date: &str| BillAsk {
        kind: BillKind::Trade,
        date: date.to_owned(),
        gzip: false,
        sub_merchant: None,
    };
    let at = Here { now: world.now, rules: &EAGER };
    let token = world.wallet.link("M", &ask("2026-11-24"), &at).expect("ready");
    let again = world.wallet.link("M", &ask("2026-11-24"), &at).expect("ready");
    assert_ne!(token, again);
    let (merchant, _, bill) = world.wallet.open_link(&token, &at).expect("fresh");
    assert_eq!(
        (&*merchant, bill.rows[0].kind, &*bill.rows[0].order),
        ("M", RowKind::Payment, "A1")
    );
    let later = Here { now: world.now.plus_seconds(300), rules: &EAGER };
    for token in [&*token, "made-up"] {
        let fault = world.wallet.open_link(token, &later).expect_err("expired");
        assert_eq!(fault.into_refusal().reason, Reason::BillLinkExpired);
    }
    assert!(matches!(world.wallet.link("M", &ask("2020-01-01"), &at), Err(Fault::Refused(_))));
}

#[test]
fn tomorrows_bill_comes_with_the_virtual_clock() {
    let world = check(World::eager(), "charge A1 5 => code\n pay A1 => paid");
    let (mut wallet, real) = (world.wallet, world.now);
    wallet.advance(24 * 3600 * 1000);
    let at = Here { now: wallet.now(real), rules: &EAGER };
    let ask = BillAsk {
        kind: BillKind::Trade,
        date: "2026-11-24".to_owned(),
        gzip: true,
        sub_merchant: None,
    };
    assert_eq!(wallet.bill("M", &ask, &at).expect("tomorrow").rows.len(), 1);
}

#[test]
fn a_payment_tells_who_paid_what_from_where() {
    let texts = Texts {
        wallet_no: "4200{day}{digits:16}".to_owned(),
        buyer: "o{token:20}".to_owned(),
        login: Some("1{digits:2}****{digits:4}".to_owned()),
        ..Texts::default()
    };
    let mut wallet = Wallet::new(Settings { texts, ..Settings::default() });
    let at = Here { now: Timestamp::parse_local(START).expect("a time"), rules: &EAGER };
    wallet.charge("M", &ask("A1", 500, "code"), &at).expect("made");
    let with = PayWith { coupon_minor: 20, ..PayWith::default() };
    let told = wallet.pay("A1", &with, &at).expect("paid");
    let wallet_no = told.wallet_no.expect("numbered");
    assert!(wallet_no.starts_with("420020261124") && wallet_no.len() == 28, "{wallet_no}");
    assert_eq!(told.paid.map(|money| money.minor), Some(480));
    let funds: Vec<_> = told.funds.iter().map(|f| (&*f.channel, f.amount.minor)).collect();
    assert_eq!(funds, [("BALANCE", 480), ("COUPON", 20)]);
    assert_eq!((told.app.as_deref(), told.merchant.as_deref()), (Some("app1"), Some("M")));
    let buyer = told.buyer.expect("somebody");
    let login = buyer.login.clone().expect("told");
    assert!(login.len() == 11 && &login[3..7] == "****", "{login}");
    assert_eq!(buyer, wallet.buyer("M", Some("app1"), "buyer"));
    // Nobody can follow a buyer from app to app, or from merchant to merchant.
    let others =
        [("M", Some("app2"), "buyer"), ("N", Some("app1"), "buyer"), ("M", Some("app1"), "wang")];
    for (merchant, app, name) in others {
        assert_ne!(buyer.id, wallet.buyer(merchant, app, name).id);
    }
}

#[test]
fn the_buyers_code_is_not_kept() {
    let code = "123456789012345678";
    let world =
        check(World::eager(), &format!("charge A1 200000 buyer_code:{code} => paying: paying"));
    assert!(!serde_json::to_string(&world.wallet).expect("data").contains(code));
}

#[test]
fn the_oldest_orders_that_are_over_are_forgotten_first() {
    let settings = Settings { keep_orders: 3, ..Settings::default() };
    let world = check(
        World::new(EAGER, settings),
        "charge A1 5        => code
         charge A2 5        => code
         pay A2             => paid
         charge A3 5        => code
         close A3           => A3
         charge A4 5        => code
         query A3           => ! order_not_found
         tick               => evicted
         refund A2 5 no=R1  => processing 5 moved
         charge A5 5        => code
         query A2           => ! order_not_found
         tick               => refund_ended evicted
         charge A6 5        => code
         query A1           => ! order_not_found
         query A4           => not_paid
         pay A1             => ! order_not_found
         drain ack          => A2 paid #1, R1 done #1",
    );
    let totals = world.wallet.totals("M");
    assert_eq!((totals.orders, totals.evicted), (6, 3));
    assert_eq!((totals.paid_minor, totals.refunded_minor), (5, 5));
}

#[test]
fn a_day_of_which_rows_were_forgotten_has_no_bill() {
    let settings = Settings { keep_rows: 2, ..Settings::default() };
    check(
        World::new(EAGER, settings),
        "charge A1 5         => code
         pay A1              => paid
         wait 86400          =>
         charge A2 5         => code
         pay A2              => paid
         bill 2026-11-24     => 1 rows 5 in 0 out 0 fee
         charge A3 5         => code
         pay A3              => paid
         tick                => books_dropped
         bill 2026-11-24     => ! service_failed
         charge A4 5         => code
         pay A4              => paid
         tick                => books_dropped
         charge A5 5         => code
         pay A5              => paid
         wait 259200         =>
         bill 2026-11-25     => ! service_failed
         bill 2026-11-26     => ! bill_empty",
    );
}

#[test]
fn an_order_handed_out_often_is_paid_by_any_of_its_codes() {
    let mut wallet = Wallet::new(Settings::default());
    let at = Here { now: Timestamp::parse_local(START).expect("a time"), rules: &EAGER };
    let mut texts = Vec::new();
    for _ in 0..9 {
        match wallet.charge("M", &ask("A1", 5, "desktop"), &at) {
            Ok(Handover::Redirect { url }) => texts.push(url),
            other => panic!("{other:?}"),
        }
    }
    let different: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(different.len(), drawbridge_sandbox::MAX_HANDLES);
    let seen = wallet.see(&texts[8], None, &at).expect("found");
    assert_eq!((&*seen.merchant, &*seen.ask.order), ("M", "A1"));
    // The merchant may append to the address.
    let long = format!("{}&redirect_url=https%3A%2F%2Fshop.example", texts[0]);
    assert!(wallet.pay(&long, &PayWith::default(), &at).is_ok());
}

#[test]
fn a_wallet_that_numbers_orders_early_hands_that_number_over() {
    let mut wallet = Wallet::new(Settings::default());
    let at = Here { now: Timestamp::parse_local(START).expect("a time"), rules: &LAZY };
    let handed = wallet.charge("M", &ask("A1", 5, "in_wallet:x"), &at).expect("made");
    let Handover::Prepay { id } = handed else { panic!("{handed:?}") };
    let by_number =
        |id: &str| QueryAsk { order: OrderRef::Wallet(id.to_owned()), sub_merchant: None };
    let told = wallet.query("M", &by_number(&id), &at).expect("found by the number");
    assert_eq!((told.wallet_no.as_deref(), &*told.order), (Some(&*id), "A1"));
    assert_eq!(
        wallet.pay(&id, &PayWith::default(), &at).expect("paid").wallet_no,
        Some(id.clone())
    );
    assert_eq!(wallet.order_number("M", &OrderRef::Wallet(id.clone())), Some("A1"));
    assert!(wallet.query("N", &by_number(&id), &at).is_err(), "another merchant's");
}

#[test]
fn a_bill_tells_how_refunds_stood_when_it_was_made() {
    use RowKind::{Other, Payment, Refund};
    let script = r#"{"rules": [
        {"when": {"nth": 1}, "do": {"kind": "refund_ends", "status": "closed"}},
        {"when": {"nth": 2}, "do": {"kind": "refund_ends", "status": "abnormal"}},
        {"when": {"nth": 4}, "do": {"kind": "refund_takes", "seconds": 172800}}
    ]}"#;
    let mut world = check(
        World::eager().scripted(script),
        "charge A1 1000      => code
         pay A1              => paid
         refund A1 500 no=R1 => processing 500 moved
         wait 3              =>
         refund A1 300 no=R2 => processing 300 moved
         refund A1 10 no=R3  => processing 310 moved
         refund A1 20 no=R4  => processing 330 moved
         wait 259200         =>
         refund_query R4     => done 330",
    );
    let at = Here { now: world.now, rules: &EAGER };
    let ask =
        |kind| BillAsk { kind, date: "2026-11-24".to_owned(), gzip: false, sub_merchant: None };
    let bill = world.wallet.bill("M", &ask(BillKind::TradeRefunded), &at).expect("ready");
    let told: Vec<_> = bill.rows.iter().map(|row| row.status.as_deref().unwrap_or("")).collect();
    assert_eq!(told, ["FAIL", "CHANGE", "SUCCESS", "PROCESSING"]);
    assert_eq!(bill.summary.refunded_minor, 330);
    // What was given up moved nothing, and the fee moves by itself.
    let funds = world.wallet.bill("M", &ask(BillKind::Funds(None)), &at).expect("ready");
    let told: Vec<_> = funds.rows.iter().map(|row| (row.kind, row.amount.minor)).collect();
    let fee_back = [(Refund, 300), (Other, 2), (Refund, 10), (Refund, 20)];
    assert_eq!(told, [&[(Payment, 1000), (Other, 6)][..], &fee_back].concat());
}
