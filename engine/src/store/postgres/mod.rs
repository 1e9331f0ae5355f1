//! The store for many nodes: PostgreSQL, with group commit like the embedded one.
//!
//! Connections are opened when they are needed and again after they were lost. A commit whose
//! answer was lost is looked up on the server before the caller is left without one.

mod address;
mod append;
mod books;
mod changes;
mod fault;
mod guards;
mod ledger;
mod link;
mod payments;
mod registry;
mod rows;
mod schema;
mod step;
mod tls;
mod writer;

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::Timestamp;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use self::address::Address;
use self::link::Link;
use self::writer::{Command, Prepared, QUEUE, Writer};
use super::error::{CommitError, StoreError};
use super::types::{
    Balance, ExchangeRow, Health, Idempotency, IdempotencyKey, LeafRow, LedgerFilter, NoticeRow,
    Object, OurRow, Page, PaymentFilter, PaymentRow, PostingRow, Swept, Write,
};
use super::{Store, check, page_size};

/// Connections that write. One group is prepared while another is made durable; more than two
/// only wait for each other's locks.
const WRITERS: usize = 2;

/// Connections that read; many reads share one at the same time.
const READERS: usize = 6;

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// How long the other end may be silent before the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);

/// Writes gathered for one transaction of a bulk load.
const BULK: usize = 500;

/// The store in PostgreSQL.
pub(super) struct Postgres {
    address: Address,
    traces: bool,
    open: RwLock<Option<Open>>,
}

struct Open {
    queue: mpsc::Sender<Command>,
    writers: Vec<JoinHandle<()>>,
    pool: Arc<Pool>,
}

/// The connections that read.
pub(super) struct Pool {
    links: Vec<Link>,
    turn: AtomicUsize,
}

impl Pool {
    /// The next connection in turn.
    fn link(&self) -> &Link {
        &self.links[self.turn.fetch_add(1, Ordering::Relaxed) % self.links.len()]
    }
}

/// PostgreSQL's text holds no NUL, so nothing that has one is found.
fn searchable(texts: &[&str]) -> bool {
    texts.iter().all(|text| !text.contains('\0'))
}

impl Postgres {
    /// Connects, and brings the schema up to date. `Err` with a text: the URL cannot be used.
    pub(super) async fn open(url: &str) -> Result<Result<Self, StoreError>, String> {
        let mut address = Address::read(url)?;
        let config = &mut address.config;
        config.application_name("drawbridge").connect_timeout(CONNECT);
        config.keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        Ok(Self::start(address).await)
    }

    async fn start(address: Address) -> Result<Self, StoreError> {
        let link = Link::new(&address, false);
        let session = link.session().await?;
        schema::migrate(&session.client).await?;
        // Databases that only speak PostgreSQL's protocol may not remember this.
        let sql = "SELECT to_regproc('pg_xact_status') IS NOT NULL";
        let row = session.client.query_one(sql, &[]).await.map_err(fault::fault)?;
        let traces = row.get(0);
        let (queue, commands) = mpsc::channel(QUEUE);
        let commands = Arc::new(Mutex::new(commands));
        let writer = || tokio::spawn(Writer::new(&address, traces).run(Arc::clone(&commands)));
        let writers = (0..WRITERS).map(|_| writer()).collect();
        let links =
            std::iter::once(link).chain((1..READERS).map(|_| Link::new(&address, false))).collect();
        let pool = Arc::new(Pool { links, turn: AtomicUsize::new(0) });
        let open = RwLock::new(Some(Open { queue, writers, pool }));
        Ok(Self { address, traces, open })
    }

    fn queue(&self) -> Result<mpsc::Sender<Command>, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.queue.clone()).ok_or(StoreError::Closed)
    }

    fn pool(&self) -> Result<Arc<Pool>, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| Arc::clone(&open.pool)).ok_or(StoreError::Closed)
    }
}

#[async_trait]
impl Store for Postgres {
    async fn commit_leaves(&self, write: Write) -> Result<Range<u64>, CommitError> {
        let (reply, answer) = oneshot::channel();
        let command = Command { prepared: Prepared::new(write)?, reply };
        self.queue()?.send(command).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or(Err(StoreError::Closed.into()))
    }

    async fn payment(&self, id: &str) -> Result<Option<PaymentRow>, StoreError> {
        payments::by_id(&*self.pool()?, id).await
    }

    async fn payment_by_order(
        &self,
        account: &str,
        order: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        payments::by_order(&*self.pool()?, account, order).await
    }

    async fn payment_by_refund(
        &self,
        account: &str,
        refund: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        payments::by_refund(&*self.pool()?, account, refund).await
    }

    async fn due_payments(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        payments::due(&*self.pool()?, now, page_size(limit)).await
    }

    async fn claim_payments(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        payments::claim(&*self.pool()?, now, lease_until, page_size(limit)).await
    }

    async fn open_payments(
        &self,
        account: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        payments::open(&*self.pool()?, account, after, page_size(limit)).await
    }

