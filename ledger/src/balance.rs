//! Balances: postings folded, account by account.

use std::collections::BTreeMap;

use drawbridge_canon::Currency;

use crate::accounts::{Account, AccountKind};
use crate::error::LedgerError;
use crate::posting::{Entry, Posting, Side};

/// What was written on the two sides of an account, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The sum of debits.
    pub debits: i128,
    /// The sum of credits.
    pub credits: i128,
}

impl Balance {
    /// Debits less credits: positive on the debit side.
    pub const fn net(self) -> i128 {
        self.debits - self.credits
    }

    /// The balance seen from the account's normal side: positive where it belongs.
    pub fn normal(self, kind: AccountKind) -> i128 {
        if kind.normal() == Side::Debit { self.net() } else { -self.net() }
    }

    /// Writes an amount on one side.
    pub(crate) fn write(&mut self, side: Side, minor: u64) -> Result<(), LedgerError> {
        let sum = if side == Side::Debit { &mut self.debits } else { &mut self.credits };
        *sum = sum.checked_add(minor.into()).ok_or(LedgerError::Range)?;
        Ok(())
    }
}

/// The balances of all accounts, in the order of the accounts.
///
/// ```
/// # use drawbridge_canon::{Currency, Money, Timestamp};
/// # use drawbridge_ledger::*;
/// let paid = Movement {
///     key: "pay-1/paid".into(), at: Timestamp(0), merchant: "shop".into(), wallet: "purse".into(),
///     payment: "pay-1".into(), what: What::Paid { amount: Money::fen(100), fee: Money::fen(1) },
/// };
/// let balances = Balances::of([&book(&paid, &Terms::default())?])?;
/// let owed = Account::new("shop", "purse", AccountKind::Receivable);
/// assert_eq!(balances.net(&owed, Currency::CNY), 99);
/// assert!(balances.is_balanced());
/// # Ok::<(), LedgerError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    accounts: BTreeMap<Account, BTreeMap<Currency, Balance>>,
}

impl Balances {
    /// The balances after these postings.
    pub fn of<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Result<Self, LedgerError> {
        let mut balances = Self::default();
        postings.into_iter().try_for_each(|posting| balances.add(posting))?;
        Ok(balances)
    }

    /// Adds a posting. That no key is added twice is for the caller, who keeps the postings.
    pub fn add(&mut self, posting: &Posting) -> Result<(), LedgerError> {
        posting.entries().iter().try_for_each(|entry| self.write(entry))
    }

    /// One account in one currency; nothing if it was never written on.
    pub fn get(&self, account: &Account, currency: Currency) -> Balance {
        let currencies = self.accounts.get(account);
        currencies.and_then(|kept| kept.get(&currency)).copied().unwrap_or_default()
    }

    /// [`Balance::net`] of one account.
    pub fn net(&self, account: &Account, currency: Currency) -> i128 {
        self.get(account, currency).net()
    }

    /// Every account that was ever written on.
    pub fn iter(&self) -> impl Iterator<Item = (&Account, Currency, Balance)> {
        self.accounts.iter().flat_map(|(account, currencies)| {
            currencies.iter().map(move |(currency, balance)| (account, *currency, *balance))
        })
    }

    /// What is unfinished: accounts that must come to zero and have not
    /// ([`AccountKind::is_open_item`]). Each needs an explanation.
    pub fn open_items(&self) -> impl Iterator<Item = (&Account, Currency, Balance)> {
        self.iter()
            .filter(|(account, _, balance)| account.kind.is_open_item() && balance.net() != 0)
    }

    /// The trial balance: whether all debits are all credits, in every currency.
    pub fn is_balanced(&self) -> bool {
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        for (_, currency, balance) in self.iter() {
            *sums.entry(currency).or_default() += balance.net();
        }
        sums.values().all(|sum| *sum == 0)
    }

    fn write(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        // Two steps, because an account is only cloned when it is new.
        let currencies = match self.accounts.get_mut(&entry.account) {
            Some(currencies) => currencies,
            None => self.accounts.entry(entry.account.clone()).or_default(),
        };
        let balance = currencies.entry(entry.amount.currency).or_default();
        balance.write(entry.side, entry.amount.minor)
    }
}
