//! Our front answers wrong requests as the live service does: in its order, in its words.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use std::sync::LazyLock;

use common::{NONCE, account, private, public};
use drawbridge_canon::pay::{ChargeAsk, Handover, Origin, PlatformCertificate, Scene};
use drawbridge_canon::{
    Account, Ctx, Fault, Method, Money, Reason, Refusal, Request, Response, Timestamp,
};
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey};
use drawbridge_wechat::PAY;
use serde_json::Value;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const MERCHANT: &str = "1900007291";
const APP: &str = "wxd678efh567hg6787";

static KEYS: LazyLock<[PrivateKey; 2]> =
    LazyLock::new(|| std::array::from_fn(|_| PrivateKey::generate().unwrap()));

fn merchant() -> Account {
    let mut merchant = account(MERCHANT);
    merchant.apps = vec![APP.to_owned()];
    merchant.keys.ours = vec![private("M1", &KEYS[0])];
    merchant.keys.theirs = vec![public("P1", &KEYS[1].public().unwrap().to_pem())];
    merchant.keys.shared = Some("30edb6c0611c1f3b04bce44109333981".to_owned());
    merchant
}

fn platform() -> Account {
    let mut platform = merchant();
    platform.keys.ours = vec![private("P1", &KEYS[1])];
    platform.keys.theirs = vec![public("M1", &KEYS[0].public().unwrap().to_pem())];
    platform
}

fn ask() -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: "ORDER-1".into(),
        amount: Money::fen(100),
        subject: "一本书".into(),
        body: None,
        attach: None,
        notify_url: Some("https://shop.example/notice".into()),
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

/// A prepay request with this change to its JSON, signed.
fn request(change: impl FnOnce(&mut Value)) -> Request {
    let merchant = merchant();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let plain = PAY.charge.unwrap().write_ask(&ask(), &ctx).unwrap();
    let mut body: Value = serde_json::from_slice(&plain.body).unwrap();
    change(&mut body);
    signed(&plain.path, body.to_string().into_bytes())
}

fn signed(path: &str, body: Vec<u8>) -> Request {
    // A query of this path signs whatever body it is given.
    let mut request = Request::new(Method::Post, "", path);
    request.body = body;
    resign(&mut request, NOW, "M1");
    request
}

fn resign(request: &mut Request, at: Timestamp, serial: &str) {
    use drawbridge_canon::{Digest, Sign};
    let seconds = at.seconds().to_string();
    let method = request.method.as_str();
    let text =
        drawbridge_mchv3::request_text(method, &request.target(), &seconds, NONCE, &request.body);
    let authorization = drawbridge_mchv3::Authorization {
        mchid: MERCHANT.into(),
        serial_no: serial.into(),
        nonce_str: NONCE.into(),
        timestamp: seconds,
        signature: drawbridge_seal::text::base64(&KEYS[0].sign(Digest::Sha256, &text).unwrap()),
    };
    request.headers.0.retain(|(name, _)| name != "authorization");
    request.headers.push("authorization", authorization.write("WECHATPAY2-SHA256-RSA2048"));
}

/// What the front answers to a prepay request that it refuses.
fn refused(request: &Request) -> (u16, Value, Response) {
    let platform = platform();
    let ctx = Ctx::new(NOW, NONCE, &platform).answering(request);
    let read = (PAY.peek)(request).and_then(|_| PAY.charge.unwrap().read_ask(request, &ctx));
    answer(read.unwrap_err(), &ctx)
}

