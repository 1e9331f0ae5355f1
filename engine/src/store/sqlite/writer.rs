//! The one writer: commands from a bounded queue, committed in groups.
//!
//! While a transaction is being made durable, commands gather in the queue; the next transaction
//! takes them all. A command checks before it writes, so a refusal changes nothing and costs its
//! neighbours nothing. Should a command fail in the middle all the same (a full disk, a sum out of
//! range), the group is rolled back and each command gets a transaction of its own.
//!
//! While many callers are at work, a group also waits a moment to grow: the pages that all of its
//! commands touch are then written once, and the processor is left to those who sign. While few
//! are at work nobody waits, since then waiting is all that anybody would notice.

use std::num::NonZero;
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::super::crowd::Crowd;
use super::super::error::{CommitError, StoreError};
use super::checkpoint::Log;
use super::fault::{commit_fault, fault};

/// Commands that may wait; later ones wait for a place. Holds the bursts of a thousand clients.
const QUEUE: usize = 4096;

/// Commands in one transaction: enough to hide the disk's delay, few enough to keep it short.
const GROUP: usize = 1024;

/// Callers at work for each processor from which on groups wait. At half of what a machine can
/// sustain there are two or three, when it is busy as many as its clients allow.
const BUSY: usize = 8;

/// A group that holds this part of the callers at work waits no longer: the others wait for a
/// wallet, a signature or a processor.
const PART: usize = 4;

/// How often a group is looked at while it waits, and how long from one look to the next: about as
/// long in all as it takes to answer a caller and hear from the next one.
const LOOKS: usize = 3;
const LOOK: Duration = Duration::from_micros(300);

/// The writer's handle.
pub(super) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread on its connection.
    pub(super) fn start(
        connection: Connection,
        log: Option<Log>,
        crowd: Crowd,
    ) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(&connection, jobs, log, &crowd))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Self { queue, thread })
    }

    /// Where commands are put.
    pub(super) fn queue(&self) -> Queue {
        Queue(self.queue.clone())
    }

    /// The thread, which ends when every [`Queue`] is gone.
    pub(super) fn into_thread(self) -> JoinHandle<()> {
        self.thread
    }
}

/// Where commands are put.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Box<dyn Job>>);

impl Queue {
    /// Runs `work` in a transaction, returning once it is durable. `work` must not change anything
    /// before it refuses, and may be run again after a rollback.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, CommitError>
    where
        T: Send + 'static,
        F: FnMut(&Connection) -> Result<T, CommitError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task { work, result: None, reply };
        self.0.send(Box::new(task)).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or(Err(StoreError::Closed.into()))
    }

    /// Commands that wait.
    pub(super) fn waiting(&self) -> usize {
        self.0.max_capacity() - self.0.capacity()
    }
}

/// A queued command.
trait Job: Send {
    /// Does the work; an error means that the transaction must be rolled back.
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;
    /// Answers, with the fate of the transaction.
    fn finish(self: Box<Self>, fate: Result<(), StoreError>);
}

struct Task<T, F> {
    work: F,
    result: Option<Result<T, CommitError>>,
    reply: oneshot::Sender<Result<T, CommitError>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&Connection) -> Result<T, CommitError> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        match (self.work)(connection) {
            Err(CommitError::Store(error)) => Err(error),
            result => {
                self.result = Some(result);
                Ok(())
            }
        }
    }

    fn finish(self: Box<Self>, fate: Result<(), StoreError>) {
        let result = match fate {
            // A refusal falls with the transaction too: it may rest on what a neighbour wrote.
            Err(error) => Err(error.into()),
            Ok(()) => self.result.unwrap_or(Err(StoreError::Closed.into())),
        };
        // Whoever asked may have gone away; the work is done all the same.
        drop(self.reply.send(result));
    }
}

type Jobs = mpsc::Receiver<Box<dyn Job>>;

fn run(connection: &Connection, mut jobs: Jobs, mut log: Option<Log>, crowd: &Crowd) {
    let mut group = Vec::with_capacity(GROUP);
    let busy = BUSY * std::thread::available_parallelism().map_or(1, NonZero::get);
    while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
        gather(&mut jobs, &mut group, || Some(crowd.count()).filter(|count| *count >= busy));
        commit(connection, &mut group);
        if let Some(log) = &mut log {
            log.after_commit(connection);
        }
    }
}

