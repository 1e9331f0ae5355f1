//! A card at hand, over HTTP: a node in a process of its own is asked for the same card again and again.
//!
//! Who asks takes as much of the machine as who answers. So what counts is how many answers the node gives
//! in a second of its own processor time; on two cores of its own it gives twice as many.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use drawbridge_engine::registry::Secret;
use drawbridge_server::Config;
use drawbridge_server::config::ShareConfig;

use crate::commands::bench::figure::{Figure, Goal, Report};
use crate::commands::bench::line::Line;
use crate::commands::bench::load::LANES;
use crate::commands::bench::town::{Process, SERVE, common, free};

/// A link that no node fetches, to an address of an inner network: the card says what the link says.
const LINK: &str = "https://10.0.0.1/item/736251904417";

/// Cards a second on two cores.
const GOAL: f64 = 50_000.0;

/// Answers a second.
pub(super) fn measure(span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("drawbridge-share-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = beside_node(&folder, span.min(Duration::from_secs(20)));
    std::fs::remove_dir_all(&folder)?;
    let (rate, per_core) = measured?;
    report.add(Figure::new("cards.http", rate, "/s"));
    let two = per_core.map(|per_core| 2.0 * per_core);
    report.add(Figure::perhaps("cards.http.two_cores", two, "/s").goal(Goal::AtLeast(GOAL)));
    Ok(())
}

/// Answers a second of the clock, and of the node's processor time where the system tells it.
fn beside_node(folder: &std::path::Path, span: Duration) -> anyhow::Result<(f64, Option<f64>)> {
    let at = free()?;
    std::fs::write(folder.join("shared.key"), "a key for one run")?;
    let config = Config {
        store: Secret("sqlite::memory:".to_owned()),
        share: ShareConfig { open: true, ..ShareConfig::default() },
        ..common(at)
    };
    let node = Process::start(folder, "node", at, SERVE, &config)?;
    let request = format!("GET /share/card?url={LINK} HTTP/1.1\r\nhost: {at}\r\n\r\n").into_bytes();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut lines = Vec::new();
        for _ in 0..LANES {
            lines.push(Line::open(node.at).await?);
        }
        let first = lines.first_mut().context("no line")?.exchange(&request).await?.read()?;
        let card: serde_json::Value = serde_json::from_slice(&first.body)?;
        ensure!(card["url"]["value"] == LINK, "{} is answered: {card}", first.status);
        let (begun, before) = (Instant::now(), node.cpu());
        let request = request.as_slice();
        let lanes = lines.into_iter().map(|mut line| async move {
            let mut answered = 0_u64;
            while begun.elapsed() < span {
                let reply = line.exchange(request).await?.read()?;
                ensure!(reply.status == 200, "a card is answered with {}", reply.status);
                answered += 1;
            }
            anyhow::Ok(answered)
        });
        let answered: u64 = futures_util::future::try_join_all(lanes).await?.iter().sum();
        let took = begun.elapsed();
        let used = node.cpu().zip(before).map(|(after, before)| after.saturating_sub(before));
        let per_core = used.map(|used| answered as f64 / used.as_secs_f64());
        Ok((answered as f64 / took.as_secs_f64(), per_core))
    })
}
