//! How much later a call is answered because there is a bridge, at half of what it can sustain.

use anyhow::Context as _;

use super::figure::{Figure, Goal, Report, median, quantile};
use super::load::{Arrivals, open};
use super::merchant::Merchant;
use super::prepay::{Bench, ROUNDS};
use super::town::{Crossing, Process};

/// What the bridge may add to the slowest hundredth, in milliseconds.
const GOAL: Goal = Goal::Below(5.0);

/// Quantiles of one round, in milliseconds.
struct Round {
    p50: f64,
    p99: f64,
}

/// Measures a crossing at half its `sustained` rate, in turn with direct calls to the same wallet.
pub(super) async fn measure(
    bench: &mut Bench<'_>,
    way: Crossing,
    bridge: &Process,
    sustained: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let bridged = bench.town.merchant(way, bridge)?;
    let direct = bench.town.direct(way)?;
    let rate = (sustained / 2.0).max(1.0);
    let wallet = bench.town.wallet.at;
    for (arrivals, word) in [(Arrivals::Even, "even"), (Arrivals::Crowd, "crowd")] {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for round in 1..=ROUNDS {
            (bench.say)(&format!("latency: {} {word} round {round} of {ROUNDS}", way.name()));
            without.push(one_round(bench, &direct, wallet, rate, arrivals).await?);
            with.push(one_round(bench, &bridged, bridge.at, rate, arrivals).await?);
        }
        let name = |what: &str| format!("latency.{}.{word}.{what}", way.name());
        let middle = |rounds: &[Round], what: fn(&Round) -> f64| median(rounds.iter().map(what));
        let p50 = [middle(&without, |r| r.p50), middle(&with, |r| r.p50)];
        let p99 = [middle(&without, |r| r.p99), middle(&with, |r| r.p99)];
        report.add(Figure::new(name("rate"), rate, "calls/s").limit(sustained));
        report.add(Figure::new(name("direct.p50"), p50[0], "ms"));
        report.add(Figure::new(name("bridged.p50"), p50[1], "ms"));
        report.add(Figure::new(name("direct.p99"), p99[0], "ms"));
        report.add(Figure::new(name("bridged.p99"), p99[1], "ms"));
        report.add(Figure::new(name("added.p99"), p99[1] - p99[0], "ms").goal(GOAL));
    }
    Ok(())
}

async fn one_round(
    bench: &mut Bench<'_>,
    merchant: &Merchant,
    at: std::net::SocketAddr,
    rate: f64,
    arrivals: Arrivals,
) -> anyhow::Result<Round> {
    let count = ((rate * bench.span.as_secs_f64()) as usize).max(20);
    let ready = merchant.charges(&bench.numbers.take(count))?;
    let (mut took, replies) = open(at, ready.clone(), rate, arrivals).await?;
    for (place, reply) in &replies {
        merchant.handed(&ready[*place], reply).context("a call failed")?;
    }
    Ok(Round { p50: quantile(&mut took, 500), p99: quantile(&mut took, 990) })
}