/// Waits for more commands while `crowd` says that many callers are at work.
fn gather(jobs: &mut Jobs, group: &mut Vec<Box<dyn Job>>, crowd: impl Fn() -> Option<usize>) {
    for _ in 0..LOOKS {
        if crowd().is_none_or(|count| group.len() >= (count / PART).min(GROUP)) {
            return;
        }
        std::thread::sleep(LOOK);
        while group.len() < GROUP
            && let Ok(job) = jobs.try_recv()
        {
            group.push(job);
        }
    }
}

fn commit(connection: &Connection, group: &mut Vec<Box<dyn Job>>) {
    if let Some(fate) = transaction(connection, group) {
        for job in group.drain(..) {
            job.finish(fate.clone());
        }
        return;
    }
    for job in group.drain(..) {
        let mut alone = [job];
        let fate = transaction(connection, &mut alone).unwrap_or(Ok(()));
        let [job] = alone;
        job.finish(fate);
    }
}

/// Runs a group in one transaction. `None`: one of several failed, nothing was stored, try each
/// alone.
fn transaction(
    connection: &Connection,
    group: &mut [Box<dyn Job>],
) -> Option<Result<(), StoreError>> {
    if let Err(error) = cached(connection, "BEGIN IMMEDIATE") {
        return Some(Err(fault(error)));
    }
    let alone = group.len() == 1;
    for job in group {
        if let Err(error) = job.run(connection) {
            rollback(connection);
            return alone.then_some(Err(error));
        }
    }
    let fate = cached(connection, "COMMIT").map_err(commit_fault);
    if fate.is_err() {
        rollback(connection);
    }
    Some(fate)
}

/// Runs a statement that is prepared once for all transactions.
fn cached(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn rollback(connection: &Connection) {
    // SQLite rolls back by itself on some errors; then there is nothing left to do.
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "the store could not roll back");
    }
}

#[cfg(test)]
mod tests {
    use super::super::open;
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_said_to_be_so_and_what_comes_later_is_stored() {
        let connection = open::memory().expect("opened");
        let pages: i64 =
            connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("read");
        connection
            .pragma_update_and_check(None, "max_page_count", pages + 4, |_| Ok(()))
            .expect("set");
        let writer = Writer::start(connection, None, Crowd::default()).expect("started");
        let queue = writer.queue();
        let put = |bytes: usize| {
            queue.run(move |connection| {
                let sql = "INSERT INTO leaf (body) VALUES (?1)";
                super::super::apply::run(connection, sql, [vec![0_u8; bytes]])?;
                Ok(())
            })
        };
        let full = put(1 << 20).await;
        assert!(matches!(full, Err(CommitError::Store(StoreError::Full(_)))), "{full:?}");
        assert_eq!(put(1).await, Ok(()));
        let count = queue
            .run(|connection| {
                let sql = "SELECT count(*) FROM leaf";
                Ok(super::super::apply::one(connection, sql, [], |row| row.get::<_, i64>(0))?)
            })
            .await;
        assert_eq!(count, Ok(Some(1)));
    }

    #[test]
    fn a_refusal_that_rests_on_a_neighbour_falls_with_the_neighbour() {
        let connection = open::memory().expect("opened");
        connection.commit_hook(Some(|| true));
        let mut answers = Vec::new();
        let mut group: Vec<Box<dyn Job>> = Vec::new();
        for refused in [false, true] {
            let work = move |connection: &Connection| {
                if refused {
                    return Err(CommitError::Exists("r1".to_owned()));
                }
                let sql = "INSERT INTO leaf (body) VALUES (?1)";
                super::super::apply::run(connection, sql, [vec![0_u8]])?;
                Ok(())
            };
            let (reply, answer) = oneshot::channel();
            group.push(Box::new(Task { work, result: None, reply }));
            answers.push(answer);
        }
        commit(&connection, &mut group);
        for mut answer in answers {
            let answer = answer.try_recv().expect("answered");
            assert!(matches!(answer, Err(CommitError::Store(_))), "{answer:?}");
        }
    }

    #[test]
    fn groups_grow_only_while_many_are_at_work() {
        let gathered = |crowd: Option<usize>| {
            let (queue, mut jobs) = mpsc::channel(8);
            for _ in 0..3 {
                let task = Task {
                    work: |_: &Connection| Ok(()),
                    result: None,
                    reply: oneshot::channel().0,
                };
                queue.try_send(Box::new(task) as Box<dyn Job>).unwrap_or_else(|_| unreachable!());
            }
            let mut group = Vec::new();
            gather(&mut jobs, &mut group, || crowd);
            group.len()
        };
        assert_eq!(gathered(None), 0, "nobody waits");
        assert_eq!(gathered(Some(0)), 0, "as many as there are have come");
        assert_eq!(gathered(Some(64)), 3, "all that came are taken");
    }
}
