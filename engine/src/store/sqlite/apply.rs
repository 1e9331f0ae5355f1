//! One write, applied inside the writer's transaction: first everything that may be refused, then
//! the rest, which only a failing disk can stop.

use std::ops::Range;

use drawbridge_canon::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::super::check;
use super::super::error::{CommitError, StoreError};
use super::super::leaves::{Draft, Last, place};
use super::super::types::{
    ExchangeRow, Expect, IdempotencyAnswer, NonceRow, NoticeOutcome, NoticeRow, NoticeUpdate,
    ObjectWrite, OurRow, PaymentRow, RefundKey,
};
use super::fault::fault;
use super::keys::{Id, scoped};
use super::pack::Packed;
use super::{ledger, registry};

/// Applies a prepared write, or refuses it having changed nothing. Returns the indexes of its leaves.
pub(super) fn apply(connection: &Connection, packed: &Packed) -> Result<Range<u64>, CommitError> {
    let Packed { write, texts, leaves, rests } = packed;
    let new_refunds = refunds_free(connection, &write.refunds)?;
    write.nonces.iter().try_for_each(|nonce| nonce_fresh(connection, nonce))?;
    write.objects.iter().try_for_each(|object| object_as_expected(connection, object))?;
    write.idempotency.iter().try_for_each(|answer| key_held(connection, answer))?;
    if rests.on.is_some() {
        rests.allow(Some(Last(registry::last_publication(connection)?)))?;
    }
    // The writer is alone, so what is the end of the log now stays it.
    let first = if leaves.is_empty() { None } else { Some(registry::leaf_count(connection)?) };
    // The payment refuses and writes in one statement, so it comes last of those that may refuse.
    if let Some(payment) = &write.payment {
        match payment.expected {
            None => insert_payment(connection, &payment.row, first)?,
            Some(version) => {
                let moved = first.filter(|_| write.anew);
                update_payment(connection, (&payment.row, moved), version)?;
            }
        }
    }
    for (key, payment) in new_refunds {
        run(connection, "INSERT OR IGNORE INTO refund VALUES (?1, ?2)", params![key, payment])?;
    }
    write.nonces.iter().try_for_each(|nonce| keep_nonce(connection, nonce))?;
    write.objects.iter().try_for_each(|object| put_object(connection, object))?;
    write.postings.iter().try_for_each(|posting| ledger::post(connection, posting))?;
    write.notices.iter().try_for_each(|notice| insert_notice(connection, notice))?;
    write.notice_updates.iter().try_for_each(|update| update_notice(connection, update))?;
    for (exchange, text) in write.exchanges.iter().zip(texts) {
        insert_exchange(connection, exchange, text)?;
    }
    write.ours.iter().try_for_each(|ours| put_ours(connection, ours))?;
    if let Some(answer) = &write.idempotency {
        finish_idempotency(connection, answer)?;
    }
    let placed = first.map_or(Ok(0..0), |first| append(connection, leaves, first))?;
    if rests.replaces {
        // A write that publishes has nothing after the publication.
        let sql = "UPDATE leaf_head SET standard = ?1";
        run(connection, sql, [placed.end.saturating_sub(1)])?;
    }
    Ok(placed)
}

/// Applies many writes; a refusal rolls all of them back.
pub(super) fn apply_all(connection: &Connection, writes: &[Packed]) -> Result<(), CommitError> {
    writes.iter().try_for_each(|write| match apply(connection, write) {
        Err(CommitError::Store(error)) => Err(error.into()),
        Err(refusal) => Err(StoreError::Invalid(refusal.to_string()).into()),
        Ok(_) => Ok(()),
    })
}

/// Runs a cached statement and counts the rows it changed.
pub(super) fn run(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    connection.prepare_cached(sql).and_then(|mut sql| sql.execute(params)).map_err(fault)
}

/// The one row of a cached query, if there is one.
pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut sql| sql.query_row(params, read).optional())
        .map_err(fault)
}

