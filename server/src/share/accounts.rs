//! Our accounts with platforms, for a node and for whoever has its configuration.

use std::path::Path;
use std::sync::Arc;

use drawbridge_engine::outbound::HttpNet;
use drawbridge_engine::registry::ShareAccountSpec;
use drawbridge_engine::share::{AccountDesk, Roll};
use drawbridge_engine::store;
use drawbridge_engine::world::World;

use crate::config::Config;
use crate::node::{NodeError, net_settings, read};

/// The accounts of a configuration, without a node. What platforms lend them is found and kept in the
/// store of the configuration: a running node's tokens are used, and not ended.
pub async fn accounts(
    config: &Config,
    base: &Path,
    world: &World,
) -> Result<Arc<AccountDesk>, NodeError> {
    let roll = roll(&config.share.accounts, base)?;
    let store = store::open(&read("store", &config.store, base)?).await?;
    let net = HttpNet::new(&net_settings(config, base)?);
    let net = net.map_err(|fault| NodeError::Net(fault.to_string()))?;
    Ok(AccountDesk::new(Arc::new(net), roll, (store, world.clone())))
}

pub(super) fn roll(specs: &[ShareAccountSpec], base: &Path) -> Result<Roll, NodeError> {
    let about = |(name, error)| NodeError::Build(format!("share.accounts {name}"), error);
    ShareAccountSpec::roll(specs, base).map_err(about)
}
