//! A group of accepted writes as a few statements of many rows each.

use std::collections::BTreeMap;

use super::super::check;
use super::super::error::StoreError;
use super::super::types::{
    Expect, IdempotencyAnswer, NoticeOutcome, NoticeUpdate, ObjectWrite, PaymentRow, Write,
};
use super::books;
use super::guards::Found;
use super::step::Step;

/// The statements that make the writes come true, without those that would do nothing.
pub(super) fn changes<'a>(
    writes: &[&'a Write],
    found: &Found,
) -> Result<Vec<Step<'a>>, StoreError> {
    let mut steps = Vec::new();
    payments(writes, &mut steps);
    refunds(writes, found, &mut steps);
    nonces(writes, &mut steps);
    objects(writes, &mut steps);
    books::postings(writes, found, &mut steps)?;
    notices(writes, &mut steps);
    rest(writes, &mut steps)?;
    Ok(steps)
}

fn payments<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) {
    let all = || writes.iter().filter_map(|write| write.payment.as_ref());
    let pick = |fresh: bool| -> Vec<&'a PaymentRow> {
        all().filter(|write| write.expected.is_none() == fresh).map(|write| &write.row).collect()
    };
    let (new, old) = (pick(true), pick(false));
    let rows = || new.iter();
    if !new.is_empty() {
        let step = Step::new(
            "INSERT INTO payment (id, version, merchant, account, order_no, phase, currency, minor,
               wallet, created, due, state)
             SELECT t.id, 1, t.merchant, t.account, t.order_no, t.phase, t.currency, t.minor,
               t.wallet, t.created, t.due, t.state
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
               $7::bigint[], $8::text[], $9::bigint[], $10::bigint[], $11::bytea[])
               t (id, merchant, account, order_no, phase, currency, minor, wallet, created, due,
                  state)",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.id))
                .texts(rows().map(|row| &*row.merchant))
                .texts(rows().map(|row| &*row.account))
                .texts(rows().map(|row| &*row.order))
                .texts(rows().map(|row| &*row.phase))
                .texts(rows().map(|row| row.amount.currency.code()))
                .numbers(rows().map(|row| minor(row.amount.minor)))
                .maybe_texts(rows().map(|row| row.wallet.as_deref()))
                .numbers(rows().map(|row| row.created.0))
                .maybe_numbers(rows().map(|row| row.due.map(|due| due.0)))
                .bytes(rows().map(|row| &*row.state)),
        );
    }
    let rows = || old.iter();
    if !old.is_empty() {
        let step = Step::new(
            "UPDATE payment p SET version = p.version + 1, phase = t.phase, wallet = t.wallet,
               currency = t.currency, minor = t.minor, created = t.created, due = t.due,
               state = t.state
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[],
               $6::bigint[], $7::bigint[], $8::bytea[])
               t (id, phase, currency, wallet, minor, created, due, state)
             WHERE p.id = t.id",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.id))
                .texts(rows().map(|row| &*row.phase))
                .texts(rows().map(|row| row.amount.currency.code()))
                .maybe_texts(rows().map(|row| row.wallet.as_deref()))
                .numbers(rows().map(|row| minor(row.amount.minor)))
                .numbers(rows().map(|row| row.created.0))
                .maybe_numbers(rows().map(|row| row.due.map(|due| due.0)))
                .bytes(rows().map(|row| &*row.state)),
        );
    }
}

fn refunds<'a>(writes: &[&'a Write], found: &Found, steps: &mut Vec<Step<'a>>) {
    let mut new = BTreeMap::new();
    for row in writes.iter().flat_map(|write| &write.refunds) {
        if !found.refunds.contains_key(&(row.account.clone(), row.refund.clone())) {
            new.insert((&*row.account, &*row.refund), &*row.payment);
        }
    }
    if !new.is_empty() {
        let step = Step::new(
            "INSERT INTO refund (account, refund, payment)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[])",
        );
        steps.push(
            step.texts(new.keys().map(|key| key.0))
                .texts(new.keys().map(|key| key.1))
                .texts(new.values().copied()),
        );
    }
}

