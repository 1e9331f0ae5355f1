//! The town: every house at its address, and time that passes in it.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use tokio::sync::Notify;

use super::buyer::Buyers;
use super::executor::{Executor, Process, Sim};
use super::houses::{Bridge, Ground, Mailbox, Platforms, wires};
use super::net::Streets;
use super::noise::Noise;
use super::people::{BRIDGE, PLATFORMS, People, SHOPS};
use super::plants::{Plant, Plants};
use super::store::Vault;
use super::world::world;
use crate::chance::Chance;
use crate::check::Evidence;
use crate::shop::Shop;

/// When every town begins: an evening, so that days end in it.
const BEGINNING: &str = "2026-11-24 20:00:00";

/// What a town is made of, besides chance.
#[derive(Clone)]
pub struct Making {
    /// From which everything follows.
    pub seed: u64,
    /// Where our nodes keep things.
    pub vault: Vault,
    /// A defect on purpose.
    pub plant: Option<Plant>,
    /// Real RSA instead of toys.
    pub real_keys: bool,
}

/// Everything that stands.
pub struct Town {
    /// Time and chance.
    pub sim: Arc<Sim>,
    /// The merchants.
    pub shop: Arc<Shop>,
    /// The platforms.
    pub platforms: Arc<Platforms>,
    /// Our nodes.
    pub bridge: Arc<Bridge>,
    /// What our nodes kept.
    pub vault: Vault,
    /// Who is who.
    pub people: People,
    /// What goes wrong on the wires.
    pub noise: Arc<Noise>,
    /// The buyers.
    pub buyers: Arc<Buyers>,
    executor: Executor,
}

impl Town {
    /// Builds it, with so many nodes of ours.
    pub fn build(making: &Making, people: People, nodes: usize) -> Self {
        let mut chance = Chance::new(making.seed);
        let beginning = Timestamp::parse_local(BEGINNING).expect("a moment");
        let sim = Sim::new(chance.split(), beginning);
        let ground = Ground {
            sim: sim.clone(),
            streets: Arc::new(Streets::default()),
            noise: Noise::new(sim.clone()),
            vault: making.vault.clone(),
            plants: Arc::new(Plants::new(making.plant)),
            changed: Arc::new((0..nodes).map(|_| Arc::new(Notify::new())).collect()),
        };
        let platforms = Platforms::start(&ground, &people, chance.draw());
        let bridge = Bridge::new(ground.clone(), &people);
        let net = Arc::new(wires(&ground, Process::World));
        let shop = Shop::new(world(&sim, Process::World), net, people.customers.clone());
        ground.streets.open(vec![
            (BRIDGE, bridge.clone()),
            (PLATFORMS, platforms.clone()),
            (SHOPS, Arc::new(Mailbox { sim: sim.clone(), shop: shop.clone() })),
        ]);
        (0..nodes).for_each(|index| bridge.start(index));
        let buyers = Arc::new(Buyers {
            sim: sim.clone(),
            bridge: bridge.clone(),
            platforms: platforms.clone(),
            shop: shop.clone(),
        });
        let executor = Executor::new(sim.clone());
        let (vault, noise) = (making.vault.clone(), ground.noise);
        Self { sim, shop, platforms, bridge, vault, people, noise, buyers, executor }
    }

    /// What is left to be looked at.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            vault: self.vault.clone(),
            sandbox: self.platforms.sandbox.clone(),
            wallets: self.people.ours.wallets.values().cloned().collect(),
            shop: self.shop.clone(),
            now: self.sim.now(),
            refunds_fail: false,
            paid_late: false,
        }
    }

    /// Lets time pass.
    pub fn pass(&mut self, ms: i64) {
        let until = self.sim.now().plus_ms(ms);
        let (sim, bridge) = (self.sim.clone(), self.bridge.clone());
        self.executor.run_until(until, &mut |process| revive(&sim, &bridge, process));
    }

    /// Runs work to its end, in the quiet.
    pub fn finish<T: Send + 'static>(
        &mut self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let (answer, mut done) = tokio::sync::oneshot::channel();
        self.sim.spawn(Process::World, async move { drop(answer.send(work.await)) });
        for _ in 0..1000 {
            self.pass(1000);
            if let Ok(value) = done.try_recv() {
                return value;
            }
        }
        panic!("no answer in the quiet")
    }
}

/// A node that died is back soon.
fn revive(sim: &Arc<Sim>, bridge: &Arc<Bridge>, process: Process) {
    let Process::Node(index) = process else { return };
    bridge.forget(index);
    let ms = sim.draw(|chance| chance.between(10, 20_000));
    let (again, bridge) = (sim.clone(), bridge.clone());
    sim.spawn(Process::World, async move {
        again.sleep(ms).await;
        bridge.start(index);
    });
}
