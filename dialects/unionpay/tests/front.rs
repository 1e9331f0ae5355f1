//! At the front: merchants who choose `orderId` and `txnTime` freely, and those who lie.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{MERCHANT, NOW, ORDER, WORLD, arrived, ctx, merchant, pay, platform};
use drawbridge_canon::pay::{
    Buyer, Call, ChargeAsk, Handover, NoticeAsk, OrderRef, Origin, QueryAsk, RefundAsk,
    RefundQueryAsk, RefundState, RefundStatus, Scene, Told, TradeState, Transaction,
};
use drawbridge_canon::{
    Account, Carrier, Ctx, Currency, Digest, Fault, Method, Money, Reason, Refusal, Request,
    Response, Sign, Timestamp,
};
use drawbridge_seal::{digest, text};

/// A form as a merchant's own program sends it.
fn form(path: &str, members: &[(&str, &str)]) -> Request {
    let mut all = vec![
        ("version", "5.1.0"),
        ("encoding", "utf-8"),
        ("signMethod", "01"),
        ("accessType", "0"),
        ("merId", MERCHANT),
        ("certId", &WORLD.merchant.certificate.serial_decimal),
    ];
    all.retain(|(name, _)| members.iter().all(|(other, _)| name != other));
    all.extend(members);
    all.sort_unstable();
    let signed: Vec<String> = all
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let hash = digest::sha256_hex(signed.join("&").as_bytes());
    let signature = WORLD.merchant.key.sign(Digest::Sha256, hash.as_bytes()).unwrap();
    let signature = text::base64(&signature);
    all.push(("signature", &signature));
    let pairs: Vec<String> =
        all.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let mut request = Request::new(Method::Post, "", path);
    request.body = pairs.join("&").into_bytes();
    request
}

/// Escapes every byte, as is permitted.
fn escape(text: &str) -> String {
    text.bytes().flat_map(|byte| ['%', hex(byte >> 4), hex(byte & 15)]).collect()
}

fn hex(nibble: u8) -> char {
    char::from_digit(nibble.into(), 16).unwrap()
}

/// Members that replace or join the usual ones.
type More = &'static [(&'static str, &'static str)];

const BACK: &str = "/gateway/api/backTransReq.do";
const QUERY: &str = "/gateway/api/queryTrans.do";

fn apply(more: &[(&str, &str)]) -> Request {
    let mut members = vec![
        ("txnType", "01"),
        ("txnSubType", "07"),
        ("bizType", "000000"),
        ("channelType", "08"),
        ("orderId", "A20220903X"),
        ("txnTime", "20261124195959"),
        ("txnAmt", "1234"),
        ("currencyCode", "156"),
        ("backUrl", "http://www.specialUrl.com"),
    ];
    members.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
    members.extend(more);
    form(BACK, &members)
}

fn hear(request: &Request) -> Result<ChargeAsk, Fault> {
    pay().charge.unwrap().read_ask(request, &ctx(&platform()))
}

