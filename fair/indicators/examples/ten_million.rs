//! How long an audit of ten million decisions takes, from the leaves' bytes:
//! `cargo run --release -p drawbridge-fair-indicators --example ten_million [decisions]`.
//!
//! Counted is everything from the bytes of leaves and openings in memory to the finished indicators:
//! reading, opening and checking commitments, joining, monitors, all tests. Not counted is the making of
//! the log, which happens in between, a few thousand leaves at a time.
#![allow(clippy::print_stdout, reason = "an example tells what it finds")]
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "time is measured")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "it measures time")]

use std::ops::AddAssign;
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
    println!(
        "    wall  processor; {decisions} cases, {leaves} leaves, {:.1} GB with openings",
        bytes as f64 / 1e9
    );
    let mut together = read;
    together += computed;
    println!("{read}   leaves read and joined, commitments opened");
    println!("{computed}   indicators computed");
    println!("{together}   together");
    for one in audit.indicators.iter().filter(|one| one.headline) {
        println!("{:<24} {:?}", one.id, one.verdict);
    }
    Ok(())
}

fn audited(mut sample: Sample, leaves: u64) -> Result<(Audit, Took, Took, u64), AuditorError> {
    let range = Leaves { from: 0, to: leaves };
    let mut auditor = Auditor::new(Plan::standard(&["native"]), sample.period(), range)?;
    let (mut read, mut bytes, mut index) = (Took::default(), 0, 0);
    loop {
        let portion: Vec<Entry> = sample.by_ref().take(PORTION).collect();
        if portion.is_empty() {
            break;
        }
        let begun = Clock::now();
        for entry in &portion {
            let shown = entry.opening.as_deref().map_or(Shown::Nothing, Shown::Opening);
            auditor.take(index, &entry.leaf, shown)?;
            index += 1;
        }
        read += begun.took();
        bytes += portion.iter().map(size).sum::<u64>();
    }
    let begun = Clock::now();
    let audit = auditor.finish()?;
    Ok((audit, read, begun.took(), bytes))
}

fn size(entry: &Entry) -> u64 {
    (entry.leaf.len() + entry.opening.as_ref().map_or(0, Vec::len)) as u64
}

/// Time by the wall and by the processor: on a busy machine only the second says what the work costs.
#[derive(Clone, Copy, Default)]
struct Took {
    wall: Duration,
    processor: Duration,
}

impl AddAssign for Took {
    fn add_assign(&mut self, more: Self) {
        self.wall += more.wall;
        self.processor += more.processor;
    }
}

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (wall, processor) = (self.wall.as_secs_f64(), self.processor.as_secs_f64());
        write!(f, "{wall:>7.2} s {processor:>7.2} s")
    }
}

struct Clock {
    wall: Instant,
    processor: Duration,
}

impl Clock {
    fn now() -> Self {
        Self { wall: Instant::now(), processor: on_processor() }
    }

    fn took(&self) -> Took {
        let processor = on_processor().saturating_sub(self.processor);
        Took { wall: self.wall.elapsed(), processor }
    }
}

/// How long this thread has run, as Linux counts it; zero elsewhere.
fn on_processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}
