//! Bridged prepay calls, as many as the machine can, beside what its RSA alone would allow.

use std::time::Duration;

use super::ceiling::{BRIDGE, Pace, Rsa, WALLET};
use super::figure::{Figure, Goal, Report, median};
use super::load::{LANES, closed};
use super::merchant::Merchant;
use super::town::{Crossing, Process, Town, cpu_of};

/// What the bridge is to sustain, in per cent of what RSA alone would allow.
const GOAL: Goal = Goal::AtLeast(70.0);

/// By how much logging the decisions may slow it down, in per cent.
const LOGGING: Goal = Goal::Below(10.0);

/// How often each measurement is made; the median counts.
pub(super) const ROUNDS: usize = 5;

/// Signed requests for a round more than the last round used, in per cent.
const SPARE: f64 = 1.5;

/// What is measured with.
pub(super) struct Bench<'a> {
    pub(super) town: &'a Town,
    pub(super) rsa: &'a Rsa,
    /// How long one round of one measurement takes.
    pub(super) span: Duration,
    /// Fresh order numbers.
    pub(super) numbers: Numbers,
    /// Says what goes on.
    pub(super) say: &'a dyn Fn(&str),
}

/// Gives out numbers that were never used.
pub(super) struct Numbers(u64);

impl Numbers {
    /// Numbers from `first` on.
    pub(super) fn from(first: u64) -> Self {
        Self(first)
    }

    /// So many.
    pub(super) fn take(&mut self, count: usize) -> Vec<u64> {
        let first = self.0;
        self.0 += count as u64;
        (first..self.0).collect()
    }
}

/// One round.
struct Round {
    rate: f64,
    rsa: Pace,
    rsa_of_bridge: Pace,
    bridge: Option<f64>,
    wallet: Option<f64>,
    load: Option<f64>,
}

/// What is measured side by side.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) bridge: &'a Process,
    /// The least that a bridge can do, if it is to be measured too.
    pub(super) bare: Option<&'a Process>,
    /// The bridge without its log, if what the log costs is to be measured.
    pub(super) unlogged: Option<&'a Process>,
}

/// One of them, on one way.
struct Runner<'a> {
    process: &'a Process,
    merchant: Merchant,
    pace: f64,
    rounds: Vec<Round>,
}

/// Measures crossings in turn, round by round. Returns the bridge's calls a second for each.
pub(super) async fn measure(
    bench: &mut Bench<'_>,
    store: &str,
    ways: &[Crossing],
    sides: Sides<'_>,
    report: &mut Report,
) -> anyhow::Result<Vec<f64>> {
    let mut runners = Vec::new();
    for way in ways {
        (bench.say)(&format!("{store}: {} warms up", way.name()));
        let bridged = bench.town.merchant(*way, sides.bridge)?;
        let bridge = runner(bench, bridged, sides.bridge).await?;
        let bare = match sides.bare {
            Some(bare) => Some(runner(bench, bench.town.direct(*way)?, bare).await?),
            None => None,
        };
        let unlogged = match sides.unlogged {
            Some(process) => {
                Some(runner(bench, bench.town.merchant(*way, process)?, process).await?)
            }
            None => None,
        };
        runners.push((bridge, bare, unlogged));
    }
    for round in 1..=ROUNDS {
        for (way, (bridge, bare, unlogged)) in ways.iter().zip(&mut runners) {
            (bench.say)(&format!("{store}: {} round {round} of {ROUNDS}", way.name()));
            for runner in std::iter::once(bridge).chain(unlogged).chain(bare) {
                one_round(bench, runner).await?;
            }
        }
    }
    let measured = ways.iter().zip(runners);
    let rates = measured.map(|(way, (bridge, bare, unlogged))| {
        if let Some(unlogged) = unlogged {
            tell_logging(store, *way, [&bridge.rounds, &unlogged.rounds], report);
        }
        let bare = bare.map(|bare| tell("bare", *way, &bare.rounds, None, report));
        tell(store, *way, &bridge.rounds, bare, report).rate
    });
    Ok(rates.collect())
}

