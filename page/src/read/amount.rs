//! Numbers as pages write them: sizes, durations, prices, ratings. There is no float.

use drawbridge_canon::{Currency, Money};

/// Pixels: the whole number that a text begins with.
pub(super) fn pixels(text: &str) -> Option<u32> {
    let text = text.trim();
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..length].parse().ok().filter(|side| *side > 0)
}

/// Seconds: a whole number, or a duration of ISO 8601 (`PT1H2M3S`).
pub(super) fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let Some(duration) = text.strip_prefix(['P', 'p']) else {
        return text.split('.').next()?.parse().ok().filter(|seconds| *seconds > 0);
    };
    let (mut total, mut number, mut time) = (0_u32, None, false);
    for byte in duration.bytes() {
        let unit = match byte.to_ascii_uppercase() {
            b'T' => {
                time = true;
                continue;
            }
            digit @ b'0'..=b'9' => {
                let digit = u32::from(digit - b'0');
                number = Some(number.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            // A fraction of a second is none of ours.
            b'.' | b',' => break,
            b'W' => 604_800,
            b'D' => 86_400,
            b'H' if time => 3600,
            b'M' if time => 60,
            b'S' if time => 1,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    total = total.checked_add(number.unwrap_or_default())?;
    (total > 0).then_some(total)
}

/// Thousandths of a number that is written in decimals.
pub(super) fn milli(text: &str) -> Option<u32> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part: String = part.chars().take_while(char::is_ascii_digit).take(3).collect();
    let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(thousandths)
}

/// A price. The currency is the one that is told, or the sign's.
pub(super) fn money(text: &str, currency: Option<&str>) -> Option<Money> {
    let told = currency.and_then(|code| Currency::parse(&code.trim().to_ascii_uppercase()).ok());
    let currency = told.or_else(|| sign(text))?;
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || ".,".contains(*c)).collect();
    let digits = digits.trim_matches(['.', ',']);
    // The last point or comma parts the decimals, unless three digits follow: those are grouped.
    let plain = match digits.rfind(['.', ',']) {
        Some(at)
            if digits.len() - at - 1 != 3
                || (digits[at..].starts_with('.') && currency.places() == 3) =>
        {
            let whole: String = digits[..at].chars().filter(char::is_ascii_digit).collect();
            format!("{whole}.{}", &digits[at + 1..])
        }
        _ => digits.chars().filter(char::is_ascii_digit).collect(),
    };
    Money::parse_major(&plain, currency).ok()
}

/// The currency of a sign, where a sign has one meaning among those who read here.
fn sign(text: &str) -> Option<Currency> {
    let code = if text.contains(['¥', '￥', '元']) {
        "CNY"
    } else if text.contains('€') {
        "EUR"
    } else if text.contains('£') {
        "GBP"
    } else if text.contains('₩') {
        "KRW"
    } else if text.contains('$') {
        "USD"
    } else {
        return None;
    };
    Currency::parse(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pages_write_them() {
        assert_eq!(pixels(" 1200px"), Some(1200));
        assert_eq!(seconds("PT1H2M3.5S"), Some(3723));
        assert_eq!(seconds("95"), Some(95));
        assert_eq!(seconds("P1Y"), None);
        assert_eq!(milli("4.75"), Some(4750));
        assert_eq!(milli("4,5"), Some(4500));
        let minor = |text, currency| money(text, currency).map(|money| money.minor);
        assert_eq!(minor("1,299.00", Some("USD")), Some(129_900));
        assert_eq!(minor("1.299,50", Some("eur")), Some(129_950));
        assert_eq!(minor("¥88.8", None), Some(8880));
        assert_eq!(minor("1,299", Some("CNY")), Some(129_900));
        assert_eq!(minor("9.95", None), None);
    }
}
