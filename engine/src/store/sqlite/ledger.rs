//! Postings, what the accounts hold, and our side of a reconciliation.

use std::collections::BTreeSet;

use drawbridge_canon::{Currency, Money, Timestamp};
use rusqlite::{Connection, Row, ToSql, params};

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{Balance, EntryRow, LedgerFilter, OurRow, Page, PostingRow};
use super::apply::{one, run};
use super::fault::fault;
use super::keys::{Code, Id};

/// An entry as it is kept: account, 1 for debit or 0, minor units.
type Kept = (i64, u8, i64);

const COLUMNS: &str = "p.n, p.key, p.payment, p.at, p.day, p.memo, p.entries";

/// Writes a posting, unless its key is there already.
pub(super) fn post(connection: &Connection, posting: &PostingRow) -> Result<(), StoreError> {
    let day = check::day(&posting.day)?;
    let mut entries: Vec<Kept> = Vec::with_capacity(posting.entries.len());
    for entry in &posting.entries {
        let minor = check::small(entry.minor, "entry")?;
        entries.push((account(connection, entry)?, u8::from(entry.debit), minor));
    }
    let text = serde_json::to_string(&entries).map_err(|e| StoreError::Failed(e.to_string()))?;
    let payment = posting.payment.as_deref().map(Id::parse).transpose()?;
    let inserted = run(
        connection,
        "INSERT INTO posting (key, payment, at, day, memo, entries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (key) DO NOTHING",
        params![posting.key, payment, posting.at.0, day, posting.memo, text],
    )?;
    if inserted == 0 {
        return Ok(());
    }
    let n = connection.last_insert_rowid();
    for (account, debit, minor) in entries {
        run(connection, "INSERT OR IGNORE INTO account_posting VALUES (?1, ?2)", [account, n])?;
        let (debit, credit) = if debit == 1 { (minor, 0) } else { (0, minor) };
        run(
            connection,
            "INSERT INTO position VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account, day)
             DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit",
            params![account, day, debit, credit],
        )?;
    }
    Ok(())
}

pub(super) fn by_payment(
    connection: &Connection,
    payment: &str,
) -> Result<Vec<PostingRow>, StoreError> {
    let Ok(payment) = Id::parse(payment) else { return Ok(Vec::new()) };
    let sql = format!("SELECT {COLUMNS} FROM posting p WHERE p.payment = ?1 ORDER BY p.n");
    Ok(postings(connection, &sql, &[&payment], usize::MAX)?.items)
}

pub(super) fn by_day(
    connection: &Connection,
    day: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let (day, after) = (check::day(day)?, cursor(after, 0)?);
    let sql = format!("SELECT {COLUMNS} FROM posting p WHERE p.day = ?1 AND p.n > ?2 ORDER BY p.n");
    postings(connection, &sql, &[&day, &after], limit)
}

pub(super) fn by_account(
    connection: &Connection,
    names: [&str; 3],
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let after = cursor(after, i64::MAX)?;
    let mut accounts = connection
        .prepare_cached(
            "SELECT n FROM ledger_account WHERE merchant = ?1 AND wallet = ?2 AND kind = ?3",
        )
        .map_err(fault)?;
    let accounts = accounts.query_map(names, |row| row.get::<_, i64>(0)).map_err(fault)?;
    // One account a currency: each is read newest first along its index, then they are merged.
    let mut found = BTreeSet::new();
    let mut newest = connection
        .prepare_cached(
            "SELECT posting FROM account_posting WHERE account = ?1 AND posting < ?2
             ORDER BY posting DESC LIMIT ?3",
        )
        .map_err(fault)?;
    for account in accounts {
        let values = params![account.map_err(fault)?, after, limit + 1];
        let rows = newest.query_map(values, |row| row.get::<_, i64>(0)).map_err(fault)?;
        for row in rows {
            found.insert(row.map_err(fault)?);
        }
    }
    let sql = format!("SELECT {COLUMNS} FROM posting p WHERE p.n = ?1");
    let mut items = Vec::new();
    for n in found.iter().rev().take(limit) {
        items.extend(postings(connection, &sql, &[n], 1)?.items);
    }
    let next = found.iter().rev().nth(limit.saturating_sub(1)).filter(|_| found.len() > limit);
    Ok(Page { items, next: next.map(i64::to_string) })
}

pub(super) fn balances(
    connection: &Connection,
    filter: &LedgerFilter,
) -> Result<Vec<Balance>, StoreError> {
    let from = filter.from.as_deref().map_or(Ok(0), check::day)?;
    let to = filter.to.as_deref().map_or(Ok(i32::MAX), check::day)?;
    // Written so, a merchant's accounts are found along an index.
    let merchant = if filter.merchant.is_some() { "l.merchant = ?1" } else { "?1 IS NULL" };
    let sql = format!(
        "SELECT l.merchant, l.wallet, l.kind, l.currency, sum(p.debit), sum(p.credit)
         FROM ledger_account l CROSS JOIN position p ON p.account = l.n
         WHERE {merchant} AND (?2 IS NULL OR l.wallet = ?2) AND (?3 IS NULL OR l.kind = ?3)
           AND p.day BETWEEN ?4 AND ?5
         GROUP BY l.n ORDER BY l.merchant, l.wallet, l.kind, l.currency"
    );
    let mut sql = connection.prepare_cached(&sql).map_err(fault)?;
    let values = params![filter.merchant, filter.wallet, filter.kind, from, to];
    let rows = sql.query_map(values, balance).map_err(fault)?;
    rows.collect::<Result<_, _>>().map_err(fault)
}

