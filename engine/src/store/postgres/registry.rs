//! Notices, the timeline, objects, idempotency keys, leaves: what is read beside payments.

use drawbridge_canon::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::super::error::StoreError;
use super::super::types::{
    ExchangeRow, Idempotency, IdempotencyKey, LeafRow, NoticeRow, Object, Page, Swept,
};
use super::super::{PAGE_LIMIT, check};
use super::rows::{big, unsigned};
use super::{Pool, searchable};

const NOTICE: &str = "id, payment, account, body, created, due, attempt, done, last_error";

/// How often presenting an idempotency key is tried again when it vanishes between two statements.
const ATTEMPTS: u32 = 10;

pub(super) async fn due_notices(
    pool: &Pool,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!("SELECT {NOTICE} FROM notice WHERE due <= $1 ORDER BY due LIMIT $2");
    Ok(pool.link().query(&sql, &[&now.0, &big(limit)]).await?.iter().map(notice).collect())
}

pub(super) async fn claim_notices(
    pool: &Pool,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<NoticeRow>, StoreError> {
    // What another node is claiming or writing at this moment is skipped, not waited for.
    let sql = format!(
        "WITH taken AS MATERIALIZED (SELECT n, {NOTICE} FROM notice WHERE due <= $1 ORDER BY due
           LIMIT $3 FOR UPDATE SKIP LOCKED),
         leased AS (UPDATE notice o SET due = $2 FROM taken WHERE o.n = taken.n RETURNING 1)
         SELECT {NOTICE} FROM taken ORDER BY due"
    );
    let values: [&(dyn ToSql + Sync); 3] = [&now.0, &until.0, &big(limit)];
    Ok(pool.link().query(&sql, &values).await?.iter().map(notice).collect())
}

pub(super) async fn open_notice(
    pool: &Pool,
    account: &str,
) -> Result<Option<NoticeRow>, StoreError> {
    if !searchable(&[account]) {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {NOTICE} FROM notice WHERE due IS NOT NULL AND account = $1 ORDER BY due LIMIT 1"
    );
    Ok(pool.link().query(&sql, &[&account]).await?.first().map(notice))
}

pub(super) async fn payment_notices(
    pool: &Pool,
    payment: &str,
) -> Result<Vec<NoticeRow>, StoreError> {
    if check::id(payment).is_err() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {NOTICE} FROM notice WHERE payment = $1 ORDER BY n");
    Ok(pool.link().query(&sql, &[&payment]).await?.iter().map(notice).collect())
}

pub(super) async fn exchanges(pool: &Pool, payment: &str) -> Result<Vec<ExchangeRow>, StoreError> {
    if check::id(payment).is_err() {
        return Ok(Vec::new());
    }
    let sql = "SELECT payment, at, seq, direction, dialect, call, status, text FROM exchange
        WHERE payment = $1 ORDER BY at, seq, n LIMIT $2";
    let rows = pool.link().query(sql, &[&payment, &big(PAGE_LIMIT)]).await?;
    let exchange = |row: &Row| ExchangeRow {
        payment: row.get(0),
        at: Timestamp(row.get(1)),
        seq: u32::try_from(row.get::<_, i64>(2)).unwrap_or(u32::MAX),
        direction: row.get(3),
        dialect: row.get(4),
        call: row.get(5),
        status: u16::try_from(row.get::<_, i32>(6)).unwrap_or_default(),
        text: row.get(7),
    };
    Ok(rows.iter().map(exchange).collect())
}

pub(super) async fn object(
    pool: &Pool,
    kind: &str,
    id: &str,
) -> Result<Option<Object>, StoreError> {
    if !searchable(&[kind, id]) {
        return Ok(None);
    }
    let sql = "SELECT kind, id, version, body FROM object WHERE kind = $1 AND id = $2";
    Ok(pool.link().query(sql, &[&kind, &id]).await?.first().map(read_object))
}

pub(super) async fn objects(
    pool: &Pool,
    kind: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Object>, StoreError> {
    if !searchable(&[kind, prefix, after.unwrap_or("")]) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    // The prefix is where the range begins; its end is the first id that does not have it.
    let sql = "SELECT kind, id, version, body FROM object
        WHERE kind = $1 AND id >= $2 AND ($3::text IS NULL OR id > $3) ORDER BY id LIMIT $4";
    let from = after.map_or(prefix, |after| after.max(prefix));
    let values: [&(dyn ToSql + Sync); 4] = [&kind, &from, &after, &big(limit + 1)];
    let rows = pool.link().query(sql, &values).await?;
    let mut items: Vec<Object> = rows.iter().map(read_object).collect();
    items.retain(|object| object.id.starts_with(prefix));
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|object| object.id.clone());
    Ok(Page { items, next })
}

