//! Where a store under test lives.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use drawbridge_engine::store::{self, Store};

use crate::postgres;

/// A fresh store and what must be cleared away after it.
pub(crate) struct Home {
    /// The store.
    pub(crate) store: Arc<dyn Store>,
    /// Its address.
    pub(crate) url: String,
    folder: Option<PathBuf>,
}

impl Home {
    /// In a file of its own.
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let url = format!("sqlite:{}", folder.join("store.db").display());
        Self { store: opened(&url).await, url, folder: Some(folder) }
    }

    /// In memory.
    pub(crate) async fn memory() -> Self {
        let url = "sqlite::memory:".to_owned();
        Self { store: opened(&url).await, url, folder: None }
    }

    /// In a database of its own.
    pub(crate) async fn postgres() -> Self {
        let url = postgres::database().await;
        Self { store: opened(&url).await, url, folder: None }
    }

    /// Closes the store and clears away.
    pub(crate) async fn leave(self) {
        self.store.close().await.expect("the store closes");
        if let Some(folder) = self.folder {
            std::fs::remove_dir_all(folder).expect("the folder can be removed");
        }
        if self.url.starts_with("postgres") {
            postgres::remove(&self.url).await;
        }
    }
}

/// Opens a store that must open.
pub(crate) async fn opened(url: &str) -> Arc<dyn Store> {
    store::open(url).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// A new empty folder.
pub(crate) fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("drawbridge-store-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}
