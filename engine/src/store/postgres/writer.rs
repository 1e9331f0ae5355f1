//! Writers with a connection each: commands that arrive while a transaction is being committed
//! share the next one, as columns of a few statements.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot};
use tokio_postgres::Row;

use super::super::check;
use super::super::error::{CommitError, StoreError};
use super::super::leaves::{self, Draft, Last, Rests};
use super::super::types::Write;
use super::address::Address;
use super::append::{self, Appended, Results};
use super::changes::changes;
use super::fault::{fault, is_lost, is_race};
use super::guards::{Found, names, questions};
use super::link::{Link, Session};
use super::rows::unsigned;
use super::step::{Step, pipeline};

/// Commands that may wait; later ones wait for a place.
pub(super) const QUEUE: usize = 4096;

/// Commands in one transaction.
const GROUP: usize = 512;

/// How often a group is tried again after another node came between or the connection was lost
/// with nothing written.
const ATTEMPTS: u32 = 8;

/// How often, and after what pauses, a lost transaction's fate is asked: ten seconds in all.
const ASKINGS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// A write that may be stored, its leaves written out.
pub(super) struct Prepared {
    pub(super) write: Write,
    pub(super) leaves: Vec<Draft>,
    /// On which standard they rest.
    pub(super) rests: Rests,
}

impl Prepared {
    pub(super) fn new(mut write: Write) -> Result<Self, StoreError> {
        check::prepare(&mut write)?;
        let leaves = leaves::drafts(std::mem::take(&mut write.leaves))?;
        let rests = Rests::of(&leaves)?;
        Ok(Self { write, leaves, rests })
    }
}

/// A queued write.
pub(super) struct Command {
    pub(super) prepared: Prepared,
    pub(super) reply: oneshot::Sender<Result<Range<u64>, CommitError>>,
}

/// A connection that writes groups.
pub(super) struct Writer {
    link: Link,
    /// Whether the server remembers how a transaction ended.
    traces: bool,
}

/// Why a group was not written at this attempt.
enum Stop {
    /// Nothing was stored, and trying again is worth it.
    Again(StoreError),
    /// It is over.
    Over(StoreError),
}

impl Writer {
    pub(super) fn new(address: &Address, traces: bool) -> Self {
        Self { link: Link::new(address, true), traces }
    }

    /// Takes commands until the queue is closed and empty.
    pub(super) async fn run(self, queue: Arc<Mutex<mpsc::Receiver<Command>>>) {
        let mut waiting = VecDeque::new();
        loop {
            let mut more = Vec::new();
            if waiting.is_empty() {
                if queue.lock().await.recv_many(&mut more, GROUP).await == 0 {
                    return;
                }
            } else if let Ok(mut queue) = queue.try_lock() {
                while more.len() < GROUP
                    && let Ok(command) = queue.try_recv()
                {
                    more.push(command);
                }
            }
            waiting.extend(more);
            let (group, later) = split(waiting, |command: &Command| &command.prepared.write);
            waiting = later;
            self.commit(group).await;
        }
    }

    async fn commit(&self, group: Vec<Command>) {
        let writes: Vec<&Prepared> = group.iter().map(|command| &command.prepared).collect();
        let results = self.write(&writes).await;
        for (command, result) in group.into_iter().zip(results) {
            // Whoever asked may have gone away; the work is done all the same.
            drop(command.reply.send(result));
        }
    }

    /// Writes a group whose names are distinct; a write that fails does not undo the others.
    pub(super) async fn write(&self, writes: &[&Prepared]) -> Results {
        match self.attempts(writes).await {
            Ok(results) => results,
            Err(StoreError::Invalid(_) | StoreError::Failed(_)) if writes.len() > 1 => {
                let mut results = Vec::with_capacity(writes.len());
                for write in writes {
                    let result = self.attempts(&[write]).await;
                    results.extend(result.unwrap_or_else(|error| vec![Err(error.into())]));
                }
                results
            }
            Err(error) => writes.iter().map(|_| Err(error.clone().into())).collect(),
        }
    }

