//! One balanced booking.

use std::collections::BTreeMap;

use drawbridge_canon::{Currency, Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::{Account, AccountKind};
use crate::error::LedgerError;

/// The side of an account on which an amount is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left: 借.
    Debit,
    /// Right: 贷.
    Credit,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

/// One line of a posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// On which account.
    pub account: Account,
    /// On which side.
    pub side: Side,
    /// How much; never zero.
    pub amount: Money,
}

/// A posting before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What makes it unique: booking the same key twice must do nothing the second time.
    pub key: String,
    /// When it is booked.
    pub at: Timestamp,
    /// Why, for people.
    pub memo: String,
    /// The payment it is about; may be empty for an adjustment about none.
    pub payment: String,
    /// The lines.
    pub entries: Vec<Entry>,
}

/// One balanced booking. There is no way to make an unbalanced one, not by deserialising either.
///
/// ```
/// use drawbridge_canon::{Money, Timestamp};
/// use drawbridge_ledger::{AccountKind::{Payable, Receivable}, Draft, LedgerError, Posting};
/// let draft = Draft::new("order-1/paid", Timestamp(0), "paid", "order-1")
///     .debit("shop", "purse", Receivable, Money::fen(100))
///     .credit("shop", "purse", Payable, Money::fen(99));
/// assert!(matches!(Posting::new(draft), Err(LedgerError::Unbalanced { .. })));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft")]
pub struct Posting {
    key: String,
    at: Timestamp,
    day: String,
    memo: String,
    payment: String,
    entries: Vec<Entry>,
}

impl Posting {
    /// Checks a draft: a key, at least one entry, no entry of zero, and for each currency the sum
    /// of debits equal to the sum of credits.
    pub fn new(draft: Draft) -> Result<Self, LedgerError> {
        if draft.key.is_empty() {
            return Err(LedgerError::Blank("key"));
        }
        check_balance(&draft.entries)?;
        let Draft { key, at, memo, payment, entries } = draft;
        Ok(Self { key, at, day: at.day(), memo, payment, entries })
    }

    /// What makes it unique.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// When it was booked.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The Beijing day `yyyy-MM-dd` on which it was booked.
    pub fn day(&self) -> &str {
        &self.day
    }

    /// Why.
    pub fn memo(&self) -> &str {
        &self.memo
    }

    /// The payment it is about.
    pub fn payment(&self) -> &str {
        &self.payment
    }

    /// The lines.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The sum of debits in a currency, which is that of credits.
    pub fn turnover(&self, currency: Currency) -> u128 {
        let debits = self.entries.iter().filter(|entry| entry.side == Side::Debit);
        debits
            .filter(|entry| entry.amount.currency == currency)
            .map(|entry| u128::from(entry.amount.minor))
            .sum()
    }
}

impl TryFrom<Draft> for Posting {
    type Error = LedgerError;

    fn try_from(draft: Draft) -> Result<Self, LedgerError> {
        Self::new(draft)
    }
}

impl Draft {
    /// A draft without lines.
    pub fn new(
        key: impl Into<String>,
        at: Timestamp,
        memo: impl Into<String>,
        payment: impl Into<String>,
    ) -> Self {
        Self {
            key: key.into(),
            at,
            memo: memo.into(),
            payment: payment.into(),
            entries: Vec::new(),
        }
    }

    /// With a debit; an amount of zero adds no line.
    #[must_use]
    pub fn debit(self, merchant: &str, wallet: &str, kind: AccountKind, amount: Money) -> Self {
        self.line(Side::Debit, Account::new(merchant, wallet, kind), amount)
    }

    /// With a credit; an amount of zero adds no line.
    #[must_use]
    pub fn credit(self, merchant: &str, wallet: &str, kind: AccountKind, amount: Money) -> Self {
        self.line(Side::Credit, Account::new(merchant, wallet, kind), amount)
    }

    /// With a line on either side; an amount of zero adds no line.
    #[must_use]
    pub fn line(mut self, side: Side, account: Account, amount: Money) -> Self {
        if !amount.is_zero() {
            self.entries.push(Entry { account, side, amount });
        }
        self
    }
}