fn nonces<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) {
    let rows = || writes.iter().flat_map(|write| &write.nonces);
    if rows().next().is_some() {
        let step = Step::new(
            "INSERT INTO nonce (scope, nonce, until)
             SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.scope))
                .texts(rows().map(|row| &*row.nonce))
                .numbers(rows().map(|row| row.until.0)),
        );
    }
}

fn objects<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) {
    // An object that must not exist is inserted plainly, so that another node that was faster is
    // noticed; the others are locked, or the last writer wins.
    const INSERT: &str = "INSERT INTO object (kind, id, version, body)
        SELECT t.kind, t.id, 1, t.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) t (kind, id, body)";
    const UPSERT: &str = "INSERT INTO object AS o (kind, id, version, body)
        SELECT t.kind, t.id, 1, t.body
        FROM unnest($1::text[], $2::text[], $3::bytea[]) t (kind, id, body)
        ON CONFLICT (kind, id) DO UPDATE SET version = o.version + 1, body = excluded.body";
    const DELETE: &str = "DELETE FROM object o USING unnest($1::text[], $2::text[]) t (kind, id)
        WHERE o.kind = t.kind AND o.id = t.id";
    let all = || writes.iter().flat_map(|write| &write.objects);
    for (sql, absent) in [(INSERT, true), (UPSERT, false)] {
        let fits = |row: &&ObjectWrite| (row.expected == Expect::Absent) == absent;
        let rows = || all().filter(fits).filter_map(|row| Some((row, row.body.as_deref()?)));
        if rows().next().is_some() {
            steps.push(
                Step::new(sql)
                    .texts(rows().map(|(row, _)| &*row.kind))
                    .texts(rows().map(|(row, _)| &*row.id))
                    .bytes(rows().map(|(_, body)| body)),
            );
        }
    }
    let gone = || all().filter(|row| row.body.is_none());
    if gone().next().is_some() {
        steps.push(
            Step::new(DELETE).texts(gone().map(|row| &*row.kind)).texts(gone().map(|row| &*row.id)),
        );
    }
}

fn notices<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) {
    let rows = || writes.iter().flat_map(|write| &write.notices);
    if rows().next().is_some() {
        let step = Step::new(
            "INSERT INTO notice (id, payment, account, body, created, due, attempt, done, last_error)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bigint[],
               $6::bigint[], $7::bigint[], $8::boolean[], $9::text[])
             ON CONFLICT (id) DO NOTHING",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.id))
                .texts(rows().map(|row| &*row.payment))
                .texts(rows().map(|row| &*row.account))
                .bytes(rows().map(|row| &*row.body))
                .numbers(rows().map(|row| row.created.0))
                .maybe_numbers(rows().map(|row| row.due.map(|due| due.0)))
                .numbers(rows().map(|row| i64::from(row.attempt)))
                .flags(rows().map(|row| row.done))
                .maybe_texts(rows().map(|row| row.last_error.as_deref())),
        );
    }
    let updates = || writes.iter().flat_map(|write| &write.notice_updates);
    if updates().next().is_some() {
        // An acknowledged notice stays so, whoever reports late.
        let step = Step::new(
            "UPDATE notice n SET due = t.due, done = t.done, last_error = t.last_error,
               attempt = coalesce(t.attempt, n.attempt + 1)
             FROM unnest($1::text[], $2::bigint[], $3::boolean[], $4::bigint[], $5::text[])
               t (id, due, done, attempt, last_error)
             WHERE n.id = t.id AND NOT n.done",
        );
        steps.push(
            step.texts(updates().map(|row| &*row.id))
                .maybe_numbers(updates().map(|row| told(row).0))
                .flags(updates().map(|row| row.outcome == NoticeOutcome::Done))
                .maybe_numbers(updates().map(|row| told(row).1))
                .maybe_texts(updates().map(|row| told(row).2)),
        );
    }
}

