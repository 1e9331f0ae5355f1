//! Saying no, and hearing it.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::gateway::{GOOD, Params, charge, signed};
use common::{DEALINGS, Sides, arrived, body, ctx, pay};
use drawbridge_canon::pay::{OrderRef, QueryAsk, RefundQueryAsk, TradeState, Transaction};
use drawbridge_canon::{Ctx, Fault, Method, Money, Reason, Refusal, Request, Response};

#[test]
fn what_is_wrong_is_said_in_the_gateways_codes() {
    let sides = Sides::plain();
    let good = format!("{GOOD}}}");
    let query = "alipay.trade.precreate";
    let cases: &[(Params<'_>, &str, &str)] = &[
        (&[("method", query), ("app_id", "2021000000000000")], "40002", "isv.invalid-app-id"),
        (&[("method", query), ("charset", "latin1")], "40002", "isv.invalid-charset"),
        (&[("method", query), ("format", "XML")], "40002", "isv.invalid-format"),
        (&[("method", query), ("timestamp", "")], "40001", "isv.missing-timestamp"),
        (&[("method", query), ("timestamp", "now")], "40002", "isv.invalid-timestamp"),
        (&[("method", query), ("version", "")], "40001", "isv.missing-version"),
        (&[("method", query), ("sign_type", "")], "40001", "isv.missing-signature-type"),
        (&[("method", query), ("sign_type", "RSA")], "40002", "isv.invalid-signature-type"),
        (&[("method", query), ("sign_type", "MD5")], "40002", "isv.invalid-signature-type"),
        (&[("method", query), ("app_cert_sn", "x")], "40002", "isv.missing-signature-config"),
        (&[("method", query), ("encrypt_type", "DES")], "40002", "isv.invalid-encrypt-type"),
        (&[("method", query), ("encrypt_type", "AES")], "40003", "isv.decryption-error-unknown"),
        (&[("method", query), ("biz_content", "{")], "40002", "isv.invalid-parameter"),
        (&[("method", query), ("biz_content", "{}")], "40004", "ACQ.INVALID_PARAMETER"),
    ];
    for (params, code, sub_code) in cases {
        let mut params = params.to_vec();
        if !params.iter().any(|(name, _)| *name == "biz_content") {
            params.push(("biz_content", &good));
        }
        let request = signed(&sides, &params);
        let context = ctx(&sides.platform).answering(&request);
        let fault = pay().charge.unwrap().read_ask(&request, &context).expect_err(sub_code);
        let text = body(&(pay().refuse)(&fault.into_refusal(), &context));
        let expected = format!(r#"{{"alipay_trade_precreate_response":{{"code":"{code}","msg":""#);
        assert!(text.starts_with(&expected), "{text}");
        assert!(text.contains(&format!(r#""sub_code":"{sub_code}""#)), "{text}");
        assert!(text.contains(r#","sign":""#), "{text}");
    }
}

#[test]
fn a_wrong_signature_is_answered_with_the_string_to_verify() {
    let sides = Sides::plain();
    let params = [("method", "alipay.trade.query"), ("biz_content", r#"{"out_trade_no":"T1"}"#)];
    let mut request = signed(&sides, &params);
    request.query = request.query.map(|query| query.replace("T1", "T2"));
    let context = ctx(&sides.platform).answering(&request);
    let fault = pay().query.unwrap().read_ask(&request, &context).expect_err("forged");
    assert!(matches!(fault, Fault::Forged(_)));
    let text = body(&(pay().refuse)(&fault.into_refusal(), &context));
    assert!(text.contains(
        r#""code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature""#
    ));
    assert!(
        text.contains("网关生成的验签字符串为：app_id=2021000122671080&amp;biz_content="),
        "{text}"
    );
}

#[test]
fn an_unknown_method_and_an_unknown_path_are_refused() {
    let sides = Sides::plain();
    let request = signed(&sides, &[("method", "alipay.trade.fly")]);
    let fault = (pay().peek)(&request).expect_err("no such method");
    assert_eq!(fault.clone().into_refusal().reason, Reason::MethodUnknown);
    let context = ctx(&sides.platform).answering(&request);
    let text = body(&(pay().refuse)(&fault.into_refusal(), &context));
    assert!(text.contains("alipay_trade_fly_response") && text.contains("isv.invalid-method"));
    for path in ["/gateway.dont", "/v3/alipay/trade/fly", "/v3/alipay/trade/page/pay", "/v3/"] {
        let request = Request::new(Method::Post, "", path);
        assert!((pay().peek)(&request).is_err(), "{path}");
    }
    let request = Request::new(Method::Post, "", "/v3/alipay/trade/fly");
    let response =
        (pay().refuse)(&Refusal::new(Reason::MethodUnknown, ""), &context.answering(&request));
    assert_eq!(response.status, 400);
    assert!(body(&response).starts_with(r#"{"code":"invalid-method","message":""#));
}

#[test]
fn every_refusal_arrives_as_one() {
    let reasons = [
        Reason::OrderNotFound,
        Reason::OrderPaid,
        Reason::OrderClosed,
        Reason::OrderConflict,
        Reason::BuyerBalance,
        Reason::BuyerRefused,
        Reason::RiskRefused,
        Reason::Forbidden,
        Reason::TooOften,
        Reason::Untranslatable,
        Reason::Other,
    ];
    for dealing in DEALINGS {
        let sides = Sides::of(dealing);
        let ask = charge(&Sides::plain(), &format!("{GOOD}}}")).unwrap();
        for reason in reasons {
            let refusal = Refusal::new(reason, "because");
            let (response, read) = sides.refusal(pay().charge.unwrap(), &ask, &refusal);
            let Err(Fault::Refused(read)) = read else { panic!("{dealing:?} {reason:?} {read:?}") };
            let alike = matches!(reason, Reason::Untranslatable | Reason::Other);
            assert!(read.reason == reason || alike, "{reason:?} {}", body(&response));
            assert_eq!(response.status == 200, !dealing.v3);
        }
        let failed = Refusal::new(Reason::ServiceFailed, "");
        let (_, read) = sides.refusal(pay().charge.unwrap(), &ask, &failed);
        assert!(matches!(read, Err(Fault::Unknown(_))), "{read:?}");
    }
}

#[test]
fn a_refund_that_is_not_there_is_an_empty_success() {
    for dealing in DEALINGS {
        let sides = Sides::of(dealing);
        let order = Some(OrderRef::Order("T1".to_owned()));
        let ask =
            RefundQueryAsk { refund: "R1".to_owned(), order, sub_merchant: None, asked_at: None };
        let refusal = Refusal::new(Reason::RefundNotFound, "");
        let (response, read) = sides.refusal(pay().refund_query.unwrap(), &ask, &refusal);
        assert_eq!(response.status, 200);
        let Err(Fault::Refused(refusal)) = read else { panic!("{read:?}") };
        assert_eq!(refusal.reason, Reason::RefundNotFound);
    }
}

#[test]
fn a_reply_that_cannot_be_believed_is_not() {
    let sides = Sides::plain();
    let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
    let request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    let context = ctx(&sides.merchant).answering(&request);
    let read = |status: u16, body: &str| {
        pay().query.unwrap().read_answer(&Response::new(status, "text/html", body), &context)
    };
    let object = r#"{"code":"10000","msg":"Success","trade_status":"TRADE_SUCCESS"}"#;
    let unsigned = format!(r#"{{"alipay_trade_query_response":{object}}}"#);
    assert!(matches!(read(200, &unsigned), Err(Fault::Forged(_))));
    let forged = unsigned.replace("}}", r#"},"sign":"AAAA"}"#);
    assert!(matches!(read(200, &forged), Err(Fault::Forged(_))));
    assert!(matches!(read(502, &forged), Err(Fault::Unknown(_))));
    assert!(matches!(read(200, "<html>"), Err(Fault::Malformed(_))));
    let business = r#"{"error_response":{"code":"40004","msg":"Business Failed"}}"#;
    assert!(matches!(read(200, business), Err(Fault::Forged(_))), "an unsigned no is no no");
    let gateway = r#"{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}}"#;
    let Err(Fault::Refused(refusal)) = read(200, gateway) else { panic!("a gateway's no") };
    assert_eq!(refusal.reason, Reason::CallerUnknown);
}

#[test]
fn a_probe_is_signed_wrongly_on_purpose() {
    let sides = Sides::plain();
    let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
    let request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    let request = arrived(&request);
    let probe = Ctx { probe: true, ..ctx(&sides.platform).answering(&request) };
    let payment = Transaction::new("T1", TradeState::NotPaid, Money::fen(1));
    let response = pay().query.unwrap().write_answer(&payment, &probe).unwrap();
    let read =
        pay().query.unwrap().read_answer(&response, &ctx(&sides.merchant).answering(&request));
    assert!(matches!(read, Err(Fault::Forged(_))));
}
