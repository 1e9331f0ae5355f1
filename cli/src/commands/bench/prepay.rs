//! Bridged prepay calls, as many as the machine can, beside what its RSA alone would allow.

use std::time::Duration;

use anyhow::Context as _;

use super::ceiling::{BRIDGE, Pace, Rsa, WALLET};
use super::figure::{Figure, Goal, Report, median};
use super::load::{LANES, closed};
use super::merchant::Merchant;
use super::town::{Crossing, Process, Town, cpu_of};

/// What the bridge is to sustain, in per cent of what RSA alone would allow.
const GOAL: Goal = Goal::AtLeast(70.0);

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

/// Measures crossings in turn, round by round. Returns calls a second for each.
pub(super) async fn measure(
    bench: &mut Bench<'_>,
    store: &str,
    ways: &[Crossing],
    bridge: &Process,
    report: &mut Report,
) -> anyhow::Result<Vec<f64>> {
    let mut merchants = Vec::new();
    for way in ways {
        let merchant = bench.town.merchant(*way, bridge)?;
        (bench.say)(&format!("{store}: {} warms up", way.name()));
        let warm = charge_for(bench, &merchant, bridge, bench.span, LANES * 4).await?;
        merchants.push((merchant, warm, Vec::new()));
    }
    for round in 1..=ROUNDS {
        for (way, (merchant, pace, rounds)) in ways.iter().zip(&mut merchants) {
            (bench.say)(&format!("{store}: {} round {round} of {ROUNDS}", way.name()));
            let told = one_round(bench, merchant, bridge, pace).await?;
            rounds.push(told);
        }
    }
    let measured = ways.iter().zip(merchants);
    Ok(measured.map(|(way, (_, _, rounds))| tell(store, *way, &rounds, report)).collect())
}

async fn one_round(
    bench: &mut Bench<'_>,
    merchant: &Merchant,
    bridge: &Process,
    pace: &mut f64,
) -> anyhow::Result<Round> {
    let rsa = bench.rsa.pace(BRIDGE.and(WALLET), bench.span / 2)?;
    let rsa_of_bridge = bench.rsa.pace(BRIDGE, bench.span / 4)?;
    let count = (*pace * bench.span.as_secs_f64() * SPARE) as usize + LANES * 2;
    let ready = merchant.charges(&bench.numbers.take(count))?;
    let cpu = || [bridge.cpu(), bench.town.wallet.cpu(), cpu_of("self")];
    let before = cpu();
    let round = closed(bridge.at, &ready, bench.span).await?;
    let after = cpu();
    for (place, reply) in &round.replies {
        merchant.handed(&ready[*place], reply).context("a bridged call failed")?;
    }
    *pace = round.rate();
    let calls = round.replies.len() as f64;
    let [bridge, wallet, load] = std::array::from_fn(|who| {
        let used = after[who]?.checked_sub(before[who]?)?;
        Some(used.as_secs_f64() * 1e6 / calls)
    });
    Ok(Round { rate: round.rate(), rsa, rsa_of_bridge, bridge, wallet, load })
}

/// Sends a limited number of calls; returns calls a second.
async fn charge_for(
    bench: &mut Bench<'_>,
    merchant: &Merchant,
    bridge: &Process,
    span: Duration,
    count: usize,
) -> anyhow::Result<f64> {
    let ready = merchant.charges(&bench.numbers.take(count))?;
    let round = closed(bridge.at, &ready, span).await?;
    for (place, reply) in &round.replies {
        merchant.handed(&ready[*place], reply).context("a bridged call failed")?;
    }
    Ok(round.rate())
}

fn tell(store: &str, way: Crossing, rounds: &[Round], report: &mut Report) -> f64 {
    let name = |what: &str| format!("prepay.{store}.{}.{what}", way.name());
    let middle = |what: fn(&Round) -> f64| median(rounds.iter().map(what));
    let some = |what: fn(&Round) -> Option<f64>| {
        let all: Option<Vec<f64>> = rounds.iter().map(what).collect();
        all.map(median)
    };
    let rate = middle(|round| round.rate);
    let ratio = middle(|round| 100.0 * round.rate / round.rsa.wall);
    let own = some(|round| Some(100.0 * round.rsa_of_bridge.micros / round.bridge?));
    let all = some(|round| {
        Some(100.0 * round.rsa.micros / (round.bridge? + round.wallet? + round.load?))
    });
    report.add(Figure::new(name("rate"), rate, "calls/s").limit(middle(|r| r.rsa.wall)));
    report.add(Figure::new(name("of_rsa"), ratio, "%").limit(100.0).goal(GOAL));
    report.add(Figure::perhaps(name("cpu_of_rsa"), all, "%").limit(100.0));
    report.add(Figure::perhaps(name("bridge_of_rsa"), own, "%").limit(100.0).goal(GOAL));
    let least = middle(|round| round.rsa_of_bridge.micros);
    let bridge = Figure::perhaps(name("cpu.bridge"), some(|round| round.bridge), "µs/call");
    report.add(bridge.limit(least));
    let least = middle(|round| round.rsa.micros - round.rsa_of_bridge.micros);
    let wallet = Figure::perhaps(name("cpu.wallet"), some(|round| round.wallet), "µs/call");
    report.add(wallet.limit(least));
    report.add(Figure::perhaps(name("cpu.load"), some(|round| round.load), "µs/call"));
    rate
}
