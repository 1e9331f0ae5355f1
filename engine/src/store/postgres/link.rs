//! A connection that comes back: opened when it is needed, and again after it was lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row, Statement};

use super::super::error::StoreError;
use super::address::Address;
use super::fault::{fault, is_lost};

/// What a statement takes.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Every statement finds its rows along an index. The planner must not decide otherwise while a
/// table is young and its statistics say that it is empty.
const SETTINGS: &str = "SET synchronous_commit = on; SET statement_timeout = '60s';
    SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '60s';
    SET enable_seqscan = off";

/// The writers' statements join an array with a table: always a nested loop along the index.
const WRITER_SETTINGS: &str = "SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET plan_cache_mode = force_generic_plan";

/// One place for a connection.
pub(super) struct Link {
    address: Address,
    writes: bool,
    live: AsyncMutex<Option<Arc<Session>>>,
}

impl Link {
    pub(super) fn new(address: &Address, writes: bool) -> Self {
        Self { address: address.clone(), writes, live: AsyncMutex::new(None) }
    }

    /// The connection, opened if there is none.
    pub(super) async fn session(&self) -> Result<Arc<Session>, StoreError> {
        let mut live = self.live.lock().await;
        if let Some(session) = live.as_ref().filter(|session| !session.client.is_closed()) {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(Session::open(&self.address, self.writes).await.map_err(fault)?);
        *live = Some(Arc::clone(&session));
        Ok(session)
    }

    /// Reads, once more if the connection turns out to be lost.
    pub(super) async fn query(
        &self,
        sql: &str,
        values: Values<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        match self.session().await?.query(sql, values).await {
            Err(error) if is_lost(&error) => {
                self.forget().await;
                self.session().await?.query(sql, values).await.map_err(fault)
            }
            result => result.map_err(fault),
        }
    }

    /// Gives the connection up, so that the next use opens another.
    pub(super) async fn forget(&self) {
        *self.live.lock().await = None;
    }
}

/// An open connection with the statements it knows.
pub(super) struct Session {
    pub(super) client: Client,
    statements: Mutex<HashMap<String, Statement>>,
}

impl Session {
    async fn open(address: &Address, writes: bool) -> Result<Self, Error> {
        let (client, connection) = address.connect().await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "a connection to PostgreSQL was lost");
            }
        });
        client.batch_execute(SETTINGS).await?;
        if writes {
            client.batch_execute(WRITER_SETTINGS).await?;
        }
        Ok(Self { client, statements: Mutex::default() })
    }

    /// Runs a statement that is prepared on its first use.
    pub(super) async fn query(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Error> {
        let statement = self.statement(sql).await?;
        self.client.query(&statement, values).await
    }

    /// A prepared statement.
    pub(super) async fn statement(&self, sql: &str) -> Result<Statement, Error> {
        let known = {
            let statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
            statements.get(sql).cloned()
        };
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        let mut statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(statements.entry(sql.to_owned()).or_insert(statement).clone())
    }
}
