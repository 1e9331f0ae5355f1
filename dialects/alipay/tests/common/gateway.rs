//! Gateway requests made by hand.

use drawbridge_canon::pay::ChargeAsk;
use drawbridge_canon::{Digest, Fault, Method, Request};
use drawbridge_seal::text;

use super::{APP, Sides, ctx, pay};

/// Names and values.
pub(crate) type Params<'a> = &'a [(&'a str, &'a str)];

/// A gateway request with these parameters, signed by the merchant.
pub(crate) fn signed(sides: &Sides, params: Params<'_>) -> Request {
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

pub(crate) fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |out, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out + &char::from(byte).to_string(),
        _ => out + &format!("%{byte:02X}"),
    })
}

pub(crate) fn charge(sides: &Sides, biz: &str) -> Result<ChargeAsk, Fault> {
    let params = [("method", "alipay.trade.precreate"), ("biz_content", biz)];
    pay().charge.unwrap().read_ask(&signed(sides, &params), &ctx(&sides.platform))
}

pub(crate) const GOOD: &str = r#"{"out_trade_no":"T1","total_amount":"0.01","subject":"x""#;
