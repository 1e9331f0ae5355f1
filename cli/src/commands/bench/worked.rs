//! Work on one core, measured by the processor time that it took: what else the machine does changes little.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::town::cpu_of;

/// How much was done a second of processor time; a second of the clock where the system does not tell.
/// `work` is done again and again for so long and says how much it did, and `worth` what that counts.
pub(super) fn pace(
    span: Duration,
    mut work: impl FnMut() -> anyhow::Result<u64>,
    worth: impl Fn(u64) -> f64,
) -> anyhow::Result<f64> {
    let (begun, before) = (Instant::now(), cpu_of("self"));
    let mut done = 0.0;
    while begun.elapsed() < span {
        done += worth(work()?);
    }
    let took = begun.elapsed();
    let used = cpu_of("self").zip(before).map(|(after, before)| after.saturating_sub(before));
    let used = used.filter(|used| !used.is_zero()).unwrap_or(took);
    ensure!(done > 0.0, "nothing was done in {} s", took.as_secs());
    Ok(done / used.as_secs_f64())
}
