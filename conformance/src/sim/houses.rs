//! Who answers the door: our nodes, the platforms, and the merchants.

use std::sync::{Arc, Mutex};

use drawbridge_canon::{Dialect, Request, Timestamp};
use drawbridge_engine::pay::front::{Fronts, Served};
use drawbridge_engine::pay::{PayEngine, Settings};
use drawbridge_engine::registry::Registry;
use drawbridge_engine::sandbox::Sandbox;
use futures_util::future::select;
use tokio::sync::Notify;

use super::executor::{Process, Sim, lock};
use super::net::Streets;
use super::net::{Answering, Door, Wires};
use super::noise::Noise;
use super::people::{BRIDGE, PLATFORMS, People};
use super::plants::Plants;
use super::store::{NodeStore, Vault};
use super::world::world;
use crate::shop::Shop;

/// Later than anything.
const NEVER: Timestamp = Timestamp(i64::MAX / 4);

/// The most that a node sleeps when it has nothing to do.
const NAP_MS: i64 = 6 * 3_600_000;

/// What all houses stand on.
#[derive(Clone)]
pub struct Ground {
    /// Time and chance.
    pub sim: Arc<Sim>,
    /// The wires.
    pub streets: Arc<Streets>,
    /// What goes wrong.
    pub noise: Arc<Noise>,
    /// What survives our nodes.
    pub vault: Vault,
    /// Defects on purpose.
    pub plants: Arc<Plants>,
    /// One for each node: something in the store has changed.
    pub changed: Arc<Vec<Arc<Notify>>>,
}

/// One of our nodes, alive.
#[derive(Clone)]
pub struct Node {
    /// Its place.
    pub process: Process,
    /// The gate.
    pub engine: Arc<PayEngine>,
    /// The fronts.
    pub fronts: Arc<Fronts>,
}

/// All our nodes behind one address.
pub struct Bridge {
    ground: Ground,
    registry: Arc<Registry>,
    nodes: Mutex<Vec<Option<Node>>>,
}

impl Bridge {
    /// None of the nodes runs yet.
    pub fn new(ground: Ground, people: &People) -> Arc<Self> {
        let registry = Arc::new(Registry::default());
        registry.replace(people.ours.clone());
        let nodes = Mutex::new(vec![None; ground.changed.len()]);
        Arc::new(Self { ground, registry, nodes })
    }

    /// Starts a node that does not run.
    pub fn start(&self, index: usize) {
        let ground = &self.ground;
        let process = Process::Node(index);
        let world = world(&ground.sim, process);
        let engine = Arc::new(PayEngine {
            world: world.clone(),
            store: Arc::new(NodeStore {
                vault: ground.vault.clone(),
                sim: ground.sim.clone(),
                noise: ground.noise.clone(),
                process,
                changed: ground.changed.clone(),
                plants: ground.plants.clone(),
            }),
            net: Arc::new(wires(ground, process)),
            registry: self.registry.clone(),
            desk: Arc::new(drawbridge_engine::desk::Desk::published().expect("a standard")),
            settings: Settings {
                public: BRIDGE.to_owned(),
                pseudonym_key: "pseudonyms".to_owned(),
                terms: drawbridge_engine::ledger::Terms::default(),
                keep_exchanges: false,
            },
            renewals: drawbridge_engine::pay::Renewals::default(),
        });
        let fronts = Arc::new(Fronts {
            world,
            registry: self.registry.clone(),
            gate: Arc::new(engine.clone()),
            sandbox: Arc::new(engine.clone()),
        });
        lock(&self.nodes)[index] = Some(Node { process, engine: engine.clone(), fronts });
        ground.sim.spawn(process, toil(ground.clone(), index, engine));
    }

    /// A node has died.
    pub fn forget(&self, index: usize) {
        lock(&self.nodes)[index] = None;
    }

    /// One of those alive.
    pub fn any(&self) -> Option<Node> {
        let alive: Vec<Node> = lock(&self.nodes).iter().flatten().cloned().collect();
        if alive.is_empty() {
            return None;
        }
        Some(self.ground.sim.draw(|chance| chance.pick(&alive).clone()))
    }
}

/// What a node does by itself. The same as [`PayEngine::run`], but for the pauses: those end when
/// something is due, so that a quiet week passes at once.
async fn toil(ground: Ground, index: usize, engine: Arc<PayEngine>) {
    loop {
        let worked = match (engine.tick_due().await, engine.tell_due().await) {
            (Ok(ticked), Ok(told)) => ticked + told > 0,
            _ => false,
        };
        if worked {
            continue;
        }
        let now = ground.sim.now();
        let store = &ground.vault.store;
        let payment = ground.vault.ask(store.due_payments(NEVER, 1)).expect("the store reads");
        let notice = ground.vault.ask(store.due_notices(NEVER, 1)).expect("the store reads");
        let dues = [payment.first().and_then(|p| p.due), notice.first().and_then(|n| n.due)];
        let due = dues.into_iter().flatten().min().unwrap_or(NEVER);
        let wake = due.max(now.plus_ms(200)).min(now.plus_ms(NAP_MS));
        let changed = ground.changed[index].clone();
        select(Box::pin(changed.notified()), ground.sim.sleep_until(wake)).await;
        ground.sim.sleep(200).await;
    }
}

