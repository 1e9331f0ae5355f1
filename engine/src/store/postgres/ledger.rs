//! Postings, what the accounts hold, and our side of a reconciliation.

use drawbridge_canon::{Money, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{Balance, EntryRow, LedgerFilter, OurRow, Page, PostingRow};
use super::books::Kept;
use super::link::Values;
use super::rows::{big, currency, unsigned};
use super::{Pool, searchable};

const COLUMNS: &str = "p.n, p.key, p.payment, p.at, p.day, p.memo, p.entries";

pub(super) async fn by_payment(pool: &Pool, payment: &str) -> Result<Vec<PostingRow>, StoreError> {
    if check::id(payment).is_err() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM posting p WHERE p.payment = $1 ORDER BY p.n");
    pool.link().query(&sql, &[&payment]).await?.iter().map(posting).collect()
}

pub(super) async fn by_day(
    pool: &Pool,
    day: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let (day, after) = (check::day(day)?, cursor(after, 0)?);
    let sql = format!(
        "SELECT {COLUMNS} FROM posting p WHERE p.day = $1 AND p.n > $2 ORDER BY p.n LIMIT $3"
    );
    page(pool, &sql, &[&day, &after, &big(limit + 1)], limit).await
}

pub(super) async fn by_account(
    pool: &Pool,
    [merchant, wallet, kind]: [&str; 3],
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let after = cursor(after, i64::MAX)?;
    if !searchable(&[merchant, wallet, kind]) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM account_posting a JOIN posting p ON p.n = a.posting
         WHERE a.merchant = $1 AND a.wallet = $2 AND a.kind = $3 AND a.posting < $4
         ORDER BY a.posting DESC LIMIT $5"
    );
    let values: Values<'_> = &[&merchant, &wallet, &kind, &after, &big(limit + 1)];
    page(pool, &sql, values, limit).await
}

pub(super) async fn balances(
    pool: &Pool,
    filter: &LedgerFilter,
) -> Result<Vec<Balance>, StoreError> {
    let from = filter.from.as_deref().map_or(Ok(0), check::day)?;
    let to = filter.to.as_deref().map_or(Ok(i32::MAX), check::day)?;
    let texts = [&filter.merchant, &filter.wallet, &filter.kind];
    if !texts.iter().all(|text| searchable(&[text.as_deref().unwrap_or("")])) {
        return Ok(Vec::new());
    }
    let merchant = if filter.merchant.is_some() { "merchant = $1" } else { "$1::text IS NULL" };
    let sql = format!(
        "SELECT merchant, wallet, kind, currency, sum(debit)::bigint, sum(credit)::bigint
         FROM position WHERE {merchant} AND ($2::text IS NULL OR wallet = $2)
           AND ($3::text IS NULL OR kind = $3) AND day BETWEEN $4 AND $5
         GROUP BY merchant, wallet, kind, currency ORDER BY merchant, wallet, kind, currency"
    );
    let values: [&(dyn ToSql + Sync); 5] =
        [&filter.merchant, &filter.wallet, &filter.kind, &from, &to];
    pool.link().query(&sql, &values).await?.iter().map(balance).collect()
}

pub(super) async fn ours(
    pool: &Pool,
    wallet: &str,
    day: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<OurRow>, StoreError> {
    let number = check::day(day)?;
    let (kind, key) = after.and_then(|after| after.split_once('\n')).unwrap_or(("", ""));
    if !searchable(&[wallet, kind, key]) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let sql = "SELECT wallet, day, kind, key, payment, wallet_no, currency, minor, fee_micro, at
        FROM our_row WHERE wallet = $1 AND day = $2 AND (kind, key) > ($3, $4)
        ORDER BY kind, key LIMIT $5";
    let values: [&(dyn ToSql + Sync); 5] = [&wallet, &number, &kind, &key, &big(limit + 1)];
    let rows = pool.link().query(sql, &values).await?;
    let mut items: Vec<OurRow> = rows.iter().map(our_row).collect::<Result<_, _>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|row| format!("{}\n{}", row.kind, row.key));
    Ok(Page { items, next })
}

async fn page(
    pool: &Pool,
    sql: &str,
    values: Values<'_>,
    limit: usize,
) -> Result<Page<PostingRow>, StoreError> {
    let rows = pool.link().query(sql, values).await?;
    let items = rows.iter().take(limit).map(posting).collect::<Result<_, _>>()?;
    let last = rows.get(limit.saturating_sub(1)).filter(|_| rows.len() > limit);
    Ok(Page { items, next: last.map(|row| row.get::<_, i64>(0).to_string()) })
}

fn posting(row: &Row) -> Result<PostingRow, StoreError> {
    let kept: Vec<Kept> =
        serde_json::from_str(row.get(6)).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let entry = |(merchant, wallet, kind, code, debit, minor): Kept| {
        Ok(EntryRow {
            merchant,
            wallet,
            kind,
            debit,
            minor: unsigned(minor),
            currency: currency(&code)?,
        })
    };
    Ok(PostingRow {
        key: row.get(1),
        payment: row.get(2),
        at: Timestamp(row.get(3)),
        day: check::day_text(row.get(4)),
        memo: row.get(5),
        entries: kept.into_iter().map(entry).collect::<Result<_, StoreError>>()?,
    })
}

fn balance(row: &Row) -> Result<Balance, StoreError> {
    Ok(Balance {
        merchant: row.get(0),
        wallet: row.get(1),
        kind: row.get(2),
        currency: currency(row.get(3))?,
        debit: unsigned(row.get(4)),
        credit: unsigned(row.get(5)),
    })
}

fn our_row(row: &Row) -> Result<OurRow, StoreError> {
    Ok(OurRow {
        wallet: row.get(0),
        day: check::day_text(row.get(1)),
        kind: row.get(2),
        key: row.get(3),
        payment: row.get(4),
        wallet_no: row.get(5),
        amount: Money { currency: currency(row.get(6))?, minor: unsigned(row.get(7)) },
        fee_micro: row.get(8),
        at: Timestamp(row.get(9)),
    })
}

fn cursor(after: Option<&str>, start: i64) -> Result<i64, StoreError> {
    let Some(after) = after else { return Ok(start) };
    after.parse().map_err(|_| StoreError::Invalid(format!("`{after}` is not a cursor")))
}