/// The keys still to be taken; refuses one that another payment has.
fn refunds_free(
    connection: &Connection,
    refunds: &[RefundKey],
) -> Result<Vec<(Vec<u8>, Id)>, CommitError> {
    let mut free = Vec::new();
    for refund in refunds {
        let key = scoped(&refund.account, &refund.refund);
        let payment = Id::parse(&refund.payment)?;
        let owner: Option<Id> =
            one(connection, "SELECT payment FROM refund WHERE key = ?1", [&key], |row| row.get(0))?;
        let twice = free.iter().find(|(other, _)| *other == key).map(|(_, payment)| *payment);
        match owner.or(twice) {
            None => free.push((key, payment)),
            Some(owner) if owner == payment => {}
            Some(_) => return Err(CommitError::Exists(refund.refund.clone())),
        }
    }
    Ok(free)
}

fn nonce_fresh(connection: &Connection, nonce: &NonceRow) -> Result<(), CommitError> {
    let sql = "SELECT 1 FROM nonce WHERE scope = ?1 AND nonce = ?2";
    match one(connection, sql, [&nonce.scope, &nonce.nonce], |_| Ok(()))? {
        Some(()) => Err(CommitError::Replayed(nonce.nonce.clone())),
        None => Ok(()),
    }
}

fn object_as_expected(connection: &Connection, object: &ObjectWrite) -> Result<(), CommitError> {
    let sql = "SELECT version FROM object WHERE kind = ?1 AND id = ?2";
    let found = || one(connection, sql, [&object.kind, &object.id], |row| row.get::<_, i64>(0));
    match object.expected {
        Expect::Absent if found()?.is_some() => Err(CommitError::Exists(object.id.clone())),
        Expect::Absent | Expect::Any => Ok(()),
        Expect::Version(version) if found()? == i64::try_from(version).ok() => Ok(()),
        Expect::Version(_) => Err(CommitError::Conflict),
    }
}

fn key_held(connection: &Connection, answer: &IdempotencyAnswer) -> Result<(), CommitError> {
    let sql = "SELECT expires FROM idempotency WHERE scope = ?1 AND key = ?2";
    let expires = one(connection, sql, [&answer.scope, &answer.key], |row| row.get(0))?;
    if expires.is_some_and(|expires| answer.held.contains(&Timestamp(expires))) {
        return Ok(());
    }
    Err(CommitError::Conflict)
}

/// `leaf` is the index that the first leaf of the same write gets.
fn insert_payment(
    connection: &Connection,
    row: &PaymentRow,
    leaf: Option<u64>,
) -> Result<(), CommitError> {
    let id = Id::parse(&row.id)?;
    let key = scoped(&row.account, &row.order);
    let inserted = run(
        connection,
        "INSERT INTO payment (id, order_key, version, merchant, account, phase, currency, minor,
           wallet, created, due, state, leaf)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING",
        params![
            id,
            key,
            row.merchant,
            row.account,
            row.phase,
            row.amount.currency.code(),
            check::small(row.amount.minor, "amount")?,
            row.wallet,
            row.created.0,
            row.due.map(|due| due.0),
            row.state,
            leaf,
        ],
    )?;
    if inserted == 1 {
        return Ok(());
    }
    let sql = "SELECT 1 FROM payment WHERE order_key = ?1";
    match one(connection, sql, [key], |_| Ok(()))? {
        Some(()) => Err(CommitError::Exists(row.order.clone())),
        None => Err(CommitError::Conflict),
    }
}

/// With a leaf the payment's leaves begin there from now on.
fn update_payment(
    connection: &Connection,
    (row, leaf): (&PaymentRow, Option<u64>),
    version: u64,
) -> Result<(), CommitError> {
    let updated = run(
        connection,
        "UPDATE payment SET version = version + 1, phase = ?3, wallet = ?4, due = ?5, state = ?6,
           currency = ?7, minor = ?8, created = ?9, leaf = coalesce(?10, leaf)
         WHERE id = ?1 AND version = ?2",
        params![
            Id::parse(&row.id)?,
            check::small(version, "version")?,
            row.phase,
            row.wallet,
            row.due.map(|due| due.0),
            row.state,
            row.amount.currency.code(),
            check::small(row.amount.minor, "amount")?,
            row.created.0,
            leaf,
        ],
    )?;
    if updated == 1 { Ok(()) } else { Err(CommitError::Conflict) }
}

