//! Decimal texts of bills: money in yuan with two places, fees with five, rates in percent.

use drawbridge_canon::{Currency, Money};

/// An amount of money.
pub(super) fn money(text: &str, currency: Currency) -> Result<Money, String> {
    Money::parse_major(text, currency).map_err(|error| error.to_string())
}

/// Millionths: an optional minus, digits, at most six places. With how many places it was written.
pub(super) fn micro(text: &str) -> Result<(i64, u32), String> {
    let bad = || format!("`{text}` is not a decimal number");
    let (negative, plain) = match text.strip_prefix('-') {
        Some(plain) => (true, plain),
        None => (false, text),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 6 {
        return Err(bad());
    }
    let whole: i64 = whole.parse().map_err(|_| bad())?;
    let fraction: i64 = format!("{part:0<6}").parse().map_err(|_| bad())?;
    let value = whole.checked_mul(1_000_000).and_then(|micro| micro.checked_add(fraction));
    let value = value.ok_or_else(bad)?;
    let places = u32::try_from(part.len()).unwrap_or(6);
    Ok((if negative { -value } else { value }, places))
}

/// Millionths with five places, rounded half away from zero.
pub(super) fn fee(micro: i64) -> String {
    let tens = (micro.unsigned_abs() + 5) / 10;
    let sign = if micro < 0 && tens > 0 { "-" } else { "" };
    format!("{sign}{}.{:05}", tens / 100_000, tens % 100_000)
}

/// Parts per million as percent: `0.60%`; two more places where two would not be exact.
pub(super) fn rate(ppm: u32) -> String {
    if ppm.is_multiple_of(100) {
        format!("{}.{:02}%", ppm / 10_000, ppm % 10_000 / 100)
    } else {
        format!("{}.{:04}%", ppm / 10_000, ppm % 10_000)
    }
}

/// Reads what [`rate`] writes; `None` for an empty cell.
pub(super) fn ppm(text: &str) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || format!("`{text}` is not a rate");
    let (percent_micro, _) = micro(text.strip_suffix('%').ok_or_else(bad)?)?;
    u32::try_from(percent_micro / 100).map(Some).map_err(|_| bad())
}

/// Whether a sum told with this many places agrees with the exact one.
pub(super) fn agrees(told: (i64, u32), exact: i64) -> bool {
    let unit = 10_i64.pow(6_u32.saturating_sub(told.1));
    exact.abs_diff(told.0) < unit.unsigned_abs().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_come_back() {
        for (text, micros) in [("0.00000", 0), ("0.01234", 12_340), ("-0.06000", -60_000)] {
            assert_eq!(micro(text).map(|read| read.0), Ok(micros));
            assert_eq!(fee(micros), text);
        }
        for (text, parts) in [("0.60%", 6000), ("39.00%", 390_000), ("0.6025%", 6025)] {
            assert_eq!(ppm(text), Ok(Some(parts)));
            assert_eq!(rate(parts), text);
        }
        for bad in ["", "-", "1.", ".5", "1e3", "1.0000000", "99999999999999"] {
            assert!(micro(bad).is_err(), "{bad}");
        }
        assert!(agrees((80_000, 2), 80_004) && !agrees((80_000, 2), 90_000));
    }
}
