//! How much memory a million cached cards take, and how fast they are found.
//!
//!     cargo run --release -p drawbridge-engine --example cache_bench

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "it measures, and prints")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_engine::fetch::{Cache, Key, Life, Look};

const CARDS: u32 = 1_000_000;
const LOOKS: u32 = 10_000_000;

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
    for threads in [1, 2] {
        let rate = rate(threads, |number| cache.look(keys[number as usize], 1));
        println!("  {rate:.2} million lookups by key a second, {threads} threads");
    }
    let addresses: Vec<String> = (0..CARDS).map(address).collect();
    for threads in [1, 2] {
        let rate = rate(threads, |number| cache.look(cache.key(&addresses[number as usize]), 1));
        println!("  {rate:.2} million lookups by address a second, {threads} threads");
    }
}

/// Random lookups; millions a second.
fn rate(threads: u32, look: impl Fn(u32) -> Look<Arc<[u8]>> + Sync) -> f64 {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let look = &look;
            scope.spawn(move || {
                let mut state = u64::from(thread) + 1;
                for _ in 0..LOOKS / threads {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let number =
                        u32::try_from((state >> 33) % u64::from(CARDS)).unwrap_or_default();
                    assert!(matches!(look(number), Look::Fresh(_)), "every card is kept");
                }
            });
        }
    });
    f64::from(LOOKS) / start.elapsed().as_secs_f64() / 1e6
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