fn members(response: &Response) -> Vec<(String, String)> {
    let body = String::from_utf8(response.body.clone()).unwrap();
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn member(response: &Response, name: &str) -> String {
    let found = members(response).into_iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn a_merchants_own_time_is_kept_and_given_back() {
    let ask = hear(&apply(&[("reqReserved", "a|b")])).unwrap();
    assert_eq!((ask.scene, ask.subject.as_str()), (Scene::Code, "A20220903X"));
    assert_eq!(ask.notify_url, None, "specialUrl means nowhere");
    let attach = ask.attach.unwrap();
    let payment = Transaction {
        attach: Some(attach),
        wallet_no: Some("512611241959591234561".to_owned()),
        paid_at: Some(NOW),
        ..Transaction::new("A20220903X", TradeState::Paid, Money::fen(1234))
    };
    let platform = platform();
    let asked = |time| {
        let query = [
            ("txnType", "00"),
            ("txnSubType", "00"),
            ("bizType", "000000"),
            ("orderId", "A20220903X"),
            ("txnTime", time),
        ];
        let request = form(QUERY, &query);
        let ask = pay().query.unwrap().read_ask(&request, &ctx(&platform)).unwrap();
        let order = OrderRef::Order("A20220903X".to_owned());
        assert_eq!(ask, QueryAsk { order, sub_merchant: None });
        let ctx = ctx(&platform);
        let written = pay().query.unwrap().write_answer(&payment, &ctx.answering(&request));
        written.unwrap_or_else(|no| (pay().refuse)(&no.into_refusal(), &ctx.answering(&request)))
    };
    let right = asked("20261124195959");
    let told = ["respCode", "origRespCode", "txnTime", "reqReserved", "txnAmt", "queryId"];
    let told: Vec<String> = told.iter().map(|name| member(&right, name)).collect();
    let expected = ["00", "00", "20261124195959", "a|b", "1234", "512611241959591234561"];
    assert_eq!(told, expected);
    assert_eq!(member(&right, "traceTime"), "1124200000");
    assert_eq!(member(&right, "traceNo"), "123456");
    let wrong = asked("20261124195958");
    assert_eq!(member(&wrong, "respCode"), "34", "another time names another order");

    let notice = NoticeAsk {
        id: "1".to_owned(),
        at: NOW,
        url: "https://shop.example/notify".to_owned(),
        told: Told::Payment(Box::new(payment)),
    };
    let request = pay().notice.unwrap().write_ask(&notice, &ctx(&platform)).unwrap();
    let body = String::from_utf8(request.body).unwrap();
    assert!(body.contains("txnTime=20261124195959&"), "{body}");
    assert!(body.contains("reqReserved=a%7Cb&"), "{body}");
}

#[test]
fn a_refund_has_a_time_of_its_own() {
    let (merchant, platform) = (merchant(), platform());
    let at = Timestamp::parse_local("2026-11-30 08:00:01").unwrap();
    let ask = RefundAsk {
        asked_at: Some(at),
        wallet_no: Some("512611241959591234561".to_owned()),
        ..RefundAsk::new(
            OrderRef::Order(ORDER.to_owned()),
            Some(format!("{ORDER}R00")),
            Money::fen(234),
        )
    };
    let request = pay().refund.unwrap().write_ask(&ask, &ctx(&merchant)).unwrap();
    let body = String::from_utf8(request.body.clone()).unwrap();
    assert!(body.contains("txnTime=20261130080001&"), "{body}");
    // What only a number of the platform's finds is named by it.
    assert!(body.contains("origQryId=512611241959591234561&"), "{body}");
    assert!(!body.contains("origOrderId") && !body.contains("origTxnTime"), "{body}");
    let heard = pay().refund.unwrap().read_ask(&arrived(&request), &ctx(&platform)).unwrap();
    let order = OrderRef::Wallet("512611241959591234561".to_owned());
    assert_eq!(heard, RefundAsk { order, wallet_no: None, ..ask });

    let refund = format!("{ORDER}R00");
    let ask = RefundQueryAsk { refund, order: None, sub_merchant: None, asked_at: Some(at) };
    let request = pay().refund_query.unwrap().write_ask(&ask, &ctx(&merchant)).unwrap();
    let body = String::from_utf8(request.body.clone()).unwrap();
    assert!(body.contains("txnTime=20261130080001&"), "{body}");
    let heard = pay().refund_query.unwrap().read_ask(&arrived(&request), &ctx(&platform)).unwrap();
    assert_eq!(heard, ask);

    // A merchant is told the time that it chose, whatever the number says.
    let refund = RefundState {
        created_at: Some(at),
        ..RefundState::new("20261124195959000001", RefundStatus::Done)
    };
    let told = Told::Refund { refund: Box::new(refund), payment: None };
    let url = "https://shop.example/notify".to_owned();
    let notice = NoticeAsk { id: "1".to_owned(), at: NOW, url, told };
    let request = pay().notice.unwrap().write_ask(&notice, &ctx(&platform)).unwrap();
    let body = String::from_utf8(request.body).unwrap();
    assert!(body.contains("txnTime=20261130080001&"), "{body}");
}

#[test]
fn a_refund_cannot_be_the_payment_itself() {
    let refund = |time: &str| {
        let members = [
            ("txnType", "04"),
            ("txnSubType", "00"),
            ("orderId", "A20220903X"),
            ("txnTime", time),
            ("txnAmt", "1234"),
            ("origOrderId", "A20220903X"),
            ("origTxnTime", "20261124195959"),
        ];
        pay().refund.unwrap().read_ask(&form(BACK, &members), &ctx(&platform()))
    };
    let no = refund("20261124195959").unwrap_err().into_refusal();
    assert_eq!(no.reason, Reason::RefundConflict);
    let ask = refund("20261124200000").expect("another time is another transaction");
    assert_eq!(ask.refund.as_deref(), Some("A20220903X"));
}

#[test]
fn each_transaction_is_sorted() {
    let cases = [
        ("/gateway/api/frontTransReq.do", "01", "01", Some(Call::Charge)),
        ("/gateway/api/appTransReq.do", "01", "01", Some(Call::Charge)),
        (BACK, "01", "06", Some(Call::Charge)),
        (BACK, "01", "07", Some(Call::Charge)),
        (QUERY, "00", "00", Some(Call::Query)),
        (BACK, "00", "00", Some(Call::Query)),
        (BACK, "04", "00", Some(Call::Refund)),
        (BACK, "31", "00", Some(Call::Refund)),
        (BACK, "99", "01", Some(Call::Cancel)),
        (BACK, "02", "01", None),
        (BACK, "01", "03", None),
        ("/gateway/api/batchTrans.do", "21", "01", None),
    ];
    for (path, kind, sub, expected) in cases {
        let peek = (pay().peek)(&form(path, &[("txnType", kind), ("txnSubType", sub)]));
        let call = peek.map(|peek| {
            assert_eq!(peek.caller, MERCHANT);
            peek.call
        });
        assert_eq!(call.ok(), expected, "{path} {kind}/{sub}");
    }
    let get = Request { method: Method::Get, ..form(BACK, &[("txnType", "04")]) };
    assert!((pay().peek)(&get).is_err(), "only pages are opened by address");
}

#[test]
fn what_a_merchant_says_is_checked() {
    let refusal = |more: &[(&str, &str)]| match hear(&apply(more)) {
        Ok(ask) => panic!("{ask:?}"),
        Err(fault) => {
            let untranslatable = matches!(fault, Fault::Untranslatable(_));
            let refusal = fault.into_refusal();
            (refusal.reason, refusal.field.unwrap_or_default(), untranslatable)
        }
    };
    let cases: &[(More, Reason, &str, bool)] = &[
        (&[("orderId", "short")], Reason::FieldInvalid, "orderId", false),
        (&[("orderId", "with-a-dash")], Reason::FieldInvalid, "orderId", false),
        (&[("orderId", "")], Reason::FieldMissing, "orderId", false),
        (&[("txnTime", "20261324195959")], Reason::FieldInvalid, "txnTime", false),
        (&[("txnTime", "")], Reason::FieldMissing, "txnTime", false),
        (&[("txnAmt", "1.00")], Reason::FieldInvalid, "txnAmt", false),
        (&[("txnAmt", "0")], Reason::FieldInvalid, "txnAmt", false),
        (&[("currencyCode", "840")], Reason::Untranslatable, "currencyCode", true),
        (&[("backUrl", "ftp://a")], Reason::FieldInvalid, "backUrl", false),
        (&[("payTimeout", "soon")], Reason::FieldInvalid, "payTimeout", false),
        (&[("accessType", "1")], Reason::Untranslatable, "accessType", true),
        (&[("txnSubType", "06"), ("qrNo", "付款码")], Reason::BuyerCodeInvalid, "qrNo", false),
        (&[("merId", "777290058110049")], Reason::AppMismatch, "merId", false),
        (&[("encoding", "GBK")], Reason::FieldInvalid, "encoding", false),
        (&[("certId", "1")], Reason::KeyUnknown, "", false),
        (&[("version", "5.0.0")], Reason::SignatureMissing, "", false),
        (&[("signMethod", "11")], Reason::SignatureMissing, "", false),
    ];
    for (more, reason, field, untranslatable) in cases {
        let expected = (*reason, (*field).to_owned(), *untranslatable);
        assert_eq!(refusal(more), expected, "{more:?}");
    }
    let mut forged = apply(&[]);
    let at = forged.body.windows(7).position(|part| part == b"txnAmt=").unwrap();
    forged.body[at + 9] = b'2';
    assert!(matches!(hear(&forged), Err(Fault::Forged(no)) if no.reason == Reason::SignatureWrong));
}

#[test]
fn a_buyers_code_stands_in_no_complaint() {
    let code = "6220835931895481436";
    let mut forged = apply(&[("txnSubType", "06"), ("qrNo", code)]);
    forged.body.extend(b"&termId=1");
    let no = hear(&forged).unwrap_err().into_refusal();
    assert_eq!(no.reason, Reason::SignatureWrong);
    assert!(no.message.contains("qrNo=***") && !no.message.contains(code), "{}", no.message);
}

#[test]
fn a_line_for_the_buyer_is_found_where_merchants_write_it() {
    let cases: &[(More, &str, Option<&str>)] = &[
        (&[("riskRateInfo", "{commodityName=书}")], "书", None),
        (&[("riskRateInfo", "{a=1&commodityName=书}"), ("orderDesc", "x")], "书", Some("x")),
        (&[("orderDesc", "笔")], "笔", None),
        (&[("riskRateInfo", "{a=1}")], "A20220903X", None),
    ];
    for (more, subject, body) in cases {
        let ask = hear(&apply(more)).unwrap();
        assert_eq!((ask.subject.as_str(), ask.body.as_deref()), (*subject, *body), "{more:?}");
    }
}

#[test]
fn what_has_no_word_passes_and_hints_are_dropped() {
    let ask = hear(&apply(&[("termId", "1"), ("accType", "01"), ("issInsCode", "ABC")])).unwrap();
    assert_eq!(ask.origin.dialect, "unionpay");
    assert_eq!(ask.origin.fields, [("issInsCode".to_owned(), "\"ABC\"".to_owned())].into());
    let foreign = Origin { dialect: "other".to_owned(), ..ask.origin.clone() };
    let ask = ChargeAsk { origin: foreign, order: ORDER.to_owned(), ..ask };
    let written = pay().charge.unwrap().write_ask(&ask, &ctx(&merchant()));
    assert!(matches!(written, Err(Fault::Untranslatable(_))));
}

#[test]
fn what_cannot_be_promised_is_refused_aloud() {
    let plain = hear(&apply(&[])).unwrap();
    let written = |ask: &ChargeAsk| match pay().charge.unwrap().write_ask(ask, &ctx(&merchant())) {
        Err(Fault::Untranslatable(refusal)) => refusal.field.unwrap(),
        other => panic!("{other:?}"),
    };
    let buyer = Buyer::default();
    let dollars = Money { currency: Currency::parse("USD").unwrap(), minor: 1 };
    assert_eq!(written(&ChargeAsk { no_credit: true, ..plain.clone() }), "no_credit");
    assert_eq!(written(&ChargeAsk { split: true, ..plain.clone() }), "split");
    assert_eq!(written(&ChargeAsk { attach: Some("a&b".to_owned()), ..plain.clone() }), "attach");
    assert_eq!(written(&ChargeAsk { order: "a_b_c_d_e".to_owned(), ..plain.clone() }), "order");
    assert_eq!(written(&ChargeAsk { amount: dollars, ..plain.clone() }), "txnAmt");
    assert_eq!(written(&ChargeAsk { scene: Scene::InWallet { buyer }, ..plain }), "scene");
}

#[test]
fn a_page_is_opened_by_the_buyer() {
    let ask = ChargeAsk { scene: Scene::DesktopWeb, ..hear(&apply(&[])).unwrap() };
    let (merchant, platform) = (merchant(), platform());
    let request = pay().charge.unwrap().write_ask(&ask, &ctx(&merchant)).unwrap();
    assert_eq!((request.carrier, request.method), (Carrier::Buyer, Method::Get));
    let start = "https://gateway.test.95516.com/gateway/api/frontTransReq.do?accessType=0&";
    assert!(request.url().starts_with(start), "{}", request.url());
    // Merchants' own pages post a form instead.
    let mut posted = arrived(&request);
    posted.method = Method::Post;
    posted.body = posted.query.take().unwrap().into_bytes();
    assert_eq!(pay().charge.unwrap().read_ask(&posted, &ctx(&platform)).unwrap(), ask);
    let no = Refusal::new(Reason::OrderClosed, "<late>");
    let page = (pay().refuse)(&no, &ctx(&platform).answering(&posted));
    let html = String::from_utf8(page.body).unwrap();
    assert!(
        html.contains("原交易不存在或状态不正确[35]") && html.contains("&lt;late&gt;"),
        "{html}"
    );
}

#[test]
fn a_refusal_is_a_reply_with_another_code() {
    let (merchant, platform) = (merchant(), platform());
    let request = apply(&[]);
    for (reason, code) in [
        (Reason::OrderNotFound, "34"),
        (Reason::OrderConflict, "12"),
        (Reason::SignatureWrong, "11"),
        (Reason::ServiceFailed, "03"),
    ] {
        let no = Refusal::new(reason, "a&b=[c]\n{d}");
        let response = (pay().refuse)(&no, &ctx(&platform).answering(&request));
        assert_eq!((response.status, member(&response, "respCode").as_str()), (200, code));
        assert!(member(&response, "respMsg").ends_with("]：a＆b=【c】 ｛d｝"));
        let heard =
            pay().charge.unwrap().read_answer(&response, &ctx(&merchant).answering(&request));
        match heard {
            Err(Fault::Refused(heard)) => {
                assert_eq!((heard.reason, heard.code.as_deref()), (reason, Some(code)));
            }
            // Seen before, or not known: only a query can tell.
            Err(Fault::Unknown(_)) => assert!(matches!(code, "12" | "03")),
            other => panic!("{other:?}"),
        }
    }
    let nobody = Account::default();
    let no = Refusal::new(Reason::CallerUnknown, "x");
    let unsigned = (pay().refuse)(&no, &ctx(&nobody).answering(&request));
    assert_eq!(member(&unsigned, "respCode"), "31");
    assert_eq!(member(&unsigned, "signature"), "");
}

#[test]
fn a_probe_is_noticed() {
    let (merchant, platform) = (merchant(), platform());
    let request = apply(&[]);
    let handover = Handover::Code { text: "https://qr.95516.com/1".to_owned() };
    let context = Ctx { probe: true, ..ctx(&platform) };
    let charge = pay().charge.unwrap();
    let response = charge.write_answer(&handover, &context.answering(&request)).unwrap();
    let heard = charge.read_answer(&response, &ctx(&merchant).answering(&request));
    assert!(matches!(heard, Err(Fault::Forged(no)) if no.reason == Reason::SignatureWrong));
}

#[test]
fn a_reply_to_another_request_is_not_believed() {
    let (merchant, platform) = (merchant(), platform());
    let (one, other) = (apply(&[]), apply(&[("orderId", "B20220903X")]));
    let handover = Handover::Code { text: "https://qr.95516.com/1".to_owned() };
    let charge = pay().charge.unwrap();
    let response = charge.write_answer(&handover, &ctx(&platform).answering(&one)).unwrap();
    assert!(charge.read_answer(&response, &ctx(&merchant).answering(&one)).is_ok());
    let heard = charge.read_answer(&response, &ctx(&merchant).answering(&other));
    assert!(matches!(heard, Err(Fault::Malformed(_))));
    let down = Response::new(502, "text/html", "bad gateway");
    let heard = charge.read_answer(&down, &ctx(&merchant).answering(&one));
    assert!(matches!(heard, Err(Fault::Unknown(_))));
}
