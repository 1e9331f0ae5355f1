//! The store: everything that must survive, behind one trait.
//!
//! Two stores implement it and pass the same tests. SQLite is embedded and needs no set-up; one
//! process owns the file, a second one that opens it gets [`StoreError::Locked`]. PostgreSQL, by
//! its URL, serves many nodes at once. Both commit in groups: commands that arrive while a
//! transaction is being made durable share the next one, and a command that is refused does not
//! undo its neighbours. An answer is given only after the transaction is durable.

mod check;
mod crowd;
pub mod error;
mod leaves;
pub mod objects;
mod postgres;
mod sqlite;
pub mod types;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use drawbridge_canon::Timestamp;

pub use crowd::{Crowd, Sibling};
pub use error::{CommitError, StoreError};
pub use types::{
    Balance, EntryRow, ExchangeRow, Expect, Health, Idempotency, IdempotencyAnswer, IdempotencyKey,
    LeafRow, LeafWrite, LedgerFilter, NonceRow, NoticeOutcome, NoticeRow, NoticeUpdate, Object,
    ObjectWrite, OurRow, Page, PaymentFilter, PaymentRow, PaymentWrite, PostingRow, RefundKey,
    Swept, Write, kinds, payment_id,
};

/// The most items a page holds; more asked for is cut to this.
pub const PAGE_LIMIT: usize = 1000;

/// Everything that must survive.
///
/// Reads see every commit that was answered before the read began.
#[async_trait]
pub trait Store: Send + Sync {
    /// Applies all of a write in one transaction, or nothing of it. When it returns `Ok`, the
    /// write is durable.
    async fn commit(&self, write: Write) -> Result<(), CommitError> {
        self.commit_leaves(write).await.map(drop)
    }

    /// The same, and says which indexes the leaves of the write got: as many as there are, in
    /// their order, without a gap to those of any other write.
    async fn commit_leaves(&self, write: Write) -> Result<Range<u64>, CommitError>;

    /// Where callers say that they are at work, so that commits may wait for each other while
    /// there are many. A store whose commits never wait counts nobody.
    fn crowd(&self) -> Crowd {
        Crowd::default()
    }

    /// The payment of this id.
    async fn payment(&self, id: &str) -> Result<Option<PaymentRow>, StoreError>;

    /// The payment of a merchant's order number.
    async fn payment_by_order(
        &self,
        account: &str,
        order: &str,
    ) -> Result<Option<PaymentRow>, StoreError>;

    /// The payment for which a refund number was reserved.
    async fn payment_by_refund(
        &self,
        account: &str,
        refund: &str,
    ) -> Result<Option<PaymentRow>, StoreError>;

