//! What may be stored: limits, and the forms on which both stores rely. Checked before a write is
//! queued, so that one bad write never disturbs the transaction of its neighbours.

use std::collections::{BTreeMap, BTreeSet};

use super::error::StoreError;
use super::types::{Page, PaymentRow, PostingRow, Write};

/// Names, numbers and words: they stand in indexes, whose rows PostgreSQL limits to a third of a
/// page (2,704 bytes).
const MAX_NAME: usize = 512;

/// Bodies, states and messages. The largest the engine makes are reconciliation reports.
const MAX_BODY: usize = 16 << 20;

/// Items of one kind in one write; a transaction of a group stays short.
const MAX_ITEMS: usize = 10_000;

/// Free text (memo, last error) is cut to this.
const MAX_LINE: usize = 2_000;

/// Refuses what cannot be stored and cuts what is only for people.
pub(super) fn prepare(write: &mut Write) -> Result<(), StoreError> {
    counts(write)?;
    if let Some(payment) = &write.payment {
        payment_row(&payment.row)?;
        small(payment.expected.unwrap_or(0), "expected version")?;
    }
    for refund in &write.refunds {
        names(&[("refund account", &refund.account), ("refund", &refund.refund)])?;
        id(&refund.payment)?;
    }
    for posting in &mut write.postings {
        line(&mut posting.memo);
        posting_row(posting)?;
    }
    for notice in &mut write.notices {
        names(&[("notice id", &notice.id), ("notice account", &notice.account)])?;
        id(&notice.payment)?;
        body(&notice.body, "notice body")?;
        notice.last_error.iter_mut().for_each(line);
    }
    for exchange in &mut write.exchanges {
        id(&exchange.payment)?;
        names(&[
            ("exchange direction", &exchange.direction),
            ("exchange dialect", &exchange.dialect),
            ("exchange call", &exchange.call),
        ])?;
        body(exchange.text.as_bytes(), "exchange text")?;
        no_nul(&mut exchange.text);
    }
    for ours in &write.ours {
        let texts = [&ours.wallet, &ours.kind, &ours.key, &ours.wallet_no];
        texts.into_iter().try_for_each(|text| name("our row", text))?;
        id(&ours.payment)?;
        day(&ours.day)?;
        small(ours.amount.minor, "our row's amount")?;
    }
    registry(write)
}

/// An id is 28 decimal digits.
pub(super) fn id(id: &str) -> Result<(), StoreError> {
    if id.len() == 28 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("payment id `{id}` is not 28 digits")))
}

/// A day `yyyy-MM-dd` as the number `yyyyMMdd`.
pub(super) fn day(day: &str) -> Result<i32, StoreError> {
    let wrong = || StoreError::Invalid(format!("day `{day}` is not yyyy-MM-dd"));
    let bytes = day.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(wrong());
    }
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

/// The number `yyyyMMdd` as a day `yyyy-MM-dd`.
pub(super) fn day_text(day: i32) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

/// A number that both stores can hold, as they hold it.
pub(super) fn small(number: u64, what: &str) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Invalid(format!("{what} {number} is too large")))
}

/// Where a page that is sorted by due time and id goes on.
pub(super) fn due_cursor(after: Option<&str>) -> Result<(i64, String), StoreError> {
    let Some(after) = after else { return Ok((i64::MIN, format!("{:028}", 0))) };
    let wrong = || StoreError::Invalid(format!("cursor `{after}` is not one of such a page"));
    let (due, payment) = after.split_once('|').ok_or_else(wrong)?;
    id(payment)?;
    Ok((due.parse().map_err(|_| wrong())?, payment.to_owned()))
}

/// The page of these rows, of which the last may be one more than it holds.
pub(super) fn due_page(mut items: Vec<PaymentRow>, limit: usize) -> Page<PaymentRow> {
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| more);
    let next = last.and_then(|row| Some(format!("{}|{}", row.due?.0, row.id)));
    Page { items, next }
}

fn counts(write: &Write) -> Result<(), StoreError> {
    let entries = write.postings.iter().map(|posting| posting.entries.len()).sum::<usize>();
    let counts = [
        write.refunds.len(),
        write.postings.len(),
        entries,
        write.notices.len(),
        write.notice_updates.len(),
        write.exchanges.len(),
        write.ours.len(),
        write.objects.len(),
        write.nonces.len(),
        write.leaves.len(),
    ];
    match counts.into_iter().max() {
        Some(most) if most > MAX_ITEMS => Err(StoreError::Invalid(format!(
            "{most} items in one write are more than {MAX_ITEMS}: split it"
        ))),
        _ => Ok(()),
    }
}

