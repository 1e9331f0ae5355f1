//! Numbers as people read them, once for page, print and console.

#![allow(clippy::float_arithmetic, reason = "per cent, for people")]

use drawbridge_fair_indicators::found::Unit;

use crate::shape::{Text, Value, plain, text};

/// A number of an indicator in its unit.
pub fn number(value: f64, unit: Unit) -> Text {
    let (digits, (zh, en)) = (digits(value, unit), suffix(unit));
    text(format!("{digits}{zh}"), format!("{digits}{en}"))
}

/// The digits of a number, as they stand before its unit.
pub fn digits(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share | Unit::Chance => fixed(value * 100.0, 1),
        Unit::Gap => signed(value * 100.0, 1),
        Unit::BasisPoints => signed(value, 1),
        Unit::Ratio => fixed(value, 3),
        Unit::Hours | Unit::Days | Unit::Milliseconds | Unit::MinorUnits => fixed(value, 1),
        Unit::Count => grouped(&fixed(value, 0)),
        Unit::Steps => fixed(value, 2),
        Unit::Nats => fixed(value, 4),
        Unit::EValue => evidence(value),
    }
}

/// What stands behind the digits, in Chinese and English.
const fn suffix(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Share | Unit::Chance => ("%", "%"),
        Unit::Gap => (" 个百分点", " pt"),
        Unit::Hours => (" 小时", " h"),
        Unit::Days => (" 天", " days"),
        Unit::Milliseconds => (" 毫秒", " ms"),
        Unit::BasisPoints => (" 基点", " bp"),
        Unit::Steps => (" 步", " steps"),
        Unit::MinorUnits => (" 分", " fen"),
        Unit::Nats => (" 奈特", " nats"),
        Unit::Ratio | Unit::Count | Unit::EValue => ("", ""),
    }
}

/// The name of an axis, with its unit.
pub fn axis(zh: &str, en: &str, unit: Unit) -> Text {
    match suffix(unit) {
        ("", _) => text(zh, en),
        (unit_zh, unit_en) => {
            text(format!("{zh}（{}）", unit_zh.trim()), format!("{en} ({})", unit_en.trim()))
        }
    }
}

/// How large a gap is, whichever side it is against.
pub fn size(gap: f64, unit: Unit) -> Text {
    let Text { zh, en } = number(gap.abs(), unit);
    text(zh.trim_start_matches('+'), en.trim_start_matches('+'))
}

/// From where to where; an open end is infinite.
pub fn interval(low: Option<f64>, high: Option<f64>, unit: Unit) -> Text {
    let end =
        |end: Option<f64>, open: &str| end.map_or_else(|| open.to_owned(), |end| digits(end, unit));
    let (low, high, (zh, en)) = (end(low, "−∞"), end(high, "∞"), suffix(unit));
    text(format!("{low} 至 {high}{zh}"), format!("{low} to {high}{en}"))
}

/// A p value: as small as it is told, and no smaller.
pub fn p_value(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { fixed(p, 4) }
}

/// An e value by its natural logarithm, as odds against equality.
pub fn log_e(log: f64) -> String {
    // Beyond this the digits say nothing to anybody.
    const LARGE: f64 = 13.8;
    if log > LARGE { ">1,000,000".to_owned() } else { evidence(libm::exp(log)) }
}

/// A plain value; shares are told by whoever knows that it is one.
pub fn value(value: &Value) -> Text {
    match value {
        Value::Flag(true) => text("是", "yes"),
        Value::Flag(false) => text("否", "no"),
        Value::Count(count) => plain(grouped(&count.to_string())),
        Value::Number(number) => plain(fixed(*number, 3)),
        Value::Words(words) => plain(words.clone()),
        Value::Histogram(bins) if bins.is_empty() => text("无", "none"),
        Value::Histogram(bins) => {
            let bins: Vec<String> = bins
                .iter()
                .map(|(name, count)| format!("{name} {}", grouped(&count.to_string())))
                .collect();
            text(bins.join("、"), bins.join(", "))
        }
    }
}

fn evidence(e: f64) -> String {
    grouped(&fixed(e, if e < 100.0 { 2 } else { 0 }))
}

/// With so many decimals and a true minus; what rounds to zero has none.
fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    if value < 0.0 && !zero { format!("−{digits}") } else { digits }
}

fn signed(value: f64, decimals: usize) -> String {
    let digits = fixed(value, decimals);
    let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    if value > 0.0 && !zero { format!("+{digits}") } else { digits }
}

/// With a comma between thousands.
fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let (sign, whole) = whole.strip_prefix('−').map_or(("", whole), |whole| ("−", whole));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    rest.map_or(out.clone(), |rest| format!("{out}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, unit, zh, en) in [
            (-0.0123, Unit::Gap, "−1.2 个百分点", "−1.2 pt"),
            (0.05, Unit::Gap, "+5.0 个百分点", "+5.0 pt"),
            (-0.000_01, Unit::Gap, "0.0 个百分点", "0.0 pt"),
            (0.934, Unit::Share, "93.4%", "93.4%"),
            (26.25, Unit::Hours, "26.2 小时", "26.2 h"),
            (1_234_567.0, Unit::Count, "1,234,567", "1,234,567"),
            (0.8, Unit::Ratio, "0.800", "0.800"),
            (-3.0, Unit::BasisPoints, "−3.0 基点", "−3.0 bp"),
        ] {
            assert_eq!(number(value, unit), text(zh, en));
        }
        assert_eq!(p_value(0.000_001), "<0.0001");
        assert_eq!(p_value(0.03), "0.0300");
        assert_eq!(log_e(100.0), ">1,000,000");
        assert_eq!(log_e(0.0), "1.00");
    }

    #[test]
    fn an_open_interval_is_infinite() {
        assert_eq!(
            interval(None, Some(0.01), Unit::Gap),
            text("−∞ 至 +1.0 个百分点", "−∞ to +1.0 pt")
        );
    }
}
