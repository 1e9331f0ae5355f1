//! Opening the file: the lock that keeps a second process out, the settings, the schema.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::super::error::StoreError;
use super::fault::fault;

/// Marks the file as ours: "DRAW" in ASCII.
const APPLICATION_ID: i32 = 0x4452_4157;

/// The schema, one step after the other. A step that was ever released is never changed.
const MIGRATIONS: &[&str] = &[include_str!("0001.sql"), include_str!("0002.sql")];

/// The writer's page cache in KiB. The operating system caches the file too, so this bounds the
/// resident memory without slowing reads much.
pub(super) const WRITER_CACHE: u32 = 32 << 10;

/// The page cache of a connection that only copies, in KiB.
pub(super) const SMALL_CACHE: u32 = 1 << 10;

/// How long a statement waits for a lock; only checkpoints and recovery ever hold one.
const BUSY: Duration = Duration::from_secs(10);

/// Prepared statements kept per connection: more than the store has.
const STATEMENTS: usize = 128;

/// Takes the lock file beside the database. The operating system releases it when the process
/// ends, however it ends.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|error| StoreError::Failed(format!("{}: {error}", name.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(path.display().to_string())),
        Err(TryLockError::Error(error)) => {
            Err(StoreError::Failed(format!("{}: {error}", name.display())))
        }
    }
}

/// Opens the file for the writer and brings the schema up to date.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path, WRITER_CACHE)?;
    migrate(&connection)?;
    Ok(connection)
}

/// A store that is forgotten when it is closed.
pub(super) fn memory() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory().map_err(fault)?;
    settings(&connection, WRITER_CACHE)?;
    migrate(&connection)?;
    Ok(connection)
}

/// Opens the file for reading only.
pub(super) fn reader(path: &Path, cache_kib: u32) -> Result<Connection, StoreError> {
    let connection = connect(path, cache_kib)?;
    connection.pragma_update(None, "query_only", true).map_err(fault)?;
    Ok(connection)
}

/// Opens the file with the store's settings.
pub(super) fn connect(path: &Path, cache_kib: u32) -> Result<Connection, StoreError> {
    // Each connection stays on one thread, so SQLite's own mutexes are not needed.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| {
        let text = format!("{}: {}", path.display(), fault(error));
        StoreError::Failed(text)
    })?;
    settings(&connection, cache_kib)?;
    Ok(connection)
}

/// The schema's version.
pub(super) fn schema(connection: &Connection) -> Result<u32, StoreError> {
    let sql = "SELECT coalesce(max(version), 0) FROM schema_version";
    connection.query_row(sql, [], |row| row.get(0)).map_err(fault)
}

fn settings(connection: &Connection, cache_kib: u32) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // FULL: a commit returns after the log has reached the disk.
    let settings = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
         PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 134217728;
         PRAGMA trusted_schema = OFF;"
    );
    connection.execute_batch(&settings).map_err(fault)
}

fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let application: i32 = pragma(connection, "application_id")?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(fault)?;
    if application != APPLICATION_ID && tables > 0 {
        return Err(StoreError::Damaged("the file belongs to another program".to_owned()));
    }
    connection.execute_batch("BEGIN IMMEDIATE").map_err(fault)?;
    let steps = step_up(connection);
    let end = if steps.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = connection.execute_batch(end).map_err(fault);
    steps.and(ended)
}

fn step_up(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT",
        )
        .map_err(fault)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
    let found = schema(connection)?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (step, version) in MIGRATIONS.iter().zip(1..).skip(found as usize) {
        connection.execute_batch(step).map_err(fault)?;
        connection.execute("INSERT INTO schema_version VALUES (?1)", [version]).map_err(fault)?;
    }
    Ok(())
}

fn pragma(connection: &Connection, name: &str) -> Result<i32, StoreError> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(fault)
}
