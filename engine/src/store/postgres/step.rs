//! Statements whose values are columns of many rows, and sending many of them at once.

use futures_util::future::join_all;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

use super::link::{Session, Values};

/// A statement with its values, each a whole column.
pub(super) struct Step<'a> {
    sql: &'static str,
    values: Vec<Box<dyn ToSql + Sync + Send + 'a>>,
}

impl<'a> Step<'a> {
    pub(super) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    pub(super) fn texts(self, column: impl Iterator<Item = &'a str>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn maybe_texts(self, column: impl Iterator<Item = Option<&'a str>>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn bytes(self, column: impl Iterator<Item = &'a [u8]>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn maybe_bytes(self, column: impl Iterator<Item = Option<&'a [u8]>>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn numbers(self, column: impl Iterator<Item = i64>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn maybe_numbers(self, column: impl Iterator<Item = Option<i64>>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn small_numbers(self, column: impl Iterator<Item = i32>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    pub(super) fn flags(self, column: impl Iterator<Item = bool>) -> Self {
        self.with(column.collect::<Vec<_>>())
    }

    /// One value that is not a column.
    pub(super) fn with(mut self, value: impl ToSql + Sync + Send + 'a) -> Self {
        self.values.push(Box::new(value));
        self
    }
}

/// Sends all steps without waiting in between, and returns their rows in order, or the first
/// error. What follows a failed step of a transaction does nothing.
pub(super) async fn pipeline(
    session: &Session,
    steps: &[Step<'_>],
) -> Result<Vec<Vec<Row>>, Error> {
    // Preparing waits, so it must be over before the first step is sent.
    let mut statements = Vec::with_capacity(steps.len());
    for step in steps {
        statements.push(session.statement(step.sql).await?);
    }
    let values: Vec<Vec<&(dyn ToSql + Sync)>> =
        steps.iter().map(|step| step.values.iter().map(|value| &**value as _).collect()).collect();
    let sent = statements.iter().zip(&values).map(|(statement, values)| {
        let values: Values<'_> = values;
        session.client.query(statement, values)
    });
    // Each sends when it is first polled, which is in order.
    join_all(sent).await.into_iter().collect()
}
