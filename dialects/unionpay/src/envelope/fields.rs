//! The members of a message, each name once, sorted as the signature wants them.

use std::collections::BTreeMap;

use drawbridge_canon::{Currency, Fault, Money};

/// `currencyCode` of the Chinese yuan (ISO 4217's number).
const YUAN: &str = "156";

/// Most digits of an amount.
const AMOUNT_DIGITS: usize = 12;

/// The members of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) BTreeMap<String, String>);

impl Fields {
    /// A member that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The same, owned.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A member that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::missing(name))
    }

    /// Sets a member.
    pub(crate) fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Sets a member that may be absent.
    pub(crate) fn put_some(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Copies members from another message, those that it has.
    pub(crate) fn copy(&mut self, from: &Self, names: &[&str]) {
        for name in names {
            self.put_some(name, from.get(name));
        }
    }

    /// An amount in fen: at most twelve digits.
    pub(crate) fn amount(&self, name: &str) -> Result<Option<Money>, Fault> {
        let Some(text) = self.get(name) else { return Ok(None) };
        if let Some(other) = self.get("currencyCode").filter(|code| *code != YUAN) {
            let message = format!("此处仅支持人民币（156），不支持币种 {other}");
            return Err(Fault::untranslatable("currencyCode", message));
        }
        let digits = text.len() <= AMOUNT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        let minor = digits.then(|| text.parse().ok()).flatten();
        minor
            .map(Money::fen)
            .map(Some)
            .ok_or_else(|| Fault::invalid(name, format!("{name} 应为以分为单位、最长 12 位的整数")))
    }

    /// Sets an amount with its currency.
    pub(crate) fn put_amount(&mut self, name: &str, amount: Money) -> Result<(), Fault> {
        if amount.currency != Currency::CNY {
            let message = format!("UnionPay is asked in CNY here, not {}", amount.currency.code());
            return Err(Fault::untranslatable(name, message));
        }
        let text = amount.minor.to_string();
        if text.len() > AMOUNT_DIGITS {
            let message = format!("{amount} has more than twelve digits of fen");
            return Err(Fault::untranslatable(name, message));
        }
        self.put(name, text);
        self.put("currencyCode", YUAN);
        Ok(())
    }

    /// The text that is signed: the members that are not empty, without the signature.
    pub(crate) fn to_sign(&self) -> String {
        let signed =
            self.0.iter().filter(|(name, value)| *name != "signature" && !value.is_empty());
        let pairs: Vec<String> = signed.map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_digits_of_fen() {
        let cases = [
            ("1", Some(1)),
            ("999999999999", Some(999_999_999_999)),
            ("0", Some(0)),
            ("1.0", None),
        ];
        let refused = [("-1", None), ("+1", None), ("1e2", None), ("1000000000000", None)];
        for (text, expected) in cases.into_iter().chain(refused) {
            let mut fields = Fields::default();
            fields.put("txnAmt", text);
            let read = fields.amount("txnAmt").ok().flatten().map(|money| money.minor);
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn another_currency_is_not_taken_for_yuan() {
        let mut fields = Fields::default();
        fields.put("txnAmt", "1");
        fields.put("currencyCode", "840");
        assert!(matches!(fields.amount("txnAmt"), Err(Fault::Untranslatable(_))));
    }
}
