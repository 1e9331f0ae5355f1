//! `drawbridge bench pay`: every figure that the pay gate is measured by, in one run.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_canon::Dialect;
use indicatif::{ProgressBar, ProgressStyle};

use super::ceiling::{self, BRIDGE, Operations, Rsa, WALLET};
use super::figure::{Figure, Goal, Report};
use super::load::cores;
use super::prepay::{Bench, Numbers, ROUNDS, Sides};
use super::town::{Crossing, Process, Town};
use super::{latency, prepay, reconcile, stored};
use crate::say;

/// The pay gate: bridged calls beside what this machine's RSA alone would allow.
#[derive(clap::Args)]
pub(super) struct Pay {
    /// Print JSON: `{name: {value, unit, limit, goal, holds}}`.
    #[arg(long)]
    json: bool,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// How many payments are stored for the measurement of a full store (about 2 GB of disk a million).
    #[arg(long, default_value_t = 1_000_000)]
    payments: u64,
    /// Rows on each side of the reconciliation.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Measure on this store too: `postgres://…`, an empty database.
    #[arg(long, env = "DRAWBRIDGE_BENCH_POSTGRES", hide_env_values = true)]
    store: Option<String>,
    /// Which merchants are paid with which wallets, `FRONT:WALLET`; twice for two. By default the
    /// first and the last platform of the list, both ways.
    #[arg(long = "pair", value_parser = crossing)]
    pairs: Vec<Crossing>,
    /// Leave these out: `prepay`, `latency`, `stored`, `reconcile`.
    #[arg(long)]
    skip: Vec<String>,
    /// Where stores and keys are kept meanwhile; a folder that is made and removed by default.
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Pay {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let own = self.dir.is_none();
        let folder = self.dir.clone().unwrap_or_else(|| {
            std::env::temp_dir().join(format!("drawbridge-bench-{}", std::process::id()))
        });
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        // One thread sends everything, so that no time is lost between two.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let measured = runtime.block_on(self.measure(&folder));
        if own {
            let _ = std::fs::remove_dir_all(&folder);
        }
        let report = measured?;
        if self.json {
            say::line(serde_json::to_string_pretty(&report.json())?);
        } else {
            report.print();
        }
        Ok(())
    }

    async fn measure(&self, folder: &Path) -> anyhow::Result<Report> {
        let mut report = Report::default();
        let bar = ProgressBar::new_spinner()
            .with_style(ProgressStyle::with_template("{elapsed:>4} {msg}")?);
        let told = |text: &str| bar.set_message(text.to_owned());
        let ways = self.ways()?;
        let way = ways[0];
        told("making keys and starting a wallet");
        let town = Town::build(folder)?;
        let sqlite = format!("sqlite:{}", folder.join("bridge.db").display());
        let bridge = town.bridge("bridge", &sqlite)?;
        report.add(memory("node.idle.memory", &bridge));
        let bare = town.bare(way)?;
        let rsa = town.rsa(way)?;
        let span = Duration::from_secs(u64::from(self.seconds.max(1))) / ROUNDS as u32;
        machine(&rsa, span, folder, &mut report)?;
        // Numbers that no run before used, for stores that are kept.
        let first = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
        let numbers = Numbers::from(u64::try_from(first)?);
        let mut bench = Bench { town: &town, rsa: &rsa, span, numbers, say: &told };
        let mut sustained = None;
        if self.wants("prepay") || self.wants("latency") {
            let store = format!("sqlite:{}", folder.join("unlogged.db").display());
            let unlogged = town.unlogged("unlogged", &store)?;
            let sides = Sides { bridge: &bridge, bare: Some(&bare), unlogged: Some(&unlogged) };
            let rates = prepay::measure(&mut bench, "sqlite", &ways, sides, &mut report).await?;
            sustained = Some(rates);
            report.add(memory("node.loaded.memory", &bridge));
        }
        if let (Some(rates), true) = (&sustained, self.wants("latency")) {
            for (way, rate) in ways.iter().zip(rates) {
                latency::measure(&mut bench, *way, [&bridge, &bare], *rate, &mut report).await?;
            }
        }
        drop((bridge, bare));
        if let (Some(store), true) = (&self.store, self.wants("prepay")) {
            let bridge = town.bridge("postgres", store)?;
            let sides = Sides { bridge: &bridge, bare: None, unlogged: None };
            prepay::measure(&mut bench, "postgres", &ways, sides, &mut report).await?;
        }
        if self.wants("stored") {
            stored::measure(&mut bench, way, self.payments.max(1), folder, &mut report).await?;
        }
        if self.wants("reconcile") {
            told("reconciling");
            for way in &ways {
                reconcile::measure(way.wallet, self.rows, folder, &mut report)?;
            }
        }
        bar.finish_and_clear();
        Ok(report)
    }

    fn wants(&self, part: &str) -> bool {
        !self.skip.iter().any(|skipped| skipped == part)
    }

    fn ways(&self) -> anyhow::Result<Vec<Crossing>> {
        if !self.pairs.is_empty() {
            return Ok(self.pairs.clone());
        }
        let spoken = |dialect: &&&Dialect| dialect.pay.is_some_and(|pay| pay.charge.is_some());
        let mut dialects = drawbridge_roster::DIALECTS.iter().filter(spoken);
        let (first, last) = (dialects.next(), dialects.next_back());
        let (first, last) = first.zip(last).ok_or_else(|| anyhow!("two platforms are needed"))?;
        Ok(vec![Crossing { front: first, wallet: last }, Crossing { front: last, wallet: first }])
    }
}

fn crossing(text: &str) -> Result<Crossing, String> {
    let (front, wallet) = text.split_once(':').ok_or("write FRONT:WALLET")?;
    let find = |name: &str| {
        let found = drawbridge_roster::dialect(name);
        found
            .ok_or_else(|| format!("`{name}` is not a platform; `drawbridge platforms` lists them"))
    };
    Ok(Crossing { front: find(front)?, wallet: find(wallet)? })
}

/// What the machine can do.
fn machine(rsa: &Rsa, span: Duration, folder: &Path, report: &mut Report) -> anyhow::Result<()> {
    ensure!(cores() > 0, "no cores");
    report.add(Figure::new("machine.cores", cores() as f64, "cores"));
    let sign = rsa.pace(Operations { signatures: 1, verifications: 0 }, span)?;
    let verify = rsa.pace(Operations { signatures: 0, verifications: 1 }, span)?;
    let call = rsa.pace(BRIDGE.and(WALLET), span)?;
    let hash = ceiling::sha256(span)?;
    for (name, pace) in [("sign", sign), ("verify", verify), ("call", call)] {
        report.add(Figure::new(format!("machine.rsa2048.{name}"), pace.wall, "per s"));
        report.add(Figure::new(format!("machine.rsa2048.{name}.cpu"), pace.micros, "µs"));
    }
    report.add(Figure::new("machine.sha256.kilobyte.cpu", hash.micros, "µs"));
    let watched = span * ROUNDS as u32;
    let pauses = ceiling::pauses(watched)?;
    let longest = pauses.longest.as_secs_f64() * 1e3;
    report.add(Figure::new("machine.pause.longest", longest, "ms"));
    let away = pauses.most.as_secs_f64() * 1e3 / watched.as_secs_f64();
    report.add(Figure::new("machine.pauses", away, "ms per s"));
    report.add(Figure::new("machine.fdatasync", ceiling::disk(folder, span)?, "per s"));
    Ok(())
}

fn memory(name: &str, process: &Process) -> Figure {
    Figure::perhaps(name, process.resident(), "MiB").goal(Goal::Below(150.0))
}