/// When due next, attempts, why.
fn told(update: &NoticeUpdate) -> (Option<i64>, Option<i64>, Option<&str>) {
    match &update.outcome {
        NoticeOutcome::Done => (None, None, None),
        NoticeOutcome::Retry { due, attempt, last_error } => {
            (Some(due.0), Some(i64::from(*attempt)), Some(last_error))
        }
        NoticeOutcome::Dropped { attempt, last_error } => {
            (None, Some(i64::from(*attempt)), Some(last_error))
        }
    }
}

fn rest<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) -> Result<(), StoreError> {
    let rows = || writes.iter().flat_map(|write| &write.exchanges);
    if rows().next().is_some() {
        let step = Step::new(
            "INSERT INTO exchange (payment, at, seq, direction, dialect, call, status, text)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
               $6::text[], $7::integer[], $8::text[])",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.payment))
                .numbers(rows().map(|row| row.at.0))
                .numbers(rows().map(|row| i64::from(row.seq)))
                .texts(rows().map(|row| &*row.direction))
                .texts(rows().map(|row| &*row.dialect))
                .texts(rows().map(|row| &*row.call))
                .small_numbers(rows().map(|row| i32::from(row.status)))
                .texts(rows().map(|row| &*row.text)),
        );
    }
    let rows = || writes.iter().flat_map(|write| &write.ours);
    let days = rows().map(|row| check::day(&row.day)).collect::<Result<Vec<_>, _>>()?;
    if !days.is_empty() {
        let step = Step::new(
            "INSERT INTO our_row
             SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[],
               $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[])
             ON CONFLICT (wallet, day, kind, key) DO UPDATE SET payment = excluded.payment,
               wallet_no = excluded.wallet_no, currency = excluded.currency,
               minor = excluded.minor, fee_micro = excluded.fee_micro, at = excluded.at",
        );
        steps.push(
            step.texts(rows().map(|row| &*row.wallet))
                .small_numbers(days.into_iter())
                .texts(rows().map(|row| &*row.kind))
                .texts(rows().map(|row| &*row.key))
                .texts(rows().map(|row| &*row.payment))
                .texts(rows().map(|row| &*row.wallet_no))
                .texts(rows().map(|row| row.amount.currency.code()))
                .numbers(rows().map(|row| minor(row.amount.minor)))
                .numbers(rows().map(|row| row.fee_micro))
                .numbers(rows().map(|row| row.at.0)),
        );
    }
    answers(writes, steps);
    Ok(())
}

fn answers<'a>(writes: &[&'a Write], steps: &mut Vec<Step<'a>>) {
    let all = || writes.iter().filter_map(|write| write.idempotency.as_ref());
    if all().next().is_none() {
        return;
    }
    let column = |pick: fn(&'a IdempotencyAnswer) -> &'a str| all().map(pick);
    steps.push(
        Step::new(
            "UPDATE idempotency i SET response = t.response, expires = t.expires
             FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[])
               t (scope, key, response, expires)
             WHERE i.scope = t.scope AND i.key = t.key AND t.expires IS NOT NULL",
        )
        .texts(column(|row| &row.scope))
        .texts(column(|row| &row.key))
        .maybe_bytes(all().map(|row| row.response.as_deref()))
        .maybe_numbers(all().map(|row| row.expires.map(|at| at.0))),
    );
    let gone = || all().filter(|row| row.expires.is_none());
    if gone().next().is_some() {
        steps.push(
            Step::new(
                "DELETE FROM idempotency i USING unnest($1::text[], $2::text[]) t (scope, key)
                 WHERE i.scope = t.scope AND i.key = t.key",
            )
            .texts(gone().map(|row| &*row.scope))
            .texts(gone().map(|row| &*row.key)),
        );
    }
}

/// Amounts were checked to fit before the write was queued.
pub(super) fn minor(minor: u64) -> i64 {
    i64::try_from(minor).unwrap_or(i64::MAX)
}
