//! The platform's own bytes, and those of client libraries that nobody here wrote.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::sample::{Sample, all};
use common::{APP, NONCE, SELLER, pay};
use drawbridge_canon::pay::{
    BillKind, Call, ChargeAsk, OrderRef, Scene, Told, TradeState, Transaction,
};
use drawbridge_canon::{Ctx, Fault, Money, Reason, Request};

fn sample(name: &str) -> Sample {
    all().into_iter().find(|sample| sample.name == name).expect("a sample of that name")
}

#[test]
fn every_sample_says_where_it_comes_from() {
    for sample in all() {
        for note in ["source", "date", "status", "key"] {
            assert!(sample.note(note).is_some(), "{} has no {note}", sample.name);
        }
        let status = sample.note("status").unwrap();
        assert!(matches!(status, "documented" | "observed"), "{}", sample.name);
    }
}

/// Reads a client library's request as its call says, down to what it means.
fn meaning(sample: &Sample, request: &Request) -> Result<String, Fault> {
    let account = sample.account(APP, SELLER);
    let ctx = &Ctx::new(sample.date(), NONCE, &account);
    let peek = (pay().peek)(request)?;
    assert_eq!(peek.caller, APP, "{}", sample.name);
    Ok(match peek.call {
        Call::Charge => {
            let ask: ChargeAsk = pay().charge.unwrap().read_ask(request, ctx)?;
            assert_eq!(ask.amount, Money::fen(1234));
            assert_eq!(ask.subject, "一本书 <A&B> +1/2");
            assert!(ask.origin.is_empty());
            ask.scene.name().to_owned()
        }
        Call::Query => {
            let ask = pay().query.unwrap().read_ask(request, ctx)?;
            assert!(matches!(ask.order, OrderRef::Order(_) | OrderRef::Wallet(_)));
            "query".to_owned()
        }
        Call::Close => pay().close.unwrap().read_ask(request, ctx).map(|_| "close".to_owned())?,
        Call::Cancel => {
            pay().cancel.unwrap().read_ask(request, ctx).map(|_| "cancel".to_owned())?
        }
        Call::Refund => {
            let ask = pay().refund.unwrap().read_ask(request, ctx)?;
            assert_eq!(ask.amount, Money::fen(234));
            assert_eq!(ask.reason.as_deref(), Some("退货"));
            "refund".to_owned()
        }
        Call::RefundQuery => {
            let ask = pay().refund_query.unwrap().read_ask(request, ctx)?;
            assert!(ask.order.is_some());
            "fastpay-refund-query".to_owned()
        }
        Call::Bill => {
            let ask = pay().bill.unwrap().read_ask(request, ctx)?;
            assert_eq!((ask.kind, ask.date.len()), (BillKind::Trade, 10));
            "bill".to_owned()
        }
        other => panic!("{}: {other:?}", sample.name),
    })
}

#[test]
fn requests_of_real_client_libraries_are_verified_and_understood() {
    let mut seen = 0;
    for sample in all() {
        if !sample.name.starts_with("gateway-") && !sample.name.starts_with("v3-") {
            continue;
        }
        let request = sample.request().expect("a request");
        let meaning = meaning(&sample, &request).unwrap_or_else(|fault| {
            panic!("{}: {fault}", sample.name);
        });
        let word = sample.name.splitn(3, '-').nth(2).unwrap();
        let expected = match word.split('-').next().unwrap() {
            "precreate" => "code",
            "page" => "desktop_web",
            _ => word.trim_end_matches("-cert").trim_end_matches("-aes"),
        };
        assert_eq!(meaning, expected, "{}", sample.name);
        seen += 1;
    }
    assert!(seen > 30, "the samples are there");
}

#[test]
fn a_request_of_which_one_byte_changed_is_forged() {
    for sample in all() {
        let Some(mut request) = sample.request() else { continue };
        if sample.name.starts_with("notice") || sample.name.starts_with("return") {
            continue;
        }
        // A letter inside the order's number or amount.
        let text = if request.body.is_empty() {
            request.query.as_mut().map(|query| {
                *query = query.replacen("DB1795", "DB1796", 1).replacen("2026-11", "2026-10", 2);
            })
        } else {
            let at = request.body.len() / 2;
            let changed = if request.body[at] == b'0' { b'1' } else { b'0' };
            request.body[at] = changed;
            Some(())
        };
        assert!(text.is_some());
        let fault = meaning(&sample, &request).expect_err("changed");
        let reason = fault.clone().into_refusal().reason;
        let form = reason == Reason::Unreadable;
        assert!(reason == Reason::SignatureWrong || form, "{}: {fault}", sample.name);
    }
}

#[test]
fn notices_signed_by_alipay_are_believed_and_others_are_not() {
    let cases = [
        ("notice-production-v1", "2019073166072302", "2088531891668739", 10),
        ("notice-sandbox", "9021000122682882", "2088721003899159", 1),
    ];
    for (name, app, seller, fen) in cases {
        let sample = sample(name);
        let account = sample.account(app, seller);
        let ctx = &Ctx::new(sample.date(), NONCE, &account);
        let mut request = sample.request().unwrap();
        let notice = pay().notice.unwrap().read_ask(&request, ctx).unwrap();
        let Told::Payment(payment) = notice.told else { panic!("a payment") };
        assert_eq!(payment.state, TradeState::Paid);
        assert_eq!(payment.amount, Money::fen(fen));
        assert_eq!(payment.paid, Some(Money::fen(fen)));
        assert_eq!(payment.funds[0].channel, "ALIPAYACCOUNT");
        assert_eq!(payment.paid_at, Some(notice.at));

        let other = sample.account(app, "2088000000000000");
        let other = pay().notice.unwrap().read_ask(&request, &Ctx::new(ctx.now, NONCE, &other));
        assert!(matches!(other, Err(Fault::Forged(_))), "another seller's notice");

        let body = String::from_utf8(request.body).unwrap();
        request.body = body.replacen("TRADE_SUCCESS", "TRADE_FINISHED", 1).into_bytes();
        let forged = pay().notice.unwrap().read_ask(&request, ctx);
        assert!(matches!(forged, Err(Fault::Forged(_))), "{name}");
    }
}

#[test]
fn a_notice_that_signs_its_sign_type_is_believed_too() {
    let sample = sample("notice-production-v2");
    let account = sample.account("2017122801303261", "");
    let ctx = &Ctx::new(sample.date(), NONCE, &account);
    let read = pay().notice.unwrap().read_ask(&sample.request().unwrap(), ctx);
    // It is authentic, but of a marketplace of services, and has no trade to tell of.
    let Err(Fault::Malformed(refusal)) = read else { panic!("{read:?}") };
    assert_eq!(refusal.reason, Reason::FieldMissing);
}

#[test]
fn a_buyer_sent_back_by_alipay_is_believed() {
    let sample = sample("return-sandbox");
    let account = sample.account("9021000122682882", "2088721003899159");
    let ctx = &Ctx::new(sample.date(), NONCE, &account);
    let back = pay().back.unwrap().read_ask(&sample.request().unwrap(), ctx).unwrap();
    let Told::Payment(payment) = back.told else { panic!("a payment") };
    let expected = Transaction {
        wallet_no: Some("2023122122001499160501586202".to_owned()),
        app: Some("9021000122682882".to_owned()),
        merchant: Some("2088721003899159".to_owned()),
        scene: Some(Scene::DesktopWeb),
        ..Transaction::new("1703141270", TradeState::Paying, Money::fen(1))
    };
    assert_eq!(*payment, expected, "which order, and nothing about how it stands");
}
