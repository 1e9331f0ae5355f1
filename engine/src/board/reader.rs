//! Leaves with what opens them, for work that cannot wait: on a thread of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::replay::Kept;
use drawbridge_fair_policy::{Standard, kept};
use drawbridge_fair_record::Opening;
use tokio::runtime::Handle;

use crate::store::{PAGE_LIMIT, Store, StoreError, kinds};

/// Pages kept in memory: a decision mostly stands near what it refers to.
const PAGES: usize = 8;

/// Reads a store from a thread that may block.
pub(crate) struct Reader {
    store: Arc<dyn Store>,
    handle: Handle,
    /// Pages by their first index, each as it was read.
    pages: BTreeMap<u64, Vec<(u64, Vec<u8>)>>,
    /// The first indexes in the order in which the pages were read.
    order: Vec<u64>,
}

impl Reader {
    /// Called where the runtime is, and used elsewhere.
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        let (pages, order) = (BTreeMap::new(), Vec::new());
        Self { store, handle: Handle::current(), pages, order }
    }

    /// The bytes of a leaf; none if there is none.
    pub(crate) fn leaf(&mut self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let page = PAGE_LIMIT as u64;
        let first = index / page * page;
        // The last page grows: a leaf that is not in it yet is looked for again.
        let found = |leaves: &Vec<(u64, Vec<u8>)>| {
            let at = leaves.binary_search_by_key(&index, |(index, _)| *index).ok()?;
            leaves.get(at).map(|(_, body)| body.clone())
        };
        if let Some(body) = self.pages.get(&first).and_then(found) {
            return Ok(Some(body));
        }
        let mut leaves = self.handle.block_on(self.store.leaves(first, PAGE_LIMIT))?;
        leaves.retain(|(index, _)| *index < first + page);
        let body = found(&leaves);
        if self.pages.insert(first, leaves).is_none() {
            self.order.push(first);
        }
        if self.order.len() > PAGES {
            let oldest = self.order.remove(0);
            self.pages.remove(&oldest);
        }
        Ok(body)
    }

    /// The published standard of this hash; none if its files are not kept.
    pub(crate) fn standard(&self, hash: Hash) -> Result<Option<Standard>, StoreError> {
        let kept = self.handle.block_on(self.store.object(kinds::STANDARD, &kept::hex(hash)))?;
        let Some(kept) = kept else { return Ok(None) };
        let read = kept::read(&kept.body, hash).and_then(|files| Standard::parse(&files));
        read.map(Some).map_err(|error| StoreError::Damaged(format!("a kept standard: {error}")))
    }

    /// What opens a leaf; none if nothing is kept, or if what is kept cannot be read.
    pub(crate) fn opening(&self, index: u64) -> Result<Option<Opening>, StoreError> {
        let kept = self.handle.block_on(self.store.leaf_opening(index))?;
        Ok(kept.and_then(|bytes| Opening::read(&bytes).ok()))
    }

    /// A leaf with what opens it.
    pub(crate) fn kept(&mut self, index: u64) -> Result<Option<Kept>, StoreError> {
        let Some(leaf) = self.leaf(index)? else { return Ok(None) };
        Ok(Some(Kept::whole(leaf, self.opening(index)?.as_ref())))
    }
}
