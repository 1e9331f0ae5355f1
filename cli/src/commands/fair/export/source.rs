//! Where the log is read: the node's own store, or an address.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use drawbridge_canon::{Method, Request};
use drawbridge_engine::beside::probes;
use drawbridge_engine::desk::Desk;
use drawbridge_engine::log::{Log, Published};
use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
use drawbridge_engine::store::{self, Store, StoreError};
use drawbridge_engine::world::World;
use drawbridge_fair_log::Tile;
use drawbridge_fair_policy::kept;

use crate::commands::configuration;

/// How long one file may take.
const FETCH_MAX: Duration = Duration::from_secs(30);

/// A log to be copied.
pub(super) enum Source {
    Store { log: Arc<Log>, published: Arc<Published>, store: Arc<dyn Store> },
    Address { base: String, net: Box<HttpNet> },
}

impl Source {
    /// The log at an address.
    pub(super) fn at(address: &str) -> anyhow::Result<Self> {
        let net = HttpNet::new(&NetSettings::default()).map_err(|fault| anyhow!(fault))?;
        let base = address.trim_end_matches('/').to_owned();
        Ok(Self::Address { base, net: Box::new(net) })
    }

    /// The log in the store of a configuration, which is published up to its end first.
    pub(super) async fn store(path: &Path) -> anyhow::Result<Self> {
        let mut config = configuration(path)?;
        config.log.publish = true;
        let base = path.parent().unwrap_or(Path::new(""));
        let (world, _) = World::real();
        let address = config.store.read(base)?;
        let store = store::open(&address).await.map_err(|error| match error {
            StoreError::Locked(file) => anyhow!(
                "{file} belongs to the program that is serving: add --from http://{}/log to ask it",
                config.listen
            ),
            error => error.into(),
        })?;
        let log = drawbridge_server::log::log(&config, base, &address, &store, &world).await?;
        let log = log.ok_or_else(|| anyhow!("this installation has no log"))?;
        let published = log.publish().await?;
        Ok(Self::Store { log, published, store })
    }

    /// The checkpoint.
    pub(super) async fn checkpoint(&mut self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Store { published, .. } => Ok(published.note.to_string().into_bytes()),
            Self::Address { base, net } => {
                let bytes = get(net, &format!("{base}/checkpoint")).await?;
                bytes.ok_or_else(|| anyhow!("there is no log at {base}"))
            }
        }
    }

    /// A tile, if there is one.
    pub(super) async fn tile(&mut self, tile: Tile) -> anyhow::Result<Option<Vec<u8>>> {
        match self {
            Self::Store { log, published, .. } => Ok(log.tile(published, tile).await?),
            Self::Address { base, net } => {
                let there = get(net, &format!("{base}/{tile}")).await?;
                if there.is_some() || tile.is_full() {
                    return Ok(there);
                }
                // A partial tile may be gone when the full one is there.
                let full = get(net, &format!("{base}/{}", tile.full())).await?;
                full.map(|bytes| cut(tile, &bytes)).transpose()
            }
        }
    }

    /// A published standard, the note of an exception, or the opening of a probe, by its path.
    pub(super) async fn published(&mut self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let (store, desk) = match self {
            Self::Address { base, net } => return get(net, &format!("{base}/{path}")).await,
            Self::Store { store, .. } => (store, Desk::published()?),
        };
        let (kind, name) = path.split_once('/').unwrap_or_default();
        let hash = name.split_once('.').and_then(|(hash, _)| kept::from_hex(hash));
        let hash = hash.ok_or_else(|| anyhow!("{path} is no path below a log"))?;
        Ok(match kind {
            "opening" => probes::opening(&**store, hash).await?,
            "standard" => desk.shelf().bytes(&**store, hash).await?,
            _ => desk.shelf().note(&**store, hash).await?,
        })
    }

    /// What opens a leaf. Nobody but the store knows it.
    pub(super) async fn opening(&self, index: u64) -> anyhow::Result<Option<Vec<u8>>> {
        match self {
            Self::Store { store, .. } => Ok(store.leaf_opening(index).await?),
            Self::Address { .. } => Ok(None),
        }
    }

    /// Lets go of the store.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Store { store, .. } => Ok(store.close().await?),
            Self::Address { .. } => Ok(()),
        }
    }
}

async fn get(net: &HttpNet, url: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let request = Request::to_url(Method::Get, url);
    let request = request.ok_or_else(|| anyhow!("{url} is not an address"))?;
    let response = net.fetch(&request, FETCH_MAX).await.map_err(|why| anyhow!("{url}: {why}"))?;
    match response.status {
        200 => Ok(Some(response.body)),
        404 | 410 => Ok(None),
        status => {
            let why: String = String::from_utf8_lossy(&response.body).chars().take(300).collect();
            bail!("{url} answers {status}: {}", why.trim_end())
        }
    }
}

/// The beginning of a full tile or bundle.
fn cut(tile: Tile, full: &[u8]) -> anyhow::Result<Vec<u8>> {
    use drawbridge_fair_log::{Hash, Level, bundle};
    let bytes = match tile.level {
        Level::Hashes(_) => usize::from(tile.width) * Hash::BYTES,
        Level::Entries => full.len() - bundle::take(full, tile.width)?.1.len(),
    };
    let bytes = full.get(..bytes).ok_or_else(|| anyhow!("{} is cut", tile.full()))?;
    Ok(bytes.to_vec())
}
