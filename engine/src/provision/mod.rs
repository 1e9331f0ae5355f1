//! Ready-made relations for a sandbox: keys, certificates, merchants and wallets, so that every
//! client library can be tried at once and offline.
//!
//! For every platform A there is a merchant whose wallet is A's simulated one, and for every other
//! platform B a merchant who speaks A and is paid with B. One more merchant accepts every wallet.

mod clients;
mod keys;
mod relations;

use std::path::{Path, PathBuf};

use drawbridge_canon::KeyError;
use drawbridge_canon::pay::Pay;

use crate::registry::{AccountSpec, FrontSpec, MerchantSpec, WalletSpec};
use crate::world::World;

pub use clients::{Addresses, clients};
pub use keys::{CA_CERTIFICATE, CA_KEY, authority, host_certificate};

/// The id of the merchant who accepts every wallet.
pub const SHOP: &str = "shop";

/// Below which path a sandbox's buyers sign in, `/NAME` of the platform after it.
pub const SIGN_IN: &str = "/sandbox/sign-in";

/// A sandbox cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A file cannot be written or read.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// A key cannot be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A relation, for printing and for `clients.json`.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The platform whose client the merchant uses.
    pub front: &'static str,
    /// The platform that pays; `None`: whichever the buyer likes.
    pub wallet: Option<&'static str>,
    /// Which merchant at the front.
    pub spec: FrontSpec,
    /// The same from the merchant's side: what its client is set to.
    pub client: AccountSpec,
}

/// Everything that was set up.
#[derive(Clone, Debug, Default)]
pub struct Provision {
    /// Merchants.
    pub merchants: Vec<MerchantSpec>,
    /// Fronts: of merchants, and of simulated wallets.
    pub fronts: Vec<FrontSpec>,
    /// Wallets at which the bridge calls.
    pub wallets: Vec<WalletSpec>,
    /// The relations that a client can use.
    pub relations: Vec<Relation>,
}

/// Sets a sandbox up in `folder`, for a node whose address is `base`. Keys that are there already
/// are used again.
pub fn provision(folder: &Path, base: &str, world: &World) -> Result<Provision, ProvisionError> {
    let keys = keys::prepare(folder, &spoken(), world)?;
    Ok(relations::all(&spoken(), base, &keys))
}

/// Platforms that can be paid with, and their halves.
fn spoken() -> Vec<(&'static str, &'static Pay)> {
    let halves = drawbridge_roster::DIALECTS.iter().filter_map(|d| Some((d.name, d.pay?)));
    halves.filter(|(_, pay)| pay.charge.is_some()).collect()
}
