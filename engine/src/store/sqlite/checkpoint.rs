//! Keeps the write-ahead log short without stalling the writer.
//!
//! SQLite by itself copies the log into the main file inside some unlucky commit. Here a thread
//! with a connection of its own does it while the writer goes on; the writer then copies only the
//! short tail that was written meanwhile, and so lets the log start over.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::super::error::StoreError;
use super::fault::fault;
use super::open;

/// Pages in the log that start a checkpoint: 64 MiB, so that pages written often are copied once.
const LOG_PAGES: i32 = 16_384;

/// How often and after what pauses an explicit checkpoint tries again: a minute in all.
const PATIENCE: usize = 600;
const PAUSE: Duration = Duration::from_millis(100);

thread_local! {
    /// How many pages the log of this thread's connection holds, as its commits report.
    static PAGES: Cell<i32> = const { Cell::new(0) };
}

/// The writer's view of its log.
pub(super) struct Log {
    wake: mpsc::Sender<()>,
    tail: Arc<AtomicBool>,
}

impl Log {
    /// Counts pages on the writer's connection and starts the thread that copies them.
    pub(super) fn start(
        path: &Path,
        writer: &Connection,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        // Registering a hook also turns SQLite's own checkpoints off on this connection.
        writer.wal_hook(Some(|_, pages| {
            PAGES.set(pages);
            Ok(())
        }));
        let (wake, woken) = mpsc::channel(1);
        let tail = Arc::new(AtomicBool::new(false));
        let connection = open::connect(path, open::SMALL_CACHE)?;
        let shared = Arc::clone(&tail);
        let thread = std::thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || copy(&connection, woken, &shared))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok((Self { wake, tail }, thread))
    }

    /// Called by the writer between transactions.
    pub(super) fn after_commit(&self, writer: &Connection) {
        if self.tail.swap(false, Ordering::AcqRel) {
            report(passive(writer));
        } else if PAGES.get() >= LOG_PAGES {
            // A full channel means that the thread is awake already.
            let _ = self.wake.try_send(());
        }
    }
}

fn copy(connection: &Connection, mut woken: mpsc::Receiver<()>, tail: &AtomicBool) {
    while woken.blocking_recv().is_some() {
        report(passive(connection));
        tail.store(true, Ordering::Release);
    }
}

/// Copies what can be copied without making anybody wait.
fn passive(connection: &Connection) -> Result<(), StoreError> {
    checkpoint(connection, "PASSIVE").map(drop)
}

/// Copies everything and empties the log.
pub(super) fn truncate(connection: &Connection) -> Result<(), StoreError> {
    // SQLite waits for readers by itself, but never for a checkpoint that is going on.
    for _ in 0..PATIENCE {
        if !checkpoint(connection, "TRUNCATE")? {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    Err(StoreError::Unavailable("another checkpoint does not end".to_owned()))
}

fn checkpoint(connection: &Connection, mode: &str) -> Result<bool, StoreError> {
    let busy: i64 = connection
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(0))
        .map_err(fault)?;
    Ok(busy != 0)
}

fn report(result: Result<(), StoreError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "the store's log could not be copied into its file; it grows");
    }
}
