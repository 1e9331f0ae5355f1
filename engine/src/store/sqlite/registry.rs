//! Notices, the timeline, objects, idempotency keys, leaves: what is read beside payments.

use drawbridge_canon::Timestamp;
use rusqlite::{Connection, Row, params};

use super::super::PAGE_LIMIT;
use super::super::error::StoreError;
use super::super::types::{
    ExchangeRow, Idempotency, IdempotencyKey, LeafRow, NoticeRow, Object, Page, Swept,
};
use super::apply::{one, run};
use super::fault::fault;
use super::keys::{Id, Unpacked};

const NOTICE: &str = "id, payment, account, body, created, due, attempt, done, last_error";

pub(super) fn due_notices(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!("SELECT {NOTICE} FROM notice WHERE due <= ?1 ORDER BY due LIMIT ?2");
    all(connection, &sql, params![now.0, limit], notice)
}

pub(super) fn claim_notices(
    connection: &Connection,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let rows = due_notices(connection, now, limit)?;
    for row in &rows {
        run(connection, "UPDATE notice SET due = ?2 WHERE id = ?1", params![row.id, until.0])?;
    }
    Ok(rows)
}

pub(super) fn open_notice(
    connection: &Connection,
    account: &str,
) -> Result<Option<NoticeRow>, StoreError> {
    let sql = format!(
        "SELECT {NOTICE} FROM notice WHERE due IS NOT NULL AND account = ?1 ORDER BY due LIMIT 1"
    );
    one(connection, &sql, [account], notice)
}

pub(super) fn payment_notices(
    connection: &Connection,
    payment: &str,
) -> Result<Vec<NoticeRow>, StoreError> {
    let Ok(payment) = Id::parse(payment) else { return Ok(Vec::new()) };
    let sql = format!("SELECT {NOTICE} FROM notice WHERE payment = ?1 ORDER BY n");
    all(connection, &sql, [payment], notice)
}

pub(super) fn exchanges(
    connection: &Connection,
    payment: &str,
) -> Result<Vec<ExchangeRow>, StoreError> {
    let Ok(id) = Id::parse(payment) else { return Ok(Vec::new()) };
    let sql = "SELECT at, seq, direction, dialect, call, status, text FROM exchange
        WHERE payment = ?1 ORDER BY at, seq, n LIMIT ?2";
    all(connection, sql, params![id, PAGE_LIMIT], |row| {
        Ok(ExchangeRow {
            payment: payment.to_owned(),
            at: Timestamp(row.get(0)?),
            seq: row.get(1)?,
            direction: row.get(2)?,
            dialect: row.get(3)?,
            call: row.get(4)?,
            status: row.get(5)?,
            text: String::from_utf8_lossy(&row.get::<_, Unpacked>(6)?.0).into_owned(),
        })
    })
}

pub(super) fn object(
    connection: &Connection,
    kind: &str,
    id: &str,
) -> Result<Option<Object>, StoreError> {
    let sql = "SELECT kind, id, version, body FROM object WHERE kind = ?1 AND id = ?2";
    one(connection, sql, [kind, id], read_object)
}

pub(super) fn objects(
    connection: &Connection,
    kind: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Object>, StoreError> {
    // The prefix is where the range begins; its end is the first id that does not have it.
    let sql = "SELECT kind, id, version, body FROM object
        WHERE kind = ?1 AND id >= ?2 AND (?3 IS NULL OR id > ?3) ORDER BY id LIMIT ?4";
    let from = after.map_or(prefix, |after| after.max(prefix));
    let mut items = all(connection, sql, params![kind, from, after, limit + 1], read_object)?;
    items.retain(|object| object.id.starts_with(prefix));
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|object| object.id.clone());
    Ok(Page { items, next })
}

