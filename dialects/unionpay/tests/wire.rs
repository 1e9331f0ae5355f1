//! The platform's own signatures, and what its own samples send.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::sync::Arc;

use common::sample::{Sample, all, file};
use common::{MERCHANT, NONCE, pay};
use drawbridge_canon::pay::{
    Call, OrderRef, QueryAsk, Scene, SubMerchant, Told, TradeState, Transaction,
};
use drawbridge_canon::{
    Account, Ctx, Fault, Keys, Money, NamedSigner, NamedVerifier, Reason, Request, Timestamp,
};
use drawbridge_seal::{Certificate, PrivateKey};
use drawbridge_unionpay::qra;
use serde_json::Value;

/// The merchant of every kept message.
const OBSERVED: &str = "777290058167151";

fn sample(name: &str) -> Sample {
    all().into_iter().find(|sample| sample.name == name).expect("a sample of that name")
}

fn vector(id: &str) -> Value {
    let vectors: Vec<Value> = serde_json::from_str(&file("tests/data/vectors.json")).unwrap();
    vectors.into_iter().find(|vector| vector["id"] == id).expect("a vector of that id")
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

/// The published test key of a merchant.
fn key() -> (String, PrivateKey) {
    let vector = vector("up-sign-1");
    let id = text(&vector, "cert_id_decimal").to_owned();
    (id, PrivateKey::parse(text(&vector, "private_key_pem")).unwrap())
}

fn account(keys: Keys) -> Account {
    Account {
        id: OBSERVED.to_owned(),
        merchant: OBSERVED.to_owned(),
        keys,
        endpoint: "https://gateway.test.95516.com".to_owned(),
        ..Account::default()
    }
}

/// The platform, that knows this merchant's key.
fn platform() -> Account {
    let (id, key) = key();
    let key = Arc::new(key.public().unwrap());
    let theirs = vec![NamedVerifier { id, certificate: None, key }];
    account(Keys { theirs, ..Keys::default() })
}

/// The merchant, that lists the test gateway's certificate.
fn merchant() -> Account {
    let certificate = gateway();
    let (id, key) = key();
    account(Keys {
        ours: vec![NamedSigner { id, certificate: None, key: Arc::new(key) }],
        theirs: vec![NamedVerifier {
            id: certificate.serial_decimal.clone(),
            key: Arc::new(certificate.public().unwrap()),
            certificate: Some(certificate.pem),
        }],
        ..Keys::default()
    })
}

/// The test gateway's certificate, as it sent it along.
fn gateway() -> Certificate {
    let vector = vector("up-verify-1");
    Certificate::parse(vector["params"]["signPubKeyCert"].as_str().unwrap()).unwrap()
}

fn members(request: &Request) -> Vec<(String, String)> {
    let body = String::from_utf8(request.body.clone()).unwrap();
    let query = request.query.clone().unwrap_or_default();
    let text = if body.is_empty() { query } else { body };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn every_sample_says_where_it_comes_from() {
    for sample in all() {
        assert!(sample.note("source").is_some(), "{} has no source", sample.name);
        assert_eq!(sample.note("status"), Some("derived"), "{}", sample.name);
        assert!(sample.date() > Timestamp(0));
    }
}

#[test]
fn a_published_request_signature_is_ours_too() {
    // up-sign-1: the front verifies it over the very members.
    let request = sample("page-pay").request().unwrap();
    let account = platform();
    let ctx = &Ctx::new(sample("page-pay").date(), NONCE, &account);
    let mut ask = pay().charge.unwrap().read_ask(&request, ctx).unwrap();
    assert_eq!(ask.scene, Scene::DesktopWeb);
    assert_eq!((ask.order.as_str(), ask.amount), ("yansongda20220903065448", Money::fen(1)));
    assert_eq!(ask.attach.as_deref(), Some("txnTime=20220903065448&"));
    assert_eq!(ask.return_url.as_deref(), Some("https://yansongda.cn/unipay/return"));
    assert_eq!(ask.notify_url.as_deref(), Some("https://yansongda.cn/unipay/notify"));
    // And said again it has the same members, but for the line that buyers read.
    ask.sub_merchant = None;
    let account = merchant();
    let again = pay().charge.unwrap().write_ask(&ask, &Ctx::new(ctx.now, NONCE, &account)).unwrap();
    let kept = members(&request);
    for (name, value) in members(&again) {
        match name.as_str() {
            "signature" | "riskRateInfo" => {}
            "encoding" => assert_eq!(value, "UTF-8"),
            _ => assert!(kept.contains(&(name.clone(), value.clone())), "{name}={value}"),
        }
    }
}

#[test]
fn a_notice_of_the_test_gateway_is_verified_and_understood() {
    let sample = sample("notice-payment");
    let account = merchant();
    let ctx = &Ctx::new(sample.date(), NONCE, &account);
    let notice = pay().notice.unwrap().read_ask(&sample.request().unwrap(), ctx).unwrap();
    assert_eq!(notice.id, "782209081322060674028");
    let order = "yansongda20220908132206";
    let expected = Transaction {
        wallet_no: Some("782209081322060674028".to_owned()),
        paid_at: Timestamp::parse_local("2022-09-08 13:22:06"),
        merchant: Some(OBSERVED.to_owned()),
        attach: Some("txnTime=20220908132206&".to_owned()),
        ..Transaction::new(order, TradeState::Paid, Money::fen(1))
    };
    assert_eq!(notice.told, Told::Payment(Box::new(expected)));
}

#[test]
fn a_reply_of_the_test_gateway_is_verified_and_understood() {
    let sample = sample("reply-query");
    let account = merchant();
    let ctx = Ctx::new(sample.date(), NONCE, &account);
    let order = OrderRef::Order("pay20220911041647".to_owned());
    let ask = QueryAsk { order, sub_merchant: None };
    let mut request = pay().query.unwrap().write_ask(&ask, &ctx).unwrap();
    // The merchant of that day chose another time than we would.
    let body = String::from_utf8(request.body.clone()).unwrap();
    request.body = body.replace("txnTime=20000101000000", "txnTime=20220911041647").into_bytes();
    let response = sample.response().unwrap();
    let heard = pay().query.unwrap().read_answer(&response, &ctx.answering(&request)).unwrap();
    let expected = Transaction {
        wallet_no: Some("512209110416475616528".to_owned()),
        paid_at: Timestamp::parse_local("2022-09-11 04:16:47"),
        merchant: Some(OBSERVED.to_owned()),
        attach: Some("txnTime=20220911041647&".to_owned()),
        ..Transaction::new("pay20220911041647", TradeState::Paid, Money::fen(1))
    };
    assert_eq!(heard, expected);

    let mut changed = response;
    let at = changed.body.windows(9).position(|part| part == b"txnAmt=1&").unwrap();
    changed.body[at + 7] = b'2';
    let heard = pay().query.unwrap().read_answer(&changed, &ctx.answering(&request));
    assert!(matches!(heard, Err(Fault::Forged(no)) if no.reason == Reason::SignatureWrong));
}

#[test]
fn the_test_gateways_certificate_is_named_as_the_platforms_are() {
    let certificate = gateway();
    assert!(
        certificate
            .subject
            .starts_with("CN=041@8310000000083040@中国银联股份有限公司@00016495,OU=Enterprises")
    );
    assert_eq!(
        certificate.issuer,
        "CN=CFCA TEST OCA1,O=China Financial Certification Authority,C=CN"
    );
    assert_eq!(certificate.serial_decimal, "69678957876");
}

#[test]
fn the_platforms_samples_are_understood() {
    let account = platform();
    let ctx =
        |sample: &Sample| Ctx { now: sample.date(), ..Ctx::new(sample.date(), NONCE, &account) };
    for (name, scene) in [
        ("apply-code", Scene::Code),
        ("buyer-code", Scene::BuyerCode { code: "6220835931895481436".to_owned() }),
    ] {
        let sample = sample(name);
        let request = sample.request().unwrap();
        assert_eq!((pay().peek)(&request).unwrap().call, Call::Charge);
        let ask = pay().charge.unwrap().read_ask(&request, &ctx(&sample)).unwrap();
        assert_eq!((ask.scene, ask.amount, ask.notify_url), (scene, Money::fen(1234), None));
        assert_eq!(ask.sub_merchant, None::<SubMerchant>);
        assert!(ask.origin.is_empty(), "{name}: {:?}", ask.origin);
        let reserved = (name == "apply-code").then(|| "透传信息".to_owned());
        assert_eq!(ask.attach, reserved, "the number tells the time");
    }
    let query = sample("query");
    let ask = pay().query.unwrap().read_ask(&query.request().unwrap(), &ctx(&query)).unwrap();
    assert_eq!(ask.order, OrderRef::Order("20261124195959001".to_owned()));
    let refund = sample("refund");
    let ask = pay().refund.unwrap().read_ask(&refund.request().unwrap(), &ctx(&refund)).unwrap();
    assert_eq!(ask.order, OrderRef::Order("20261124195959001".to_owned()));
    assert_eq!((ask.refund.as_deref(), ask.amount), (Some("20261124200500001"), Money::fen(234)));
    let undo = sample("undo");
    let ask = pay().refund.unwrap().read_ask(&undo.request().unwrap(), &ctx(&undo)).unwrap();
    assert_eq!(ask.order, OrderRef::Wallet("782209081322060674028".to_owned()));
    assert_eq!((ask.refund.as_deref(), ask.amount), (Some("20261124200600001"), Money::fen(1234)));
    assert_ne!(OBSERVED, MERCHANT);
}

#[test]
fn a_published_signature_of_qra_is_ours_too() {
    let vector = vector("up-qra-sign-1");
    let key = text(&vector, "key");
    let members: Vec<(String, String)> = vector["params"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    let borrowed = || members.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    assert_eq!(qra::string_to_sign(borrowed(), key), text(&vector, "string_to_sign"));
    assert_eq!(qra::sign(borrowed(), key), text(&vector, "expected"));
    assert!(qra::verify(borrowed(), key, text(&vector, "expected")));
    assert!(!qra::verify(borrowed(), key, &text(&vector, "expected").to_lowercase()));
    assert!(!qra::verify(borrowed(), "another", text(&vector, "expected")));
}
