//! What merchants, fronts and wallets have in common as things that are written down.

use std::path::Path;
use std::sync::Arc;

use drawbridge_engine::pay::PayEngine;
use drawbridge_engine::pay::open::Open;
use drawbridge_engine::registry::{
    AccountSpec, Backend, BuildError, FrontSpec, MerchantSpec, NO_MERCHANT, Snapshot, WalletSpec,
    fronts_key,
};
use drawbridge_engine::store::{StoreError, kinds};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::problem::Problem;
use crate::config::Config;

/// A kind of object.
pub(super) trait Kind: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Under which kind it is kept.
    const KIND: &'static str;
    /// What it is called in problems.
    const NAME: &'static str;
    /// Why it may have no key.
    const NO_KEY: &'static str;
    /// By what it is found.
    fn key(&self) -> Option<String>;
    /// Those of the configuration file.
    fn configured(config: &Config) -> &[Self];
    /// The relation with its secrets, where there is one.
    fn account(&self) -> Option<&AccountSpec>;
    /// Whether whom it names is there.
    fn check(&self, snapshot: &Snapshot) -> Result<(), Problem>;
    /// Puts it among the others, reading its secrets.
    fn put(&self, snapshot: &mut Snapshot, base: &Path) -> Result<(), BuildError>;
    /// Takes it away.
    fn remove(key: &str, snapshot: &mut Snapshot);
    /// Who still uses it.
    fn used_by(key: &str, snapshot: &Snapshot) -> Option<String>;
    /// What is open of it.
    fn open(
        key: &str,
        engine: &PayEngine,
    ) -> impl Future<Output = Result<Option<Open>, StoreError>> + Send;
}

impl Kind for MerchantSpec {
    const KIND: &'static str = kinds::MERCHANT;
    const NAME: &'static str = "merchant";
    const NO_KEY: &'static str = "a merchant needs an id";

    fn key(&self) -> Option<String> {
        is_name(&self.id).then(|| self.id.clone())
    }

    fn configured(config: &Config) -> &[Self] {
        &config.merchants
    }

    fn account(&self) -> Option<&AccountSpec> {
        None
    }

    fn check(&self, snapshot: &Snapshot) -> Result<(), Problem> {
        let missing = self.wallets.iter().position(|name| !snapshot.wallets.contains_key(name));
        missing.map_or(Ok(()), |at| {
            let detail = format!("there is no wallet `{}`: make it first", self.wallets[at]);
            Err(Problem::invalid(&format!("/wallets/{at}"), detail))
        })
    }

    fn put(&self, snapshot: &mut Snapshot, _: &Path) -> Result<(), BuildError> {
        snapshot.merchants.insert(self.id.clone(), Arc::new(self.build()?));
        Ok(())
    }

    fn remove(key: &str, snapshot: &mut Snapshot) {
        snapshot.merchants.remove(key);
    }

    fn used_by(key: &str, snapshot: &Snapshot) -> Option<String> {
        let serves = Backend::Gate { merchant: key.to_owned() };
        let front = snapshot.fronts.values().find(|front| front.backend == serves);
        let wallet = || snapshot.wallets.values().find(|wallet| wallet.merchant == key);
        front
            .map(|front| format!("the front `{}`", front.key))
            .or_else(|| wallet().map(|wallet| format!("the wallet `{}`", wallet.name)))
    }

    async fn open(_: &str, _: &PayEngine) -> Result<Option<Open>, StoreError> {
        // Whatever is open of a merchant is open of its fronts and wallets, which use it.
        Ok(None)
    }
}

impl Kind for FrontSpec {
    const KIND: &'static str = kinds::APP;
    const NAME: &'static str = "front";
    const NO_KEY: &'static str = "a front needs a platform that can be paid with, and the number or app id by which its \
         callers name themselves";

    fn key(&self) -> Option<String> {
        let pay = drawbridge_roster::dialect(&self.account.dialect)?.pay?;
        let by_app = pay.shape.called_by_app;
        let caller = if by_app { self.account.apps.first()? } else { &self.account.merchant };
        (!caller.is_empty()).then(|| fronts_key(&self.account.dialect, caller))
    }

    fn configured(config: &Config) -> &[Self] {
        &config.fronts
    }

    fn account(&self) -> Option<&AccountSpec> {
        Some(&self.account)
    }

    fn check(&self, snapshot: &Snapshot) -> Result<(), Problem> {
        match &self.serves {
            Some(merchant) if !snapshot.merchants.contains_key(merchant) => {
                let detail = format!("there is no merchant `{merchant}`: make it first");
                Err(Problem::invalid("/serves", detail))
            }
            None if !snapshot.sandbox => Err(Problem::invalid("/serves", NO_MERCHANT)),
            _ => Ok(()),
        }
    }

    fn put(&self, snapshot: &mut Snapshot, base: &Path) -> Result<(), BuildError> {
        snapshot.add_front(self, base)
    }

    fn remove(key: &str, snapshot: &mut Snapshot) {
        snapshot.fronts.remove(key);
    }

    fn used_by(_: &str, _: &Snapshot) -> Option<String> {
        None
    }

    async fn open(key: &str, engine: &PayEngine) -> Result<Option<Open>, StoreError> {
        engine.open_of_front(key).await
    }
}

impl Kind for WalletSpec {
    const KIND: &'static str = kinds::WALLET;
    const NAME: &'static str = "wallet";
    const NO_KEY: &'static str = "a wallet needs a name of letters, digits and `-`";

    fn key(&self) -> Option<String> {
        is_name(&self.name).then(|| self.name.clone())
    }

    fn configured(config: &Config) -> &[Self] {
        &config.wallets
    }

    fn account(&self) -> Option<&AccountSpec> {
        Some(&self.account)
    }

    fn check(&self, snapshot: &Snapshot) -> Result<(), Problem> {
        if snapshot.merchants.contains_key(&self.owner) {
            return Ok(());
        }
        let detail = format!("there is no merchant `{}`: make it first", self.owner);
        Err(Problem::invalid("/owner", detail))
    }

    fn put(&self, snapshot: &mut Snapshot, base: &Path) -> Result<(), BuildError> {
        let wallet = self.build(base)?;
        snapshot.wallets.insert(wallet.name.clone(), Arc::new(wallet));
        Ok(())
    }

    fn remove(key: &str, snapshot: &mut Snapshot) {
        snapshot.wallets.remove(key);
    }

    fn used_by(key: &str, snapshot: &Snapshot) -> Option<String> {
        let mut merchants = snapshot.merchants.values();
        let merchant = merchants.find(|merchant| merchant.wallets.iter().any(|name| name == key));
        merchant.map(|merchant| format!("the merchant `{}`", merchant.id))
    }

    async fn open(key: &str, engine: &PayEngine) -> Result<Option<Open>, StoreError> {
        engine.open_of_wallet(key).await
    }
}

/// Names stand in addresses and in the books: letters, digits and `-`, at most 64.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
