//! A group's postings: the rows themselves, where to find them, and what they add to the balances.

use std::collections::BTreeMap;

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{PostingRow, Write};
use super::changes::minor;
use super::guards::Found;
use super::step::Step;

/// An entry as it is kept: merchant, wallet, kind, currency, debit, minor units.
pub(super) type Kept = (String, String, String, String, bool, i64);

/// Merchant, wallet, kind, currency, day.
type Place<'a> = (&'a str, &'a str, &'a str, String, i32);

/// What a group adds to the ledger.
#[derive(Default)]
struct Books<'a> {
    /// A posting, its number, its day, its entries as they are kept.
    postings: Vec<(&'a PostingRow, i64, i32, String)>,
    /// Merchant, wallet, kind, and a posting that touches them.
    links: Vec<(&'a str, &'a str, &'a str, i64)>,
    /// Debits and credits.
    sums: BTreeMap<Place<'a>, (i64, i64)>,
}

/// Adds the steps that write the postings whose keys are new.
pub(super) fn postings<'a>(
    writes: &[&'a Write],
    found: &Found,
    steps: &mut Vec<Step<'a>>,
) -> Result<(), StoreError> {
    let mut books = Books::default();
    let mut seen = found.postings.clone();
    let mut numbers = found.numbers.iter();
    for row in writes.iter().flat_map(|write| &write.postings) {
        if seen.insert(row.key.clone()) {
            let n = numbers.next().ok_or_else(|| StoreError::Failed("too few numbers".into()))?;
            books.add(row, *n)?;
        }
    }
    if !books.postings.is_empty() {
        books.links.sort_unstable();
        books.links.dedup();
        steps.extend(books.steps());
    }
    Ok(())
}

impl<'a> Books<'a> {
    fn add(&mut self, row: &'a PostingRow, n: i64) -> Result<(), StoreError> {
        let day = check::day(&row.day)?;
        let mut kept: Vec<Kept> = Vec::with_capacity(row.entries.len());
        for entry in &row.entries {
            let (merchant, wallet, kind) = (&*entry.merchant, &*entry.wallet, &*entry.kind);
            let currency = entry.currency.code().to_owned();
            let minor = minor(entry.minor);
            let names = (merchant.to_owned(), wallet.to_owned(), kind.to_owned());
            kept.push((names.0, names.1, names.2, currency.clone(), entry.debit, minor));
            self.links.push((merchant, wallet, kind, n));
            let sum = self.sums.entry((merchant, wallet, kind, currency, day)).or_default();
            let side = if entry.debit { &mut sum.0 } else { &mut sum.1 };
            *side = side.checked_add(minor).ok_or_else(|| {
                StoreError::Invalid(format!("posting `{}` leaves the range of a sum", row.key))
            })?;
        }
        let text = serde_json::to_string(&kept).map_err(|e| StoreError::Failed(e.to_string()))?;
        self.postings.push((row, n, day, text));
        Ok(())
    }

    fn steps(&self) -> [Step<'a>; 3] {
        let rows = || self.postings.iter().map(|(row, ..)| *row);
        let postings = Step::new(
            "INSERT INTO posting (n, key, payment, at, day, memo, entries)
             SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[],
               $5::integer[], $6::text[], $7::text[])",
        )
        .numbers(self.postings.iter().map(|(_, n, ..)| *n))
        .texts(rows().map(|row| &*row.key))
        .maybe_texts(rows().map(|row| row.payment.as_deref()))
        .numbers(rows().map(|row| row.at.0))
        .small_numbers(self.postings.iter().map(|(_, _, day, _)| *day))
        .texts(rows().map(|row| &*row.memo))
        .with(self.postings.iter().map(|(.., text)| text.clone()).collect::<Vec<_>>());
        let links = Step::new(
            "INSERT INTO account_posting (merchant, wallet, kind, posting)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])",
        )
        .texts(self.links.iter().map(|link| link.0))
        .texts(self.links.iter().map(|link| link.1))
        .texts(self.links.iter().map(|link| link.2))
        .numbers(self.links.iter().map(|link| link.3));
        // In order of the key, so that two groups never wait for each other crosswise.
        let sums = Step::new(
            "INSERT INTO position AS p (merchant, wallet, kind, currency, day, shard, debit, credit)
             SELECT t.merchant, t.wallet, t.kind, t.currency, t.day, pg_backend_pid() % 16, t.debit,
               t.credit
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[],
               $6::bigint[], $7::bigint[]) t (merchant, wallet, kind, currency, day, debit, credit)
             ON CONFLICT (merchant, wallet, kind, currency, day, shard)
             DO UPDATE SET debit = p.debit + excluded.debit, credit = p.credit + excluded.credit",
        )
        .texts(self.sums.keys().map(|key| key.0))
        .texts(self.sums.keys().map(|key| key.1))
        .texts(self.sums.keys().map(|key| key.2))
        .with(self.sums.keys().map(|key| key.3.clone()).collect::<Vec<_>>())
        .small_numbers(self.sums.keys().map(|key| key.4))
        .numbers(self.sums.values().map(|sum| sum.0))
        .numbers(self.sums.values().map(|sum| sum.1));
        [postings, links, sums]
    }
}
