//! Texts with limits, and the values inside braces.

use drawbridge_canon::{Ctx, Fault, Reason, Refusal, Timestamp};

use super::rules;
use crate::envelope::Fields;
use crate::moment;

/// Most bytes of `reqReserved` (the platform's samples).
const RESERVED: usize = 1024;
/// Most bytes of an address.
const URL: usize = 2048;
/// Most characters of the line that the buyer reads.
const SUBJECT: usize = 256;

/// The address that says "tell me nothing" (the platform's samples).
const NOWHERE: &str = "http://www.specialUrl.com";

/// A merchant's number that was read.
pub(super) fn read_number(fields: &Fields, name: &str) -> Result<String, Fault> {
    let number = fields.required(name)?;
    if rules::NUMBER.permits(number) {
        return Ok(number.to_owned());
    }
    Err(Fault::invalid(name, format!("{name} 应为 8-40 位数字字母，不能含“-”或“_”")))
}

/// A merchant's number to be written.
pub(super) fn write_number<'a>(name: &str, number: &'a str) -> Result<&'a str, Fault> {
    if rules::NUMBER.permits(number) {
        return Ok(number);
    }
    let message = format!("{name} `{number}` is not 8 to 40 letters and digits");
    Err(Fault::untranslatable(name, message))
}

/// A refund's `txnTime` to be written: when it was asked for, or else what its number tells.
pub(super) fn write_time(number: &str, asked_at: Option<Timestamp>, ctx: &Ctx<'_>) -> String {
    asked_at.map_or_else(|| moment::implied(number, ctx.account).to_owned(), moment::write)
}

/// `reqReserved` that was read: anything that is not too long.
pub(super) fn read_reserved(fields: &Fields) -> Result<Option<&str>, Fault> {
    match fields.get("reqReserved") {
        Some(text) if text.len() > RESERVED => {
            Err(Fault::invalid("reqReserved", "reqReserved 最长 1024 字节"))
        }
        other => Ok(other),
    }
}

/// `reqReserved` to be written: what the platform's replies give back in one piece.
pub(super) fn write_reserved(text: &str) -> Result<&str, Fault> {
    if text.len() > RESERVED || text.contains(['&', '{', '}', '[', ']', '\r', '\n']) {
        let message = "an attachment has at most 1024 bytes and none of `& { } [ ]` at UnionPay: \
                       encode it in Base64";
        return Err(Fault::untranslatable("attach", message));
    }
    Ok(text)
}

/// An address that was read; the one that means nowhere is none.
pub(super) fn read_url(fields: &Fields, name: &str) -> Result<Option<String>, Fault> {
    let Some(url) = fields.get(name).filter(|url| *url != NOWHERE) else { return Ok(None) };
    let scheme = url.starts_with("http://") || url.starts_with("https://");
    if !scheme || url.len() > URL || url.contains(|c: char| c.is_control() || c == ' ') {
        return Err(Fault::invalid(name, format!("{name} 应为 http 或 https 地址")));
    }
    Ok(Some(url.to_owned()))
}

/// `backUrl` to be written: it must be there.
pub(super) fn write_back_url(url: Option<&str>) -> &str {
    url.unwrap_or(NOWHERE)
}

/// The name of the goods in `riskRateInfo`, `{commodityName=…&…}`.
pub(super) fn read_commodity(fields: &Fields) -> Option<&str> {
    let info = fields.get("riskRateInfo")?;
    let inner = info.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(info);
    let mut pairs = inner.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == "commodityName").map(|(_, value)| value)
}

/// The opposite. `& = { }` build the value and stand in it full-width, as the samples advise.
pub(super) fn write_commodity(subject: &str) -> Result<String, Fault> {
    if subject.chars().count() > SUBJECT {
        let message = format!("subject has at most {SUBJECT} characters here: shorten it");
        return Err(Fault::untranslatable("subject", message));
    }
    let wide = |c| match c {
        '&' => '＆',
        '=' => '＝',
        '{' => '｛',
        '}' => '｝',
        other => other,
    };
    Ok(format!("{{commodityName={}}}", subject.chars().map(wide).collect::<String>()))
}

/// The buyer's code that was read.
pub(super) fn read_code(fields: &Fields) -> Result<String, Fault> {
    let code = fields.required("qrNo")?;
    if code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(code.to_owned());
    }
    let refusal = Refusal::field(Reason::BuyerCodeInvalid, "qrNo", "付款码无效");
    Err(Fault::Malformed(refusal))
}
