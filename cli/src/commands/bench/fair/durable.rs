//! Leaves made durable: sequenced in a store on this disk, then hashed, integrated and signed, as a node
//! does it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use drawbridge_engine::log::{Anchor, Log, Settings, Stored, key_pair};
use drawbridge_engine::store::{self, LeafWrite, Store, Write};
use drawbridge_fair_log::Hash;

use super::core::paced;
use super::log::{LEAF, LEAF_BLOCKS, NODE_BLOCKS, leaf};
use super::share;
use crate::commands::bench::figure::{Figure, Goal, Report};
use crate::commands::block_on;

/// Leaves a second that are durable.
const GOAL: f64 = 100_000.0;

/// Leaves in a command: as many as wait in a node while a group is being made durable.
const COMMAND: usize = 512;

/// Callers at once: more than are in one transaction, so that the next is ready.
const CALLERS: u64 = 8;

/// Leaves a second by the clock: each is durable when its command is answered, and at the end all of
/// them are under a signed checkpoint that is durable too. Into a store of its own, which the goal is
/// for, and into `other`, an empty one, if there is any.
pub(super) fn durable(
    folder: &Path,
    other: Option<&str>,
    span: Duration,
    report: &mut Report,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let own = format!("sqlite:{}", folder.join("log.db").display());
    let measured = one(&own, folder, span).and_then(|own| {
        let other = other.map(|url| one(url, &folder.join("other"), span)).transpose()?;
        Ok((own, other))
    });
    std::fs::remove_dir_all(folder)?;
    let (own, other) = measured?;
    let alone = paced(span / 2, || Ok(1))?;
    let limit = alone.blocks / (LEAF_BLOCKS + NODE_BLOCKS);
    let [rate, of] = share("log.append.durable", own.rate(), limit, "leaves/s");
    report.add(rate.goal(Goal::AtLeast(GOAL)));
    report.add(of);
    let written = own.leaves as f64 * LEAF as f64;
    report.add(Figure::new("log.append.durable.written", written, "B"));
    if let Some(other) = other {
        for figure in share("log.append.durable.other", other.rate(), limit, "leaves/s") {
            report.add(figure);
        }
    }
    Ok(())
}

/// What was made durable, and how long it took.
struct Filled {
    leaves: u64,
    took: Duration,
}

impl Filled {
    fn rate(&self) -> f64 {
        self.leaves as f64 / self.took.as_secs_f64()
    }
}

/// One store, and the anchor in a folder.
fn one(url: &str, folder: &Path, span: Duration) -> anyhow::Result<Filled> {
    std::fs::create_dir_all(folder)?;
    block_on(async {
        let store = store::open(url).await?;
        let empty = store.leaf_count().await? == 0;
        let measured = if empty {
            fill(&store, folder, span).await
        } else {
            Err(anyhow!("the database has leaves: give an empty one"))
        };
        store.close().await?;
        measured
    })
}

/// Commits leaves for so long and publishes them meanwhile; it took until all of them were published.
async fn fill(store: &Arc<dyn Store>, folder: &Path, span: Duration) -> anyhow::Result<Filled> {
    let anchor = Some(Anchor::new(folder.join("log.anchor")));
    let settings = Settings {
        origin: Some("bench/log".to_owned()),
        otherwise: String::new(),
        key: key_pair(&Hash([1; 32]).to_base64())?,
        policy: None,
    };
    let ground = Stored { store: store.clone(), anchor };
    let log = Arc::new(Log::open(settings, Arc::new(ground)).await?);
    log.publish().await?;
    let begun = Instant::now();
    let done = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| tokio::spawn(call(store.clone(), caller << 40, begun + span)))
        .collect();
    let publishing = tokio::spawn({
        let (log, done) = (log.clone(), done.clone());
        async move {
            while !done.load(Ordering::Relaxed) {
                log.publish().await?;
                // As often as a node does it when receipts are asked for, many times a second.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            anyhow::Ok(())
        }
    });
    let mut leaves = 0;
    for caller in callers {
        leaves += caller.await??;
    }
    done.store(true, Ordering::Relaxed);
    publishing.await??;
    let published = log.publish().await?;
    let took = begun.elapsed();
    ensure!(published.size() == leaves, "{} of {leaves} leaves are published", published.size());
    Ok(Filled { leaves, took })
}

/// Commits one command after another until then.
async fn call(store: Arc<dyn Store>, mut next: u64, until: Instant) -> anyhow::Result<u64> {
    let mut leaves = 0;
    while Instant::now() < until {
        let some = (next..)
            .take(COMMAND)
            .map(|number| LeafWrite::Ready { body: leaf(number).to_vec(), opening: Vec::new() });
        let range =
            store.commit_leaves(Write { leaves: some.collect(), ..Write::default() }).await?;
        ensure!(range.end - range.start == COMMAND as u64, "not all were stored");
        (next, leaves) = (next + COMMAND as u64, leaves + COMMAND as u64);
    }
    Ok(leaves)
}
