//! Work on one core, measured by the processor time that it took.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::commands::bench::figure::median;
use crate::commands::bench::worked::pace;

/// How often ceiling and work take turns, so that both meet the same machine.
const TURNS: u32 = 3;
/// Bytes of a compression block of SHA-256 (FIPS 180-4, section 5.2.1).
const BLOCK: f64 = 64.0;
/// What is hashed for the ceiling: long enough that only compression counts.
const LONG: usize = 16 << 10;

/// A rate of work, and compression blocks a second at the same time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paced {
    /// So often, for each second of processor time.
    pub(super) rate: f64,
    /// Blocks, for each second of processor time.
    pub(super) blocks: f64,
}

/// Does the work again and again, in turns with bare SHA-256. `work` says how much it did.
pub(super) fn paced(
    span: Duration,
    mut work: impl FnMut() -> anyhow::Result<u64>,
) -> anyhow::Result<Paced> {
    let long = vec![7; LONG];
    let (mut rates, mut blocks) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let hash = || Ok(u64::from(std::hint::black_box(Sha256::digest(&long))[0] < u8::MAX));
        blocks.push(pace(span / TURNS / 3, hash, |_| (LONG as f64) / BLOCK)?);
        rates.push(pace(span / TURNS, &mut work, |done| done as f64)?);
    }
    Ok(Paced { rate: median(rates), blocks: median(blocks) })
}