fn payment_row(row: &PaymentRow) -> Result<(), StoreError> {
    id(&row.id)?;
    names(&[
        ("merchant", &row.merchant),
        ("account", &row.account),
        ("order", &row.order),
        ("phase", &row.phase),
        ("wallet", row.wallet.as_deref().unwrap_or("")),
    ])?;
    body(&row.state, "payment state")?;
    small(row.amount.minor, "amount").map(drop)
}

fn posting_row(posting: &PostingRow) -> Result<(), StoreError> {
    name("posting key", &posting.key)?;
    posting.payment.as_deref().map_or(Ok(()), id)?;
    day(&posting.day)?;
    let mut sums = BTreeMap::new();
    for entry in &posting.entries {
        let texts = [&entry.merchant, &entry.wallet, &entry.kind];
        texts.into_iter().try_for_each(|text| name("entry", text))?;
        let minor = i128::from(small(entry.minor, "entry")?);
        *sums.entry(entry.currency).or_insert(0) += if entry.debit { minor } else { -minor };
    }
    match sums.iter().find(|(_, sum)| **sum != 0) {
        Some((currency, sum)) => Err(StoreError::Invalid(format!(
            "posting `{}` does not balance: debits exceed credits by {sum} {} minor units",
            posting.key,
            currency.code()
        ))),
        None => Ok(()),
    }
}

/// One statement writes many rows, so it may meet each only once.
fn distinct<K: Ord>(what: &str, keys: impl Iterator<Item = K>) -> Result<(), StoreError> {
    let mut seen = BTreeSet::new();
    if keys.into_iter().all(|key| seen.insert(key)) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("{what} stands twice in one write")))
}

fn registry(write: &mut Write) -> Result<(), StoreError> {
    distinct("an object", write.objects.iter().map(|object| (&object.kind, &object.id)))?;
    distinct("a notice update", write.notice_updates.iter().map(|update| &update.id))?;
    distinct("a nonce", write.nonces.iter().map(|nonce| (&nonce.scope, &nonce.nonce)))?;
    let ours = write.ours.iter().map(|row| (&row.wallet, &row.day, &row.kind, &row.key));
    distinct("a row of ours", ours)?;
    for update in &mut write.notice_updates {
        use super::types::NoticeOutcome::{Done, Dropped, Retry};
        name("notice id", &update.id)?;
        match &mut update.outcome {
            Done => {}
            Retry { last_error, .. } | Dropped { last_error, .. } => line(last_error),
        }
    }
    for object in &write.objects {
        names(&[("object kind", &object.kind), ("object id", &object.id)])?;
        object.body.as_deref().map_or(Ok(()), |bytes| body(bytes, "object body"))?;
    }
    for nonce in &write.nonces {
        names(&[("nonce scope", &nonce.scope), ("nonce", &nonce.nonce)])?;
    }
    if let Some(answer) = &write.idempotency {
        names(&[("idempotency scope", &answer.scope), ("idempotency key", &answer.key)])?;
        body(answer.response.as_deref().unwrap_or_default(), "idempotency answer")?;
    }
    Ok(())
}

fn names(texts: &[(&str, &str)]) -> Result<(), StoreError> {
    texts.iter().try_for_each(|(what, text)| name(what, text))
}

/// A name that both stores can keep and index.
pub(super) fn name(what: &str, text: &str) -> Result<(), StoreError> {
    if text.len() > MAX_NAME {
        let length = text.len();
        return Err(StoreError::Invalid(format!("{what}: {length} bytes are over {MAX_NAME}")));
    }
    if text.contains('\0') {
        return Err(StoreError::Invalid(format!("{what}: a NUL character")));
    }
    Ok(())
}

fn body(bytes: &[u8], what: &str) -> Result<(), StoreError> {
    if bytes.len() <= MAX_BODY {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("{what}: {} bytes are over {MAX_BODY}", bytes.len())))
}

fn line(text: &mut String) {
    if text.len() > MAX_LINE {
        let end = (0..=MAX_LINE).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
    no_nul(text);
}

/// PostgreSQL's text holds no NUL; the text is for people, who do not miss it.
fn no_nul(text: &mut String) {
    if text.contains('\0') {
        *text = text.replace('\0', "\u{fffd}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_number_and_back() {
        for (text, number) in [
            ("2026-11-24", Some(20_261_124)),
            ("2026-1-24", None),
            ("20261124", None),
            ("2026-11-2x", None),
            ("２026-11-2", None),
        ] {
            assert_eq!(day(text).ok(), number, "{text}");
            if let Some(number) = number {
                assert_eq!(day_text(number), text);
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let mut text = "关".repeat(1000) + "\0";
        line(&mut text);
        assert_eq!(text, "关".repeat(666));
    }
}
