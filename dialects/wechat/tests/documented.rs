//! Messages that the documents print without a signature: signed here, then read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use std::sync::LazyLock;

use common::{NONCE, account, kept, private, public, request, response, seconds};
use drawbridge_canon::pay::{
    BillFormat, BillKind, BillRow, OrderRef, RefundStatus, RowKind, Scene, Told, TradeState,
};
use drawbridge_canon::{
    Account, Ctx, Digest, Fault, Headers, Method, Money, Reason, Request, Response, Sign,
};
use drawbridge_mchv3::{Authorization, reply_text, request_text, seal_resource};
use drawbridge_seal::{PrivateKey, text};
use drawbridge_wechat::{FAMILY, PAY};
use serde_json::json;

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate().unwrap());
const AT: &str = "1554208460";

/// One key for both sides: what is tested here is reading.
fn both(merchant: &str) -> Account {
    let mut account = account(merchant);
    account.keys.ours = vec![private("KEY", &KEY)];
    account.keys.theirs = vec![public("KEY", &KEY.public().unwrap().to_pem())];
    account.keys.shared = Some("30edb6c0611c1f3b04bce44109333981".to_owned());
    account
}

fn sign_request(request: &mut Request, merchant: &str) {
    let method = request.method.as_str();
    let message = request_text(method, &request.target(), AT, NONCE, &request.body);
    let authorization = Authorization {
        mchid: merchant.to_owned(),
        serial_no: "KEY".to_owned(),
        nonce_str: NONCE.to_owned(),
        timestamp: AT.to_owned(),
        signature: text::base64(&KEY.sign(Digest::Sha256, &message).unwrap()),
    };
    request.headers.push("authorization", authorization.write(FAMILY.scheme));
    request.headers.push("accept", "application/json");
    request.headers.push("user-agent", "test");
}

fn sign_reply(headers: &mut Headers, body: &[u8]) {
    let signature = KEY.sign(Digest::Sha256, &reply_text(AT, NONCE, body)).unwrap();
    headers.push("wechatpay-timestamp", AT);
    headers.push("wechatpay-nonce", NONCE);
    headers.push("wechatpay-serial", "KEY");
    headers.push("wechatpay-signature", text::base64(&signature));
}

fn signed_reply(name: &str) -> Response {
    let mut reply = response(&kept(name));
    sign_reply(&mut reply.headers, &reply.body);
    reply
}

#[test]
fn the_documents_order_is_read_whole() {
    let account = both("1230000109");
    let ctx = Ctx::new(seconds(AT), NONCE, &account);
    let mut request = request(&kept("native-ask.http"));
    sign_request(&mut request, "1230000109");
    let ask = PAY.charge.unwrap().read_ask(&request, &ctx).unwrap();
    assert_eq!(ask.scene, Scene::Code);
    assert_eq!(ask.expires.unwrap().rfc3339(), "2018-06-08T10:34:56+08:00");
    assert_eq!(ask.attach.as_deref(), Some("自定义数据说明"));
    assert_eq!((ask.goods.len(), ask.goods[0].unit_price), (2, Money::fen(828_800)));
    let kept: Vec<(&str, &str)> =
        ask.origin.fields.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    let expected = [
        ("detail.cost_price", "608800"),
        ("detail.goods_detail.0.wechatpay_goods_id", "\"1001\""),
        ("detail.goods_detail.1.wechatpay_goods_id", "\"1001\""),
        ("detail.invoice_id", "\"wx123\""),
        ("goods_tag", "\"WXG\""),
    ];
    assert_eq!((ask.origin.dialect.as_str(), kept.as_slice()), ("wechat", expected.as_slice()));

    // Another wallet's field is refused by its name, not dropped.
    let mut foreign = ask;
    foreign.origin.dialect = "elsewhere".to_owned();
    let Err(Fault::Untranslatable(refusal)) = PAY.charge.unwrap().write_ask(&foreign, &ctx) else {
        panic!("a foreign field was dropped");
    };
    assert_eq!(refusal.field.as_deref(), Some("detail.cost_price"));
}

#[test]
fn the_documents_refund_is_read_whole() {
    let account = both("1230000109");
    let ctx = Ctx::new(seconds(AT), NONCE, &account);
    let mut request = request(&kept("refund-ask.http"));
    sign_request(&mut request, "1230000109");
    let ask = PAY.refund.unwrap().read_ask(&request, &ctx).unwrap();
    assert_eq!(ask.order, OrderRef::Wallet("1217752501201407033233368018".into()));
    assert_eq!((ask.amount, ask.total), (Money::fen(888), Some(Money::fen(888))));
    assert_eq!((ask.goods[0].quantity, ask.goods[0].unit_price.minor), (1, 528_800));
    let kept: Vec<&str> = ask.origin.fields.keys().map(String::as_str).collect();
    assert_eq!(kept, ["amount.from", "funds_account", "goods_detail.0.wechatpay_goods_id"]);
    let again = PAY.refund.unwrap().write_ask(&ask, &ctx).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&again.body).unwrap();
    let original: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, original, "nothing is lost between two halves of the dialect");
}