pub(super) fn begin_idempotency(
    connection: &Connection,
    key: &IdempotencyKey,
    now: Timestamp,
) -> Result<Idempotency, StoreError> {
    let sql = "SELECT request_hash, response FROM idempotency
        WHERE scope = ?1 AND key = ?2 AND expires > ?3";
    let read = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
    let found = one(connection, sql, params![key.scope, key.key, now.0], read)?;
    Ok(match found {
        Some((hash, _)) if hash != key.request_hash => Idempotency::Mismatch,
        Some((_, Some(response))) => Idempotency::Replay(response),
        Some((_, None)) => Idempotency::InProgress,
        None => {
            run(
                connection,
                "INSERT OR REPLACE INTO idempotency VALUES (?1, ?2, ?3, NULL, ?4)",
                params![key.scope, key.key, key.request_hash, key.expires.0],
            )?;
            Idempotency::Fresh
        }
    })
}

pub(super) fn leaves(
    connection: &Connection,
    from: u64,
    limit: usize,
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let sql = "SELECT n, body FROM leaf WHERE n >= ?1 ORDER BY n LIMIT ?2";
    all(connection, sql, params![from, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn opened_leaves(
    connection: &Connection,
    from: u64,
    limit: usize,
) -> Result<Vec<LeafRow>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let sql = "SELECT n, body, opening FROM leaf WHERE n >= ?1 ORDER BY n LIMIT ?2";
    all(connection, sql, params![from, limit], |row| {
        Ok(LeafRow { index: row.get(0)?, body: row.get(1)?, opening: row.get(2)? })
    })
}

pub(super) fn leaf_count(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(n) + 1, 0) FROM leaf";
    Ok(one(connection, sql, [], |row| row.get(0))?.unwrap_or(0))
}

pub(super) fn last_publication(connection: &Connection) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT standard FROM leaf_head";
    one(connection, sql, [], |row| row.get(0)).map(Option::flatten)
}

pub(super) fn leaf_opening(
    connection: &Connection,
    index: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    let sql = "SELECT opening FROM leaf WHERE n = ?1";
    one(connection, sql, [index], |row| row.get(0)).map(Option::flatten)
}

pub(super) fn sweep(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Swept, StoreError> {
    let nonces = run(
        connection,
        "DELETE FROM nonce WHERE (scope, nonce) IN
           (SELECT scope, nonce FROM nonce WHERE until <= ?1 LIMIT ?2)",
        params![now.0, limit],
    )?;
    let idempotency = run(
        connection,
        "DELETE FROM idempotency WHERE rowid IN
           (SELECT rowid FROM idempotency WHERE expires <= ?1 LIMIT ?2)",
        params![now.0, limit],
    )?;
    Ok(Swept { nonces: nonces as u64, idempotency: idempotency as u64 })
}

pub(super) fn forget(
    connection: &Connection,
    before: Timestamp,
    limit: usize,
) -> Result<u64, StoreError> {
    // They are numbered as they come, so the oldest have the lowest numbers.
    let sql = "DELETE FROM exchange
        WHERE n IN (SELECT n FROM exchange ORDER BY n LIMIT ?2) AND at < ?1";
    run(connection, sql, params![before.0, limit]).map(|count| count as u64)
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut sql = connection.prepare_cached(sql).map_err(fault)?;
    let rows = sql.query_map(params, read).map_err(fault)?;
    rows.collect::<Result<_, _>>().map_err(fault)
}

fn notice(row: &Row<'_>) -> rusqlite::Result<NoticeRow> {
    Ok(NoticeRow {
        id: row.get(0)?,
        payment: row.get::<_, Id>(1)?.text(),
        account: row.get(2)?,
        body: row.get::<_, Unpacked>(3)?.0,
        created: Timestamp(row.get(4)?),
        due: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        attempt: row.get(6)?,
        done: row.get(7)?,
        last_error: row.get(8)?,
    })
}

fn read_object(row: &Row<'_>) -> rusqlite::Result<Object> {
    Ok(Object { kind: row.get(0)?, id: row.get(1)?, version: row.get(2)?, body: row.get(3)? })
}
