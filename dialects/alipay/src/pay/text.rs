//! Texts with limits: read as the documents permit them, and written only if they fit.

use drawbridge_canon::{Currency, Fault, Money};

use super::rules;
use crate::envelope::Fields;

/// Most characters of `subject`.
pub(crate) const SUBJECT: usize = 256;
/// Most characters of `passback_params`.
pub(crate) const PASSBACK: usize = 512;
/// Most characters of `refund_reason`.
pub(crate) const REASON: usize = 256;
/// Most characters of an address.
const URL: usize = 2048;

/// A text that was read, if it is not too long.
pub(crate) fn checked(field: &str, text: &str, most: usize) -> Result<String, Fault> {
    if text.chars().count() <= most {
        return Ok(text.to_owned());
    }
    Err(Fault::invalid(field, format!("{field} 最长 {most} 个字符")))
}

/// The same, where it may be absent.
pub(crate) fn optional(fields: &Fields, field: &str, most: usize) -> Result<Option<String>, Fault> {
    fields.text(field)?.map(|text| checked(field, text, most)).transpose()
}

/// An address that was read.
pub(crate) fn url(field: &str, text: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let scheme = text.starts_with("http://") || text.starts_with("https://");
    if !scheme || text.len() > URL || text.contains(|c: char| c.is_control() || c == ' ') {
        return Err(Fault::invalid(field, format!("{field} 应为 http 或 https 地址")));
    }
    Ok(Some(text.to_owned()))
}

/// A text to be written, if it is not too long: nothing is cut silently.
pub(crate) fn writable<'a>(field: &str, text: &'a str, most: usize) -> Result<&'a str, Fault> {
    if text.chars().count() <= most {
        return Ok(text);
    }
    let message = format!("{field} has at most {most} characters at Alipay: shorten it");
    Err(Fault::untranslatable(field, message))
}

/// A subject to be written. `/`, `=` and `&` are forbidden in it; their full-width forms stand in
/// for them, which the buyer reads as the same.
pub(crate) fn subject(text: &str) -> Result<String, Fault> {
    let written = writable("subject", text, SUBJECT)?;
    Ok(written.replace('/', "／").replace('=', "＝").replace('&', "＆"))
}

/// A merchant's number to be written.
pub(crate) fn order<'a>(field: &str, number: &'a str) -> Result<&'a str, Fault> {
    if rules::ORDER_READ.permits(number) {
        return Ok(number);
    }
    let message = format!("{field} `{number}` has more than 64 characters or a forbidden one");
    Err(Fault::untranslatable(field, message))
}

/// An amount to be written.
pub(crate) fn amount(field: &str, amount: Money) -> Result<String, Fault> {
    if amount.currency != Currency::CNY {
        let message = format!("Alipay is asked in CNY here, not {}", amount.currency.code());
        return Err(Fault::untranslatable(field, message));
    }
    if !rules::AMOUNT.contains(&amount.minor) {
        let message = format!("{amount} is outside [0.01, 100000000] yuan");
        return Err(Fault::untranslatable(field, message));
    }
    Ok(amount.major())
}
