//! What a merchant signs may still be wrong in every field: it is read or refused, in the
//! platform's own form, and nothing panics.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;
mod generate;

use common::{FAMILIES, KEYS, MERCHANT, NONCE, NOW, SERIAL, ctx, merchant, platform};
use drawbridge_canon::pay::{Charge, Close, Notice, Refund};
use drawbridge_canon::{Codec, Digest, Fault, Method, Request, Sign};
use drawbridge_mchv3::{
    Authorization, Mch, open_resource, refuse, reply_text, request_text, seal_resource,
};
use drawbridge_seal::text;
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([1, {"a": null}])),
        Just(json!({"total": -1, "currency": "XYZ"})),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|flag| json!(flag)),
        ".{0,40}".prop_map(|text| json!(text)),
        "[a-z]{0,400}".prop_map(|text| json!(text)),
    ]
}

/// Replaces the value at the `pick`-th place of the tree.
fn spoil(value: &mut Value, pick: &mut usize, with: &Value) -> bool {
    if *pick == 0 {
        value.clone_from(with);
        return true;
    }
    *pick -= 1;
    match value {
        Value::Object(map) => map.values_mut().any(|value| spoil(value, pick, with)),
        Value::Array(items) => items.iter_mut().any(|value| spoil(value, pick, with)),
        _ => false,
    }
}

fn spoiled(bytes: &[u8], pick: usize, with: &Value) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(bytes).unwrap();
    let mut pick = pick + 1;
    spoil(&mut value, &mut pick, with);
    value.to_string().into_bytes()
}

fn sign(mch: &Mch, request: &mut Request) {
    let seconds = NOW.seconds().to_string();
    let target = request.target();
    let message = request_text(request.method.as_str(), &target, &seconds, NONCE, &request.body);
    let authorization = Authorization {
        mchid: MERCHANT.to_owned(),
        serial_no: SERIAL.to_owned(),
        nonce_str: NONCE.to_owned(),
        timestamp: seconds,
        signature: text::base64(&KEYS[0].sign(Digest::Sha256, &message).unwrap()),
    };
    request.headers.0.retain(|(name, _)| name != "authorization");
    request.headers.push("authorization", authorization.write(mch.0.scheme));
}

/// Reads a request with one field spoiled; a refusal is a client's fault, with code and message.
fn check<X: drawbridge_canon::Exchange>(
    mch: &Mch,
    ask: &X::Ask,
    pick: usize,
    with: &Value,
) -> Result<(), TestCaseError>
where
    Mch: Codec<X>,
{
    let (ours, theirs) = (merchant(false), platform());
    let codec: &dyn Codec<X> = mch;
    let mut request = codec.write_ask(ask, &ctx(&ours)).unwrap();
    request.body = spoiled(&request.body, pick, with);
    sign(mch, &mut request);
    let front = ctx(&theirs).answering(&request);
    let Err(fault) = codec.read_ask(&request, &front) else { return Ok(()) };
    prop_assert!(!matches!(fault, Fault::Forged(_) | Fault::Unknown(_)), "{fault}");
    let response = refuse(mch.0, &fault.into_refusal(), &front);
    prop_assert_eq!(response.status, 400);
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    prop_assert!(body["code"].is_string() && body["message"].as_str().unwrap().len() <= 256);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_spoiled_order_is_read_or_refused(
        ask in generate::charge("alpha"), pick in 0..30_usize, with in any_value(),
    ) {
        check::<Charge>(FAMILIES[0], &ask.0, pick, &with)?;
    }

    #[test]
    fn a_spoiled_refund_is_read_or_refused(
        ask in generate::refund("beta"), pick in 0..20_usize, with in any_value(),
    ) {
        let ask = drawbridge_canon::pay::RefundAsk { sub_merchant: None, ..ask };
        check::<Refund>(FAMILIES[1], &ask, pick, &with)?;
    }

    #[test]
    fn a_spoiled_close_is_read_or_refused(pick in 0..3_usize, with in any_value()) {
        let order = drawbridge_canon::pay::OrderRef::Order("ORDER-1".into());
        let ask = drawbridge_canon::pay::CloseAsk { order, sub_merchant: None };
        check::<Close>(FAMILIES[0], &ask, pick, &with)?;
    }

    #[test]
    fn a_spoiled_notice_is_heard_or_refused(
        ask in generate::notice(), outside in any::<bool>(), pick in 0..20_usize, with in any_value(),
    ) {
        let (ours, theirs) = (merchant(false), platform());
        let codec: &dyn Codec<Notice> = FAMILIES[0];
        let written = codec.write_ask(&ask, &ctx(&theirs)).unwrap();
        let body = if outside {
            spoiled(&written.body, pick, &with)
        } else {
            spoil_inside(&written.body, ours.keys.shared.as_deref().unwrap(), pick, &with)
        };
        let mut request = Request::new(Method::Post, "", "/notice");
        let seconds = NOW.seconds().to_string();
        let signature = KEYS[1].sign(Digest::Sha256, &reply_text(&seconds, NONCE, &body)).unwrap();
        for (name, value) in [
            ("timestamp", seconds.as_str()),
            ("nonce", NONCE),
            ("serial", common::CERTIFICATE),
            ("signature", &text::base64(&signature)),
        ] {
            request.headers.push(&format!("alpha-{name}"), value);
        }
        request.body = body;
        let _ = codec.read_ask(&request, &ctx(&ours));
    }
}

/// Spoils the encrypted part of a notice.
fn spoil_inside(body: &[u8], key: &str, pick: usize, with: &Value) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(body).unwrap();
    let sealed = &body["resource"];
    let part = |name: &str| sealed[name].as_str().unwrap().to_owned();
    let (nonce, aad) = (part("nonce"), part("associated_data"));
    let plain = open_resource(key, &nonce, &aad, &part("ciphertext")).unwrap();
    let plain = spoiled(&plain, pick, with);
    body["resource"]["ciphertext"] = json!(seal_resource(key, &nonce, &aad, &plain).unwrap());
    body.to_string().into_bytes()
}