    async fn payments(
        &self,
        filter: &PaymentFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        payments::list(&*self.pool()?, filter, after, page_size(limit)).await
    }

    async fn due_notices(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        registry::due_notices(&*self.pool()?, now, page_size(limit)).await
    }

    async fn claim_notices(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        registry::claim_notices(&*self.pool()?, now, lease_until, page_size(limit)).await
    }

    async fn open_notice(&self, account: &str) -> Result<Option<NoticeRow>, StoreError> {
        registry::open_notice(&*self.pool()?, account).await
    }

    async fn payment_notices(&self, payment: &str) -> Result<Vec<NoticeRow>, StoreError> {
        registry::payment_notices(&*self.pool()?, payment).await
    }

    async fn exchanges(&self, payment: &str) -> Result<Vec<ExchangeRow>, StoreError> {
        registry::exchanges(&*self.pool()?, payment).await
    }

    async fn payment_postings(&self, payment: &str) -> Result<Vec<PostingRow>, StoreError> {
        ledger::by_payment(&*self.pool()?, payment).await
    }

    async fn day_postings(
        &self,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        ledger::by_day(&*self.pool()?, day, after, page_size(limit)).await
    }

    async fn account_postings(
        &self,
        merchant: &str,
        wallet: &str,
        kind: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        let names = [merchant, wallet, kind];
        ledger::by_account(&*self.pool()?, names, after, page_size(limit)).await
    }

    async fn balances(&self, filter: &LedgerFilter) -> Result<Vec<Balance>, StoreError> {
        ledger::balances(&*self.pool()?, filter).await
    }

    async fn our_rows(
        &self,
        wallet: &str,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<OurRow>, StoreError> {
        ledger::ours(&*self.pool()?, wallet, day, after, page_size(limit)).await
    }

    async fn object(&self, kind: &str, id: &str) -> Result<Option<Object>, StoreError> {
        registry::object(&*self.pool()?, kind, id).await
    }

    async fn objects(
        &self,
        kind: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Object>, StoreError> {
        registry::objects(&*self.pool()?, kind, prefix, after, page_size(limit)).await
    }

    async fn idempotency_begin(
        &self,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Idempotency, StoreError> {
        check::name("idempotency scope", &key.scope)?;
        check::name("idempotency key", &key.key)?;
        registry::begin_idempotency(&*self.pool()?, key, now).await
    }

    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        registry::leaves(&*self.pool()?, from, page_size(limit)).await
    }

    async fn opened_leaves(&self, from: u64, limit: usize) -> Result<Vec<LeafRow>, StoreError> {
        registry::opened_leaves(&*self.pool()?, from, page_size(limit)).await
    }

    async fn leaf_count(&self) -> Result<u64, StoreError> {
        registry::leaf_count(&*self.pool()?).await
    }

    async fn last_publication(&self) -> Result<Option<u64>, StoreError> {
        registry::last_publication(&*self.pool()?).await
    }

    async fn leaf_opening(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        registry::leaf_opening(&*self.pool()?, index).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<Swept, StoreError> {
        registry::sweep(&*self.pool()?, now, page_size(limit)).await
    }

    async fn forget_exchanges(&self, before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        registry::forget(&*self.pool()?, before, page_size(limit)).await
    }

    async fn bulk_load(
        &self,
        mut writes: Box<dyn Iterator<Item = Write> + Send>,
    ) -> Result<u64, CommitError> {
        drop(self.queue()?);
        let loader = Writer::new(&self.address, self.traces);
        let mut stored = 0;
        loop {
            let chunk: Vec<Write> = writes.by_ref().take(BULK).collect();
            if chunk.is_empty() {
                return Ok(stored);
            }
            let chunk: Vec<Prepared> =
                chunk.into_iter().map(Prepared::new).collect::<Result<_, _>>()?;
            let mut waiting: Vec<&Prepared> = chunk.iter().collect();
            while !waiting.is_empty() {
                let (group, later) = writer::split(waiting, |prepared| &prepared.write);
                for result in loader.write(&group).await {
                    result?;
                    stored += 1;
                }
                waiting = later.into();
            }
        }
    }

    async fn health(&self) -> Result<Health, StoreError> {
        let queue = self.queue()?;
        let queued = queue.max_capacity() - queue.capacity();
        // An empty write goes through a writer's connection and a transaction all the same.
        self.commit(Write::default()).await.map_err(CommitError::into_failure)?;
        let rows = self.pool()?.link().query(schema::VERSION, &[]).await?;
        let schema = rows.first().map_or(0, |row| row.get::<_, i32>(0));
        Ok(Health { kind: "postgres", schema: schema.unsigned_abs(), queued })
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        // The server does this by itself.
        self.queue().map(drop)
    }

    async fn close(&self) -> Result<(), StoreError> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Open { queue, writers, pool }) = open else { return Ok(()) };
        drop((queue, pool));
        for writer in writers {
            writer.await.map_err(|error| StoreError::Failed(error.to_string()))?;
        }
        Ok(())
    }
}