    async fn attempts(&self, writes: &[&Prepared]) -> Result<Results, StoreError> {
        let mut last = StoreError::Closed;
        for attempt in 0..ATTEMPTS {
            tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 10)).await;
            match self.attempt(writes).await {
                Ok(results) => return Ok(results),
                Err(Stop::Over(error)) => return Err(error),
                Err(Stop::Again(error)) => last = error,
            }
        }
        Err(last)
    }

    async fn attempt(&self, prepared: &[&Prepared]) -> Result<Results, Stop> {
        let session = self.link.session().await.map_err(Stop::Over)?;
        let writes: Vec<&Write> = prepared.iter().map(|prepared| &prepared.write).collect();
        let rests = prepared.iter().any(|prepared| prepared.rests.on.is_some());
        let asked = questions(&writes, (self.traces, rests));
        let (abouts, asked): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
        let found = match pipeline(&session, &asked).await {
            Ok(answers) => Found::read(abouts.into_iter().zip(answers)),
            Err(error) => return Err(self.stopped(&session, error).await),
        };
        let mut results = allowed(prepared, &found);
        let allowed: Vec<&Prepared> = prepared
            .iter()
            .zip(&results)
            .filter(|(_, result)| result.is_ok())
            .map(|(prepared, _)| *prepared)
            .collect();
        let writes: Vec<&Write> = allowed.iter().map(|prepared| &prepared.write).collect();
        let mut steps = match changes(&writes, &found) {
            Ok(steps) => steps,
            Err(error) => {
                self.rollback(&session).await;
                return Err(Stop::Over(error));
            }
        };
        let seen = rests.then_some(found.last);
        let appended = self.append(&session, &mut steps, (&allowed, seen), &mut results).await?;
        let mut steps = appended.as_ref().map_or(steps, Appended::steps);
        steps.push(Step::new("COMMIT"));
        match pipeline(&session, &steps).await {
            Ok(_) => Ok(results),
            Err(error) if is_lost(&error) => {
                self.link.forget().await;
                match self.fate(found.transaction.as_deref()).await {
                    Some(true) => Ok(results),
                    Some(false) => Err(Stop::Again(fault(error))),
                    None => Err(Stop::Over(StoreError::Unknown(error.to_string()))),
                }
            }
            Err(error) => Err(self.stopped(&session, error).await),
        }
    }

    /// Where there are leaves: does the steps, so that the head of the log is locked last and not
    /// for long, and gives the leaves their places.
    async fn append(
        &self,
        session: &Session,
        steps: &mut Vec<Step<'_>>,
        (writes, seen): (&[&Prepared], Option<Last>),
        results: &mut Results,
    ) -> Result<Option<Appended>, Stop> {
        let Some(ask) = append::ask(writes) else { return Ok(None) };
        steps.push(ask);
        let answers = match pipeline(session, steps).await {
            Ok(answers) => answers,
            Err(error) => return Err(self.stopped(session, error).await),
        };
        let head = answers.last().and_then(|rows| rows.first());
        let last = |row: &Row| Last(row.get::<_, Option<i64>>(1).map(unsigned));
        let Some((first, last)) = head.map(|row| (unsigned(row.get(0)), last(row))) else {
            self.rollback(session).await;
            let why = "the table `leaf_head` is empty".to_owned();
            return Err(Stop::Over(StoreError::Damaged(why)));
        };
        // Only now, with the head locked, is it certain which standard is the last.
        if seen.is_some_and(|seen| seen != last) {
            self.rollback(session).await;
            let why = "another node published a standard".to_owned();
            return Err(Stop::Again(StoreError::Unavailable(why)));
        }
        Ok(Some(Appended::new(first, writes, results)))
    }

    /// After an error that leaves nothing stored.
    async fn stopped(&self, session: &Session, error: tokio_postgres::Error) -> Stop {
        if is_lost(&error) {
            self.link.forget().await;
            return Stop::Again(fault(error));
        }
        self.rollback(session).await;
        if is_race(&error) { Stop::Again(fault(error)) } else { Stop::Over(fault(error)) }
    }

    /// Ends a transaction that has failed; a connection that cannot even do that is given up.
    async fn rollback(&self, session: &Session) {
        if session.client.batch_execute("ROLLBACK").await.is_err() {
            self.link.forget().await;
        }
    }

    /// Whether a transaction was committed whose answer was lost; `None` if nobody can tell.
    async fn fate(&self, transaction: Option<&str>) -> Option<bool> {
        let transaction = transaction?;
        for _ in 0..ASKINGS {
            let sql = "SELECT pg_xact_status($1::text::xid8)";
            if let Ok(rows) = self.link.query(sql, &[&transaction]).await {
                match rows.first().and_then(|row| row.get::<_, Option<&str>>(0)) {
                    Some("committed") => return Some(true),
                    Some("aborted") => return Some(false),
                    // The server may not have noticed yet that the connection is gone.
                    _ => {}
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        None
    }
}

/// Which writes of a group fit what was found. One that publishes a standard leaves those behind it in the
/// group nothing to rest on.
fn allowed(writes: &[&Prepared], found: &Found) -> Results {
    let mut last = Some(found.last);
    let one = |prepared: &&Prepared| {
        found.allow(&prepared.write)?;
        prepared.rests.allow(last)?;
        if prepared.rests.replaces {
            last = None;
        }
        Ok(0..0)
    };
    writes.iter().map(one).collect()
}

/// Takes a group of commands that do not meet; those that would, and what follows them, wait.
pub(super) fn split<T>(
    commands: impl IntoIterator<Item = T>,
    write: impl Fn(&T) -> &Write,
) -> (Vec<T>, VecDeque<T>) {
    let mut taken: HashSet<(u8, String, String)> = HashSet::new();
    let (mut group, mut later) = (Vec::new(), VecDeque::new());
    for command in commands {
        let names: Vec<_> = names(write(&command))
            .into_iter()
            .map(|(kind, scope, name)| (kind, scope.to_owned(), name.to_owned()))
            .collect();
        let meets = names.iter().any(|name| taken.contains(name));
        // A command that waits keeps its names, so that none that came after it overtakes it.
        taken.extend(names);
        if meets || group.len() >= GROUP {
            later.push_back(command);
        } else {
            group.push(command);
        }
    }
    (group, later)
}
