//! Cards that are kept ready: what a million of them weigh, and how many are handed out a second.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use drawbridge_engine::fetch::{Bounds, Life, Look, Made, Memo};
use drawbridge_engine::world::World;

use super::made::{self, Chance};
use crate::commands::bench::figure::{Figure, Report};
use crate::commands::bench::town::memory_of;
use crate::commands::bench::worked::pace;
use crate::commands::share::{Net, engine};

/// Room for cards, in bytes: far more than is needed, so that none has to go.
const ROOM: usize = 8 << 30;

/// Addresses of which the gate itself makes cards.
const OWN: u64 = 2_000;

/// Cards that are handed out between two looks at the clock.
const ROUND: u64 = 1_000;

/// Bytes and lookups of so many cards, and the gate's own answers.
pub(super) fn measure(
    count: u64,
    seed: u64,
    span: Duration,
    report: &mut Report,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let memo = filled(&runtime, count, seed, report)?;
    let mut chance = Chance::new(seed);
    let rate = pace(
        span,
        || {
            for _ in 0..ROUND {
                let found = memo.peek(&address(chance.below(count)));
                ensure!(matches!(black_box(found), Look::Fresh(Ok(_))), "a card is lost");
            }
            Ok(ROUND)
        },
        |done| done as f64,
    )?;
    report.add(Figure::new("cards.lookups", rate, "/s"));
    drop(memo);
    gate(&runtime, span, report)
}

/// Keeps so many cards, and tells what they take.
fn filled(
    runtime: &tokio::runtime::Runtime,
    count: u64,
    seed: u64,
    report: &mut Report,
) -> anyhow::Result<Arc<Memo<Arc<[u8]>>>> {
    let (world, _) = World::real();
    let memo: Arc<Memo<Arc<[u8]>>> = Memo::new(ROOM, Bounds::default(), world);
    let before = memory_of("self", "VmRSS:");
    let mut chance = Chance::new(seed);
    let long = Life { fresh: Duration::from_hours(24), stale: Duration::from_hours(24) };
    let mut json = 0;
    runtime.block_on(async {
        for number in 0..count {
            let card = serde_json::to_vec(&made::card(&mut chance, number))?;
            json += card.len();
            let made = Made { value: Arc::<[u8]>::from(card), life: long };
            memo.get(&address(number), |_| async { Ok(made) }).await?;
        }
        anyhow::Ok(())
    })?;
    let fill = memo.fill();
    ensure!(fill.entries as u64 == count, "{} of {count} cards are kept", fill.entries);
    let grown = memory_of("self", "VmRSS:").zip(before).map(|(after, before)| after - before);
    report.add(Figure::new("cards.kept", count as f64, "cards"));
    report.add(Figure::new("cards.json", json as f64 / count as f64, "B/card"));
    report.add(Figure::new("cards.bytes", fill.bytes as f64 / count as f64, "B/card"));
    report.add(Figure::perhaps("cards.memory", grown, "MiB"));
    Ok(memo)
}

/// The gate's own answers for addresses whose cards it has.
fn gate(
    runtime: &tokio::runtime::Runtime,
    span: Duration,
    report: &mut Report,
) -> anyhow::Result<()> {
    let engine = runtime.block_on(async {
        let engine = engine(Net::None).await?;
        for number in 0..OWN {
            engine.card(&address(number)).await?;
        }
        anyhow::Ok(engine)
    })?;
    // Cards of pages that were not fetched are fresh for a minute.
    let span = span.min(Duration::from_secs(10));
    let mut number = 0;
    let mut next = || {
        number = (number + 1) % OWN;
        address(number)
    };
    let at_hand = pace(
        span,
        || {
            runtime.block_on(async {
                for _ in 0..ROUND {
                    black_box(engine.at_hand(&next()).await.context("a card is not at hand")?);
                }
                Ok(ROUND)
            })
        },
        |done| done as f64,
    )?;
    report.add(Figure::new("cards.at_hand", at_hand, "/s"));
    let whole = pace(
        span,
        || {
            runtime.block_on(async {
                for _ in 0..ROUND {
                    black_box(engine.card(&next()).await?);
                }
                Ok(ROUND)
            })
        },
        |done| done as f64,
    )?;
    report.add(Figure::new("cards.read", whole, "/s"));
    Ok(())
}

fn address(number: u64) -> String {
    format!("https://shop.example/item/{number}")
}