#[test]
fn the_documents_replies_are_read() {
    let account = both("1900006XXX");
    let ctx = Ctx::new(seconds(AT), NONCE, &account);
    let paid = PAY.query.unwrap().read_answer(&signed_reply("query-reply.http"), &ctx).unwrap();
    assert_eq!(
        (paid.state, paid.amount, paid.paid),
        (TradeState::Paid, Money::fen(1), Some(Money::fen(1)))
    );
    assert_eq!(paid.wallet_no.as_deref(), Some("4200000891202103228088184743"));
    assert_eq!(paid.paid_at.unwrap().local(), "2021-03-22 10:29:05");
    assert_eq!(paid.buyer.unwrap().id, "o4GgauJP_mgWEWictzA15WT15XXX");
    assert_eq!(paid.attach, None, "an empty text is no text");

    let refund = PAY.refund.unwrap().read_answer(&signed_reply("refund-reply.http"), &ctx).unwrap();
    assert_eq!((refund.status, refund.amount), (RefundStatus::Done, Some(Money::fen(100))));
    assert_eq!(refund.account.as_deref(), Some("招商银行信用卡0403"));
}

#[test]
fn the_documents_refund_notice_is_read() {
    let account = both("1900000100");
    let ctx = Ctx::new(seconds(AT), NONCE, &account);
    let shared = account.keys.shared.as_deref().unwrap();
    let sealed = seal_resource(shared, "fdasfw23gas2", "refund", &kept("refund-notice.json"));
    let body = json!({
        "id": "EV-2018022511223320873",
        "create_time": "2018-06-08T10:34:56+08:00",
        "resource_type": "encrypt-resource",
        "event_type": "REFUND.SUCCESS",
        "summary": "退款成功",
        "resource": {
            "algorithm": "AEAD_AES_256_GCM",
            "original_type": "refund",
            "ciphertext": sealed.unwrap(),
            "nonce": "fdasfw23gas2",
            "associated_data": "refund",
        },
    });
    let mut request = Request::new(Method::Post, "", "/notify");
    request.body = body.to_string().into_bytes();
    sign_reply(&mut request.headers, &request.body);
    let notice = PAY.notice.unwrap().read_ask(&request, &ctx).unwrap();
    let Told::Refund { refund, payment: None } = notice.told else { panic!("{notice:?}") };
    assert_eq!((refund.status, refund.amount), (RefundStatus::Done, Some(Money::fen(999))));
    assert_eq!(refund.refund, "7752501201407033233368018");
}

#[test]
fn refusals_seen_on_the_live_service_are_read() {
    let account = both("1");
    let ctx = Ctx::new(seconds(AT), NONCE, &account);
    for (name, message) in [
        ("error-path.http", "字节数 35，大于最大值 32"),
        ("error-undefined.http", "请求中含有未在API文档中定义的参数"),
    ] {
        let read = PAY.close.unwrap().read_answer(&response(&kept(name)), &ctx);
        let Err(Fault::Refused(refusal)) = read else { panic!("{name}: {read:?}") };
        assert_eq!(
            (refusal.reason, refusal.code.as_deref()),
            (Reason::FieldInvalid, Some("PARAM_ERROR"))
        );
        assert!(refusal.message.contains(message), "{}", refusal.message);
    }
}

#[test]
fn the_published_bill_is_read_and_adds_up() {
    let bytes = kept("bill.ALL.csv");
    let book: &dyn BillFormat = PAY.bill_format.unwrap();
    let mut rows: Vec<BillRow> = Vec::new();
    let mut open = book.open(&bytes).unwrap();
    let summary = book
        .read(&BillKind::Trade, &mut open, &mut |row| {
            rows.push(row);
            Ok(())
        })
        .unwrap();
    assert_eq!((summary.count, rows.len()), (45, 45));
    assert_eq!((summary.paid_minor, summary.refunded_minor, summary.fee_micro), (47, 14, 80_000));
    let first = &rows[0];
    assert_eq!((first.kind, first.at.local().as_str()), (RowKind::Refund, "2019-02-19 05:01:46"));
    assert_eq!(first.refund.as_deref(), Some("REF4200000263201902167700963919"));
    assert_eq!((first.amount, first.rate_ppm), (Money::fen(1), Some(390_000)));
    assert_eq!(rows[2].refund, None, "a zero stands for no number");

    let ask = drawbridge_canon::pay::BillAsk {
        kind: BillKind::Trade,
        date: "2019-02-19".into(),
        gzip: false,
        sub_merchant: None,
    };
    let mut out = Vec::new();
    let mut again = rows.into_iter();
    assert_eq!(book.write(&ask, "1921000401", &mut again, &mut out).unwrap(), summary);
    let header = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').next().unwrap().to_vec();
    assert_eq!(header(&out), header(&bytes), "our header is the published one, byte by byte");
}
