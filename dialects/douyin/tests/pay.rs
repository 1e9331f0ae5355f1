//! Douyin Pay: the calls as its client library writes and reads them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::{Arc, LazyLock};

use drawbridge_canon::pay::{
    BillAsk, BillKind, CloseAsk, Handover, NoticeAsk, OrderRef, Peek, QueryAsk, RefundAsk,
    RefundState, RefundStatus, Scene, Told, TradeState, Transaction,
};
use drawbridge_canon::pay::{Buyer, Call, ChargeAsk, Origin};
use drawbridge_canon::{
    Account, Ctx, Digest, Fault, Headers, Method, Money, NamedSigner, NamedVerifier, Reason,
    Request, Response, Sign, Timestamp, Verify,
};
use drawbridge_douyin::{FAMILY, PAY};
use drawbridge_mchv3::{app_call, page_call, request_text, seal_resource};
use drawbridge_seal::{PrivateKey, text};

const NOW: Timestamp = Timestamp(1_782_800_000_000);
const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";
const MERCHANT: &str = "6820230101";
const APP: &str = "tt0123456789abcdef";

static KEYS: LazyLock<[PrivateKey; 2]> =
    LazyLock::new(|| std::array::from_fn(|_| PrivateKey::generate().unwrap()));

fn account(ours: (&str, usize), theirs: (&str, usize)) -> Account {
    let mut account = Account {
        id: MERCHANT.into(),
        merchant: MERCHANT.into(),
        apps: vec![APP.into()],
        endpoint: "https://api.douyinpay.com".into(),
        ..Account::default()
    };
    let key = Arc::new(KEYS[ours.1].clone());
    account.keys.ours = vec![NamedSigner { id: ours.0.into(), certificate: None, key }];
    let key = Arc::new(KEYS[theirs.1].public().unwrap());
    account.keys.theirs = vec![NamedVerifier { id: theirs.0.into(), certificate: None, key }];
    account.keys.shared = Some("30edb6c0611c1f3b04bce44109333981".into());
    account
}

fn merchant() -> Account {
    account(("1A2B", 0), ("3C4D", 1))
}

fn platform() -> Account {
    account(("3C4D", 1), ("1A2B", 0))
}

/// The body of a kept file.
fn body(kept: &str) -> Vec<u8> {
    kept.split_once("\r\n\r\n").unwrap().1.as_bytes().to_vec()
}

