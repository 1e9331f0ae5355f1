//! What one simulated wallet looks like: the texts it hands out and its habits.

use serde::{Deserialize, Serialize};

use crate::limits::{KEEP_ORDERS, KEEP_ROWS};
use crate::numbers;

/// The habits of a wallet that are not among a platform's rules. Everything has a default, so a
/// configuration names only what it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // Independent habits, each named in a configuration.
pub struct Settings {
    /// From which every number and every choice follows.
    pub seed: u64,
    /// The fee in parts per million; `None`: the rules' own.
    pub fee_ppm: Option<u32>,
    /// The texts it hands out.
    pub texts: Texts,
    /// The ids of the keys between which a merchant migrates: `[old, new]`, that is, the
    /// certificate's and then the public key's. Empty: nothing to migrate.
    pub keys: Vec<String>,
    /// Whether an order has the wallet's number as soon as it exists, and not only once it is paid;
    /// in a page inside the wallet that number is then the prepay number. Always so where the rules
    /// say that a buyer's scan makes the order.
    pub number_before_payment: bool,
    /// Whether an order past the last moment that the merchant named stays unpaid, though nobody
    /// can pay it, until the rules' own expiry closes it.
    pub stays_unpaid: bool,
    /// Whether a payment past the refund window is told as finished.
    pub finishes: bool,
    /// Whether a buyer has another id under every app of a merchant, and not one number.
    pub buyer_per_app: bool,
    /// The bank's code told with a payment.
    pub bank: Option<String>,
    /// The pocket that pays, in the platform's words.
    pub channel: String,
    /// The pocket of a coupon that the wallet gives, in the platform's words.
    pub coupon_channel: String,
    /// Where refunds go, in the platform's words.
    pub refund_account: Option<String>,
    /// A payment by the buyer's code of more than this, in minor units, must be confirmed.
    pub confirm_above_minor: u64,
    /// Milliseconds that a refund takes where it is not done at once.
    pub refund_takes_ms: i64,
    /// Seconds for which a bill's link can be opened.
    pub bill_link_lives_s: i64,
    /// Orders kept per merchant; the oldest that are over are forgotten first.
    pub keep_orders: usize,
    /// Bill rows kept per merchant; the oldest day is forgotten first, and whole.
    pub keep_rows: usize,
}

/// Templates of texts. `{day}` is the Beijing day `yyyyMMdd`, `{time}` the second
/// `yyyyMMddHHmmss`, `{order}` the merchant's order number, `{prepay}` the prepay number handed
/// out at the same time, `{wallet_no}` the wallet's number where it has one; `{digits:N}`,
/// `{hex:N}` and `{token:N}` are N characters out of `0-9`, `0-9a-f` and `0-9A-Za-z` that never
/// come twice in the same template under one seed (until N characters are exhausted).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Texts {
    /// The text of a QR code.
    pub code: String,
    /// The prepay number.
    pub prepay: String,
    /// The address for the buyer's browser.
    pub redirect: String,
    /// The text for the wallet's app; `None`: apps are handed the prepay number.
    pub app: Option<String>,
    /// The wallet's number of a payment.
    pub wallet_no: String,
    /// The wallet's number of a refund.
    pub refund_no: String,
    /// A notice's number.
    pub notice: String,
    /// A buyer's id: the same for the same buyer, merchant and (if per app) app.
    pub buyer: String,
    /// A buyer's masked login name; `None`: not told.
    pub login: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            fee_ppm: None,
            texts: Texts::default(),
            keys: Vec::new(),
            number_before_payment: false,
            stays_unpaid: false,
            finishes: false,
            buyer_per_app: true,
            bank: Some("OTHERS".to_owned()),
            channel: "BALANCE".to_owned(),
            coupon_channel: "COUPON".to_owned(),
            refund_account: None,
            confirm_above_minor: 100_000,
            refund_takes_ms: 3_000,
            bill_link_lives_s: 300,
            keep_orders: KEEP_ORDERS,
            keep_rows: KEEP_ROWS,
        }
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            code: "sandbox://pay/{token:16}".to_owned(),
            prepay: "{time}{hex:20}".to_owned(),
            redirect: "https://sandbox.invalid/pay?prepay_id={prepay}".to_owned(),
            app: None,
            wallet_no: "{day}{digits:20}".to_owned(),
            refund_no: "{day}{digits:20}".to_owned(),
            notice: "{time}{token:18}".to_owned(),
            buyer: "{token:16}".to_owned(),
            login: None,
        }
    }
}

impl Settings {
    /// What is wrong with it, as a sentence for the person who wrote it.
    pub fn check(&self) -> Result<(), String> {
        let texts = &self.texts;
        let all = [
            ("code", Some(&texts.code)),
            ("prepay", Some(&texts.prepay)),
            ("redirect", Some(&texts.redirect)),
            ("app", texts.app.as_ref()),
            ("wallet_no", Some(&texts.wallet_no)),
            ("refund_no", Some(&texts.refund_no)),
            ("notice", Some(&texts.notice)),
            ("buyer", Some(&texts.buyer)),
            ("login", texts.login.as_ref()),
        ];
        for (name, text) in all {
            if let Some(text) = text {
                numbers::check(text).map_err(|why| format!("texts.{name}: {why}"))?;
            }
        }
        if self.keep_orders == 0 {
            return Err("keep_orders must be at least 1".to_owned());
        }
        if !matches!(self.keys.len(), 0 | 2) {
            return Err("keys must name two keys, the old and the new, or none".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_cannot_work_is_named() {
        type Change = fn(&mut Settings);
        let settings = |change: Change| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.check().err().unwrap_or_default()
        };
        let cases: [(Change, &str); 5] = [
            (|_| (), ""),
            (|s| s.texts.code = "{nonsense}".to_owned(), "texts.code: `nonsense`"),
            (|s| s.texts.login = Some("{digits:99}".to_owned()), "texts.login: `digits:99`"),
            (|s| s.keys = vec!["one".to_owned()], "keys must name two"),
            (|s| s.keep_orders = 0, "keep_orders"),
        ];
        for (change, expected) in cases {
            let why = settings(change);
            assert!(why.starts_with(expected), "{why}");
            assert_eq!(why.is_empty(), expected.is_empty(), "{why}");
        }
    }
}
