//! Simulated wallets behind fronts: one per platform, each with all its merchants.

mod backend;
mod in_page;
mod look;
mod notices;
mod settings;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use drawbridge_canon::pay::{Pay, Transaction};
use drawbridge_canon::{Reason, Refusal};
use drawbridge_sandbox::{Here, PayWith, Script, Wallet};

use crate::outbound::Net;
use crate::registry::{Backend, Front, Registry, Snapshot};
use crate::world::World;

pub use look::Seen;
pub use settings::settings_for;

/// The simulated wallets.
pub struct Sandbox {
    /// The world.
    pub world: World,
    /// The way out, for notices.
    pub net: Arc<dyn Net>,
    /// Who is who.
    pub registry: Arc<Registry>,
    wallets: BTreeMap<&'static str, Mutex<Wallet>>,
    /// The key by which each front's caller last asked to be answered.
    asked_keys: Mutex<BTreeMap<String, String>>,
    /// Where bills are fetched: our own address.
    public: String,
}

impl Sandbox {
    /// A simulated wallet for every platform of the roster that can be paid with. `public` is our
    /// own address, `seed` makes their numbers; the registry must know the simulated fronts already.
    pub fn new(
        world: World,
        net: Arc<dyn Net>,
        registry: Arc<Registry>,
        public: &str,
        seed: u64,
    ) -> Self {
        let spoken = drawbridge_roster::DIALECTS.iter().filter_map(|d| Some((d.name, d.pay?)));
        let snapshot = registry.now();
        let wallets = spoken.zip(seed..).map(|((name, pay), seed)| {
            let keys = keys_of(&snapshot, name);
            let settings = drawbridge_sandbox::Settings { keys, ..settings_for(pay, public, seed) };
            (name, Mutex::new(Wallet::new(settings)))
        });
        Self {
            world,
            net,
            registry,
            wallets: wallets.collect(),
            asked_keys: Mutex::default(),
            public: public.to_owned(),
        }
    }

    /// A buyer acts on an order: named by code text, prepay number, address, the wallet's number or
    /// the merchant's order number; `dialect` says at which platform, if that is known.
    pub fn pay(
        &self,
        dialect: Option<&str>,
        which: &str,
        with: &PayWith,
    ) -> Result<Transaction, Refusal> {
        let mut refusal =
            Refusal::new(Reason::OrderNotFound, format!("no simulated wallet knows `{which}`"));
        let asked = self.wallets.iter().filter(|(name, _)| dialect.is_none_or(|d| d == **name));
        for (name, wallet) in asked {
            let Some(pay) = pay_half(name) else { continue };
            let outcome = lock(wallet).pay(which, with, &self.here(pay));
            match outcome {
                Err(no) if no.reason == Reason::OrderNotFound => {}
                Err(no) => refusal = no,
                Ok(transaction) => return Ok(transaction),
            }
        }
        Err(refusal)
    }

    /// Sets what is to go wrong for a merchant of a platform (`*`: for all of them).
    pub fn set_script(&self, dialect: &str, merchant: &str, script: Script) -> Result<(), String> {
        let wallet = self.wallets.get(dialect);
        let wallet = wallet.ok_or_else(|| format!("`{dialect}` has no simulated wallet"))?;
        lock(wallet).set_script(merchant, script)
    }

    /// A wallet, for looking at; `None` if the platform has none.
    pub fn with<T>(
        &self,
        dialect: &str,
        look: impl FnOnce(&mut Wallet, &Here<'_>) -> T,
    ) -> Option<T> {
        let (wallet, pay) = (self.wallets.get(dialect)?, pay_half(dialect)?);
        let here = self.here(pay);
        Some(look(&mut lock(wallet), &here))
    }

    /// Remembers by which key a caller wants to be answered and told.
    fn learn_key(&self, front: &Front, key: Option<&str>) {
        let mut keys = self.asked_keys.lock().unwrap_or_else(PoisonError::into_inner);
        match key {
            Some(key) => keys.insert(front.key.clone(), key.to_owned()),
            None => keys.remove(&front.key),
        };
    }

    /// That key.
    fn key_of(&self, front: &Front) -> Option<String> {
        let keys = self.asked_keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(&front.key).cloned()
    }

    fn here(&self, pay: &'static Pay) -> Here<'static> {
        Here { now: self.world.clock.now(), rules: &pay.rules }
    }
}

/// The two keys of a simulated platform between which a merchant can migrate: its certificate's, and
/// the bare public key's. All merchants of a sandbox see the same platform.
fn keys_of(snapshot: &Snapshot, dialect: &str) -> Vec<String> {
    let simulated =
        |front: &&Arc<Front>| front.dialect.name == dialect && front.backend == Backend::Sandbox;
    let front = snapshot.fronts.values().find(simulated);
    let ours = front.map(|front| &front.account.keys.ours).filter(|ours| ours.len() == 2);
    ours.into_iter().flatten().map(|key| key.id.clone()).collect()
}

fn pay_half(dialect: &str) -> Option<&'static Pay> {
    drawbridge_roster::dialect(dialect).and_then(|dialect| dialect.pay)
}

fn lock(wallet: &Mutex<Wallet>) -> std::sync::MutexGuard<'_, Wallet> {
    // A panic in the middle of a change is a defect, but every other order is still sound.
    wallet.lock().unwrap_or_else(PoisonError::into_inner)
}
