//! A node's store: the real one, each of whose answers comes at a moment of the simulation's own
//! choice, around whose commits the node may die, and whose connection may break.

use std::future::Future;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use drawbridge_canon::Timestamp;
use drawbridge_engine::store::{
    Balance, CommitError, ExchangeRow, Health, Idempotency, IdempotencyKey, LeafRow, LedgerFilter,
    NoticeRow, Object, OurRow, Page, PaymentFilter, PaymentRow, PostingRow, Store, StoreError,
    Swept, Write,
};
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use super::executor::{Process, Sim};
use super::noise::Noise;
use super::plants::{Planted, Plants};

/// The real store behind all nodes, and how to wait for it.
#[derive(Clone)]
pub struct Vault {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Where its own work is done while the simulation stands still.
    pub runtime: Arc<Runtime>,
}

impl Vault {
    /// What the store says, without letting anybody else go on.
    pub fn ask<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// A node's view of the store.
pub struct NodeStore {
    /// The real one.
    pub vault: Vault,
    /// Chance.
    pub sim: Arc<Sim>,
    /// What goes wrong.
    pub noise: Arc<Noise>,
    /// Whose it is.
    pub process: Process,
    /// Told after each commit: something new may be due at any node.
    pub changed: Arc<Vec<Arc<Notify>>>,
    /// Defects put in on purpose.
    pub plants: Arc<Plants>,
}

impl NodeStore {
    async fn read<T>(
        &self,
        future: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        self.sim.linger().await;
        if self.noise.strikes(|odds| odds.store_away) {
            return Err(StoreError::Unavailable("the store is away".to_owned()));
        }
        self.vault.ask(future)
    }
}

#[async_trait]
impl Store for NodeStore {
    async fn commit_leaves(&self, write: Write) -> Result<Range<u64>, CommitError> {
        self.sim.linger().await;
        self.noise.perhaps_die(self.process, |odds| odds.crash_at_write).await;
        if self.noise.strikes(|odds| odds.store_away) {
            return Err(StoreError::Unavailable("the store is away".to_owned()).into());
        }
        let unknown = self.noise.strikes(|odds| odds.store_unknown);
        if unknown && self.sim.draw(|chance| chance.one_in(2)) {
            return Err(StoreError::Unknown("the connection broke".to_owned()).into());
        }
        let done = match self.plants.around_commit(write, &self.vault) {
            Planted::Store(write) => self.vault.ask(self.vault.store.commit_leaves(*write)),
            Planted::Apart(first, second) => {
                // The defect has no eyes for errors either.
                drop(self.vault.ask(self.vault.store.commit_leaves(*first)));
                self.sim.sleep(20).await;
                self.noise.perhaps_die(self.process, |odds| odds.crash_at_write).await;
                self.vault.ask(self.vault.store.commit_leaves(*second))
            }
            Planted::Pretend => Ok(0..0),
        };
        self.changed.iter().for_each(|node| node.notify_one());
        self.noise.perhaps_die(self.process, |odds| odds.crash_at_write).await;
        if unknown {
            return Err(StoreError::Unknown("the connection broke".to_owned()).into());
        }
        self.sim.linger().await;
        done
    }

    async fn payment(&self, id: &str) -> Result<Option<PaymentRow>, StoreError> {
        self.read(self.vault.store.payment(id)).await
    }

    async fn payment_by_order(
        &self,
        account: &str,
        order: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        self.read(self.vault.store.payment_by_order(account, order)).await
    }

    async fn payment_by_refund(
        &self,
        account: &str,
        refund: &str,
    ) -> Result<Option<PaymentRow>, StoreError> {
        self.read(self.vault.store.payment_by_refund(account, refund)).await
    }

    async fn due_payments(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        self.read(self.vault.store.due_payments(now, limit)).await
    }

    async fn claim_payments(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        self.read(self.vault.store.claim_payments(now, lease_until, limit)).await
    }

    async fn open_payments(
        &self,
        account: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        self.read(self.vault.store.open_payments(account, after, limit)).await
    }

    async fn payments(
        &self,
        filter: &PaymentFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PaymentRow>, StoreError> {
        self.read(self.vault.store.payments(filter, after, limit)).await
    }

    async fn due_notices(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(self.vault.store.due_notices(now, limit)).await
    }

    async fn claim_notices(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(self.vault.store.claim_notices(now, lease_until, limit)).await
    }

    async fn open_notice(&self, account: &str) -> Result<Option<NoticeRow>, StoreError> {
        self.read(self.vault.store.open_notice(account)).await
    }

    async fn payment_notices(&self, payment: &str) -> Result<Vec<NoticeRow>, StoreError> {
        self.read(self.vault.store.payment_notices(payment)).await
    }

    async fn exchanges(&self, payment: &str) -> Result<Vec<ExchangeRow>, StoreError> {
        self.read(self.vault.store.exchanges(payment)).await
    }

    async fn payment_postings(&self, payment: &str) -> Result<Vec<PostingRow>, StoreError> {
        self.read(self.vault.store.payment_postings(payment)).await
    }

    async fn day_postings(
        &self,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        self.read(self.vault.store.day_postings(day, after, limit)).await
    }

    async fn account_postings(
        &self,
        merchant: &str,
        wallet: &str,
        kind: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<PostingRow>, StoreError> {
        self.read(self.vault.store.account_postings(merchant, wallet, kind, after, limit)).await
    }

    async fn balances(&self, filter: &LedgerFilter) -> Result<Vec<Balance>, StoreError> {
        self.read(self.vault.store.balances(filter)).await
    }

    async fn our_rows(
        &self,
        wallet: &str,
        day: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<OurRow>, StoreError> {
        self.read(self.vault.store.our_rows(wallet, day, after, limit)).await
    }

    async fn object(&self, kind: &str, id: &str) -> Result<Option<Object>, StoreError> {
        self.read(self.vault.store.object(kind, id)).await
    }

    async fn objects(
        &self,
        kind: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Object>, StoreError> {
        self.read(self.vault.store.objects(kind, prefix, after, limit)).await
    }

    async fn idempotency_begin(
        &self,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Idempotency, StoreError> {
        self.read(self.vault.store.idempotency_begin(key, now)).await
    }

    async fn leaves(&self, from: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.read(self.vault.store.leaves(from, limit)).await
    }

    async fn opened_leaves(&self, from: u64, limit: usize) -> Result<Vec<LeafRow>, StoreError> {
        self.read(self.vault.store.opened_leaves(from, limit)).await
    }

    async fn leaf_count(&self) -> Result<u64, StoreError> {
        self.read(self.vault.store.leaf_count()).await
    }

    async fn last_publication(&self) -> Result<Option<u64>, StoreError> {
        self.read(self.vault.store.last_publication()).await
    }

    async fn leaf_opening(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(self.vault.store.leaf_opening(index)).await
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<Swept, StoreError> {
        self.read(self.vault.store.sweep(now, limit)).await
    }

    async fn bulk_load(
        &self,
        writes: Box<dyn Iterator<Item = Write> + Send>,
    ) -> Result<u64, CommitError> {
        self.vault.ask(self.vault.store.bulk_load(writes))
    }

    async fn health(&self) -> Result<Health, StoreError> {
        self.read(self.vault.store.health()).await
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        self.read(self.vault.store.checkpoint()).await
    }

    async fn close(&self) -> Result<(), StoreError> {
        // A node that ends does not take the store along.
        Ok(())
    }
}
