//! Leaves with what opens them, for work that cannot wait: on a thread of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::replay::Kept;
use drawbridge_fair_policy::{Standard, kept};
use drawbridge_fair_record::Opening;
use tokio::runtime::Handle;

use crate::store::{LeafRow, PAGE_LIMIT, Store, StoreError, kinds};

/// Pages kept in memory: a decision mostly stands near what it refers to.
const PAGES: usize = 8;

/// Reads a store from a thread that may block.
pub(crate) struct Reader {
    store: Arc<dyn Store>,
    handle: Handle,
    /// Pages by their first index, each as it was read.
    pages: BTreeMap<u64, Vec<LeafRow>>,
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
        Ok(self.row(index)?.map(|row| row.body))
    }

    fn row(&mut self, index: u64) -> Result<Option<LeafRow>, StoreError> {
        let page = PAGE_LIMIT as u64;
        let first = index / page * page;
        // The last page grows: a leaf that is not in it yet is looked for again.
        let found = |leaves: &Vec<LeafRow>| {
            let at = leaves.binary_search_by_key(&index, |row| row.index).ok()?;
            leaves.get(at).cloned()
        };
        if let Some(row) = self.pages.get(&first).and_then(found) {
            return Ok(Some(row));
        }
        let mut leaves = self.handle.block_on(self.store.opened_leaves(first, PAGE_LIMIT))?;
        leaves.retain(|row| row.index < first + page);
        let row = found(&leaves);
        if self.pages.insert(first, leaves).is_none() {
            self.order.push(first);
        }
        if self.order.len() > PAGES {
            let oldest = self.order.remove(0);
            self.pages.remove(&oldest);
        }
        Ok(row)
    }

    /// The published standard of this hash; none if its files are not kept.
    pub(crate) fn standard(&self, hash: Hash) -> Result<Option<Standard>, StoreError> {
        let kept = self.handle.block_on(self.store.object(kinds::STANDARD, &kept::hex(hash)))?;
        let Some(kept) = kept else { return Ok(None) };
        let read = kept::read(&kept.body, hash).and_then(|files| Standard::parse(&files));
        read.map(Some).map_err(|error| StoreError::Damaged(format!("a kept standard: {error}")))
    }

    /// A leaf with what opens it: nothing if nothing is kept, or if what is kept cannot be read.
    pub(crate) fn kept(&mut self, index: u64) -> Result<Option<Kept>, StoreError> {
        let Some(row) = self.row(index)? else { return Ok(None) };
        let opening = row.opening.and_then(|bytes| Opening::read(&bytes).ok());
        Ok(Some(Kept::whole(row.body, opening.as_ref())))
    }
}
