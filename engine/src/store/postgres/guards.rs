//! What may refuse a command: read and locked before anything of its group is written.

use std::collections::{HashMap, HashSet};

use drawbridge_canon::Timestamp;
use tokio_postgres::Row;

use super::super::error::CommitError;
use super::super::leaves::Last;
use super::super::types::{Expect, Write};
use super::rows::unsigned;
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
    /// The last leaf that published a standard, if that was asked.
    pub(super) last: Last,
    payments: HashMap<String, i64>,
    orders: HashSet<(String, String)>,
    objects: HashMap<(String, String), i64>,
    nonces: HashSet<(String, String)>,
    keys: HashMap<(String, String), i64>,
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

/// What a question is about.
#[derive(Clone, Copy)]
pub(super) enum About {
    Nothing,
    Transaction,
    Payments,
    Orders,
    Refunds,
    Objects,
    Nonces,
    Keys,
    Postings,
    Numbers,
    Standard,
}

/// The questions that there is something to ask about, after the start of the transaction.
pub(super) fn questions<'a>(
    writes: &[&'a Write],
    (traces, rests): (bool, bool),
) -> Vec<(About, Step<'a>)> {
    let payments = || writes.iter().filter_map(|write| write.payment.as_ref());
    let fresh = || payments().filter(|payment| payment.expected.is_none()).map(|new| &new.row);
    let refunds = || writes.iter().flat_map(|write| &write.refunds);
    let objects = || writes.iter().flat_map(|write| &write.objects);
    let nonces = || writes.iter().flat_map(|write| &write.nonces);
    let keys = || writes.iter().filter_map(|write| write.idempotency.as_ref());
    let postings = || writes.iter().flat_map(|write| &write.postings);
    let mut steps = vec![(About::Nothing, Step::new("BEGIN"))];
    if traces {
        steps.push((About::Transaction, Step::new("SELECT pg_current_xact_id()::text")));
    }
    if rests {
        steps.push((About::Standard, Step::new("SELECT standard FROM leaf_head")));
    }
    if payments().next().is_some() {
        let sql =
            "SELECT id, version FROM payment WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE";
        let step = Step::new(sql).texts(payments().map(|payment| &*payment.row.id));
        steps.push((About::Payments, step));
    }
    if fresh().next().is_some() {
        let sql = "SELECT p.account, p.order_no
            FROM unnest($1::text[], $2::text[]) k (account, order_no)
            JOIN payment p USING (account, order_no)";
        let step = Step::new(sql).texts(fresh().map(|row| &*row.account));
        steps.push((About::Orders, step.texts(fresh().map(|row| &*row.order))));
    }
    if refunds().next().is_some() {
        let sql = "SELECT r.account, r.refund, r.payment
            FROM unnest($1::text[], $2::text[]) k (account, refund)
            JOIN refund r USING (account, refund)";
        let step = Step::new(sql).texts(refunds().map(|row| &*row.account));
        steps.push((About::Refunds, step.texts(refunds().map(|row| &*row.refund))));
    }
    if objects().next().is_some() {
        let sql = "SELECT o.kind, o.id, o.version FROM unnest($1::text[], $2::text[]) k (kind, id)
            JOIN object o USING (kind, id) ORDER BY o.kind, o.id FOR UPDATE OF o";
        let step = Step::new(sql).texts(objects().map(|row| &*row.kind));
        steps.push((About::Objects, step.texts(objects().map(|row| &*row.id))));
    }
    if nonces().next().is_some() {
        let sql = "SELECT n.scope, n.nonce FROM unnest($1::text[], $2::text[]) k (scope, nonce)
            JOIN nonce n USING (scope, nonce)";
        let step = Step::new(sql).texts(nonces().map(|row| &*row.scope));
        steps.push((About::Nonces, step.texts(nonces().map(|row| &*row.nonce))));
    }
    if keys().next().is_some() {
        let sql = "SELECT i.scope, i.key, i.expires
            FROM unnest($1::text[], $2::text[]) k (scope, key)
            JOIN idempotency i USING (scope, key) ORDER BY i.scope, i.key FOR UPDATE OF i";
        let step = Step::new(sql).texts(keys().map(|row| &*row.scope));
        steps.push((About::Keys, step.texts(keys().map(|row| &*row.key))));
    }
    if postings().next().is_some() {
        let sql = "SELECT key FROM posting WHERE key = ANY($1::text[])";
        let step = Step::new(sql).texts(postings().map(|row| &*row.key));
        steps.push((About::Postings, step));
        let count = i64::try_from(postings().count()).unwrap_or(i64::MAX);
        let sql = "SELECT nextval('posting_n') FROM generate_series(1, $1::bigint)";
        steps.push((About::Numbers, Step::new(sql).with(count)));
    }
    steps
}

impl Found {
    /// Reads the answers to the questions.
    pub(super) fn read(answers: impl Iterator<Item = (About, Vec<Row>)>) -> Self {
        let mut found = Self::default();
        for (about, rows) in answers {
            for row in rows {
                match about {
                    About::Nothing => {}
                    About::Transaction => found.transaction = row.get(0),
                    About::Payments => {
                        found.payments.insert(row.get(0), row.get(1));
                    }
                    About::Orders => {
                        found.orders.insert((row.get(0), row.get(1)));
                    }
                    About::Refunds => {
                        found.refunds.insert((row.get(0), row.get(1)), row.get(2));
                    }
                    About::Objects => {
                        found.objects.insert((row.get(0), row.get(1)), row.get(2));
                    }
                    About::Nonces => {
                        found.nonces.insert((row.get(0), row.get(1)));
                    }
                    About::Keys => {
                        found.keys.insert((row.get(0), row.get(1)), row.get(2));
                    }
                    About::Postings => {
                        found.postings.insert(row.get(0));
                    }
                    About::Numbers => found.numbers.push(row.get(0)),
                    About::Standard => {
                        found.last = Last(row.get::<_, Option<i64>>(0).map(unsigned));
                    }
                }
            }
        }
        found
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
        if let Some(answer) = &write.idempotency {
            let expires = self.keys.get(&(answer.scope.clone(), answer.key.clone()));
            if !expires.is_some_and(|expires| answer.held.contains(&Timestamp(*expires))) {
                return Err(CommitError::Conflict);
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
