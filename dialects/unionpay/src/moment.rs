//! Moments on the wire, and the time that is a part of every order's identity.
//!
//! UnionPay names a transaction by `merId`, `orderId` **and** `txnTime`. The canon names it by the
//! order number, so a payment's time must follow from the number: it is the number's first fourteen
//! digits. A refund's is told by the canon. Merchants at our front choose both freely; there the time is carried in front of what
//! the merchant attached, for the dialect alone to see.

use drawbridge_canon::{Account, Fault, Timestamp};

/// `yyyyMMddHHmmss`, Beijing time.
const FULL: &str = "%Y%m%d%H%M%S";

/// The account option for order numbers that do not begin with a time.
const OPTION: &str = "txn_time";

/// What is sent for such numbers without the option. The platform refuses a time so long past, so
/// that nothing is ever paid under an identity that nobody chose.
const NEVER: &str = "20000101000000";

/// What an attachment begins with that carries a time.
const MARK: &str = "txnTime=";

/// A time's length in characters.
const LENGTH: usize = 14;

/// Writes a moment.
pub(crate) fn write(at: Timestamp) -> String {
    at.format(FULL)
}

/// Reads a moment.
pub(crate) fn read(field: &str, text: &str) -> Result<Timestamp, Fault> {
    parse(text).ok_or_else(|| Fault::invalid(field, format!("{field} 格式应为 yyyyMMddHHmmss")))
}

/// The `txnTime` that follows from a number.
pub(crate) fn implied<'a>(number: &'a str, account: &'a Account) -> &'a str {
    let begins = number.get(..LENGTH).filter(|begin| parse(begin).is_some());
    begins.or_else(|| account.option(OPTION)).unwrap_or(NEVER)
}

/// The `txnTime` in which a number begins, if it does.
pub(crate) fn told_by(number: &str) -> Option<&str> {
    number.get(..LENGTH).filter(|begin| parse(begin).is_some())
}

/// `reqReserved` and `txnTime` as one attachment: just the former if the latter follows from the
/// number.
pub(crate) fn attach(
    number: &str,
    time: &str,
    reserved: Option<&str>,
    account: &Account,
) -> Option<String> {
    if time == implied(number, account) && reserved.is_none_or(|text| split(text).is_none()) {
        return reserved.map(str::to_owned);
    }
    Some(format!("{MARK}{time}&{}", reserved.unwrap_or_default()))
}

/// The opposite of [`attach`]: `(txnTime, reqReserved)`.
pub(crate) fn detach<'a>(
    number: &'a str,
    attach: Option<&'a str>,
    account: &'a Account,
) -> (&'a str, Option<&'a str>) {
    match attach.map(|text| split(text).ok_or(text)) {
        Some(Ok((time, reserved))) => (time, Some(reserved).filter(|text| !text.is_empty())),
        Some(Err(reserved)) => (implied(number, account), Some(reserved)),
        None => (implied(number, account), None),
    }
}

/// Writes `traceTime`, which has no year: `MMddHHmmss`.
pub(crate) fn write_trace(at: Timestamp) -> String {
    at.format("%m%d%H%M%S")
}

/// Reads `traceTime`: the last such moment before tomorrow.
pub(crate) fn read_trace(field: &str, text: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    const DAY: i64 = 24 * 3600;
    let bad = || Fault::invalid(field, format!("{field} 格式应为 MMddHHmmss"));
    let soon = now.plus_seconds(DAY);
    let year: i32 = soon.format("%Y").parse().map_err(|_| bad())?;
    // The 29th of February is up to eight years back.
    (0..=8)
        .filter_map(|back| parse(&format!("{:04}{text}", year - back)))
        .find(|at| *at <= soon)
        .ok_or_else(bad)
}

fn split(attach: &str) -> Option<(&str, &str)> {
    let rest = attach.strip_prefix(MARK)?;
    let (time, reserved) = rest.split_once('&')?;
    parse(time).map(|_| (time, reserved))
}

fn parse(text: &str) -> Option<Timestamp> {
    let digits = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Timestamp::parse_with(FULL, text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_travels_with_the_attachment_only_if_the_number_does_not_tell_it() {
        let account = Account::default();
        let number = "20220903065448001";
        let cases = [
            ("20220903065448", None, None),
            ("20220903065448", Some("a|b"), Some("a|b")),
            ("20220903065449", None, Some("txnTime=20220903065449&")),
            ("20220903065449", Some("a"), Some("txnTime=20220903065449&a")),
            (
                "20220903065448",
                Some("txnTime=20220903065449&x"),
                Some("txnTime=20220903065448&txnTime=20220903065449&x"),
            ),
            ("20220903065448", Some("txnTime=never&x"), Some("txnTime=never&x")),
        ];
        for (time, reserved, expected) in cases {
            let made = attach(number, time, reserved, &account);
            assert_eq!(made.as_deref(), expected);
            assert_eq!(detach(number, made.as_deref(), &account), (time, reserved));
        }
    }

    #[test]
    fn a_number_tells_its_time_or_the_account_does() {
        let mut account = Account::default();
        assert_eq!(implied("20220903065448001", &account), "20220903065448");
        assert_eq!(implied("20221303065448001", &account), NEVER);
        assert_eq!(implied("A1", &account), NEVER);
        account.options.insert(OPTION.to_owned(), "20260101000000".to_owned());
        assert_eq!(implied("银联银联银联", &account), "20260101000000");
    }

    #[test]
    fn a_moment_without_a_year_is_the_last_one() {
        let now = Timestamp::parse_local("2026-01-01 00:30:00").unwrap();
        let year = |text| read_trace("traceTime", text, now).map(Timestamp::local).ok();
        assert_eq!(year("1231235959").as_deref(), Some("2025-12-31 23:59:59"));
        assert_eq!(year("0101003100").as_deref(), Some("2026-01-01 00:31:00"));
        assert_eq!(year("0103003100").as_deref(), Some("2025-01-03 00:31:00"));
        assert_eq!(year("0229000000").as_deref(), Some("2024-02-29 00:00:00"));
        assert_eq!(year("1301000000"), None);
        assert_eq!(year(""), None);
    }
}