/// Refuses entries that are none, zero, or out of balance.
fn check_balance(entries: &[Entry]) -> Result<(), LedgerError> {
    if entries.is_empty() {
        return Err(LedgerError::Empty);
    }
    let mut sums: BTreeMap<Currency, (u128, u128)> = BTreeMap::new();
    for entry in entries {
        if entry.amount.is_zero() {
            return Err(LedgerError::Zero);
        }
        let (debits, credits) = sums.entry(entry.amount.currency).or_default();
        let sum = if entry.side == Side::Debit { debits } else { credits };
        *sum = sum.checked_add(entry.amount.minor.into()).ok_or(LedgerError::Range)?;
    }
    match sums.into_iter().find(|(_, (debits, credits))| debits != credits) {
        Some((currency, (debits, credits))) => {
            let currency = currency.code().to_owned();
            Err(LedgerError::Unbalanced { currency, debits, credits })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(lines: &[(Side, u64, &str)]) -> Draft {
        let account = Account::new("shop", "purse", AccountKind::Payable);
        let entries = lines.iter().map(|&(side, minor, code)| Entry {
            account: account.clone(),
            side,
            amount: Money { minor, currency: Currency::parse(code).unwrap() },
        });
        let entries = entries.collect();
        Draft { entries, ..Draft::new("key", Timestamp(0), "memo", "payment") }
    }

    #[test]
    fn only_what_balances_in_every_currency_is_a_posting() {
        use Side::{Credit, Debit};
        type Case<'a> = (&'a [(Side, u64, &'a str)], &'a str);
        let cases: &[Case<'_>] = &[
            (&[(Debit, 5, "CNY"), (Credit, 5, "CNY")], "ok"),
            (&[(Debit, 5, "CNY"), (Credit, 3, "CNY"), (Credit, 2, "CNY")], "ok"),
            (&[(Debit, 5, "CNY"), (Credit, 5, "CNY"), (Debit, 9, "JPY"), (Credit, 9, "JPY")], "ok"),
            (&[], "a posting must move something"),
            (&[(Debit, 0, "CNY"), (Credit, 0, "CNY")], "an entry must not be zero"),
            (
                &[(Debit, 5, "CNY"), (Credit, 4, "CNY")],
                "debits of 5 and credits of 4 minor units of CNY do not balance",
            ),
            (
                &[(Debit, 4, "CNY"), (Credit, 5, "CNY")],
                "debits of 4 and credits of 5 minor units of CNY do not balance",
            ),
            (
                &[(Debit, 5, "CNY"), (Credit, 5, "JPY")],
                "debits of 5 and credits of 0 minor units of CNY do not balance",
            ),
            (
                &[(Debit, u64::MAX, "CNY"), (Debit, u64::MAX, "CNY"), (Credit, u64::MAX, "CNY")],
                "debits of 36893488147419103230 and credits of 18446744073709551615 minor units of CNY do not balance",
            ),
        ];
        for (lines, expected) in cases {
            let made = Posting::new(draft(lines));
            let said = made.map_or_else(|error| error.to_string(), |_| "ok".to_owned());
            assert_eq!(&said, expected, "{lines:?}");
        }
        let nameless =
            Draft { key: String::new(), ..draft(&[(Debit, 5, "CNY"), (Credit, 5, "CNY")]) };
        assert_eq!(Posting::new(nameless), Err(LedgerError::Blank("key")));
    }

    #[test]
    fn what_was_stored_unbalanced_is_not_read_back() {
        let good = Posting::new(draft(&[(Side::Debit, 5, "CNY"), (Side::Credit, 5, "CNY")]));
        let text = serde_json::to_string(&good.unwrap()).unwrap();
        assert!(serde_json::from_str::<Posting>(&text).is_ok());
        let tampered = text.replacen("\"minor\":5", "\"minor\":6", 1);
        assert!(serde_json::from_str::<Posting>(&tampered).is_err(), "{tampered}");
    }

    #[test]
    fn the_day_is_beijings() {
        let at = Timestamp::parse_rfc3339("2026-11-24T16:00:00Z").unwrap();
        let lines = draft(&[(Side::Debit, 5, "CNY"), (Side::Credit, 5, "CNY")]);
        assert_eq!(Posting::new(Draft { at, ..lines }).unwrap().day(), "2026-11-25");
    }
}
