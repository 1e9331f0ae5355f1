//! The older mini-program payment: published signatures.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use drawbridge_douyin::mini::{HEARD, callback_signature, open_callback, request_sign};
use serde_json::{Map, Value, json};

const SALT: &str = "oDxWDBr4U7FAAQ8hnGDm29i4A6pbTMDKme4WLLvA";

fn order(number: u8) -> Map<String, Value> {
    let text = match number {
        1 => include_str!("../wire/ecpay-order-1.json"),
        _ => include_str!("../wire/ecpay-order-2.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_published_orders_are_signed_as_published() {
    for number in [1, 2] {
        let order = order(number);
        assert_eq!(request_sign(&order, SALT), order["sign"].as_str().unwrap());
    }
}

#[test]
fn what_is_not_signed_changes_nothing_and_what_is_signed_does() {
    let plain = order(1);
    let signature = request_sign(&plain, SALT);
    for name in ["app_id", "thirdparty_id", "other_settle_params", "sign"] {
        let mut order = plain.clone();
        order.insert(name.to_owned(), json!("x"));
        assert_eq!(request_sign(&order, SALT), signature, "{name}");
    }
    for empty in [json!(""), json!(null), json!("null")] {
        let mut order = plain.clone();
        order.insert("cp_extra".to_owned(), empty);
        assert_eq!(request_sign(&order, SALT), signature);
    }
    let mut order = plain;
    order.insert("total_amount".to_owned(), json!(2));
    assert_ne!(request_sign(&order, SALT), signature);
}

#[test]
fn the_published_callback_is_believed_and_a_changed_one_is_not() {
    let body = include_bytes!("../wire/ecpay-callback.json");
    let message = open_callback(body, "douyin_mini_token").unwrap();
    let message: Value = serde_json::from_str(&message).unwrap();
    assert_eq!(message["cp_orderno"], "202408041111312119");
    assert_eq!(open_callback(body, "another token"), None);
    let text = std::str::from_utf8(body).unwrap().replace("5280", "5281");
    assert_eq!(open_callback(text.as_bytes(), "douyin_mini_token"), None);
    assert_eq!(open_callback(b"[]", ""), None);
    assert_eq!(callback_signature("b", "a", "d", "c"), callback_signature("a", "b", "c", "d"));
    assert_eq!(serde_json::from_str::<Value>(HEARD).unwrap()["err_no"], 0);
}