pub(super) fn ours(
    connection: &Connection,
    wallet: &str,
    day: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<OurRow>, StoreError> {
    let number = check::day(day)?;
    let (kind, key) = after.and_then(|after| after.split_once('\n')).unwrap_or(("", ""));
    let mut sql = connection
        .prepare_cached(
            "SELECT kind, key, payment, wallet_no, currency, minor, fee_micro, at FROM our_row
             WHERE wallet = ?1 AND day = ?2 AND (kind, key) > (?3, ?4)
             ORDER BY kind, key LIMIT ?5",
        )
        .map_err(fault)?;
    let read = |row: &Row<'_>| our_row(row, wallet, day);
    let rows = sql.query_map(params![wallet, number, kind, key, limit + 1], read).map_err(fault)?;
    let mut items: Vec<OurRow> = rows.collect::<Result<_, _>>().map_err(fault)?;
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| more);
    let next = last.map(|row| format!("{}\n{}", row.kind, row.key));
    Ok(Page { items, next })
}

/// The number of a ledger account, given out when it is first used.
fn account(connection: &Connection, entry: &EntryRow) -> Result<i64, StoreError> {
    let names = [&entry.merchant, &entry.wallet, &entry.kind, entry.currency.code()];
    let sql = "SELECT n FROM ledger_account
        WHERE merchant = ?1 AND wallet = ?2 AND kind = ?3 AND currency = ?4";
    if let Some(n) = one(connection, sql, names, |row| row.get(0))? {
        return Ok(n);
    }
    let sql = "INSERT INTO ledger_account (merchant, wallet, kind, currency)
        VALUES (?1, ?2, ?3, ?4)";
    run(connection, sql, names)?;
    Ok(connection.last_insert_rowid())
}

fn postings(
    connection: &Connection,
    sql: &str,
    values: &[&dyn ToSql],
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let mut sql = connection.prepare_cached(sql).map_err(fault)?;
    let mut rows = sql.query(values).map_err(fault)?;
    let mut items = Vec::new();
    let mut last: Option<i64> = None;
    while let Some(row) = rows.next().map_err(fault)? {
        if items.len() == limit {
            return Ok(Page { items, next: last.map(|n| n.to_string()) });
        }
        last = Some(row.get(0).map_err(fault)?);
        items.push(posting(connection, row)?);
    }
    Ok(Page { items, next: None })
}

fn posting(connection: &Connection, row: &Row<'_>) -> Result<PostingRow, StoreError> {
    let kept: String = row.get(6).map_err(fault)?;
    let kept: Vec<Kept> =
        serde_json::from_str(&kept).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let entries = kept.into_iter().map(|kept| entry(connection, kept)).collect::<Result<_, _>>()?;
    let read = || {
        Ok(PostingRow {
            key: row.get(1)?,
            payment: row.get::<_, Option<Id>>(2)?.map(Id::text),
            at: Timestamp(row.get(3)?),
            day: check::day_text(row.get(4)?),
            memo: row.get(5)?,
            entries,
        })
    };
    read().map_err(fault)
}

fn entry(connection: &Connection, (account, debit, minor): Kept) -> Result<EntryRow, StoreError> {
    let sql = "SELECT merchant, wallet, kind, currency FROM ledger_account WHERE n = ?1";
    let read = |row: &Row<'_>| {
        let currency: Currency = row.get::<_, Code>(3)?.0;
        Ok(EntryRow {
            merchant: row.get(0)?,
            wallet: row.get(1)?,
            kind: row.get(2)?,
            debit: debit == 1,
            minor: minor.unsigned_abs(),
            currency,
        })
    };
    one(connection, sql, [account], read)?
        .ok_or_else(|| StoreError::Damaged(format!("ledger account {account} is missing")))
}

fn balance(row: &Row<'_>) -> rusqlite::Result<Balance> {
    Ok(Balance {
        merchant: row.get(0)?,
        wallet: row.get(1)?,
        kind: row.get(2)?,
        currency: row.get::<_, Code>(3)?.0,
        debit: row.get(4)?,
        credit: row.get(5)?,
    })
}

fn our_row(row: &Row<'_>, wallet: &str, day: &str) -> rusqlite::Result<OurRow> {
    Ok(OurRow {
        wallet: wallet.to_owned(),
        day: day.to_owned(),
        kind: row.get(0)?,
        key: row.get(1)?,
        payment: row.get::<_, Id>(2)?.text(),
        wallet_no: row.get(3)?,
        amount: Money { currency: row.get::<_, Code>(4)?.0, minor: row.get(5)? },
        fee_micro: row.get(6)?,
        at: Timestamp(row.get(7)?),
    })
}

fn cursor(after: Option<&str>, start: i64) -> Result<i64, StoreError> {
    let Some(after) = after else { return Ok(start) };
    after.parse().map_err(|_| StoreError::Invalid(format!("`{after}` is not a cursor")))
}
