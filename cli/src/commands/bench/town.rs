//! A bridge and a simulated wallet, each a process of its own, so that the time and the memory of
//! each can be told apart.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use drawbridge_canon::Dialect;
use drawbridge_canon::pay::Pay;
use drawbridge_engine::provision::{self, Provision};
use drawbridge_engine::registry::{AccountSpec, Secret, build_account, fronts_key};
use drawbridge_engine::world::World;
use drawbridge_server::Config;

use super::bare::Plan;
use super::ceiling::Rsa;
use super::merchant::Merchant;

/// How long a process may take until it answers.
const START_MAX: Duration = Duration::from_secs(30);

/// What `/proc/PID/stat` counts in: the kernel shows every program this unit, whatever it uses.
const TICK: Duration = Duration::from_millis(10);

/// The keys, the accounts, and the wallet.
pub(super) struct Town {
    folder: PathBuf,
    world: World,
    made: Provision,
    /// The simulated wallets' process.
    pub(super) wallet: Process,
}

/// A merchant who speaks one platform and is paid with another.
#[derive(Clone, Copy)]
pub(super) struct Crossing {
    /// The platform whose client the merchant uses.
    pub(super) front: &'static Dialect,
    /// The platform that pays.
    pub(super) wallet: &'static Dialect,
}

impl Crossing {
    /// For names of figures.
    pub(super) fn name(&self) -> String {
        format!("{}_to_{}", self.front.name, self.wallet.name)
    }
}

impl Town {
    /// Makes keys and accounts, and starts the wallet.
    pub(super) fn build(folder: &Path) -> anyhow::Result<Self> {
        let (world, _) = World::real();
        let at = free()?;
        let made = provision::provision(folder, &format!("http://{at}"), &world)?;
        let config = Config {
            store: Secret("sqlite::memory:".to_owned()),
            sandbox: true,
            fronts: made.fronts.iter().filter(|front| front.serves.is_none()).cloned().collect(),
            ..common(at)
        };
        let wallet = Process::start(folder, "wallet", at, SERVE, &config)?;
        Ok(Self { folder: folder.to_owned(), world, made, wallet })
    }

    /// Starts a bridge on a store.
    pub(super) fn bridge(&self, name: &str, store: &str) -> anyhow::Result<Process> {
        self.bridge_by(SERVE, name, store)
    }

    /// Starts a bridge that decides but logs nothing.
    pub(super) fn unlogged(&self, name: &str, store: &str) -> anyhow::Result<Process> {
        self.bridge_by(UNLOGGED, name, store)
    }

    fn bridge_by(&self, command: &[&str], name: &str, store: &str) -> anyhow::Result<Process> {
        let at = free()?;
        let config = Config {
            store: Secret(store.to_owned()),
            merchants: self.made.merchants.clone(),
            fronts: self.made.fronts.iter().filter(|f| f.serves.is_some()).cloned().collect(),
            wallets: self.made.wallets.clone(),
            ..common(at)
        };
        Process::start(&self.folder, name, at, command, &config)
    }

    /// Starts the least that a bridge can do between anybody and the wallets.
    pub(super) fn bare(&self, way: Crossing) -> anyhow::Result<Process> {
        let at = free()?;
        let (ours, theirs) = self.relation_with_wallet(way)?;
        let plan = Plan {
            listen: at,
            wallet: self.wallet.at,
            folder: self.folder.clone(),
            ours: ours.clone(),
            theirs: theirs.clone(),
        };
        Process::start(&self.folder, "bare", at, &["bench", "bare"], &plan)
    }

    /// The merchant of a crossing, whose client is pointed at `bridge`.
    pub(super) fn merchant(&self, way: Crossing, bridge: &Process) -> anyhow::Result<Merchant> {
        let pay = pay(way.front)?;
        let mut relations = self.made.relations.iter();
        let relation = relations
            .find(|r| r.front == way.front.name && r.wallet == Some(way.wallet.name))
            .ok_or_else(|| anyhow!("nobody crosses from {}", way.name()))?;
        let side = self.merchants_side(way.front)?;
        let account = AccountSpec {
            merchant: relation.spec.account.merchant.clone(),
            apps: relation.spec.account.apps.clone(),
            endpoint: format!("http://{}{}", bridge.at, pay.mount),
            ..side.clone()
        };
        self.of(pay, &account)
    }

    /// The bridge's own relation to the wallet, as a merchant who needs no bridge would use it.
    pub(super) fn direct(&self, way: Crossing) -> anyhow::Result<Merchant> {
        self.of(pay(way.wallet)?, self.relation_with_wallet(way)?.0)
    }