fn answer(fault: Fault, ctx: &Ctx<'_>) -> (u16, Value, Response) {
    let response = (PAY.refuse)(&fault.into_refusal(), ctx);
    let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    (response.status, body, response)
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn a_wrong_field_is_named_with_its_value_as_the_live_service_names_it() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str); 11] = [
        (
            "/amount/total",
            |body| body["amount"]["total"] = 0.into(),
            "输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1",
        ),
        (
            "/out_trade_no",
            |body| body["out_trade_no"] = "订单号".into(),
            r"输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9a-zA-Z_\-\|\*]+$”",
        ),
        (
            "/out_trade_no",
            |body| body["out_trade_no"] = "12345".into(),
            "输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字节数 5，小于最小值 6",
        ),
        (
            "/attach",
            |body| body["attach"] = "a".repeat(203).into(),
            "输入源“/body/attach”映射到值字段“附加数据”字符串规则校验失败，字节数 203，大于最大值 128",
        ),
        (
            "/notify_url",
            |body| body["notify_url"] = " https://www.weixin.qq.com/wxpay/pay.php".into(),
            r"输入源“/body/notify_url”映射到值字段“通知地址”字符串规则校验失败，字符串必须匹配正则表达式“^https?://([^\s/?#\[\]\@]+\@)?([^\s/?#\@:]+)(?::\d{2,5})?([^\s?#\[\]]*)$”",
        ),
        (
            "/payer",
            |body| body["payer"] = serde_json::json!({"openid": "o1"}),
            "请求中含有未在API文档中定义的参数",
        ),
        (
            "/mchid",
            |body| body["mchid"] = "1900000001".into(),
            "http header中的mchid与post payload中的mchid不匹配",
        ),
        (
            "/description",
            |body| body["description"] = "书📚".into(),
            "输入源“/body/description”映射到值字段“商品描述”字符串规则校验失败，含有4字节UTF-8字符（如表情符号）",
        ),
        (
            "/description",
            |body| body["description"] = Value::Null,
            "输入源“/body/description”映射到值字段“商品描述”必填性规则校验失败，此字段为必填项",
        ),
        (
            "/detail",
            |body| body["detail"] = serde_json::json!({"invoice_id": "x".repeat(6144)}),
            "输入源“/body/detail”映射到对象“detail”规则校验失败，字节数 6161，大于最大值 6144",
        ),
        (
            "/time_expire",
            |body| body["time_expire"] = "2026-11-24 12:00:00".into(),
            "输入源“/body/time_expire”映射到值字段“交易结束时间”格式错误，应为rfc3339格式yyyy-MM-DDTHH:mm:ss+TIMEZONE",
        ),
    ];
    for (field, change, message) in cases {
        let request = request(change);
        let (status, body, response) = refused(&request);
        assert_eq!((status, body["code"].as_str()), (400, Some("PARAM_ERROR")), "{field}");
        assert_eq!(body["message"], message, "{field}");
        assert_eq!(body["detail"]["field"], field);
        assert_eq!(body["detail"]["location"], "body");
        let sent: Value = serde_json::from_slice(&request.body).unwrap();
        let value = sent.pointer(field).filter(|value| !value.is_null());
        assert_eq!(&body["detail"]["value"], value.unwrap_or(&"".into()), "{field}");
        assert!(response.headers.get("wechatpay-signature").is_none(), "refusals are not signed");
        assert!(response.headers.get("request-id").is_some());
    }
}

#[test]
fn form_comes_before_time_and_time_before_signature() {
    let fine = request(|_| {});
    let with = |header: &str| {
        let mut request = fine.clone();
        request.headers.0.retain(|(name, _)| name != "authorization");
        request.headers.push("authorization", header);
        request
    };
    let header = fine.headers.get("authorization").unwrap().to_owned();
    let mut late = fine.clone();
    resign(&mut late, NOW.plus_seconds(-301), "M1");
    let mut stranger = fine.clone();
    resign(&mut stranger, NOW, "M2");
    let mut forged = fine.clone();
    forged.body.push(b' ');
    late.body.push(b' ');
    let twice = format!("{header},mchid=\"1\"");
    let cases = [
        (with("Bearer x"), "HTTP头Authorization认证类型不正确"),
        (with("WECHATPAY2-SHA256-RSA2048 mchid=\"1\""), "签名信息错误，验签失败"),
        (with(&twice), "签名信息错误，验签失败"),
        (late, "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"),
        (stranger, "商户证书序列号有误。请使用签名私钥匹配的证书序列号"),
        (forged, "签名错误"),
    ];
    for (request, message) in cases {
        let (status, body, _) = refused(&request);
        assert_eq!((status, body["code"].as_str()), (401, Some("SIGN_ERROR")), "{message}");
        assert_eq!(body["message"], message);
    }
}

#[test]
fn other_calls_have_other_words_for_a_garbled_header_and_want_a_user_agent() {
    let platform = platform();
    let mut request = Request::new(Method::Get, "", "/v3/certificates");
    let read = |request: &Request| {
        let ctx = Ctx::new(NOW, NONCE, &platform).answering(request);
        let fault = PAY.certificates.unwrap().read_ask(request, &ctx).unwrap_err();
        answer(fault, &ctx)
    };
    let (status, body, _) = read(&request);
    assert_eq!((status, body["code"].as_str()), (400, Some("INVALID_REQUEST")));
    assert_eq!(body["message"], "Http头缺少Accept或User-Agent");
    request.headers.push("accept", "*/*");
    request.headers.push("user-agent", "test");
    let (status, body, _) = read(&request);
    let message = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》";
    assert_eq!((status, body["message"].as_str()), (401, Some(message)));
}

#[test]
fn an_unknown_path_or_method_has_an_empty_answer() {
    let platform = platform();
    for (method, path, status) in [
        (Method::Get, "/v3/nowhere", 404),
        (Method::Get, "/v3/pay/transactions/native", 405),
        (Method::Other, "/v3/certificates", 405),
    ] {
        let request = Request::new(method, "", path);
        let fault = (PAY.peek)(&request).unwrap_err();
        let ctx = Ctx::new(NOW, NONCE, &platform).answering(&request);
        let (answered, _, response) = answer(fault, &ctx);
        assert_eq!((answered, response.body.is_empty()), (status, true), "{path}");
    }
}

#[test]
fn a_foreign_app_is_refused() {
    let (status, body, _) = refused(&request(|body| body["appid"] = "wx0000000000000000".into()));
    assert_eq!((status, body["code"].as_str()), (400, Some("APPID_MCHID_NOT_MATCH")));
}

