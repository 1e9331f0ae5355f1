//! How much memory a million cached cards take, and how fast they are found.
//!
//!     cargo run --release -p drawbridge-engine --example cache_bench

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "it measures, and prints")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_engine::fetch::{Cache, Key, Life, Look};

const CARDS: u32 = 1_000_000;
const LOOKS: u32 = 4_000_000;

fn main() {
    let cache: Cache<Arc<[u8]>> = Cache::new(1 << 30, *b"sixteen bytes of");
    let life = Life { fresh: Duration::from_hours(1), stale: Duration::from_hours(1) };
    let before = resident();
    let start = Instant::now();
    let mut bytes = 0usize;
    for number in 0..CARDS {
        let length = 500 + number as usize * 7919 % 200;
        bytes += length;
        cache.put(cache.key(&address(number)), vec![7; length].into(), life, 0);
    }
    let fill = cache.fill();
    let grown = resident() - before;
    println!(
        "{} cards of {} bytes put in {:.1} s",
        fill.entries,
        bytes / CARDS as usize,
        start.elapsed().as_secs_f64()
    );
    println!(
        "  by the cache's own count {} bytes each, {} MiB",
        fill.bytes / fill.entries,
        fill.bytes >> 20
    );
    println!(
        "  by the system's {} bytes each, {} MiB; besides the card {}",
        grown / fill.entries,
        grown >> 20,
        (grown - bytes) / fill.entries
    );

    let keys: Vec<Key> = (0..CARDS).map(|number| cache.key(&address(number))).collect();
    for (what, pick) in [("any card alike", any as Pick), ("some far oftener", skewed)] {
        for threads in [1, 2] {
            let (wall, cpu) = rates(threads, pick, |number| cache.look(keys[number as usize], 1));
            println!(
                "  {what}, {threads} threads: {wall:.2} million lookups a second, {cpu:.2} a CPU-second"
            );
        }
    }
    let start = processor_time();
    let hashed =
        (0..CARDS).filter(|number| cache.key(&address(*number)) == keys[*number as usize]).count();
    let each = (processor_time() - start) / f64::from(CARDS);
    println!(
        "  {hashed} keys made of addresses, {:.0} ns each, writing the address included",
        each * 1e9
    );
}

/// Chooses a card by a random number.
type Pick = fn(u64) -> u64;

/// Every card as often: the worst case for the processor's own caches.
fn any(random: u64) -> u64 {
    random % u64::from(CARDS)
}

/// As links are shared: a few very often (the share of a card falls about as its rank grows).
fn skewed(random: u64) -> u64 {
    let reach = 1u64 << (random % 21);
    (random >> 8) % reach.min(u64::from(CARDS))
}

/// Random lookups: millions a second, and millions a second of processor time.
fn rates(threads: u32, pick: Pick, look: impl Fn(u32) -> Look<Arc<[u8]>> + Sync) -> (f64, f64) {
    let start = Instant::now();
    let spent: f64 = std::thread::scope(|scope| {
        let run = |thread: u32| {
            let look = &look;
            move || {
                let start = processor_time();
                let mut state = u64::from(thread) + 1;
                for _ in 0..LOOKS / threads {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let number = u32::try_from(pick(state >> 20)).unwrap_or_default();
                    assert!(matches!(look(number), Look::Fresh(_)), "every card is kept");
                }
                processor_time() - start
            }
        };
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(run(thread))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_default()).sum()
    });
    let millions = f64::from(LOOKS) / 1e6;
    (millions / start.elapsed().as_secs_f64(), millions / spent)
}

/// What this thread has spent on a processor, in seconds, as Linux tells.
fn processor_time() -> f64 {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = status.split(' ').next().and_then(|spent| spent.parse::<u64>().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default()).as_secs_f64()
}

fn address(number: u32) -> String {
    format!("https://item.mall.cn/goods/{number}.html?id={number}")
}

/// Resident memory in bytes, as Linux tells.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}
