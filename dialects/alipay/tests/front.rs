//! What a client meets at the front, beyond the requests that are as they should be.

mod common;

use common::{APP, DEALINGS, NOW, SELLER, Sides, arrived, body, ctx, pay};
use drawbridge_canon::pay::{
    Call, ChargeAsk, Handover, OrderRef, Origin, QueryAsk, RefundQueryAsk, Scene, TradeState,
    Transaction,
};
use drawbridge_canon::{
    Ctx, Digest, Fault, Method, Money, Reason, Refusal, Request, Response, Timestamp,
};
use drawbridge_seal::text;

/// A gateway request with these parameters, signed by the merchant.
fn signed(sides: &Sides, params: &[(&str, &str)]) -> Request {
    let mut params = params.to_vec();
    let common = [
        ("app_id", APP),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", "2026-11-24 20:00:00"),
        ("version", "1.0"),
    ];
    for (name, value) in common {
        if !params.iter().any(|(known, _)| *known == name) {
            params.push((name, value));
        }
    }
    params.retain(|(_, value)| !value.is_empty());
    params.sort_unstable();
    let pairs: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let key = &sides.merchant.keys.ours[0].key;
    let sign = text::base64(&key.sign(Digest::Sha256, pairs.join("&").as_bytes()).unwrap());
    params.push(("sign", &sign));
    let encoded: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let mut request = Request::new(Method::Get, "", "/gateway.do");
    request.query = Some(encoded.join("&"));
    request
}

fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |out, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out + &char::from(byte).to_string(),
        _ => out + &format!("%{byte:02X}"),
    })
}

fn charge(sides: &Sides, biz: &str) -> Result<ChargeAsk, Fault> {
    let params = [("method", "alipay.trade.precreate"), ("biz_content", biz)];
    pay().charge.unwrap().read_ask(&signed(sides, &params), &ctx(&sides.platform))
}

const GOOD: &str = r#"{"out_trade_no":"T1","total_amount":"0.01","subject":"x""#;

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
    let biz: String = gbk.iter().map(|byte| format!("%{byte:02x}")).collect();
    let mut request = Request::new(Method::Post, "", "/gateway.do");
    request.query = Some(format!(
        "app_id={APP}&charset=GBK&method=alipay.trade.precreate&sign_type=RSA2\
         &timestamp=2026-11-24+20%3A00%3A00&version=1.0&sign={}",
        escaped(&sign)
    ));
    request.body = format!("biz_content={biz}").into_bytes();
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
fn what_is_wrong_is_said_in_the_gateways_codes() {
    let sides = Sides::plain();
    let good = format!("{GOOD}}}");
    let query = "alipay.trade.precreate";
    let cases: &[(&[(&str, &str)], &str, &str)] = &[
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
        let ask = RefundQueryAsk { refund: "R1".to_owned(), order, sub_merchant: None };
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
