//! A few threads that read, each with a connection of its own, beside the writer.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::error::StoreError;
use super::open;

/// Threads: reads are short, mostly in memory; more threads than this only wait for each other.
const THREADS: usize = 4;

/// Reads that may wait; later ones wait for a place.
const QUEUE: usize = 4096;

type Read = Box<dyn FnOnce(&Connection) + Send>;

/// Where reads are put. The threads end when every clone is gone.
#[derive(Clone)]
pub(super) struct Readers(mpsc::Sender<Read>);

impl Readers {
    /// Starts the threads.
    pub(super) fn start(path: &Path) -> Result<(Self, Vec<JoinHandle<()>>), StoreError> {
        let (queue, reads) = mpsc::channel(QUEUE);
        let reads = Arc::new(Mutex::new(reads));
        let mut threads = Vec::with_capacity(THREADS);
        for number in 0..THREADS {
            let connection = open::reader(path)?;
            let reads = Arc::clone(&reads);
            let thread = std::thread::Builder::new()
                .name(format!("store-reader-{number}"))
                .spawn(move || run(&connection, &reads))
                .map_err(|error| StoreError::Failed(error.to_string()))?;
            threads.push(thread);
        }
        Ok((Self(queue), threads))
    }

    /// Runs `read` on one of the threads.
    pub(super) async fn run<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let read: Read = Box::new(move |connection| drop(reply.send(read(connection))));
        self.0.send(read).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }
}

fn run(connection: &Connection, reads: &Mutex<mpsc::Receiver<Read>>) {
    loop {
        let next = reads.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        match next {
            Some(read) => read(connection),
            None => return,
        }
    }
}
