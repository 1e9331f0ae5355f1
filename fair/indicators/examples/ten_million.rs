//! How long an audit of ten million decisions takes, from the leaves' bytes:
//! `cargo run --release -p drawbridge-fair-indicators --example ten_million [decisions]`.
//!
//! Counted is everything from the bytes of leaves and openings in memory to the finished indicators:
//! reading, opening and checking commitments, joining, monitors, all tests. Not counted is the making of
//! the log, which happens in between, a few thousand leaves at a time.
#![allow(clippy::print_stdout, reason = "an example tells what it finds")]
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "time is measured")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "it measures time")]

use std::time::{Duration, Instant};

use drawbridge_fair_indicators::found::{Audit, Leaves};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_indicators::sample::{Entry, Sample, World};
use drawbridge_fair_indicators::{Auditor, AuditorError, Shown};

/// Leaves that are made at a time.
const PORTION: usize = 4096;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let decisions = asked.unwrap_or(10_000_000);
    let world = World::fair(decisions);
    // How many leaves there will be is known once they are made; a first pass only counts them.
    let leaves = Sample::leaves(world.clone(), 1);
    let (audit, read, computed, bytes) = audited(Sample::new(world, 1), leaves)?;
    println!("{decisions} cases, {leaves} leaves, {:.1} GB with openings", bytes as f64 / 1e9);
    println!("{:>8.2} s   leaves read and joined, commitments opened", read.as_secs_f64());
    println!("{:>8.2} s   indicators computed", computed.as_secs_f64());
    println!("{:>8.2} s   together", (read + computed).as_secs_f64());
    for one in audit.indicators.iter().filter(|one| one.headline) {
        println!("{:<24} {:?}", one.id, one.verdict);
    }
    Ok(())
}

fn audited(
    mut sample: Sample,
    leaves: u64,
) -> Result<(Audit, Duration, Duration, u64), AuditorError> {
    let range = Leaves { from: 0, to: leaves };
    let mut auditor = Auditor::new(Plan::standard(&["native"]), sample.period(), range)?;
    let (mut read, mut bytes, mut index) = (Duration::ZERO, 0, 0);
    loop {
        let portion: Vec<Entry> = sample.by_ref().take(PORTION).collect();
        if portion.is_empty() {
            break;
        }
        let begun = Instant::now();
        for entry in &portion {
            let shown = entry.opening.as_deref().map_or(Shown::Nothing, Shown::Opening);
            auditor.take(index, &entry.leaf, shown)?;
            index += 1;
        }
        read += begun.elapsed();
        bytes += portion.iter().map(size).sum::<u64>();
    }
    let begun = Instant::now();
    let audit = auditor.finish()?;
    Ok((audit, read, begun.elapsed(), bytes))
}

fn size(entry: &Entry) -> u64 {
    (entry.leaf.len() + entry.opening.as_ref().map_or(0, Vec::len)) as u64
}
