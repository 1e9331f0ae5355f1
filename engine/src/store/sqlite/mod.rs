//! The embedded store: one SQLite file, one writer with group commit, a few readers.
//!
//! The file belongs to one process at a time, which a lock file beside it enforces: a second
//! process would be correct as far as SQLite goes, but its commits would not be grouped with the
//! first one's and each would stall the other.

mod apply;
mod checkpoint;
mod fault;
mod keys;
mod ledger;
mod open;
mod pack;
mod payments;
mod readers;
mod registry;
mod writer;

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::thread::JoinHandle;

use async_trait::async_trait;
use drawbridge_canon::Timestamp;
use rusqlite::Connection;

use self::pack::Packed;
use self::readers::Readers;
use self::writer::{Queue, Writer};
use super::error::{CommitError, StoreError};
use super::types::{
    Balance, ExchangeRow, Health, Idempotency, IdempotencyKey, LeafRow, LedgerFilter, NoticeRow,
    Object, OurRow, Page, PaymentFilter, PaymentRow, PostingRow, Swept, Write,
};
use super::{Crowd, Store, blocking, check, page_size};

/// Writes in one transaction of a bulk load.
const BULK: usize = 5_000;

/// The embedded store.
pub(super) struct Sqlite {
    path: Option<PathBuf>,
    crowd: Crowd,
    open: RwLock<Option<Open>>,
}

/// What is let go of on closing, in this order.
struct Open {
    reads: Option<Readers>,
    readers: Vec<JoinHandle<()>>,
    queue: Queue,
    writers: Vec<JoinHandle<()>>,
    /// Held until every thread has ended.
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens or makes the file; `None` for a store in memory. Blocks.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        let crowd = Crowd::default();
        let open = match path {
            Some(path) => Open::file(path, crowd.clone())?,
            None => Open::memory()?,
        };
        Ok(Self { path: path.map(Path::to_owned), crowd, open: RwLock::new(Some(open)) })
    }

    fn queue(&self) -> Result<Queue, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.queue.clone()).ok_or(StoreError::Closed)
    }

    fn readers(&self) -> Result<Option<Readers>, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.reads.clone()).ok_or(StoreError::Closed)
    }

    /// Reads beside the writer, or on its connection when there is no file to share.
    async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        match self.readers()? {
            Some(readers) => readers.run(read).await,
            None => self.write(read).await,
        }
    }

    /// Changes something that is never refused.
    async fn write<T, F>(&self, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let work = move |connection: &Connection| write(connection).map_err(CommitError::Store);
        self.queue()?.run(work).await.map_err(CommitError::into_failure)
    }
}

impl Open {
    fn file(path: &Path, crowd: Crowd) -> Result<Self, StoreError> {
        let lock = open::lock(path)?;
        let connection = open::writer(path)?;
        let (log, checkpoint) = checkpoint::Log::start(path, &connection)?;
        let (reads, readers) = Readers::start(path)?;
        let writer = Writer::start(connection, Some(log), crowd)?;
        let queue = writer.queue();
        let writers = vec![writer.into_thread(), checkpoint];
        Ok(Self { reads: Some(reads), readers, queue, writers, _lock: Some(lock) })
    }

    fn memory() -> Result<Self, StoreError> {
        let writer = Writer::start(open::memory()?, None, Crowd::default())?;
        let queue = writer.queue();
        let writers = vec![writer.into_thread()];
        Ok(Self { reads: None, readers: Vec::new(), queue, writers, _lock: None })
    }

