//! A running node: everything built from a configuration, started, and stopped in order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::board::Board;
use drawbridge_engine::cases::Cases;
use drawbridge_engine::desk::{Desk, DeskError};
use drawbridge_engine::fair_policy::Standard;
use drawbridge_engine::ledger::Terms;
use drawbridge_engine::log::witness::Witness;
use drawbridge_engine::log::{Log, LogError};
use drawbridge_engine::outbound::{HttpNet, Net, NetSettings};
use drawbridge_engine::pay::backend::Backend;
use drawbridge_engine::pay::front::Fronts;
use drawbridge_engine::pay::{PayEngine, Renewals, Settings};
use drawbridge_engine::reconcile::daily::Daily;
use drawbridge_engine::registry::{BuildError, Registry, Secret, SecretError, Snapshot};
use drawbridge_engine::sandbox::Sandbox;
use drawbridge_engine::store::{self, Store, StoreError};
use drawbridge_engine::world::{SystemClock, World};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::http::Proxies;
use crate::http::metrics::Metered;
use crate::share::{Internet, ShareNode};

/// Everything that requests are answered with.
pub struct Node {
    /// The configuration it was built from.
    pub config: Config,
    /// Where relative paths in the configuration count from.
    pub base: PathBuf,
    /// The world.
    pub world: World,
    /// The clock in it, which a sandbox may move.
    pub clock: Arc<SystemClock>,
    /// What must survive.
    pub store: Arc<dyn Store>,
    /// Who is who.
    pub registry: Arc<Registry>,
    /// The pay gate.
    pub engine: Arc<PayEngine>,
    /// The simulated wallets; idle unless the configuration has a sandbox.
    pub sandbox: Arc<Sandbox>,
    /// The fronts.
    pub fronts: Fronts,
    /// Whose word about how we are named is taken.
    pub proxies: Proxies,
    /// The share gate.
    pub share: ShareNode,
    /// The log, if it is published.
    pub log: Option<Arc<Log>>,
    /// The witness of other logs, if it is one.
    pub witness: Option<Arc<Witness>>,
    /// The cases in the log.
    pub cases: Cases,
    /// What the log shows about fairness.
    pub board: Board,
}

