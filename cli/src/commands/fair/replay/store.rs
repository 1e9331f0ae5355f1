//! The installation's own log, with everything that opens it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use drawbridge_engine::store::{Store, StoreError, kinds};
use drawbridge_fair_policy::replay::{Kept, Replay};
use drawbridge_fair_policy::{Standard, kept};
use drawbridge_fair_record::Opening;
use drawbridge_server::{Node, NodeError};
use tokio::runtime::Runtime;

use crate::commands::configuration;

/// Leaves asked for at once.
const AT_ONCE: usize = 1_000;

/// The store of a configuration.
pub(super) struct Own {
    runtime: Runtime,
    store: Arc<dyn Store>,
}

impl Own {
    /// Opens it.
    pub(super) fn open(config: &Path) -> anyhow::Result<Self> {
        let (runtime, store) = open(config)?;
        Ok(Self { runtime, store })
    }

    /// The standards that were published in its log.
    pub(super) fn standards(&self) -> anyhow::Result<Vec<Standard>> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = self.store.objects(kinds::STANDARD, "", after.as_deref(), AT_ONCE);
            let page = self.runtime.block_on(page)?;
            for object in page.items {
                let what = || format!("the kept standard {}", object.id);
                let hash = kept::from_hex(&object.id).with_context(what)?;
                let files = kept::read(&object.body, hash);
                found.push(files.and_then(|files| Standard::parse(&files)).with_context(what)?);
            }
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// Reads it from the first leaf to the last, and lets go of it.
    pub(super) fn read(self, replay: &mut Replay<'_>) -> anyhow::Result<()> {
        let done = all(&self.runtime, &self.store, replay);
        self.runtime.block_on(self.store.close())?;
        done
    }
}

fn open(config: &Path) -> anyhow::Result<(Runtime, Arc<dyn Store>)> {
    let base = config.parent().unwrap_or(Path::new("")).to_owned();
    let mut settings = configuration(config)
        .context("--config names an installation; an export of a log is named without an option")?;
    // Nothing is answered by official names for the length of one command.
    settings.impersonate = None;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    let node = match runtime.block_on(Node::build(settings, &base)) {
        Ok(node) => node,
        Err(NodeError::Store(StoreError::Locked(file))) => anyhow::bail!(
            "{file} belongs to a running node: stop it, or replay an export of its log"
        ),
        Err(error) => return Err(error.into()),
    };
    Ok((runtime, node.store.clone()))
}

fn all(runtime: &Runtime, store: &Arc<dyn Store>, replay: &mut Replay<'_>) -> anyhow::Result<()> {
    let mut next = 0;
    let mut failed = None;
    loop {
        let leaves = runtime.block_on(store.leaves(next, AT_ONCE))?;
        let Some((last, _)) = leaves.last() else { break };
        next = last + 1;
        for (index, _) in &leaves {
            replay.take(*index, |index| match runtime.block_on(leaf(&**store, index)) {
                Ok(kept) => kept,
                Err(error) => {
                    failed.get_or_insert(error);
                    None
                }
            });
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(())
}

async fn leaf(store: &dyn Store, index: u64) -> anyhow::Result<Option<Kept>> {
    let leaf = store.leaves(index, 1).await?.into_iter().find(|(found, _)| *found == index);
    let Some((_, leaf)) = leaf else { return Ok(None) };
    let opening = store.leaf_opening(index).await?;
    let opening = opening.map(|bytes| Opening::read(&bytes)).transpose();
    let opening = opening.with_context(|| format!("what is kept beside leaf {index}"))?;
    Ok(Some(Kept::whole(leaf, opening.as_ref())))
}