    /// Keys as both sides of that relation have them.
    pub(super) fn rsa(&self, way: Crossing) -> anyhow::Result<Rsa> {
        let (ours, theirs) = self.relation_with_wallet(way)?;
        Rsa::new(&build_account(ours, &self.folder)?, &build_account(theirs, &self.folder)?)
    }

    /// The bridge's side of its relation to the wallet, and the wallet's.
    fn relation_with_wallet(&self, way: Crossing) -> anyhow::Result<(&AccountSpec, &AccountSpec)> {
        let name = format!("{}-{}", way.front.name, way.wallet.name);
        let ours = self.made.wallets.iter().find(|wallet| wallet.name == name);
        let ours = &ours.ok_or_else(|| anyhow!("there is no wallet {name}"))?.account;
        let fits =
            |spec: &&AccountSpec| spec.dialect == way.wallet.name && spec.merchant == ours.merchant;
        let theirs = self.made.fronts.iter().map(|front| &front.account).find(fits);
        Ok((ours, theirs.ok_or_else(|| anyhow!("no front {}", ours.merchant))?))
    }

    /// `dialect:caller` of a merchant, under which its orders are stored.
    pub(super) fn front_key(way: Crossing, merchant: &Merchant) -> String {
        fronts_key(way.front.name, &merchant.account.id)
    }

    fn merchants_side(&self, dialect: &Dialect) -> anyhow::Result<&AccountSpec> {
        let mut wallets = self.made.wallets.iter();
        let spec = wallets.find(|wallet| wallet.account.dialect == dialect.name);
        Ok(&spec.ok_or_else(|| anyhow!("nobody is paid with {}", dialect.name))?.account)
    }

    fn of(&self, pay: &'static Pay, spec: &AccountSpec) -> anyhow::Result<Merchant> {
        let account = build_account(spec, &self.folder)?;
        Ok(Merchant { account, pay, world: self.world.clone() })
    }
}

fn pay(dialect: &Dialect) -> anyhow::Result<&'static Pay> {
    dialect.pay.ok_or_else(|| anyhow!("{} has no payments", dialect.name))
}

/// A configuration with nothing special about it.
pub(super) fn common(at: SocketAddr) -> Config {
    Config {
        listen: at.to_string(),
        public_url: format!("http://{at}"),
        pseudonym_key: Secret("file:shared.key".to_owned()),
        ..Config::default()
    }
}

/// An address that was free a moment ago.
pub(super) fn free() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The command that reads a configuration file and serves.
pub(super) const SERVE: &[&str] = &["serve", "--config"];

/// The same for a bridge that logs no decisions.
const UNLOGGED: &[&str] = &["bench", "unlogged"];

/// This program once more, in a process of its own; it ends with this value.
pub(super) struct Process {
    /// Where it listens.
    pub(super) at: SocketAddr,
    child: Child,
}

impl Process {
    /// Starts it with a configuration file, and waits until it answers.
    pub(super) fn start(
        folder: &Path,
        name: &str,
        at: SocketAddr,
        command: &[&str],
        config: &impl serde::Serialize,
    ) -> anyhow::Result<Self> {
        let path = folder.join(format!("{name}.toml"));
        std::fs::write(&path, toml::to_string_pretty(config)?)?;
        let log = folder.join(format!("{name}.log"));
        let child = Command::new(std::env::current_exe()?)
            .args(command)
            .arg(&path)
            .env("DRAWBRIDGE_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .context("the program could not be started once more")?;
        let mut process = Self { at, child };
        let begun = Instant::now();
        while std::net::TcpStream::connect(at).is_err() {
            if begun.elapsed() > START_MAX || process.child.try_wait()?.is_some() {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                bail!("{name} does not answer on {at}: {said}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    /// Processor time so far, user and system.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident memory in MiB.
    pub(super) fn resident(&self) -> Option<f64> {
        memory_of(&self.child.id().to_string(), "VmRSS:")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Whatever it stored is durable already, and is thrown away with the folder.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processor time of a process (`self` for this one), where the system tells it.
pub(super) fn cpu_of(process: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold spaces; utime and stime are fields 14 and 15.
    let fields = stat.rsplit_once(')')?.1.split_whitespace();
    let ticks: u32 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    Some(TICK * ticks)
}

/// A line of `/proc/PID/status` in MiB, where the system tells it.
pub(super) fn memory_of(process: &str, line: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|text| text.strip_prefix(line))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}
