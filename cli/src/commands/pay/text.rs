//! From answers of the interface to texts for people.

use drawbridge_canon::{Currency, Money};
use serde_json::Value;

/// A text, or nothing.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// An amount `{"minor", "currency"}` in major units, with its sign.
pub(super) fn amount(value: &Value) -> String {
    let Some(minor) = value["minor"].as_i64() else { return String::new() };
    let currency = currency(value);
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}", Money { minor: minor.unsigned_abs(), currency }.major())
}

/// An amount's currency.
pub(super) fn currency(value: &Value) -> Currency {
    value["currency"].as_str().and_then(|code| Currency::parse(code).ok()).unwrap_or(Currency::CNY)
}

/// A moment without its date's noise: `2026-11-24 20:00:00`.
pub(super) fn time(value: &Value) -> String {
    text(value).replacen('T', " ", 1).chars().take(19).collect()
}

/// The items of a page.
pub(super) fn items(value: &Value) -> &[Value] {
    value["items"].as_array().map_or(&[], Vec::as_slice)
}

/// The beginning of a long text, on one line.
pub(super) fn short(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let start: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_become_texts() {
        assert_eq!(amount(&json!({"minor": -5, "currency": "CNY"})), "-0.05");
        assert_eq!(amount(&json!({"minor": 120, "currency": "JPY"})), "120");
        assert_eq!(amount(&Value::Null), "");
        assert_eq!(time(&json!("2026-11-24T20:00:00.123+08:00")), "2026-11-24 20:00:00");
        assert_eq!(short("一二  三\n四五", 5), "一二 三…");
        assert_eq!(text(&json!(3)), "3");
    }
}
