//! Brings the schema up to date, one node at a time.

use tokio_postgres::Client;

use super::super::error::StoreError;
use super::fault::fault;

/// The schema, one step after the other. A step that was ever released is never changed.
const MIGRATIONS: &[&str] = &[include_str!("0001.sql"), include_str!("0002.sql")];

/// The lock that nodes which start at the same time queue for: "DRAW" in ASCII.
const LOCK: i64 = 0x4452_4157;

pub(super) async fn migrate(client: &Client) -> Result<(), StoreError> {
    let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})");
    client.batch_execute(&begin).await.map_err(fault)?;
    let steps = step_up(client).await;
    let end = if steps.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = client.batch_execute(end).await.map_err(fault);
    steps.and(ended)
}

/// The schema's version.
pub(super) const VERSION: &str = "SELECT coalesce(max(version), 0) FROM schema_version";

async fn step_up(client: &Client) -> Result<(), StoreError> {
    let table = "CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)";
    client.batch_execute(table).await.map_err(fault)?;
    let row = client.query_one(VERSION, &[]).await.map_err(fault)?;
    let found = u32::try_from(row.get::<_, i32>(0)).unwrap_or_default();
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (step, version) in MIGRATIONS.iter().zip(1_i32..).skip(found as usize) {
        client.batch_execute(step).await.map_err(fault)?;
        let sql = "INSERT INTO schema_version VALUES ($1)";
        client.execute(sql, &[&version]).await.map_err(fault)?;
    }
    Ok(())
}