pub(super) async fn begin_idempotency(
    pool: &Pool,
    key: &IdempotencyKey,
    now: Timestamp,
) -> Result<Idempotency, StoreError> {
    let take = "INSERT INTO idempotency AS i (scope, key, request_hash, response, expires)
        VALUES ($1, $2, $3, NULL, $4) ON CONFLICT (scope, key) DO UPDATE
        SET request_hash = excluded.request_hash, response = NULL, expires = excluded.expires
        WHERE i.expires <= $5 RETURNING 1";
    let look = "SELECT request_hash, response FROM idempotency WHERE scope = $1 AND key = $2";
    for _ in 0..ATTEMPTS {
        // Not repeated when the connection is lost: the first one may have taken the key.
        let session = pool.link().session().await?;
        let values: [&(dyn ToSql + Sync); 5] =
            [&key.scope, &key.key, &key.request_hash, &key.expires.0, &now.0];
        if !session.query(take, &values).await.map_err(super::fault::fault)?.is_empty() {
            return Ok(Idempotency::Fresh);
        }
        let rows = pool.link().query(look, &[&key.scope, &key.key]).await?;
        if let Some(row) = rows.first() {
            return Ok(match row.get::<_, Option<Vec<u8>>>(1) {
                _ if row.get::<_, &[u8]>(0) != key.request_hash => Idempotency::Mismatch,
                Some(response) => Idempotency::Replay(response),
                None => Idempotency::InProgress,
            });
        }
    }
    Ok(Idempotency::InProgress)
}

pub(super) async fn leaves(
    pool: &Pool,
    from: u64,
    limit: usize,
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let sql = "SELECT n, body FROM leaf WHERE n >= $1 ORDER BY n LIMIT $2";
    let rows = pool.link().query(sql, &[&from, &big(limit)]).await?;
    Ok(rows.iter().map(|row| (unsigned(row.get(0)), row.get(1))).collect())
}

pub(super) async fn opened_leaves(
    pool: &Pool,
    from: u64,
    limit: usize,
) -> Result<Vec<LeafRow>, StoreError> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let sql = "SELECT n, body, opening FROM leaf WHERE n >= $1 ORDER BY n LIMIT $2";
    let rows = pool.link().query(sql, &[&from, &big(limit)]).await?;
    let leaf =
        |row: &Row| LeafRow { index: unsigned(row.get(0)), body: row.get(1), opening: row.get(2) };
    Ok(rows.iter().map(leaf).collect())
}

pub(super) async fn leaf_count(pool: &Pool) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(n) + 1, 0) FROM leaf";
    let rows = pool.link().query(sql, &[]).await?;
    Ok(rows.first().map_or(0, |row| unsigned(row.get(0))))
}

pub(super) async fn last_publication(pool: &Pool) -> Result<Option<u64>, StoreError> {
    let rows = pool.link().query("SELECT standard FROM leaf_head", &[]).await?;
    Ok(rows.first().and_then(|row| row.get::<_, Option<i64>>(0)).map(unsigned))
}

pub(super) async fn leaf_opening(pool: &Pool, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    let rows = pool.link().query("SELECT opening FROM leaf WHERE n = $1", &[&index]).await?;
    Ok(rows.first().and_then(|row| row.get(0)))
}

pub(super) async fn sweep(pool: &Pool, now: Timestamp, limit: usize) -> Result<Swept, StoreError> {
    let nonces = "WITH gone AS (DELETE FROM nonce WHERE (scope, nonce) IN
          (SELECT scope, nonce FROM nonce WHERE until <= $1 LIMIT $2) RETURNING 1)
        SELECT count(*) FROM gone";
    let keys = "WITH gone AS (DELETE FROM idempotency WHERE (scope, key) IN
          (SELECT scope, key FROM idempotency WHERE expires <= $1 LIMIT $2) RETURNING 1)
        SELECT count(*) FROM gone";
    let mut counts = [0; 2];
    for (sql, count) in [nonces, keys].into_iter().zip(&mut counts) {
        let rows = pool.link().query(sql, &[&now.0, &big(limit)]).await?;
        *count = rows.first().map_or(0, |row| unsigned(row.get(0)));
    }
    Ok(Swept { nonces: counts[0], idempotency: counts[1] })
}

pub(super) async fn forget(
    pool: &Pool,
    before: Timestamp,
    limit: usize,
) -> Result<u64, StoreError> {
    // They are numbered as they come, so the oldest have the lowest numbers.
    let sql = "WITH gone AS (DELETE FROM exchange
          WHERE n IN (SELECT n FROM exchange ORDER BY n LIMIT $2) AND at < $1 RETURNING 1)
        SELECT count(*) FROM gone";
    let rows = pool.link().query(sql, &[&before.0, &big(limit)]).await?;
    Ok(rows.first().map_or(0, |row| unsigned(row.get(0))))
}

fn notice(row: &Row) -> NoticeRow {
    NoticeRow {
        id: row.get(0),
        payment: row.get(1),
        account: row.get(2),
        body: row.get(3),
        created: Timestamp(row.get(4)),
        due: row.get::<_, Option<i64>>(5).map(Timestamp),
        attempt: u32::try_from(row.get::<_, i64>(6)).unwrap_or(u32::MAX),
        done: row.get(7),
        last_error: row.get(8),
    }
}

fn read_object(row: &Row) -> Object {
    Object { kind: row.get(0), id: row.get(1), version: unsigned(row.get(2)), body: row.get(3) }
}
