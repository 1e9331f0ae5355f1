//! Reading payments, and leasing those that are due.

use drawbridge_canon::{Money, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{Page, PaymentFilter, PaymentRow};
use super::rows::{big, currency, unsigned};
use super::{Pool, searchable};

const COLUMNS: &str = "id, merchant, account, order_no, version, phase, currency, minor, wallet,
    created, due, state, leaf";

/// How many rows one page looks at: a filter that fits few rows gives short pages instead of slow
/// ones.
const LOOK_AT: i64 = 20_000;

pub(super) async fn by_id(pool: &Pool, id: &str) -> Result<Option<PaymentRow>, StoreError> {
    // What is not an id is nobody's id.
    if check::id(id).is_err() {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE id = $1");
    pool.link().query(&sql, &[&id]).await?.first().map(payment).transpose()
}

pub(super) async fn by_order(
    pool: &Pool,
    account: &str,
    order: &str,
) -> Result<Option<PaymentRow>, StoreError> {
    if !searchable(&[account, order]) {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE account = $1 AND order_no = $2");
    pool.link().query(&sql, &[&account, &order]).await?.first().map(payment).transpose()
}

pub(super) async fn by_refund(
    pool: &Pool,
    account: &str,
    refund: &str,
) -> Result<Option<PaymentRow>, StoreError> {
    if !searchable(&[account, refund]) {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM payment WHERE id =
           (SELECT r.payment FROM refund r WHERE r.account = $1 AND r.refund = $2)"
    );
    pool.link().query(&sql, &[&account, &refund]).await?.first().map(payment).transpose()
}

pub(super) async fn due(
    pool: &Pool,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<PaymentRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE due <= $1 ORDER BY due LIMIT $2");
    pool.link().query(&sql, &[&now.0, &big(limit)]).await?.iter().map(payment).collect()
}

pub(super) async fn claim(
    pool: &Pool,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<PaymentRow>, StoreError> {
    // What another node is claiming or writing at this moment is skipped, not waited for.
    let sql = format!(
        "WITH taken AS MATERIALIZED (SELECT {COLUMNS} FROM payment WHERE due <= $1 ORDER BY due
           LIMIT $3 FOR UPDATE SKIP LOCKED),
         leased AS (UPDATE payment p SET due = $2 FROM taken WHERE p.id = taken.id RETURNING 1)
         SELECT {COLUMNS} FROM taken ORDER BY due"
    );
    let values: [&(dyn ToSql + Sync); 3] = [&now.0, &until.0, &big(limit)];
    pool.link().query(&sql, &values).await?.iter().map(payment).collect()
}

pub(super) async fn open(
    pool: &Pool,
    account: Option<&str>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PaymentRow>, StoreError> {
    let (due, id) = check::due_cursor(after)?;
    if !searchable(&[account.unwrap_or("")]) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM payment
         WHERE due >= $1 AND (due > $1 OR id > $2) AND ($3::text IS NULL OR account = $3)
         ORDER BY due, id LIMIT $4"
    );
    let values: [&(dyn ToSql + Sync); 4] = [&due, &id, &account, &big(limit + 1)];
    let rows = pool.link().query(&sql, &values).await?;
    let items = rows.iter().map(payment).collect::<Result<_, _>>()?;
    Ok(check::due_page(items, limit))
}

pub(super) async fn list(
    pool: &Pool,
    filter: &PaymentFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PaymentRow>, StoreError> {
    let (low, mut high) = match &filter.day {
        Some(day) => {
            let day = check::day(day)?;
            (format!("{day:08}"), format!("{day:08}:"))
        }
        None => (String::new(), ":".to_owned()),
    };
    if let Some(after) = after {
        check::id(after)?;
        high = high.min(after.to_owned());
    }
    let texts = [&filter.merchant, &filter.phase, &filter.account, &filter.wallet];
    if !texts.iter().all(|text| searchable(&[text.as_deref().unwrap_or("")])) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    // The narrowest index leads; what it does not tell is looked at among a bounded number of rows.
    let (lead, value) = match (&filter.merchant, &filter.phase) {
        (Some(merchant), _) => ("merchant = $3", merchant.as_str()),
        (None, Some(phase)) => ("phase = $3", phase.as_str()),
        (None, None) => ("$3 = ''", ""),
    };
    let range = format!(
        "SELECT {COLUMNS} FROM payment WHERE id >= $1 AND id < $2 AND {lead}
         ORDER BY id DESC LIMIT {LOOK_AT}"
    );
    let sql = format!(
        "SELECT {COLUMNS} FROM ({range}) AS looked_at
         WHERE ($4::text IS NULL OR phase = $4) AND ($5::text IS NULL OR account = $5)
           AND ($6::text IS NULL OR wallet = $6)
         ORDER BY id DESC LIMIT $7"
    );
    let values: [&(dyn ToSql + Sync); 7] =
        [&low, &high, &value, &filter.phase, &filter.account, &filter.wallet, &big(limit + 1)];
    let rows = pool.link().query(&sql, &values).await?;
    let mut items: Vec<PaymentRow> = rows.iter().map(payment).collect::<Result<_, _>>()?;
    if items.len() > limit {
        items.truncate(limit);
        let next = items.last().map(|row| row.id.clone());
        return Ok(Page { items, next });
    }
    if filter.phase.is_none() && filter.account.is_none() && filter.wallet.is_none() {
        return Ok(Page { items, next: None });
    }
    // Fewer than asked for: the end was reached, or only the end of what was looked at.
    let sql = format!("SELECT count(*), min(id) FROM ({range}) AS looked_at");
    let rows = pool.link().query(&sql, &[&low, &high, &value]).await?;
    let full = rows.first().filter(|row| row.get::<_, i64>(0) == LOOK_AT);
    Ok(Page { items, next: full.map(|row| row.get(1)) })
}

fn payment(row: &Row) -> Result<PaymentRow, StoreError> {
    Ok(PaymentRow {
        id: row.get(0),
        merchant: row.get(1),
        account: row.get(2),
        order: row.get(3),
        version: unsigned(row.get(4)),
        phase: row.get(5),
        amount: Money { currency: currency(row.get(6))?, minor: unsigned(row.get(7)) },
        wallet: row.get(8),
        created: Timestamp(row.get(9)),
        due: row.get::<_, Option<i64>>(10).map(Timestamp),
        state: row.get(11),
        leaf: row.get::<_, Option<i64>>(12).map(unsigned),
    })
}
