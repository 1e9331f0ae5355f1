//! The older mini-program payment (担保支付, `ecpay`): salted MD5 on requests, SHA-1 with a token on
//! callbacks. Functions only: the pay gate does not go this way.

use drawbridge_seal::digest::{md5_hex, sha1_hex};
use serde_json::{Map, Value};

/// Parameters that are never signed.
const UNSIGNED: [&str; 4] = ["app_id", "sign", "thirdparty_id", "other_settle_params"];

/// The acknowledgement of a callback.
pub const HEARD: &str = r#"{"err_no":0,"err_tips":"success"}"#;

/// The `sign` of a request: the trimmed values and the salt, sorted, joined by `&`, under MD5.
/// Empty values are left out; lists and objects are written the way Go prints them.
pub fn request_sign(params: &Map<String, Value>, salt: &str) -> String {
    let signed = params.iter().filter(|(name, _)| !UNSIGNED.contains(&name.as_str()));
    let mut texts: Vec<String> = signed
        .map(|(_, value)| strip(&printed(value)).to_owned())
        .filter(|text| !text.is_empty() && text != "null")
        .collect();
    texts.push(salt.to_owned());
    texts.sort();
    md5_hex(texts.join("&").as_bytes())
}

/// The `msg_signature` of a callback: token, timestamp, nonce and message, sorted, joined by
/// nothing, under SHA-1.
pub fn callback_signature(token: &str, timestamp: &str, nonce: &str, message: &str) -> String {
    let mut texts = [token, timestamp, nonce, message];
    texts.sort_unstable();
    sha1_hex(texts.concat().as_bytes())
}

/// The message of a callback, if its signature is right.
pub fn open_callback(body: &[u8], token: &str) -> Option<String> {
    let body: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let text = |name: &str| match body.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let message = text("msg")?;
    let expected = callback_signature(token, &text("timestamp")?, &text("nonce")?, &message);
    (text("msg_signature")? == expected).then_some(message)
}

/// White space and one pair of quotes around a value do not count.
fn strip(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text).trim()
}

/// A value as Go's `fmt` prints it: `[a b]`, `map[k:v l:w]` with sorted keys.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(printed).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(map) => {
            let mut names: Vec<&String> = map.keys().collect();
            names.sort();
            let pairs: Vec<String> =
                names.iter().map(|name| format!("{name}:{}", printed(&map[*name]))).collect();
            format!("map[{}]", pairs.join(" "))
        }
    }
}
