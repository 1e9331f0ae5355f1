//! How much later a call is answered because there is a bridge, at half of what it can sustain.

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

/// Measures a crossing at half its `sustained` rate through the bridge and through the least that a
/// bridge can do, in turn with direct calls to the same wallet.
pub(super) async fn measure(
    bench: &mut Bench<'_>,
    way: Crossing,
    [bridge, bare]: [&Process; 2],
    sustained: f64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let bridged = bench.town.merchant(way, bridge)?;
    let direct = bench.town.direct(way)?;
    let rate = (sustained / 2.0).max(1.0);
    let ways = [(&direct, bench.town.wallet.at), (&direct, bare.at), (&bridged, bridge.at)];
    for (arrivals, word) in [(Arrivals::Even, "even"), (Arrivals::Crowd, "crowd")] {
        let mut rounds = [const { Vec::new() }; 3];
        for round in 1..=ROUNDS {
            (bench.say)(&format!("latency: {} {word} round {round} of {ROUNDS}", way.name()));
            for ((merchant, at), rounds) in ways.iter().zip(&mut rounds) {
                rounds.push(one_round(bench, merchant, *at, rate, arrivals).await?);
            }
        }
        let name = |what: &str| format!("latency.{}.{word}.{what}", way.name());
        report.add(Figure::new(name("rate"), rate, "calls/s").limit(sustained));
        let p99 = rounds.each_ref().map(|rounds| median(rounds.iter().map(|round| round.p99)));
        for ((who, rounds), p99) in ["direct", "bare", "bridged"].iter().zip(&rounds).zip(p99) {
            let p50 = median(rounds.iter().map(|round| round.p50));
            report.add(Figure::new(name(&format!("{who}.p50")), p50, "ms"));
            report.add(Figure::new(name(&format!("{who}.p99")), p99, "ms"));
        }
        let [direct, bare, bridged] = p99;
        let added = Figure::new(name("added.p99"), bridged - direct, "ms").goal(GOAL);
        report.add(added.limit(bare - direct));
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
    merchant.all_handed(&ready, &replies)?;
    Ok(Round { p50: quantile(&mut took, 500), p99: quantile(&mut took, 990) })
}
