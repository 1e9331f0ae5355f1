//! Reading payments, and leasing those that are due.

use drawbridge_canon::{Money, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{Page, PaymentFilter, PaymentRow};
use super::apply::one;
use super::fault::fault;
use super::keys::{Code, Id, Unpacked, number, scoped};

/// The columns in the order in which [`payment`] reads them.
const COLUMNS: &str = "id, order_key, version, merchant, account, phase, currency, minor, wallet,
    created, due, state, leaf";

/// How many rows one page looks at: a filter that fits few rows gives short pages instead of slow
/// ones.
const LOOK_AT: usize = 20_000;

pub(super) fn by_id(connection: &Connection, id: &str) -> Result<Option<PaymentRow>, StoreError> {
    // What is not an id is nobody's id.
    let Ok(id) = Id::parse(id) else { return Ok(None) };
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE id = ?1");
    one(connection, &sql, [id], payment)
}

pub(super) fn by_order(
    connection: &Connection,
    account: &str,
    order: &str,
) -> Result<Option<PaymentRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE order_key = ?1");
    let found = one(connection, &sql, [scoped(account, order)], payment)?;
    Ok(found.filter(|row| row.account == account))
}

pub(super) fn by_refund(
    connection: &Connection,
    account: &str,
    refund: &str,
) -> Result<Option<PaymentRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM payment WHERE id = (SELECT payment FROM refund WHERE key = ?1)"
    );
    one(connection, &sql, [scoped(account, refund)], payment)
}

pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<PaymentRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM payment WHERE due <= ?1 ORDER BY due LIMIT ?2");
    let mut sql = connection.prepare_cached(&sql).map_err(fault)?;
    let rows = sql.query_map(params![now.0, limit], payment).map_err(fault)?;
    rows.collect::<Result<_, _>>().map_err(fault)
}

pub(super) fn claim(
    connection: &Connection,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<PaymentRow>, StoreError> {
    let rows = due(connection, now, limit)?;
    let mut sql =
        connection.prepare_cached("UPDATE payment SET due = ?2 WHERE id = ?1").map_err(fault)?;
    for row in &rows {
        sql.execute(params![Id::parse(&row.id)?, until.0]).map_err(fault)?;
    }
    Ok(rows)
}

pub(super) fn open(
    connection: &Connection,
    account: Option<&str>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PaymentRow>, StoreError> {
    let (due, id) = check::due_cursor(after)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM payment
         WHERE due >= ?1 AND (due > ?1 OR id > ?2) AND (?3 IS NULL OR account = ?3)
         ORDER BY due, id LIMIT ?4"
    );
    let mut sql = connection.prepare_cached(&sql).map_err(fault)?;
    let values = params![due, Id::parse(&id)?, account, limit + 1];
    let rows = sql.query_map(values, payment).map_err(fault)?;
    let items = rows.collect::<Result<_, _>>().map_err(fault)?;
    Ok(check::due_page(items, limit))
}

pub(super) fn list(
    connection: &Connection,
    filter: &PaymentFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<PaymentRow>, StoreError> {
    let (low, mut high) = match &filter.day {
        Some(day) => Id::day(day)?,
        None => (Id::MIN, Id::MAX),
    };
    let mut inclusive = true;
    if let Some(after) = after.map(Id::parse).transpose()?
        && after.text() <= high.text()
    {
        (high, inclusive) = (after, false);
    }
    // The narrowest index leads; what it does not tell is looked at row by row.
    let (by, lead) = match (&filter.merchant, &filter.phase) {
        (Some(merchant), _) => ("merchant = ?1", merchant.as_str()),
        (None, Some(phase)) => ("phase = ?1", phase.as_str()),
        (None, None) => ("?1 = ''", ""),
    };
    let below = if inclusive { "<=" } else { "<" };
    let sql = format!(
        "SELECT {COLUMNS} FROM payment WHERE {by} AND id >= ?2 AND id {below} ?3 ORDER BY id DESC"
    );
    let mut sql = connection.prepare_cached(&sql).map_err(fault)?;
    let mut rows = sql.query(params![lead, low, high]).map_err(fault)?;
    let mut items = Vec::new();
    let mut looked = 0;
    let mut last = None;
    while let Some(row) = rows.next().map_err(fault)? {
        // There is at least one more row than the page holds, so there is a next page.
        if items.len() == limit || looked == LOOK_AT {
            return Ok(Page { items, next: last.map(Id::text) });
        }
        looked += 1;
        last = Some(row.get(0).map_err(fault)?);
        if fits(row, filter).map_err(fault)? {
            items.push(payment(row).map_err(fault)?);
        }
    }
    Ok(Page { items, next: None })
}

fn fits(row: &Row<'_>, filter: &PaymentFilter) -> rusqlite::Result<bool> {
    let wanted =
        [(3, &filter.merchant), (4, &filter.account), (5, &filter.phase), (8, &filter.wallet)];
    for (column, wanted) in wanted {
        if let Some(wanted) = wanted
            && row.get_ref(column)?.as_str_or_null()? != Some(wanted.as_str())
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn payment(row: &Row<'_>) -> rusqlite::Result<PaymentRow> {
    let key: Vec<u8> = row.get(1)?;
    Ok(PaymentRow {
        id: row.get::<_, Id>(0)?.text(),
        order: number(&key),
        version: row.get(2)?,
        merchant: row.get(3)?,
        account: row.get(4)?,
        phase: row.get(5)?,
        amount: Money { currency: row.get::<_, Code>(6)?.0, minor: row.get(7)? },
        wallet: row.get(8)?,
        created: Timestamp(row.get(9)?),
        due: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        state: row.get::<_, Unpacked>(11)?.0,
        leaf: row.get(12)?,
    })
}