fn keep_nonce(connection: &Connection, nonce: &NonceRow) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO nonce VALUES (?1, ?2, ?3)";
    run(connection, sql, params![nonce.scope, nonce.nonce, nonce.until.0]).map(drop)
}

fn put_object(connection: &Connection, object: &ObjectWrite) -> Result<(), StoreError> {
    let (kind, id) = (&object.kind, &object.id);
    match &object.body {
        None => run(connection, "DELETE FROM object WHERE kind = ?1 AND id = ?2", [kind, id]),
        Some(body) => run(
            connection,
            "INSERT INTO object VALUES (?1, ?2, 1, ?3) ON CONFLICT (kind, id)
             DO UPDATE SET version = version + 1, body = excluded.body",
            params![kind, id, body],
        ),
    }
    .map(drop)
}

fn insert_notice(connection: &Connection, notice: &NoticeRow) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO notice (id, payment, account, body, created, due, attempt, done, last_error)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING",
        params![
            notice.id,
            Id::parse(&notice.payment)?,
            notice.account,
            notice.body,
            notice.created.0,
            notice.due.map(|due| due.0),
            notice.attempt,
            notice.done,
            notice.last_error,
        ],
    )
    .map(drop)
}

/// An acknowledged notice stays so, whoever reports late.
fn update_notice(connection: &Connection, update: &NoticeUpdate) -> Result<(), StoreError> {
    let id = &update.id;
    match &update.outcome {
        NoticeOutcome::Done => run(
            connection,
            "UPDATE notice SET due = NULL, done = 1, attempt = attempt + 1, last_error = NULL
             WHERE id = ?1 AND done = 0",
            [id],
        ),
        NoticeOutcome::Retry { due, attempt, last_error } => run(
            connection,
            "UPDATE notice SET due = ?2, attempt = ?3, last_error = ?4 WHERE id = ?1 AND done = 0",
            params![id, due.0, attempt, last_error],
        ),
        NoticeOutcome::Dropped { attempt, last_error } => run(
            connection,
            "UPDATE notice SET due = NULL, attempt = ?2, last_error = ?3
             WHERE id = ?1 AND done = 0",
            params![id, attempt, last_error],
        ),
    }
    .map(drop)
}

fn insert_exchange(
    connection: &Connection,
    exchange: &ExchangeRow,
    text: &[u8],
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO exchange (payment, at, seq, direction, dialect, call, status, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            Id::parse(&exchange.payment)?,
            exchange.at.0,
            exchange.seq,
            exchange.direction,
            exchange.dialect,
            exchange.call,
            exchange.status,
            text,
        ],
    )
    .map(drop)
}

fn put_ours(connection: &Connection, ours: &OurRow) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT OR REPLACE INTO our_row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            ours.wallet,
            check::day(&ours.day)?,
            ours.kind,
            ours.key,
            Id::parse(&ours.payment)?,
            ours.wallet_no,
            ours.amount.currency.code(),
            check::small(ours.amount.minor, "our row's amount")?,
            ours.fee_micro,
            ours.at.0,
        ],
    )
    .map(drop)
}

/// Puts leaves at the end of the log.
fn append(connection: &Connection, leaves: &[Draft], first: u64) -> Result<Range<u64>, StoreError> {
    place(leaves, first, |index, body, opening| {
        let opening = Some(opening).filter(|opening| !opening.is_empty());
        let sql = "INSERT INTO leaf VALUES (?1, ?2, ?3)";
        run(connection, sql, params![index, body, opening]).map(drop)
    })
}

fn finish_idempotency(
    connection: &Connection,
    answer: &IdempotencyAnswer,
) -> Result<(), StoreError> {
    let (scope, key) = (&answer.scope, &answer.key);
    match answer.expires {
        Some(expires) => run(
            connection,
            "UPDATE idempotency SET response = ?3, expires = ?4 WHERE scope = ?1 AND key = ?2",
            params![scope, key, answer.response, expires.0],
        ),
        None => {
            run(connection, "DELETE FROM idempotency WHERE scope = ?1 AND key = ?2", [scope, key])
        }
    }
    .map(drop)
}