    /// Payments to look at by `now`, the longest due first.
    async fn due_payments(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError>;

    /// The same, and leases them: each is due again at `lease_until`, so that no other node takes
    /// it before. The lease leaves the version alone; the next commit of the payment ends it.
    async fn claim_payments(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError>;

    /// Payments that are not at rest, of one front account or of all, the longest due first.
    async fn open_payments(
        &self,
        account: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError>;

    /// Payments, the newest first.
    async fn payments(
        &self,
        filter: &PaymentFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError>;

    /// Notices to send by `now`, the longest due first.
    async fn due_notices(&self, now: Timestamp, limit: usize)
    -> Result<Vec<NoticeRow>, StoreError>;

    /// The same, and leases them: each is due again at `lease_until`, so that no other node sends
    /// it before.
    async fn claim_notices(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError>;

    /// The first that is due of the notices of a front account that are still to be sent.
    async fn open_notice(&self, account: &str) -> Result<Option<NoticeRow>, StoreError>;

    /// A payment's notices, in the order in which they were written.
    async fn payment_notices(&self, payment: &str) -> Result<Vec<NoticeRow>, StoreError>;

    /// A payment's messages in order of time, at most [`PAGE_LIMIT`].
    async fn exchanges(&self, payment: &str) -> Result<Vec<ExchangeRow>, StoreError>;

    /// A payment's postings, in the order in which they were written.
    async fn payment_postings(&self, payment: &str) -> Result<Vec<PostingRow>, StoreError>;

    /// The postings of an accounting day, in the order in which they were written.
    async fn day_postings(
        &self,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError>;

    /// The postings that touch one ledger account (in any currency), the newest first.
    async fn account_postings(
        &self,
        merchant: &str,
        wallet: &str,
        kind: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError>;

    /// What the accounts hold, summed over the days asked for, in order of their names.
    async fn balances(&self, filter: &LedgerFilter) -> Result<Vec<Balance>, StoreError>;

    /// Our side of a wallet's day, in order of kind and key, page by page.
    async fn our_rows(
        &self,
        wallet: &str,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<OurRow>, StoreError>;

    /// A registry object.
    async fn object(&self, kind: &str, id: &str) -> Result<Option<Object>, StoreError>;

    /// The objects of a kind whose id begins with `prefix`, in order of their ids.
    async fn objects(
        &self,
        kind: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Object>, StoreError>;

    /// Presents an idempotency key; `Fresh` takes it.
    async fn idempotency_begin(
        &self,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Idempotency, StoreError>;

    /// Leaves of the log from an index on, with their indexes, in order; at most [`PAGE_LIMIT`].
    /// An index that is left out was lost, and is never given to another leaf.
    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError>;

    /// The same, each with what opens it, for whoever reads the whole log. Not for the public.
    async fn opened_leaves(&self, from: u64, limit: usize) -> Result<Vec<LeafRow>, StoreError>;

    /// How many leaves there are: one more than the last index.
    async fn leaf_count(&self) -> Result<u64, StoreError>;

    /// The index of the last leaf that published a standard ([`LeafWrite::Publishing`]); none if none did.
    async fn last_publication(&self) -> Result<Option<u64>, StoreError>;

    /// What opens a leaf, if that was kept. Not for the public.
    async fn leaf_opening(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Removes what has expired by `now`, at most `limit` of each; call it again while it removes.
    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<Swept, StoreError>;

    /// Removes raw messages older than `before`, the oldest first, at most `limit`; call it again
    /// while it removes. They are the bulk of the store and hold what people may want forgotten.
    /// A store that wraps another need not offer it.
    async fn forget_exchanges(&self, before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        let _ = (before, limit);
        Err(StoreError::Failed("this store keeps every message".to_owned()))
    }

    /// Stores many writes fast, in large transactions: for imports and benches. The first write
    /// that is refused ends it; what went before may be stored. Returns how many were stored.
    async fn bulk_load(
        &self,
        writes: Box<dyn Iterator<Item = Write> + Send>,
    ) -> Result<u64, CommitError>;

    /// Whether the store can write and read, now.
    async fn health(&self) -> Result<Health, StoreError>;

    /// Moves what is in the write-ahead log into the main file, where there is such a thing.
    async fn checkpoint(&self) -> Result<(), StoreError>;

    /// Finishes what was accepted, refuses what comes later, and lets go of the store.
    async fn close(&self) -> Result<(), StoreError>;

    /// Takes a nonce: `false` if it was seen before.
    async fn nonce_first_seen(&self, nonce: NonceRow) -> Result<bool, StoreError> {
        match self.commit(Write { nonces: vec![nonce], ..Write::default() }).await {
            Ok(()) => Ok(true),
            Err(CommitError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// A notice was acknowledged.
    async fn notice_done(&self, id: &str) -> Result<(), StoreError> {
        self.notice_update(id, NoticeOutcome::Done).await
    }

    /// A notice was not acknowledged: send it again at `due`.
    async fn notice_retry(
        &self,
        id: &str,
        due: Timestamp,
        attempt: u32,
        last_error: &str,
    ) -> Result<(), StoreError> {
        let last_error = last_error.to_owned();
        self.notice_update(id, NoticeOutcome::Retry { due, attempt, last_error }).await
    }

    /// What became of a notice.
    async fn notice_update(&self, id: &str, outcome: NoticeOutcome) -> Result<(), StoreError> {
        let update = NoticeUpdate { id: id.to_owned(), outcome };
        let write = Write { notice_updates: vec![update], ..Write::default() };
        self.commit(write).await.map_err(CommitError::into_failure)
    }

    /// Writes one object.
    async fn put_object(&self, object: ObjectWrite) -> Result<(), CommitError> {
        self.commit(Write { objects: vec![object], ..Write::default() }).await
    }

    /// Keeps an idempotency key until `expires`: with its answer, or taken for as long as the work
    /// goes on (`None`). [`Conflict`](CommitError::Conflict) if it is not held until one of `held`
    /// any more: another has it.
    async fn idempotency_keep(
        &self,
        key: &IdempotencyKey,
        held: &[Timestamp],
        response: Option<Vec<u8>>,
        expires: Timestamp,
    ) -> Result<(), CommitError> {
        let answer = IdempotencyAnswer {
            scope: key.scope.clone(),
            key: key.key.clone(),
            held: held.to_vec(),
            response,
            expires: Some(expires),
        };
        self.commit(Write { idempotency: Some(answer), ..Write::default() }).await
    }

    /// Forgets an idempotency key: the work may be tried again. `Conflict` as above.
    async fn idempotency_forget(
        &self,
        key: &IdempotencyKey,
        held: &[Timestamp],
    ) -> Result<(), CommitError> {
        let (scope, key, held) = (key.scope.clone(), key.key.clone(), held.to_vec());
        let answer = IdempotencyAnswer { scope, key, held, response: None, expires: None };
        self.commit(Write { idempotency: Some(answer), ..Write::default() }).await
    }
}

/// Opens a store by its address and brings its schema up to date: `sqlite:<path>` (made if it is
/// not there), `sqlite::memory:` (forgotten when closed), or `postgres://user:password@host/name`.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = match path {
            "" => return Err(address(url, "a path is missing")),
            ":memory:" => None,
            path => Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path))),
        };
        let store = blocking(move || sqlite::Sqlite::open(path.as_deref())).await?;
        return Ok(Arc::new(store));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return match postgres::Postgres::open(url).await {
            Ok(store) => Ok(Arc::new(store?)),
            Err(why) => Err(address(url, &why)),
        };
    }
    Err(address(url, "an unknown kind of store"))
}

fn address(url: &str, why: &str) -> StoreError {
    // What stands between the scheme and the `@` may be a password.
    let url = match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) => format!("{}…{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    };
    StoreError::Address { url, why: why.to_owned() }
}

/// How many items a page holds when so many were asked for.
fn page_size(asked: usize) -> usize {
    asked.clamp(1, PAGE_LIMIT)
}

/// Runs what blocks where blocking is allowed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Failed(error.to_string())))
}
