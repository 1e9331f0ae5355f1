//! Who is who: merchants, the fronts at which they call us, and the wallets at which we call for
//! them. Read on every request from one immutable snapshot; replaced whole when something changes.

mod build;
mod merchant;
mod secret;
mod share;
mod spec;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use drawbridge_canon::pay::Pay;
use drawbridge_canon::{Account, Dialect};

pub use build::{BuildError, authority_of, build_account, fronts_key};
pub use merchant::Merchant;
pub use secret::{Secret, SecretError};
pub use share::ShareAccountSpec;
pub use spec::{
    AccountSpec, FrontSpec, KeySpec, MerchantSpec, PublicKeySpec, Standing, WalletSpec,
};

/// What to do about a front without a merchant in real service.
pub const NO_MERCHANT: &str = "name the merchant that calls here: only in a sandbox is a front without one a simulated wallet";

/// What answers at a front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// The pay gate, for this merchant.
    Gate {
        /// The merchant's id.
        merchant: String,
    },
    /// A simulated wallet.
    Sandbox,
}

/// A place where a client, written for a platform, calls us as if we were the platform.
#[derive(Clone)]
pub struct Front {
    /// `dialect:caller`.
    pub key: String,
    /// The platform that we play.
    pub dialect: &'static Dialect,
    /// Its half of the pay gate.
    pub pay: &'static Pay,
    /// The relation, with the platform's keys as ours.
    pub account: Account,
    /// Who answers.
    pub backend: Backend,
    /// Where notices go if the client names no address.
    pub notify_url: Option<String>,
}

/// A wallet at which we call in a merchant's name.
#[derive(Clone)]
pub struct WalletAccount {
    /// Its name here, unique.
    pub name: String,
    /// Its platform.
    pub dialect: &'static Dialect,
    /// Its half of the pay gate.
    pub pay: &'static Pay,
    /// The relation, with the merchant's keys as ours.
    pub account: Account,
    /// The merchant whose account it is.
    pub merchant: String,
    /// The fee by contract, in parts per million.
    pub fee_ppm: u32,
}

/// Everybody, at one moment.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// Whether fronts without a merchant are simulated wallets. Real service has none: such a front
    /// would call an order paid for which no money moved.
    pub sandbox: bool,
    /// Merchants by id.
    pub merchants: BTreeMap<String, Arc<Merchant>>,
    /// Fronts by `dialect:caller`.
    pub fronts: BTreeMap<String, Arc<Front>>,
    /// Wallets by name.
    pub wallets: BTreeMap<String, Arc<WalletAccount>>,
}

impl Snapshot {
    /// The front at which this caller of this platform is served.
    pub fn front(&self, dialect: &str, caller: &str) -> Option<&Arc<Front>> {
        self.fronts.get(&fronts_key(dialect, caller))
    }

    /// Adds a front, reading its secrets.
    pub fn add_front(&mut self, spec: &FrontSpec, base: &Path) -> Result<(), BuildError> {
        if spec.serves.is_none() && !self.sandbox {
            return Err(BuildError::Field("serves", NO_MERCHANT.to_owned()));
        }
        let front = spec.build(base)?;
        self.fronts.insert(front.key.clone(), Arc::new(front));
        Ok(())
    }

    /// The wallets a merchant accepts that are also configured, in configured order.
    pub fn wallets_of(&self, merchant: &str) -> Vec<Arc<WalletAccount>> {
        let names = self.merchants.get(merchant).map_or(&[][..], |merchant| &merchant.wallets);
        names.iter().filter_map(|name| self.wallets.get(name).cloned()).collect()
    }

    /// The wallet account that this number names at its platform: who a notice is for.
    pub fn wallet_at(&self, dialect: &str, name: &str) -> Option<&Arc<WalletAccount>> {
        self.wallets.get(name).filter(|wallet| wallet.dialect.name == dialect)
    }
}

/// The current snapshot.
#[derive(Default)]
pub struct Registry {
    current: RwLock<Arc<Snapshot>>,
}

impl Registry {
    /// The snapshot of now; it does not change in the reader's hands.
    pub fn now(&self) -> Arc<Snapshot> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces everything at once.
    pub fn replace(&self, snapshot: Snapshot) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Changes a copy and replaces everything by it.
    pub fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let mut guard = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let mut copy = Snapshot::clone(&guard);
        change(&mut copy);
        *guard = Arc::new(copy);
    }
}