/// A node could not be built.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A merchant, front or wallet.
    #[error("{0}: {1}")]
    Build(String, #[source] BuildError),
    /// A secret.
    #[error("{0}: {1}")]
    Secret(&'static str, #[source] SecretError),
    /// A file of trusted roots.
    #[error("cannot trust {0}: {1}")]
    Trust(PathBuf, String),
    /// A proxy that is to be trusted.
    #[error("trusted_proxies: {0}")]
    Proxy(String),
    /// The network stack.
    #[error("{0}")]
    Net(String),
    /// Something that the share gate is told by the configuration.
    #[error("{0}")]
    Share(String),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The published rules.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Something that the log or the witness is told by the configuration.
    #[error("log.{0}: {1}")]
    LogSetting(&'static str, String),
}

impl Node {
    /// Builds a node. `base` is the folder from which relative paths in the configuration count.
    pub async fn build(config: Config, base: &Path) -> Result<Arc<Self>, NodeError> {
        Self::with(Desk::published()?, config, base).await
    }

    /// The same, with a desk of the caller's.
    pub async fn with(desk: Desk, config: Config, base: &Path) -> Result<Arc<Self>, NodeError> {
        Self::within(Internet::default(), desk, config, base).await
    }

    /// The same, where links lead into an internet of the caller's, and nowhere else.
    pub async fn within(
        internet: Internet,
        desk: Desk,
        config: Config,
        base: &Path,
    ) -> Result<Arc<Self>, NodeError> {
        let (world, clock) = World::real();
        let proxies = Proxies::read(&config.trusted_proxies).map_err(NodeError::Proxy)?;
        let address = read("store", &config.store, base)?;
        let store = store::open(&address).await?;
        let registry = Arc::new(Registry::default());
        let reach = net_settings(&config, base)?;
        let net = HttpNet::new(&reach).map_err(|fault| NodeError::Net(fault.to_string()))?;
        let net: Arc<dyn Net> = Arc::new(net);
        let net: Arc<dyn Net> = Arc::new(Metered::new(net, registry.clone()));
        registry.replace(snapshot(&config, base)?);
        crate::admin::load(&registry, &*store, base).await?;
        let settings = Settings {
            public: config.public_url.clone(),
            pseudonym_key: read("pseudonym_key", &config.pseudonym_key, base)?,
            terms: Terms::default().at(config.commission_ppm),
            keep_exchanges: config.keep_exchanges,
        };
        let desk = Arc::new(desk);
        rules(&desk, &*store, world.clock.now()).await?;
        let engine = Arc::new(PayEngine {
            world: world.clone(),
            store: store.clone(),
            net: net.clone(),
            registry: registry.clone(),
            desk: desk.clone(),
            settings,
            renewals: Renewals::default(),
        });
        let sandbox = Arc::new(Sandbox::new(
            world.clone(),
            net,
            registry.clone(),
            &config.public_url,
            world.dice.below(u64::MAX),
        ));
        let fronts = fronts(&config, &engine, &sandbox);
        let log = crate::log::log(&config, base, &address, &store, &world).await?;
        let witness = crate::log::witness(&config, base, &address, &store, &world).await?;
        let base = base.to_owned();
        let board = Board::new(store.clone(), log.clone(), config.log.own_camps.clone());
        let cases = Cases::new(store.clone(), desk.clone());
        let with = (store.clone(), desk.clone(), world.clone());
        let reach = (&reach, internet, engine.net.clone());
        let key = &engine.settings.pseudonym_key;
        let share = ShareNode::build((&config, &base), with, reach, key)?;
        Ok(Arc::new(Self {
            config,
            base,
            world,
            clock,
            store,
            registry,
            engine,
            sandbox,
            fronts,
            proxies,
            share,
            log,
            witness,
            cases,
            board,
        }))
    }

    /// Starts what goes on by itself; it ends after `stop` becomes true.
    pub fn start(&self, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let mut tasks = vec![
            tokio::spawn(self.engine.clone().run(stop.clone())),
            tokio::spawn(self.engine.clone().keep_trust(stop.clone())),
            tokio::spawn(self.engine.clone().keep_tidy(self.config.keep_messages, stop.clone())),
            tokio::spawn(crate::admin::Follower::new(self).run(stop.clone())),
            tokio::spawn(self.share.counts.clone().run(stop.clone())),
        ];
        if let Some(at) = self.config.reconcile_at {
            let daily = Daily::new(self.engine.clone(), at);
            tasks.push(tokio::spawn(daily.run(stop.clone())));
        }
        if let Some(log) = &self.log {
            let net = self.engine.net.clone();
            tasks.push(tokio::spawn(log.clone().run(stop.clone())));
            tasks.push(tokio::spawn(log.clone().ask_witnesses(net, stop.clone())));
        }
        if !self.share.lists.is_empty() {
            let with = (self.share.engine.clone(), self.world.clone());
            tasks.push(tokio::spawn(self.share.lists.clone().run(with, stop.clone())));
        }
        if self.config.sandbox {
            tasks.push(tokio::spawn(self.sandbox.clone().run(stop.clone())));
        }
        tasks
    }
}

/// The fronts, and what stands behind them.
fn fronts(config: &Config, engine: &Arc<PayEngine>, sandbox: &Arc<Sandbox>) -> Fronts {
    let gate: Arc<dyn Backend> = Arc::new(engine.clone());
    let simulated: Arc<dyn Backend> = Arc::new(sandbox.clone());
    Fronts {
        world: engine.world.clone(),
        registry: engine.registry.clone(),
        gate: gate.clone(),
        // In real service nothing reaches a simulated wallet, whatever a front says of itself: the
        // gate has no wallet to ask for it.
        sandbox: if config.sandbox { simulated } else { gate },
    }
}

/// Looks which standard is in force, so that what is wrong with it is said at the start, and not at the
/// first payment.
async fn rules(desk: &Desk, store: &dyn Store, now: Timestamp) -> Result<(), NodeError> {
    match desk.in_force(store, now).await {
        Ok(in_force) => {
            tell_of(&in_force.standard, desk);
            if let Err(error) = desk.fits(&in_force.standard) {
                tracing::error!(%error, "no case can be decided by the standard in force");
            }
        }
        Err(error @ (DeskError::Store(_) | DeskError::Lost(_))) => return Err(error.into()),
        // Nothing is decided, but everything can be looked at, and what was begun goes on.
        Err(error) => tracing::error!(%error, "no standard is in force"),
    }
    Ok(())
}

/// That the standard in force is not the one that this program came with is the operator's decision, and
/// worth a line.
fn tell_of(in_force: &Standard, desk: &Desk) {
    let own = &desk.shelf().own().standard;
    if own.hash() != in_force.hash() {
        let (in_force, own) = (in_force.version(), own.version());
        tracing::info!(in_force, own, "another standard is in force than this program came with");
    }
}

/// Everybody that the configuration names.
pub fn snapshot(config: &Config, base: &Path) -> Result<Snapshot, NodeError> {
    let mut snapshot = Snapshot { sandbox: config.sandbox, ..Snapshot::default() };
    for spec in &config.merchants {
        let merchant = spec
            .build()
            .map_err(|error| NodeError::Build(format!("merchant {}", spec.id), error))?;
        snapshot.merchants.insert(spec.id.clone(), Arc::new(merchant));
    }
    for spec in &config.fronts {
        snapshot.add_front(spec, base).map_err(|error| {
            NodeError::Build(
                format!("front {} {}", spec.account.dialect, spec.account.merchant),
                error,
            )
        })?;
    }
    for spec in &config.wallets {
        let wallet = spec
            .build(base)
            .map_err(|error| NodeError::Build(format!("wallet {}", spec.name), error))?;
        snapshot.wallets.insert(wallet.name.clone(), Arc::new(wallet));
    }
    Ok(snapshot)
}

pub(crate) fn net_settings(config: &Config, base: &Path) -> Result<NetSettings, NodeError> {
    let mut settings = NetSettings::default();
    for path in &config.trust {
        let bad = |why: String| NodeError::Trust(path.clone(), why);
        let pem = std::fs::read_to_string(base.join(path)).map_err(|e| bad(e.to_string()))?;
        settings.more_roots.extend(drawbridge_engine::pem_blocks(&pem));
    }
    Ok(settings)
}

pub(crate) fn read(field: &'static str, secret: &Secret, base: &Path) -> Result<String, NodeError> {
    secret.read(base).map_err(|error| NodeError::Secret(field, error))
}