impl Door for Bridge {
    fn knock(&self, request: Request) -> Option<(Process, Answering)> {
        let node = self.any()?;
        if let Some(wallet) = request.path.strip_prefix("/notify/") {
            let (wallet, engine) = (wallet.to_owned(), node.engine);
            let work = async move { Some(engine.hear(&wallet, &request).await) };
            return Some((node.process, Box::pin(work)));
        }
        Some((node.process, serve(node.fronts, request)))
    }
}

/// The platforms, all at one address.
pub struct Platforms {
    /// The simulated wallets.
    pub sandbox: Arc<Sandbox>,
    fronts: Arc<Fronts>,
    changed: Arc<Notify>,
}

impl Platforms {
    /// Running.
    pub fn start(ground: &Ground, people: &People, seed: u64) -> Arc<Self> {
        let process = Process::Platforms;
        let world = world(&ground.sim, process);
        let registry = Arc::new(Registry::default());
        registry.replace(people.platforms.clone());
        let net = Arc::new(wires(ground, process));
        let sandbox = Arc::new(Sandbox::new(world.clone(), net, registry.clone(), PLATFORMS, seed));
        let fronts = Arc::new(Fronts {
            world,
            registry,
            gate: Arc::new(sandbox.clone()),
            sandbox: Arc::new(sandbox.clone()),
        });
        let changed = Arc::new(Notify::new());
        let platforms = Arc::new(Self { sandbox, fronts, changed });
        ground.sim.spawn(process, tell(ground.sim.clone(), platforms.clone()));
        platforms
    }

    /// Something may be due there.
    pub fn stir(&self) {
        self.changed.notify_one();
    }

    fn due(&self) -> Option<Timestamp> {
        let spoken = super::people::spoken().into_iter();
        let dues = spoken.filter_map(|(dialect, _)| {
            self.sandbox.with(dialect.name, |wallet, _| wallet.due()).flatten()
        });
        dues.min()
    }
}

async fn tell(sim: Arc<Sim>, platforms: Arc<Platforms>) {
    loop {
        if platforms.sandbox.tell_due().await > 0 {
            continue;
        }
        let wake = platforms.due().unwrap_or(NEVER).max(sim.now().plus_ms(50));
        select(Box::pin(platforms.changed.notified()), sim.sleep_until(wake)).await;
        sim.sleep(50).await;
    }
}

impl Door for Platforms {
    fn knock(&self, request: Request) -> Option<(Process, Answering)> {
        let (fronts, changed) = (self.fronts.clone(), self.changed.clone());
        let work = async move {
            let response = serve(fronts, request).await;
            changed.notify_one();
            response
        };
        Some((Process::Platforms, Box::pin(work)))
    }
}

/// The merchants, all at one address.
pub struct Mailbox {
    /// Time and chance.
    pub sim: Arc<Sim>,
    /// Who hears.
    pub shop: Arc<Shop>,
}

impl Door for Mailbox {
    fn knock(&self, request: Request) -> Option<(Process, Answering)> {
        let (sim, shop) = (self.sim.clone(), self.shop.clone());
        let work = async move {
            let ms = sim.draw(|chance| chance.between(1, 300));
            sim.sleep(ms).await;
            shop.hear(&request)
        };
        Some((Process::World, Box::pin(work)))
    }
}

/// Wires out of a process.
pub(super) fn wires(ground: &Ground, from: Process) -> Wires {
    Wires {
        sim: ground.sim.clone(),
        streets: ground.streets.clone(),
        noise: ground.noise.clone(),
        from,
    }
}

/// As the server finds the front by its mount, and cuts it off the path.
fn serve(fronts: Arc<Fronts>, mut request: Request) -> Answering {
    Box::pin(async move {
        let (dialect, mount) = mounted(&request.path)?;
        request.path = request.path[mount.len()..].to_owned();
        mount.clone_into(&mut request.mount);
        match fronts.serve(dialect, request).await {
            Served::Reply(response) => Some(response),
            Served::Drop => None,
        }
    })
}

fn mounted(path: &str) -> Option<(&'static Dialect, &'static str)> {
    drawbridge_roster::DIALECTS.iter().find_map(|dialect| {
        let mount = dialect.pay?.mount;
        path.strip_prefix(mount)?.starts_with('/').then_some((*dialect, mount))
    })
}
