//! Positions: for one day, every account's opening balance, movements and closing balance.

use std::collections::BTreeMap;

use drawbridge_canon::Currency;
use serde::Serialize;

use crate::accounts::{Account, AccountKind};
use crate::balance::{Balance, Balances};
use crate::error::LedgerError;
use crate::lang::Lang;
use crate::posting::Posting;
use crate::table::{Align, Table, decimal};

/// One account's day, in minor units, signed with debit positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Which account.
    pub account: Account,
    /// In which currency.
    pub currency: Currency,
    /// The balance when the day began.
    pub opening: i128,
    /// The day's debits.
    pub debits: i128,
    /// The day's credits.
    pub credits: i128,
    /// The balance when the day ended.
    pub closing: i128,
}

/// The positions of one Beijing day, by merchant, wallet, account and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positions {
    day: String,
    opening: Balances,
    of_day: Balances,
}

/// The positions of `day` (`yyyy-MM-dd`) from all postings ever, in any order. Postings after the
/// day are left out.
pub fn positions<'a>(
    day: &str,
    postings: impl IntoIterator<Item = &'a Posting>,
) -> Result<Positions, LedgerError> {
    let mut positions = Positions::open(day, Balances::default());
    postings.into_iter().try_for_each(|posting| positions.add(posting))?;
    Ok(positions)
}

impl Positions {
    /// A day that begins with the given balances, so that a long history need not be read again.
    pub fn open(day: impl Into<String>, opening: Balances) -> Self {
        Self { day: day.into(), opening, of_day: Balances::default() }
    }

    /// Adds a posting: of an earlier day to the opening, of this day to the movements, of a later
    /// day to nothing.
    pub fn add(&mut self, posting: &Posting) -> Result<(), LedgerError> {
        match posting.day().cmp(&self.day) {
            std::cmp::Ordering::Less => self.opening.add(posting),
            std::cmp::Ordering::Equal => self.of_day.add(posting),
            std::cmp::Ordering::Greater => Ok(()),
        }
    }

    /// Which day.
    pub fn day(&self) -> &str {
        &self.day
    }

    /// Every account with a balance or a movement.
    pub fn rows(&self) -> Vec<Position> {
        let mut rows: BTreeMap<(&Account, Currency), (Balance, Balance)> = BTreeMap::new();
        for (account, currency, balance) in self.opening.iter() {
            rows.entry((account, currency)).or_default().0 = balance;
        }
        for (account, currency, balance) in self.of_day.iter() {
            rows.entry((account, currency)).or_default().1 = balance;
        }
        rows.into_iter()
            .map(|((account, currency), (before, day))| Position {
                account: account.clone(),
                currency,
                opening: before.net(),
                debits: day.debits,
                credits: day.credits,
                closing: before.net() + day.net(),
            })
            .filter(|row| row.opening != 0 || row.debits != 0 || row.credits != 0)
            .collect()
    }

    /// For people.
    pub fn table(&self, lang: Lang) -> Table {
        let head = [
            ("商户", "Merchant", Align::Left),
            ("钱包", "Wallet", Align::Left),
            ("科目", "Account", Align::Left),
            ("币种", "Currency", Align::Left),
            ("期初", "Opening", Align::Right),
            ("借方", "Debits", Align::Right),
            ("贷方", "Credits", Align::Right),
            ("期末", "Closing", Align::Right),
        ];
        let title = format!("{} {}", lang.pick("头寸表", "Positions"), self.day);
        let mut table = Table::new(title, &head, lang);
        for row in self.rows() {
            let Account { merchant, wallet, kind } = row.account;
            let sums = [row.opening, row.debits, row.credits, row.closing];
            let mut cells =
                vec![merchant, wallet, kind_title(kind, lang), row.currency.code().to_owned()];
            cells.extend(sums.map(|sum| decimal(sum, row.currency)));
            table.row(cells);
        }
        table
    }
}

fn kind_title(kind: AccountKind, lang: Lang) -> String {
    kind.title(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::{Money, Timestamp};

    use super::*;
    use crate::{Draft, Posting};

    fn posting(key: &str, local: &str, minor: u64) -> Posting {
        let at = Timestamp::parse_local(local).unwrap();
        let draft = Draft::new(key, at, "paid", key)
            .debit("shop", "purse", AccountKind::Receivable, Money::fen(minor))
            .credit("shop", "purse", AccountKind::Payable, Money::fen(minor));
        Posting::new(draft).unwrap()
    }

    #[test]
    fn a_day_opens_with_what_the_day_before_closed_with() {
        let history = [
            posting("c", "2026-11-25 00:00:00", 3),
            posting("a", "2026-11-23 12:00:00", 500),
            posting("b", "2026-11-24 23:59:59", 20),
        ];
        let row = |day: &str| {
            let rows = positions(day, &history).unwrap().rows();
            rows.into_iter().next().map(|row| (row.opening, row.debits, row.credits, row.closing))
        };
        assert_eq!(row("2026-11-22"), None);
        assert_eq!(row("2026-11-23"), Some((0, 500, 0, 500)));
        assert_eq!(row("2026-11-24"), Some((500, 20, 0, 520)));
        assert_eq!(row("2026-11-25"), Some((520, 3, 0, 523)));
        assert_eq!(row("2026-11-26"), Some((523, 0, 0, 523)));
    }

    #[test]
    fn a_kept_opening_stands_for_the_history() {
        let history =
            [posting("a", "2026-11-23 12:00:00", 500), posting("b", "2026-11-24 1:0:0", 20)];
        let mut kept = Positions::open("2026-11-24", Balances::of(&history[..1]).unwrap());
        kept.add(&history[1]).unwrap();
        assert_eq!(kept.rows(), positions("2026-11-24", &history).unwrap().rows());
    }

    #[test]
    fn the_table_is_readable_in_chinese() {
        let history = [posting("a", "2026-11-24 12:00:00", 123_456)];
        let text = positions("2026-11-24", &history).unwrap().table(Lang::Zh).to_string();
        let expected = "\
头寸表 2026-11-24
商户  钱包   科目      币种  期初     借方     贷方      期末
----  -----  --------  ----  ----  -------  -------  --------
shop  purse  应收钱包  CNY   0.00  1234.56     0.00   1234.56
shop  purse  应付商户  CNY   0.00     0.00  1234.56  -1234.56
";
        assert_eq!(text, expected);
    }
}