#[test]
fn reasons_are_written_as_the_table_has_them_and_read_back() {
    let (platform, merchant) = (platform(), merchant());
    let charge = request(|_| {});
    let ctx = Ctx::new(NOW, NONCE, &platform).answering(&charge);
    let table = [
        (Reason::OrderNotFound, 404, "ORDER_NOT_EXIST"),
        (Reason::OrderPaid, 400, "INVALID_REQUEST"),
        (Reason::OrderClosed, 400, "ORDER_CLOSED"),
        (Reason::OrderConflict, 403, "OUT_TRADE_NO_USED"),
        (Reason::Forbidden, 403, "NO_AUTH"),
        (Reason::BuyerBalance, 403, "NOT_ENOUGH"),
        (Reason::RiskRefused, 403, "RULE_LIMIT"),
        (Reason::PaymentFailed, 403, "TRADE_ERROR"),
        (Reason::RefundConflict, 400, "INVALID_REQUEST"),
        (Reason::RefundExceeds, 400, "INVALID_REQUEST"),
        (Reason::TooOften, 429, "FREQUENCY_LIMITED"),
        (Reason::BillEmpty, 400, "NO_STATEMENT_EXIST"),
        (Reason::BillNotReady, 400, "STATEMENT_CREATING"),
        (Reason::BillLinkExpired, 400, "INVALID_REQUEST"),
        (Reason::Untranslatable, 400, "INVALID_REQUEST"),
    ];
    for (reason, status, code) in table {
        for message in ["", "a sentence in other words"] {
            let response = (PAY.refuse)(&Refusal::new(reason, message), &ctx);
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            assert_eq!(
                (response.status, body["code"].as_str()),
                (status, Some(code)),
                "{reason:?}"
            );
            let heard = Ctx::new(NOW, NONCE, &merchant).answering(&charge);
            let Err(Fault::Refused(read)) = PAY.charge.unwrap().read_answer(&response, &heard)
            else {
                panic!("{reason:?} is a definite no");
            };
            assert_eq!(read.reason, reason, "{}", read.message);
        }
    }
}

#[test]
fn a_probe_is_a_wrong_signature_and_nothing_else() {
    let (platform, merchant) = (platform(), merchant());
    let request = request(|_| {});
    let mut ctx = Ctx::new(NOW, NONCE, &platform).answering(&request);
    ctx.probe = true;
    let answer = Handover::Code { text: "weixin://wxpay/bizpayurl?pr=1".into() };
    let response = PAY.charge.unwrap().write_answer(&answer, &ctx).unwrap();
    let signature = response.headers.get("wechatpay-signature").unwrap();
    assert!(signature.starts_with("WECHATPAY/SIGNTEST/") && signature.len() == 344);
    let heard = Ctx::new(NOW, NONCE, &merchant).answering(&request);
    let Err(Fault::Forged(refusal)) = PAY.charge.unwrap().read_answer(&response, &heard) else {
        panic!("a probe was believed");
    };
    assert_eq!(refusal.reason, Reason::SignatureWrong);
}

#[test]
fn the_first_download_of_certificates_is_verified_with_what_it_brings() {
    let (mut platform, mut merchant) = (platform(), merchant());
    let validity = Validity { from: Timestamp(0), until: Timestamp(4_000_000_000_000) };
    let named = Subject { common_name: "Platform", organisation: "Test", unit: "Pay" };
    let made = Authority::create(named, validity, KEYS[1].clone()).unwrap().certificate;
    platform.keys.ours = vec![private(&made.serial_hex, &KEYS[1])];
    merchant.keys.theirs.clear();
    let certificates = vec![PlatformCertificate {
        serial: made.serial_hex.clone(),
        from: validity.from,
        until: validity.until,
        pem: made.pem.clone(),
    }];
    let codec = PAY.certificates.unwrap();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let request = codec.write_ask(&(), &ctx).unwrap();
    let front = Ctx::new(NOW, NONCE, &platform).answering(&request);
    codec.read_ask(&request, &front).unwrap();
    let response = codec.write_answer(&certificates, &front).unwrap();
    assert_eq!(codec.read_answer(&response, &ctx).unwrap(), certificates);
    assert!(Certificate::parse(&certificates[0].pem).unwrap().valid_at(NOW));

    let mut other_key = merchant.clone();
    other_key.keys.shared = Some("00000000000000000000000000000000".into());
    let read = codec.read_answer(&response, &Ctx::new(NOW, NONCE, &other_key));
    assert!(matches!(read, Err(Fault::Forged(_))));

    // A merchant that uses a bare public key has no certificates to download.
    let response = codec.write_answer(&Vec::new(), &front).unwrap();
    assert_eq!(response.status, 404);
    platform.keys.ours = vec![private("PUB_KEY_ID_1", &KEYS[1])];
    let front = Ctx::new(NOW, NONCE, &platform).answering(&request);
    let (status, body, _) = answer(codec.read_ask(&request, &front).unwrap_err(), &front);
    assert_eq!((status, body["code"].as_str()), (404, Some("RESOURCE_NOT_EXISTS")));
}