async fn one_round(bench: &mut Bench<'_>, runner: &mut Runner<'_>) -> anyhow::Result<()> {
    let rsa = bench.rsa.pace(BRIDGE.and(WALLET), bench.span / 2)?;
    let rsa_of_bridge = bench.rsa.pace(BRIDGE, bench.span / 4)?;
    let count = (runner.pace * bench.span.as_secs_f64() * SPARE) as usize + LANES * 2;
    let ready = runner.merchant.charges(&bench.numbers.take(count))?;
    let cpu = || [runner.process.cpu(), bench.town.wallet.cpu(), cpu_of("self")];
    let before = cpu();
    let round = closed(runner.process.at, &ready, bench.span).await?;
    let after = cpu();
    runner.merchant.all_handed(&ready, &round.replies)?;
    let calls = round.replies.len() as f64;
    let [bridge, wallet, load] = std::array::from_fn(|who| {
        let used = after[who]?.checked_sub(before[who]?)?;
        Some(used.as_secs_f64() * 1e6 / calls)
    });
    let rate = round.rate();
    runner.pace = rate;
    runner.rounds.push(Round { rate, rsa, rsa_of_bridge, bridge, wallet, load });
    Ok(())
}

/// Warms a process up with a limited number of calls.
async fn runner<'a>(
    bench: &mut Bench<'_>,
    merchant: Merchant,
    process: &'a Process,
) -> anyhow::Result<Runner<'a>> {
    let ready = merchant.charges(&bench.numbers.take(LANES * 4))?;
    let round = closed(process.at, &ready, bench.span).await?;
    merchant.all_handed(&ready, &round.replies)?;
    Ok(Runner { process, merchant, pace: round.rate(), rounds: Vec::new() })
}

/// What is needed of one side's figures for another's.
struct Told {
    rate: f64,
    of_rsa: f64,
    own: Option<f64>,
}

/// Tells what the log of decisions costs: each round beside the one that came right after it.
fn tell_logging(side: &str, way: Crossing, [logged, unlogged]: [&[Round]; 2], report: &mut Report) {
    let name = |what: &str| format!("prepay.{side}.{}.logging.{what}", way.name());
    let pairs = || logged.iter().zip(unlogged);
    let slower = median(pairs().map(|(with, without)| 100.0 * (1.0 - with.rate / without.rate)));
    let more: Option<Vec<f64>> =
        pairs().map(|(with, without)| Some(with.bridge? - without.bridge?)).collect();
    report.add(Figure::new(name("slower"), slower, "%").goal(LOGGING));
    report.add(Figure::perhaps(name("cpu"), more.map(median), "µs/call"));
}

/// Tells the figures of one side, with what the least that a bridge can do reached as their limit.
/// That least itself has the same goals: where it misses one, no bridge on this machine holds it.
fn tell(
    side: &str,
    way: Crossing,
    rounds: &[Round],
    bare: Option<Told>,
    report: &mut Report,
) -> Told {
    let name = |what: &str| format!("prepay.{side}.{}.{what}", way.name());
    let middle = |what: fn(&Round) -> f64| median(rounds.iter().map(what));
    let some = |what: fn(&Round) -> Option<f64>| {
        let all: Option<Vec<f64>> = rounds.iter().map(what).collect();
        all.map(median)
    };
    let rate = middle(|round| round.rate);
    let of_rsa = middle(|round| 100.0 * round.rate / round.rsa.wall);
    let own = some(|round| Some(100.0 * round.rsa_of_bridge.micros / round.bridge?));
    let all = some(|round| {
        Some(100.0 * round.rsa.micros / (round.bridge? + round.wallet? + round.load?))
    });
    let judged = |figure: Figure, least: fn(&Told) -> Option<f64>| {
        figure.limit(bare.as_ref().and_then(least).unwrap_or(100.0)).goal(GOAL)
    };
    report.add(Figure::new(name("rate"), rate, "calls/s").limit(middle(|r| r.rsa.wall)));
    report.add(judged(Figure::new(name("of_rsa"), of_rsa, "%"), |bare| Some(bare.of_rsa)));
    report.add(Figure::perhaps(name("cpu_of_rsa"), all, "%").limit(100.0));
    report.add(judged(Figure::perhaps(name("bridge_of_rsa"), own, "%"), |bare| bare.own));
    let least = middle(|round| round.rsa_of_bridge.micros);
    let bridge = Figure::perhaps(name("cpu.bridge"), some(|round| round.bridge), "µs/call");
    report.add(bridge.limit(least));
    let least = middle(|round| round.rsa.micros - round.rsa_of_bridge.micros);
    let wallet = Figure::perhaps(name("cpu.wallet"), some(|round| round.wallet), "µs/call");
    report.add(wallet.limit(least));
    report.add(Figure::perhaps(name("cpu.load"), some(|round| round.load), "µs/call"));
    Told { rate, of_rsa, own }
}
