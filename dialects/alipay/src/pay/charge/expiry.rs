//! Until when an order may be paid: a moment, or a span from now.

use drawbridge_canon::{Fault, Timestamp};

use crate::envelope::Fields;

/// Reads it. `time_expire` decides before `timeout_express`, as the documents say, and both
/// before the span of the code alone.
pub(super) fn read(biz: &Fields, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    if let Some(at) = biz.time("time_expire")? {
        return Ok(Some(at));
    }
    for field in ["timeout_express", "qr_code_timeout_express"] {
        if let Some(text) = biz.text(field)? {
            let bad = || Fault::invalid(field, format!("{field} 取值范围：1m～15d，或 1c"));
            return span(text, now).map(Some).ok_or_else(bad);
        }
    }
    Ok(None)
}

/// `90m`, `2h`, `1d`, or `1c`: the end of today.
fn span(text: &str, now: Timestamp) -> Option<Timestamp> {
    const MOST: i64 = 15 * 24 * 60;
    if text == "1c" {
        return Timestamp::parse_day(&now.plus_seconds(24 * 3600).day());
    }
    let unit = text.chars().next_back()?;
    let number = text.strip_suffix(unit)?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let factor = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => return None,
    };
    let minutes = number.parse::<i64>().ok()?.checked_mul(factor)?;
    (1..=MOST).contains(&minutes).then(|| now.plus_seconds(minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_exactly_or_refused() {
        let now = Timestamp::parse_local("2026-11-24 20:30:00").unwrap();
        let cases = [
            ("90m", Some("2026-11-24 22:00:00")),
            ("2h", Some("2026-11-24 22:30:00")),
            ("15d", Some("2026-12-09 20:30:00")),
            ("1c", Some("2026-11-25 00:00:00")),
            ("16d", None),
            ("0m", None),
            ("1.5h", None),
            ("-1m", None),
            ("2c", None),
            ("m", None),
            ("1分", None),
            ("99999999999999999999m", None),
        ];
        for (text, expected) in cases {
            let read = span(text, now).map(Timestamp::local);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