fn jsapi() -> ChargeAsk {
    ChargeAsk {
        scene: Scene::InWallet {
            buyer: Buyer { id: "_000abcdef".into(), per_app: true, login: None },
        },
        order: "OUT_0123456789abcdef".into(),
        amount: Money::fen(1),
        subject: "抖音JSAPI支付测试".into(),
        body: None,
        attach: None,
        notify_url: Some("https://shop.example/notify".into()),
        return_url: None,
        expires: None,
        app: Some(APP.into()),
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

#[test]
fn our_order_is_the_client_librarys_order() {
    let (ours, theirs) = (merchant(), platform());
    let kept = include_str!("../wire/jsapi-ask.http");
    let ctx = Ctx::new(NOW, NONCE, &ours);
    let request = PAY.charge.unwrap().write_ask(&jsapi(), &ctx).unwrap();
    let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(value(&request.body), value(&body(kept)));
    assert_eq!(request.url(), "https://api.douyinpay.com/v1/trade/transactions/jsapi");
    assert_eq!(request.headers.get("Douyinpay-Serial"), Some("3C4D"));
    let header = request.headers.get("authorization").unwrap();
    assert!(header.starts_with("DouyinPay-RSA mchid=\"6820230101\",nonce_str=\""), "{header}");
    let message =
        request_text("POST", "/v1/trade/transactions/jsapi", "1782800000", NONCE, &request.body);
    let signature = text::base64(&KEYS[0].sign(Digest::Sha256, &message).unwrap());
    assert!(header.contains(&format!("signature=\"{signature}\"")));

    let peek = Peek { call: Call::Charge, caller: MERCHANT.into(), key: None };
    assert_eq!((PAY.peek)(&request).unwrap(), peek);
    let front = Ctx::new(NOW, NONCE, &theirs).answering(&request);
    assert_eq!(PAY.charge.unwrap().read_ask(&request, &front).unwrap(), jsapi());
    let answer = Handover::Prepay { id: "dy1".into() };
    let reply = PAY.charge.unwrap().write_answer(&answer, &front).unwrap();
    assert!(reply.headers.get("Douyinpay-Signature").is_some());
    assert_eq!(PAY.charge.unwrap().read_answer(&reply, &ctx).unwrap(), answer);
}

/// Each call goes where the client library sends it, and is read back.
#[test]
fn every_call_is_where_the_client_library_looks_for_it() {
    let (ours, theirs) = (merchant(), platform());
    let ctx = Ctx::new(NOW, NONCE, &ours);
    let front = Ctx::new(NOW, NONCE, &theirs);
    let order = || OrderRef::Order("OUT_1234".into());

    let query = QueryAsk { order: order(), sub_merchant: None };
    let request = PAY.query.unwrap().write_ask(&query, &ctx).unwrap();
    assert_eq!(request.target(), "/v1/trade/transactions/out-trade-no/OUT_1234?mchid=6820230101");
    assert_eq!(PAY.query.unwrap().read_ask(&request, &front).unwrap(), query);

    let close = CloseAsk { order: order(), sub_merchant: None };
    let request = PAY.close.unwrap().write_ask(&close, &ctx).unwrap();
    assert_eq!(request.target(), "/v1/trade/transactions/out-trade-no/OUT_1234/close");
    let answer = ("OUT_1234".to_owned(), None);
    let reply = PAY.close.unwrap().write_answer(&answer, &front.answering(&request)).unwrap();
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    let read = PAY.close.unwrap().read_answer(&reply, &ctx.answering(&request)).unwrap();
    assert_eq!(read, answer);

    let refund = RefundAsk {
        total: Some(Money::fen(100)),
        ..RefundAsk::new(order(), Some("RF_1".into()), Money::fen(10))
    };
    let request = PAY.refund.unwrap().write_ask(&refund, &ctx).unwrap();
    assert_eq!(request.target(), "/v1/trade/refund/domestic/refunds");
    let sent: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(sent["mchid"], MERCHANT);
    assert_eq!(PAY.refund.unwrap().read_ask(&request, &front).unwrap(), refund);

    for (kind, target) in [
        (
            BillKind::Trade,
            "/v1/bill/billapply?bill_date=2026-06-30&mchid=6820230101&bill_type=TRADE&tar_type=GZIP",
        ),
        (
            BillKind::Funds(None),
            "/v1/bill/fundflowbill?bill_date=2026-06-30&mchid=6820230101&account_type=BaseAccount&tar_type=GZIP",
        ),
    ] {
        let bill = BillAsk { kind, date: "2026-06-30".into(), gzip: true, sub_merchant: None };
        let request = PAY.bill.unwrap().write_ask(&bill, &ctx).unwrap();
        assert_eq!(request.target(), target);
        assert_eq!(PAY.bill.unwrap().read_ask(&request, &front).unwrap(), bill);
    }
    let lacking = BillAsk {
        kind: BillKind::TradePaid,
        date: "2026-06-30".into(),
        gzip: true,
        sub_merchant: None,
    };
    let written = PAY.bill.unwrap().write_ask(&lacking, &ctx);
    assert!(matches!(written, Err(Fault::Untranslatable(_))), "there is no such bill");
}

fn reply(kept: &str) -> Response {
    let platform = platform();
    let body = body(kept);
    let message = drawbridge_mchv3::reply_text("1782800000", NONCE, &body);
    let signature = platform.keys.ours[0].key.sign(Digest::Sha256, &message).unwrap();
    let mut headers = Headers::default();
    headers.push("Douyinpay-Timestamp", "1782800000");
    headers.push("Douyinpay-Nonce", NONCE);
    headers.push("Douyinpay-Signature", text::base64(&signature));
    headers.push("Douyinpay-Serial", "3C4D");
    Response { status: 200, headers, body }
}

#[test]
fn replies_with_every_field_of_the_client_librarys_models_are_read() {
    let ours = merchant();
    let ctx = Ctx::new(NOW, NONCE, &ours);
    let paid = reply(include_str!("../wire/query-reply.http"));
    let paid = PAY.query.unwrap().read_answer(&paid, &ctx).unwrap();
    assert_eq!((paid.state, paid.paid), (TradeState::Paid, Some(Money::fen(90))));
    let refund = reply(include_str!("../wire/refund-reply.http"));
    let refund = PAY.refund_query.unwrap().read_answer(&refund, &ctx).unwrap();
    assert_eq!((refund.status, refund.amount), (RefundStatus::Done, Some(Money::fen(10))));
}

#[test]
fn notices_are_told_and_heard() {
    let (ours, theirs) = (merchant(), platform());
    let payment = Transaction {
        app: Some(APP.into()),
        merchant: Some(MERCHANT.into()),
        ..Transaction::new("OUT_1234", TradeState::Paid, Money::fen(100))
    };
    let refund = RefundState {
        order: Some("OUT_1234".into()),
        amount: Some(Money::fen(10)),
        ..RefundState::new("RF_1", RefundStatus::Done)
    };
    for told in
        [Told::Payment(Box::new(payment)), Told::Refund { refund: Box::new(refund), payment: None }]
    {
        let url = "https://shop.example/notify".to_owned();
        let notice = NoticeAsk { id: "1".into(), at: NOW, url, told };
        let codec = PAY.notice.unwrap();
        let request = codec.write_ask(&notice, &Ctx::new(NOW, NONCE, &theirs)).unwrap();
        let heard = codec.read_ask(&request, &Ctx::new(NOW, NONCE, &ours)).unwrap();
        assert_eq!(heard.told, notice.told);
    }
}

#[test]
fn a_refund_notice_with_every_field_of_the_client_librarys_model_is_heard() {
    let ours = merchant();
    let plain = include_bytes!("../wire/refund-notice.json");
    let shared = ours.keys.shared.as_deref().unwrap();
    let sealed = seal_resource(shared, "fdasfw23gas2", "", plain).unwrap();
    let body = serde_json::json!({
        "id": "1", "create_time": "2026-06-30T12:00:00+08:00", "event_type": "REFUND.SUCCESS",
        "resource_type": "encrypt-resource",
        "resource": {"algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed, "nonce": "fdasfw23gas2"},
    });
    let signed = reply(&format!("\r\n\r\n{body}"));
    let mut request = Request::new(Method::Post, "", "/notify");
    (request.headers, request.body) = (signed.headers, signed.body);
    let heard = PAY.notice.unwrap().read_ask(&request, &Ctx::new(NOW, NONCE, &ours)).unwrap();
    let Told::Refund { refund, .. } = heard.told else { panic!("{heard:?}") };
    assert_eq!((refund.refund.as_str(), refund.amount), ("RF_1", Some(Money::fen(10))));
}

#[test]
fn the_client_side_calls_have_this_wallets_constants() {
    let ours = merchant();
    let ctx = Ctx::new(NOW, NONCE, &ours);
    let page = page_call(&FAMILY, APP, "dy1", &ctx).unwrap();
    assert_eq!(
        (page.sign_type.as_str(), page.package.as_str()),
        ("DouyinPay-RSA", "prepay_id=dy1")
    );
    let app = app_call(&FAMILY, APP, "dy1", &ctx).unwrap();
    assert_eq!((app.package.as_str(), app.partnerid.as_str()), ("Sign=DYPay", MERCHANT));
    let message = format!("{APP}\n1782800000\n{NONCE}\ndy1\n");
    let signature = text::unbase64(&app.sign).unwrap();
    let key = KEYS[0].public().unwrap();
    assert!(key.verify(Digest::Sha256, message.as_bytes(), &signature));
}

#[test]
fn there_is_no_download_of_certificates_here() {
    assert!(PAY.certificates.is_none());
    let request = Request::new(Method::Get, "", "/v3/certificates");
    let Err(Fault::Malformed(refusal)) = (PAY.peek)(&request) else { panic!("it was known") };
    assert_eq!(refusal.reason, Reason::MethodUnknown);
}
