//! What may refuse a command: read and locked before anything of its group is written.

use std::collections::{HashMap, HashSet};

use tokio_postgres::Row;

use super::super::error::CommitError;
use super::super::types::{Expect, Write};
use super::step::Step;

/// What stands in the database about a group of writes.
#[derive(Default)]
pub(super) struct Found {
    /// The transaction's own number, to ask for its fate should the answer be lost.
    pub(super) transaction: Option<String>,
    /// Numbers for the group's postings.
    pub(super) numbers: Vec<i64>,
    /// Keys of postings that are there already.
    pub(super) postings: HashSet<String>,
    /// Refund numbers that are taken, with the payment that has them.
    pub(super) refunds: HashMap<(String, String), String>,
    payments: HashMap<String, i64>,
    orders: HashSet<(String, String)>,
    objects: HashMap<(String, String), i64>,
    nonces: HashSet<(String, String)>,
}

/// The names under which writes of one group would meet; a group has each once.
pub(super) fn names(write: &Write) -> Vec<(u8, &str, &str)> {
    let mut names = Vec::new();
    if let Some(payment) = &write.payment {
        names.push((0, &*payment.row.id, ""));
        if payment.expected.is_none() {
            names.push((1, &*payment.row.account, &*payment.row.order));
        }
    }
    names.extend(write.refunds.iter().map(|row| (2, &*row.account, &*row.refund)));
    names.extend(write.objects.iter().map(|row| (3, &*row.kind, &*row.id)));
    names.extend(write.nonces.iter().map(|row| (4, &*row.scope, &*row.nonce)));
    names.extend(write.notices.iter().map(|row| (5, &*row.id, "")));
    names.extend(write.notice_updates.iter().map(|row| (5, &*row.id, "")));
    names.extend(write.postings.iter().map(|row| (6, &*row.key, "")));
    names.extend(write.ours.iter().map(|row| (7, &*row.kind, &*row.key)));
    names.extend(write.idempotency.iter().map(|row| (8, &*row.scope, &*row.key)));
    names.sort_unstable();
    names.dedup();
    names
}

/// The questions, in the order in which [`Found::read`] takes the answers.
pub(super) fn questions<'a>(writes: &[&'a Write], traces: bool) -> Vec<Step<'a>> {
    let payments = || writes.iter().filter_map(|write| write.payment.as_ref());
    let fresh = || payments().filter(|payment| payment.expected.is_none()).map(|new| &new.row);
    let refunds = || writes.iter().flat_map(|write| &write.refunds);
    let objects = || writes.iter().flat_map(|write| &write.objects);
    let nonces = || writes.iter().flat_map(|write| &write.nonces);
    let postings = || writes.iter().flat_map(|write| &write.postings);
    let own = if traces { "SELECT pg_current_xact_id()::text" } else { "SELECT NULL::text" };
    vec![
        Step::new("BEGIN"),
        Step::new(own),
        Step::new(
            "SELECT id, version FROM payment WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE",
        )
        .texts(payments().map(|payment| &*payment.row.id)),
        Step::new(
            "SELECT p.account, p.order_no FROM unnest($1::text[], $2::text[]) k (account, order_no)
             JOIN payment p USING (account, order_no)",
        )
        .texts(fresh().map(|row| &*row.account))
        .texts(fresh().map(|row| &*row.order)),
        Step::new(
            "SELECT r.account, r.refund, r.payment
             FROM unnest($1::text[], $2::text[]) k (account, refund)
             JOIN refund r USING (account, refund)",
        )
        .texts(refunds().map(|row| &*row.account))
        .texts(refunds().map(|row| &*row.refund)),
        Step::new(
            "SELECT o.kind, o.id, o.version FROM unnest($1::text[], $2::text[]) k (kind, id)
             JOIN object o USING (kind, id) ORDER BY o.kind, o.id FOR UPDATE OF o",
        )
        .texts(objects().map(|row| &*row.kind))
        .texts(objects().map(|row| &*row.id)),
        Step::new(
            "SELECT n.scope, n.nonce FROM unnest($1::text[], $2::text[]) k (scope, nonce)
             JOIN nonce n USING (scope, nonce)",
        )
        .texts(nonces().map(|row| &*row.scope))
        .texts(nonces().map(|row| &*row.nonce)),
        Step::new("SELECT key FROM posting WHERE key = ANY($1::text[])")
            .texts(postings().map(|row| &*row.key)),
        Step::new("SELECT nextval('posting_n') FROM generate_series(1, $1::bigint)")
            .with(i64::try_from(postings().count()).unwrap_or(i64::MAX)),
    ]
}

impl Found {
    /// Reads the answers to [`questions`].
    pub(super) fn read(answers: Vec<Vec<Row>>) -> Self {
        let pair = |row: Row| (row.get(0), row.get(1));
        let mut answers = answers.into_iter().skip(1);
        let mut next = || answers.next().unwrap_or_default().into_iter();
        Self {
            transaction: next().next().and_then(|row| row.get(0)),
            payments: next().map(|row| (row.get(0), row.get(1))).collect(),
            orders: next().map(pair).collect(),
            refunds: next().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect(),
            objects: next().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect(),
            nonces: next().map(pair).collect(),
            postings: next().map(|row| row.get(0)).collect(),
            numbers: next().map(|row| row.get(0)).collect(),
        }
    }

    /// Refuses a write that does not fit what was found.
    pub(super) fn allow(&self, write: &Write) -> Result<(), CommitError> {
        for refund in &write.refunds {
            let key = (refund.account.clone(), refund.refund.clone());
            let inside = write
                .refunds
                .iter()
                .find(|other| (&other.account, &other.refund) == (&key.0, &key.1));
            let owner = self.refunds.get(&key).or(inside.map(|other| &other.payment));
            if owner.is_some_and(|owner| *owner != refund.payment) {
                return Err(CommitError::Exists(key.1));
            }
        }
        for nonce in &write.nonces {
            if self.nonces.contains(&(nonce.scope.clone(), nonce.nonce.clone())) {
                return Err(CommitError::Replayed(nonce.nonce.clone()));
            }
        }
        for object in &write.objects {
            let version = self.objects.get(&(object.kind.clone(), object.id.clone()));
            match object.expected {
                Expect::Absent if version.is_some() => {
                    return Err(CommitError::Exists(object.id.clone()));
                }
                Expect::Version(expected) if version.copied() != i64::try_from(expected).ok() => {
                    return Err(CommitError::Conflict);
                }
                _ => {}
            }
        }
        let Some(payment) = &write.payment else { return Ok(()) };
        let row = &payment.row;
        let version = self.payments.get(&row.id).copied();
        match payment.expected {
            None if self.orders.contains(&(row.account.clone(), row.order.clone())) => {
                Err(CommitError::Exists(row.order.clone()))
            }
            None if version.is_some() => Err(CommitError::Conflict),
            Some(expected) if version != i64::try_from(expected).ok() => Err(CommitError::Conflict),
            _ => Ok(()),
        }
    }
}
