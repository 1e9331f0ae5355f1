//! Where several nodes share a store, each follows what the others change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::pay::PayEngine;
use drawbridge_engine::registry::Registry;
use drawbridge_engine::store::{Store, StoreError, kinds};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::config::Config;
use crate::node::{self, Node};

/// How often it is looked: how late another node's change is met here.
const EVERY: Duration = Duration::from_secs(5);

/// The kinds of object that make the registry.
const KINDS: [&str; 3] = [kinds::MERCHANT, kinds::WALLET, kinds::APP];

/// Follows the store's merchants, fronts and wallets.
pub struct Follower {
    config: Config,
    base: PathBuf,
    store: Arc<dyn Store>,
    registry: Arc<Registry>,
    engine: Arc<PayEngine>,
    seen: Vec<u8>,
}

impl Follower {
    /// Follows for this node. The first look always takes everything.
    pub fn new(node: &Node) -> Self {
        Self {
            config: node.config.clone(),
            base: node.base.clone(),
            store: node.store.clone(),
            registry: node.registry.clone(),
            engine: node.engine.clone(),
            seen: Vec::new(),
        }
    }

    /// Looks every few seconds until told to stop; at once over where the store is this node's alone.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if self.store.health().await.is_ok_and(|health| health.kind == "sqlite") {
            return;
        }
        while !*stop.borrow() {
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "other nodes' changes could not be read");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Takes over what was changed since the last look. Returns whether there was anything.
    pub async fn look(&mut self) -> Result<bool, StoreError> {
        let found = self.fingerprint().await?;
        if found == self.seen {
            return Ok(false);
        }
        let fresh = Registry::default();
        match node::snapshot(&self.config, &self.base) {
            Ok(configured) => fresh.replace(configured),
            // A secret's file that cannot be read now is no reason to forget what is in force.
            Err(error) => return Err(StoreError::Failed(error.to_string())),
        }
        super::load(&fresh, &*self.store, &self.base).await?;
        self.registry.replace(fresh.now().as_ref().clone());
        // Certificates that were fetched meanwhile are kept apart.
        self.engine.refresh_certificates().await?;
        self.seen = found;
        Ok(true)
    }

    /// A hash of everything that is kept.
    async fn fingerprint(&self) -> Result<Vec<u8>, StoreError> {
        let mut hash = Sha256::new();
        for kind in KINDS {
            let mut after = None;
            loop {
                let page = self.store.objects(kind, "", after.as_deref(), 500).await?;
                for object in page.items {
                    hash.update(format!("{kind}\n{}\n{}\n", object.id, object.version));
                    hash.update(&object.body);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(hash.finalize().to_vec())
    }
}
