//! What a client meets at the front, beyond the requests that are as they should be.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::gateway::{GOOD, charge, escaped, signed};
use common::{APP, DEALINGS, NOW, SELLER, Sides, arrived, body, ctx, pay};
use drawbridge_canon::pay::{
    Call, ChargeAsk, Handover, OrderRef, Origin, QueryAsk, Scene, TradeState, Transaction,
};
use drawbridge_canon::{Ctx, Digest, Fault, Method, Money, Reason, Refusal, Request, Timestamp};
use drawbridge_seal::text;

#[test]
fn parameters_may_be_split_between_query_and_body_in_any_way() {
    let sides = Sides::plain();
    let params = [("method", "alipay.trade.query"), ("biz_content", r#"{"out_trade_no":"T1"}"#)];
    let whole = signed(&sides, &params);
    let query = whole.query.clone().unwrap();
    let parts: Vec<&str> = query.split('&').collect();
    for split in 0..=parts.len() {
        let mut request = Request::new(Method::Post, "", "/gateway.do");
        request.query = Some(parts[..split].join("&"));
        request.body = parts[split..].join("&").into_bytes();
        let ask = pay().query.unwrap().read_ask(&request, &ctx(&sides.platform)).unwrap();
        assert_eq!(ask.order, OrderRef::Order("T1".to_owned()), "split at {split}");
    }
}

#[test]
fn business_fields_may_be_parameters_of_their_own() {
    let sides = Sides::plain();
    let params = [("method", "alipay.trade.query"), ("trade_no", "2026112422001")];
    let ask = pay().query.unwrap().read_ask(&signed(&sides, &params), &ctx(&sides.platform));
    assert_eq!(ask.unwrap().order, OrderRef::Wallet("2026112422001".to_owned()));
}

#[test]
fn gbk_is_understood_and_answered() {
    let sides = Sides::plain();
    // `{"out_trade_no":"T1","total_amount":"0.01","subject":"苹果"}` in GBK.
    let gbk =
        b"{\"out_trade_no\":\"T1\",\"total_amount\":\"0.01\",\"subject\":\"\xc6\xbb\xb9\xfb\"}";
    let to_sign = [
        &b"app_id="[..], APP.as_bytes(), b"&biz_content=", gbk,
        b"&charset=GBK&method=alipay.trade.precreate&sign_type=RSA2&timestamp=2026-11-24 20:00:00&version=1.0",
    ]
    .concat();
    let key = &sides.merchant.keys.ours[0].key;
    let sign = text::base64(&key.sign(Digest::Sha256, &to_sign).unwrap());
    let biz: Vec<String> = gbk.iter().map(|byte| format!("%{byte:02x}")).collect();
    let mut request = Request::new(Method::Post, "", "/gateway.do");
    request.query = Some(format!(
        "app_id={APP}&charset=GBK&method=alipay.trade.precreate&sign_type=RSA2\
         &timestamp=2026-11-24+20%3A00%3A00&version=1.0&sign={}",
        escaped(&sign)
    ));
    request.body = format!("biz_content={}", biz.concat()).into_bytes();
    let context = ctx(&sides.platform).answering(&request);
    let ask = pay().charge.unwrap().read_ask(&request, &context).unwrap();
    assert_eq!(ask.subject, "苹果");
    let refusal = Refusal::new(Reason::OrderPaid, "");
    let response = (pay().refuse)(&refusal, &context);
    assert_eq!(response.headers.get("content-type"), Some("text/html;charset=GBK"));
    // 交易已被支付 in GBK.
    let words = b"\xbd\xbb\xd2\xd7\xd2\xd1\xb1\xbb\xd6\xa7\xb8\xb6";
    assert!(response.body.windows(words.len()).any(|window| window == words));
}

#[test]
fn each_reply_has_the_form_that_clients_look_for() {
    for dealing in DEALINGS.into_iter().filter(|dealing| !dealing.v3) {
        let sides = Sides::of(dealing);
        let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
        let request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
        let request = arrived(&request);
        let payment = Transaction {
            subject: Some("a/b".to_owned()),
            ..Transaction::new("T1", TradeState::NotPaid, Money::fen(1))
        };
        let context = ctx(&sides.platform).answering(&request);
        let response = pay().query.unwrap().write_answer(&payment, &context).unwrap();
        let text = body(&response);
        assert_eq!(response.status, 200);
        assert!(response.headers.get("trace_id").is_some());
        assert_eq!(text.contains("alipay_cert_sn"), dealing.certificates, "{text}");
        let begins = r#"{"alipay_trade_query_response":"#;
        if dealing.encrypted {
            assert!(text.starts_with(&format!("{begins}\"")), "{text}");
        } else {
            assert!(text.starts_with(&format!(r#"{begins}{{"code":"10000","msg":"Success","#)));
            assert!(text.contains(r"a\/b"), "{text}");
        }
    }
}

#[test]
fn a_page_is_a_redirect_and_its_refusal_a_page() {
    let sides = Sides::plain();
    let params = [("method", "alipay.trade.page.pay"), ("biz_content", &format!("{GOOD}}}"))];
    let request = signed(&sides, &params);
    let context = ctx(&sides.platform).answering(&request);
    let ask = pay().charge.unwrap().read_ask(&request, &context).unwrap();
    assert_eq!(ask.scene, Scene::DesktopWeb);
    let url = "https://gate.example/cashier/1".to_owned();
    let answer = Handover::Redirect { url: url.clone() };
    let response = pay().charge.unwrap().write_answer(&answer, &context).unwrap();
    assert_eq!((response.status, response.headers.get("location")), (302, Some(url.as_str())));
    let refusal = Refusal::field(Reason::FieldInvalid, "subject", "<script>alert(1)</script>");
    let page = (pay().refuse)(&refusal, &context);
    assert_eq!(page.headers.get("content-type"), Some("text/html;charset=utf-8"));
    assert!(body(&page).starts_with("<!DOCTYPE html>"));
    assert!(!body(&page).contains("<script>"));
}

#[test]
fn an_ask_is_checked_field_by_field() {
    let sides = Sides::plain();
    let long = "x".repeat(257);
    let cases = [
        (r#","seller_id":"2088000000000000"}"#, Some(Reason::AppMismatch)),
        (&*format!(r#","seller_id":"{SELLER}"}}"#), None),
        (r#","trans_currency":"USD"}"#, Some(Reason::Untranslatable)),
        (r#","trans_currency":"CNY"}"#, None),
        (r#","timeout_express":"16d"}"#, Some(Reason::FieldInvalid)),
        (r#","time_expire":"tomorrow"}"#, Some(Reason::FieldInvalid)),
        (r#","goods_detail":[{"goods_id":"a","quantity":1,"price":0.1}]}"#, None),
        (
            r#","goods_detail":[{"goods_id":"a","quantity":1.5,"price":1}]}"#,
            Some(Reason::FieldInvalid),
        ),
        (r#","goods_detail":{}}"#, Some(Reason::FieldInvalid)),
        (r#","operator_id":"a","store_id":"b","goods_type":"1"}"#, None),
        (r#","subject":"twice"}"#, Some(Reason::Unreadable)),
        ("", Some(Reason::Unreadable)),
    ];
    for (rest, reason) in cases {
        let read = charge(&sides, &format!("{GOOD}{rest}"));
        assert_eq!(read.err().map(|fault| fault.into_refusal().reason), reason, "{rest}");
    }
    let amounts = [
        ("0.01", true),
        ("100000000", true),
        ("0", false),
        ("0.00", false),
        ("100000000.01", false),
        ("-1", false),
        ("1.001", false),
        ("1e2", false),
        ("１", false),
        ("", false),
    ];
    for (amount, good) in amounts {
        let biz = format!(r#"{{"out_trade_no":"T1","total_amount":"{amount}","subject":"x"}}"#);
        assert_eq!(charge(&sides, &biz).is_ok(), good, "{amount}");
    }
    for (number, good) in
        [("a_1", true), ("a-1", true), ("a b", false), ("订单", false), (&long, false)]
    {
        let biz = format!(r#"{{"out_trade_no":"{number}","total_amount":1,"subject":"x"}}"#);
        assert_eq!(charge(&sides, &biz).is_ok(), good, "{number}");
    }
    let biz = format!(r#"{{"out_trade_no":"T1","total_amount":1,"subject":"{long}"}}"#);
    assert!(charge(&sides, &biz).is_err(), "a subject has 256 characters at most");
}

#[test]
fn fields_without_a_word_pass_within_the_dialect_only() {
    let sides = Sides::plain();
    let rest = r#","royalty_info":{"royalty_type":"ROYALTY"},"extend_params":{"hb_fq_num":"3","sys_service_provider_id":"2088"}}"#;
    let ask = charge(&sides, &format!("{GOOD}{rest}")).unwrap();
    let kept: Vec<&str> = ask.origin.fields.keys().map(String::as_str).collect();
    assert_eq!(kept, ["extend_params.hb_fq_num", "royalty_info"]);
    let again = sides.ask(pay().charge.unwrap(), &ask).unwrap();
    assert_eq!(again.origin, ask.origin);
    let foreign = Origin { dialect: "other".to_owned(), ..ask.origin.clone() };
    let refused = sides.ask(pay().charge.unwrap(), &ChargeAsk { origin: foreign, ..ask });
    let Err(Fault::Untranslatable(refusal)) = refused else { panic!("foreign fields") };
    assert_eq!(refusal.field.as_deref(), Some("extend_params.hb_fq_num"));
}

#[test]
fn forbidden_characters_of_a_subject_are_written_wide() {
    let sides = Sides::plain();
    let ask = charge(&sides, &format!("{GOOD}}}")).unwrap();
    let ask = ChargeAsk { subject: "a/b=c&d".to_owned(), ..ask };
    assert_eq!(sides.ask(pay().charge.unwrap(), &ask).unwrap().subject, "a／b＝c＆d");
}

#[test]
fn a_v3_request_is_good_for_a_while_and_no_longer() {
    let sides = Sides::of(DEALINGS[1]);
    let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
    let request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    for (seconds, good) in [(0, true), (600, true), (-600, true), (601, false), (-601, false)] {
        let now = NOW.plus_seconds(seconds);
        let read = pay()
            .query
            .unwrap()
            .read_ask(&arrived(&request), &Ctx { now, wall: now, ..ctx(&sides.platform) });
        assert_eq!(read.is_ok(), good, "{seconds} seconds later");
    }
    let moved = Ctx { now: Timestamp(0), ..ctx(&sides.platform) };
    assert!(
        pay().query.unwrap().read_ask(&arrived(&request), &moved).is_ok(),
        "business time is not asked"
    );
}

#[test]
fn a_v3_client_below_a_mount_may_sign_it_along() {
    let sides = Sides::of(DEALINGS[1]);
    let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
    let mut request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    let header = request.headers.get("authorization").unwrap().to_owned();
    let text =
        header.strip_prefix("ALIPAY-SHA256withRSA ").unwrap().split(",sign=").next().unwrap();
    let to_sign = format!(
        "{text}\nPOST\n/alipay/v3/alipay/trade/query\n{}\n",
        String::from_utf8(request.body.clone()).unwrap()
    );
    let key = &sides.merchant.keys.ours[0].key;
    let sign = text::base64(&key.sign(Digest::Sha256, to_sign.as_bytes()).unwrap());
    request.headers.0.retain(|(name, _)| name != "authorization");
    request.headers.push("authorization", format!("ALIPAY-SHA256withRSA {text},sign={sign}"));
    let read = |request: &Request| pay().query.unwrap().read_ask(request, &ctx(&sides.platform));
    assert!(read(&arrived(&request)).is_err(), "there is no mount here");
    let mounted = Request { mount: "/alipay".to_owned(), ..arrived(&request) };
    assert!(read(&mounted).is_ok());
}

#[test]
fn an_app_payment_is_a_text_for_the_buyers_app() {
    let sides = Sides::plain();
    let ask = charge(&sides, &format!("{GOOD}}}")).unwrap();
    let ask = ChargeAsk { scene: Scene::App, ..ask };
    let request = pay().charge.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    assert_eq!(request.carrier, drawbridge_canon::Carrier::Buyer);
    let text = request.query.as_deref().unwrap();
    assert!(text.contains("method=alipay.trade.app.pay&") && text.contains("&sign="));
    assert_eq!((pay().peek)(&arrived(&request)).unwrap().call, Call::Charge);
}
