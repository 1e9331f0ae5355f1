//! A few threads that read, each with a connection of its own, beside the writer.

use std::num::NonZero;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::error::StoreError;
use super::open;

/// Reads are short and mostly in memory: more threads than processors only wait for each other,
/// and more than this wait for the file.
const THREADS: RangeInclusive<usize> = 2..=8;

/// The page caches of all readers together, in KiB: the upper pages of the indexes of ten million
/// payments.
const CACHE: u32 = 24 << 10;

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
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let count = processors.clamp(*THREADS.start(), *THREADS.end());
        let cache = CACHE / u32::try_from(count).unwrap_or(1);
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let connection = open::reader(path, cache)?;
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