    /// Waits for the threads. The last connection to close copies the log into the file.
    fn close(self) -> Result<(), StoreError> {
        drop(self.reads);
        let joined = self.readers.into_iter().map(JoinHandle::join);
        let readers = joined.filter(Result::is_err).count();
        drop(self.queue);
        let joined = self.writers.into_iter().map(JoinHandle::join);
        let failed = readers + joined.filter(Result::is_err).count();
        if failed > 0 {
            return Err(StoreError::Failed(format!("{failed} of the store's threads panicked")));
        }
        Ok(())
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn commit_leaves(&self, mut write: Write) -> Result<Range<u64>, CommitError> {
        check::prepare(&mut write)?;
        let packed = Packed::new(write)?;
        self.queue()?.run(move |connection| apply::apply(connection, &packed)).await
    }

    fn crowd(&self) -> Crowd {
        self.crowd.clone()
    }

    async fn payment(&self, id: &str) -> Result<Option<PaymentRow>, StoreError> {
        let id = id.to_owned();
        self.read(move |connection| payments::by_id(connection, &id)).await
    }

    async fn payment_by_order(
        &self,
        account: &str,
        order: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        let (account, order) = (account.to_owned(), order.to_owned());
        self.read(move |connection| payments::by_order(connection, &account, &order)).await
    }

    async fn payment_by_refund(
        &self,
        account: &str,
        refund: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        let (account, refund) = (account.to_owned(), refund.to_owned());
        self.read(move |connection| payments::by_refund(connection, &account, &refund)).await
    }

    async fn due_payments(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        self.read(move |connection| payments::due(connection, now, page_size(limit))).await
    }

    async fn claim_payments(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let limit = page_size(limit);
        self.write(move |connection| payments::claim(connection, now, lease_until, limit)).await
    }

    async fn open_payments(
        &self,
        account: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        let (account, after) = (account.map(str::to_owned), after.map(str::to_owned));
        let limit = page_size(limit);
        self.read(move |connection| {
            payments::open(connection, account.as_deref(), after.as_deref(), limit)
        })
        .await
    }

    async fn payments(
        &self,
        filter: &PaymentFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        let (filter, after) = (filter.clone(), after.map(str::to_owned));
        let limit = page_size(limit);
        self.read(move |connection| payments::list(connection, &filter, after.as_deref(), limit))
            .await
    }

    async fn due_notices(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(move |connection| registry::due_notices(connection, now, page_size(limit))).await
    }

    async fn claim_notices(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let limit = page_size(limit);
        self.write(move |connection| registry::claim_notices(connection, now, lease_until, limit))
            .await
    }

    async fn open_notice(&self, account: &str) -> Result<Option<NoticeRow>, StoreError> {
        let account = account.to_owned();
        self.read(move |connection| registry::open_notice(connection, &account)).await
    }

    async fn payment_notices(&self, payment: &str) -> Result<Vec<NoticeRow>, StoreError> {
        let payment = payment.to_owned();
        self.read(move |connection| registry::payment_notices(connection, &payment)).await
    }

    async fn exchanges(&self, payment: &str) -> Result<Vec<ExchangeRow>, StoreError> {
        let payment = payment.to_owned();
        self.read(move |connection| registry::exchanges(connection, &payment)).await
    }

    async fn payment_postings(&self, payment: &str) -> Result<Vec<PostingRow>, StoreError> {
        let payment = payment.to_owned();
        self.read(move |connection| ledger::by_payment(connection, &payment)).await
    }

    async fn day_postings(
        &self,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        let (day, after, limit) = (day.to_owned(), after.map(str::to_owned), page_size(limit));
        self.read(move |connection| ledger::by_day(connection, &day, after.as_deref(), limit)).await
    }

    async fn account_postings(
        &self,
        merchant: &str,
        wallet: &str,
        kind: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        let names = [merchant.to_owned(), wallet.to_owned(), kind.to_owned()];
        let (after, limit) = (after.map(str::to_owned), page_size(limit));
        self.read(move |connection| {
            let names = names.each_ref().map(String::as_str);
            ledger::by_account(connection, names, after.as_deref(), limit)
        })
        .await
    }

    async fn balances(&self, filter: &LedgerFilter) -> Result<Vec<Balance>, StoreError> {
        let filter = filter.clone();
        self.read(move |connection| ledger::balances(connection, &filter)).await
    }

    async fn our_rows(
        &self,
        wallet: &str,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<OurRow>, StoreError> {
        let (wallet, day) = (wallet.to_owned(), day.to_owned());
        let (after, limit) = (after.map(str::to_owned), page_size(limit));
        self.read(move |connection| {
            ledger::ours(connection, &wallet, &day, after.as_deref(), limit)
        })
        .await
    }

    async fn object(&self, kind: &str, id: &str) -> Result<Option<Object>, StoreError> {
        let (kind, id) = (kind.to_owned(), id.to_owned());
        self.read(move |connection| registry::object(connection, &kind, &id)).await
    }

    async fn objects(
        &self,
        kind: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Object>, StoreError> {
        let (kind, prefix) = (kind.to_owned(), prefix.to_owned());
        let (after, limit) = (after.map(str::to_owned), page_size(limit));
        self.read(move |connection| {
            registry::objects(connection, &kind, &prefix, after.as_deref(), limit)
        })
        .await
    }

    async fn idempotency_begin(
        &self,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Idempotency, StoreError> {
        check::name("idempotency scope", &key.scope)?;
        check::name("idempotency key", &key.key)?;
        let key = key.clone();
        self.write(move |connection| registry::begin_idempotency(connection, &key, now)).await
    }

    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.read(move |connection| registry::leaves(connection, from, page_size(limit))).await
    }

    async fn opened_leaves(&self, from: u64, limit: usize) -> Result<Vec<LeafRow>, StoreError> {
        self.read(move |connection| registry::opened_leaves(connection, from, page_size(limit)))
            .await
    }

    async fn leaf_count(&self) -> Result<u64, StoreError> {
        self.read(registry::leaf_count).await
    }

    async fn last_publication(&self) -> Result<Option<u64>, StoreError> {
        self.read(registry::last_publication).await
    }

    async fn leaf_opening(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |connection| registry::leaf_opening(connection, index)).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<Swept, StoreError> {
        self.write(move |connection| registry::sweep(connection, now, page_size(limit))).await
    }

    async fn forget_exchanges(&self, before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        self.write(move |connection| registry::forget(connection, before, page_size(limit))).await
    }

    async fn bulk_load(
        &self,
        mut writes: Box<dyn Iterator<Item = Write> + Send>,
    ) -> Result<u64, CommitError> {
        let queue = self.queue()?;
        let mut stored = 0;
        loop {
            let chunk: Vec<Write> = writes.by_ref().take(BULK).collect();
            if chunk.is_empty() {
                return Ok(stored);
            }
            let loaded = chunk.len() as u64;
            let chunk = Packed::all(chunk)?;
            queue.run(move |connection| apply::apply_all(connection, &chunk)).await?;
            stored += loaded;
        }
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let queued = self.queue()?.waiting();
        self.write(|_| Ok(())).await?;
        let schema = self.read(open::schema).await?;
        Ok(Health { kind: "sqlite", schema, queued })
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        drop(self.queue()?);
        let Some(path) = self.path.clone() else { return Ok(()) };
        blocking(move || checkpoint::truncate(&open::connect(&path, open::SMALL_CACHE)?)).await
    }

    async fn close(&self) -> Result<(), StoreError> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        match open {
            Some(open) => blocking(move || open.close()).await,
            None => Ok(()),
        }
    }
}
