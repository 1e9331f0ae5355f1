//! The end of the log, of which every node wants the next place.
//!
//! A sequence would leave a gap for every transaction that fails; a row that is locked until the
//! transaction has ended does not. It is taken after everything else that may have to wait, so whoever
//! holds it waits for nobody.

use std::ops::Range;

use super::super::error::CommitError;
use super::super::leaves::place;
use super::super::types::PaymentWrite;
use super::rows::big;
use super::step::Step;
use super::writer::Prepared;

/// What became of each write of a group.
pub(super) type Results = Vec<Result<Range<u64>, CommitError>>;

/// A group that was allowed, with its leaves in their places.
pub(super) struct Appended {
    indexes: Vec<i64>,
    bodies: Vec<Vec<u8>>,
    openings: Vec<Option<Vec<u8>>>,
    /// Payments that are new or asked for anew, and the first leaf of each.
    payments: Vec<(String, i64)>,
    /// The publication of a standard among them.
    standard: Option<i64>,
}

/// Takes as many places as the writes have leaves, and answers with the first and with the last leaf that
/// published a standard; none if they have no leaves.
pub(super) fn ask(writes: &[&Prepared]) -> Option<Step<'static>> {
    let count = writes.iter().map(|write| write.leaves.len()).sum();
    let sql = "UPDATE leaf_head SET next = next + $1 WHERE one RETURNING next - $1, standard";
    (count > 0).then(|| Step::new(sql).with(big(count)))
}

impl Appended {
    /// Places leaves from `first` on, and writes into `results` what indexes each write got.
    pub(super) fn new(first: u64, writes: &[&Prepared], results: &mut Results) -> Self {
        let (indexes, bodies, openings) = (Vec::new(), Vec::new(), Vec::new());
        let payments = Vec::new();
        let mut appended = Self { indexes, bodies, openings, payments, standard: None };
        let mut next = first;
        let given = results.iter_mut().filter_map(|result| result.as_mut().ok());
        for (write, range) in writes.iter().zip(given) {
            let placed = place(&write.leaves, next, |index, body, opening| {
                appended.indexes.push(i64::try_from(index)?);
                appended.bodies.push(body.into_owned());
                let opening = Some(opening).filter(|opening| !opening.is_empty());
                appended.openings.push(opening.map(<[u8]>::to_vec));
                Ok::<(), std::num::TryFromIntError>(())
            });
            // No log has 2^63 leaves.
            *range = placed.unwrap_or(next..next);
            let begins = |payment: &&PaymentWrite| payment.expected.is_none() || write.write.anew;
            let new = write.write.payment.as_ref().filter(begins);
            if let (Some(payment), false) = (new, range.is_empty()) {
                appended
                    .payments
                    .push((payment.row.id.clone(), i64::try_from(next).unwrap_or(i64::MAX)));
            }
            next = range.end;
            if write.rests.replaces {
                // A write that publishes has nothing after the publication.
                appended.standard = appended.indexes.last().copied();
            }
        }
        appended
    }

    /// The rows, and what new payments know of them.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let sql = "INSERT INTO leaf (n, body, opening)
            SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])";
        let leaves = Step::new(sql)
            .numbers(self.indexes.iter().copied())
            .bytes(self.bodies.iter().map(Vec::as_slice))
            .maybe_bytes(self.openings.iter().map(Option::as_deref));
        let sql = "UPDATE payment p SET leaf = t.leaf
            FROM unnest($1::text[], $2::bigint[]) t (id, leaf) WHERE p.id = t.id";
        let payments = Step::new(sql)
            .texts(self.payments.iter().map(|(id, _)| id.as_str()))
            .numbers(self.payments.iter().map(|(_, leaf)| *leaf));
        let mut steps = vec![leaves];
        if !self.payments.is_empty() {
            steps.push(payments);
        }
        if let Some(index) = self.standard {
            steps.push(Step::new("UPDATE leaf_head SET standard = $1 WHERE one").with(index));
        }
        steps
    }
}
