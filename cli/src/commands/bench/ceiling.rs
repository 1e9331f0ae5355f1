//! What the machine can do at best: the operations that no bridge can do without.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use drawbridge_canon::{Account, Digest, Sign, Verify};
use sha2::{Digest as _, Sha256};

use super::load::cores;
use super::town::cpu_of;

/// What is signed: about as long as the text under a real signature.
const MESSAGE: [u8; 400] = [7; 400];

/// A commit's worth of bytes for the disk: a payment, in pages of the log.
const COMMIT: usize = 8 << 10;

/// Keys to measure with: the same library and the same kind of keys as in the bridge.
pub(super) struct Rsa {
    key: Arc<dyn Sign>,
    public: Arc<dyn Verify>,
    /// What `public` accepts for [`MESSAGE`].
    signature: Vec<u8>,
}

/// RSA operations of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operations {
    pub(super) signatures: u64,
    pub(super) verifications: u64,
}

/// What a bridged prepay call costs the bridge: the merchant's request verified, ours to the
/// wallet signed, its answer verified, ours to the merchant signed.
pub(super) const BRIDGE: Operations = Operations { signatures: 2, verifications: 2 };

/// What it costs the wallet, which runs on the same machine here.
pub(super) const WALLET: Operations = Operations { signatures: 1, verifications: 1 };

impl Operations {
    /// Both together.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            signatures: self.signatures + other.signatures,
            verifications: self.verifications + other.verifications,
        }
    }
}

/// How often something was done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// By all cores together, a second.
    pub(super) wall: f64,
    /// Processor time that one took, in microseconds; by the clock where the system does not tell.
    pub(super) micros: f64,
}

impl Rsa {
    /// The keys of two sides of a relation: `ours` signs and `theirs` knows the key.
    pub(super) fn new(ours: &Account, theirs: &Account) -> anyhow::Result<Self> {
        let key = ours.keys.ours.first().ok_or_else(|| anyhow!("no key to sign with"))?;
        let signature = key.key.sign(Digest::Sha256, &MESSAGE)?;
        let fits = |public: &Arc<dyn Verify>| public.verify(Digest::Sha256, &MESSAGE, &signature);
        let mut known = theirs.keys.theirs.iter().map(|verifier| &verifier.key);
        let public = known.find(|public| fits(public));
        let public = public.ok_or_else(|| anyhow!("no key that the signature fits"))?;
        ensure!(signature.len() == 256, "the keys do not have 2048 bits");
        Ok(Self { key: key.key.clone(), public: public.clone(), signature })
    }

    /// One signature.
    pub(super) fn sign(&self) -> anyhow::Result<()> {
        self.key.sign(Digest::Sha256, &MESSAGE)?;
        Ok(())
    }

    /// One verification.
    pub(super) fn verify(&self) -> anyhow::Result<()> {
        let fits = self.public.verify(Digest::Sha256, &MESSAGE, &self.signature);
        ensure!(fits, "a signature that fitted fits no more");
        Ok(())
    }

    /// Does these operations on every core for so long.
    pub(super) fn pace(&self, what: Operations, span: Duration) -> anyhow::Result<Pace> {
        pace(span, || {
            let signed = (0..what.signatures).all(|_| self.sign().is_ok());
            let verified = (0..what.verifications).all(|_| self.verify().is_ok());
            signed && verified
        })
    }
}

/// SHA-256 over a kilobyte.
pub(super) fn sha256(span: Duration) -> anyhow::Result<Pace> {
    let block = [7; 1024];
    pace(span, || std::hint::black_box(Sha256::digest(block))[..] != [0; 32])
}

/// Appends and flushes one after the other, a second: what commits that never met could do.
pub(super) fn disk(folder: &Path, span: Duration) -> anyhow::Result<f64> {
    let path = folder.join("disk.probe");
    let mut file = std::fs::File::create(&path)?;
    let (begun, mut done) = (Instant::now(), 0_u32);
    while begun.elapsed() < span {
        file.write_all(&[7; COMMIT])?;
        file.sync_data()?;
        done += 1;
    }
    let rate = f64::from(done) / begun.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}

/// The shortest time away that counts as a pause: no call is late by less.
const PAUSE: Duration = Duration::from_millis(1);

/// How long a core was away from a thread that never stops running, whoever took it: another process,
/// or another machine on the same hardware. What is answered in time must be answered around these.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pauses {
    /// The longest pause of any core.
    pub(super) longest: Duration,
    /// All pauses of the core that was away most.
    pub(super) most: Duration,
}

/// Watches every core for so long.
pub(super) fn pauses(span: Duration) -> anyhow::Result<Pauses> {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let watched: Vec<_> = (0..cores()).map(|_| scope.spawn(|| watch(begun, span))).collect();
        watched.into_iter().try_fold(Pauses::default(), |all, one| {
            let one = one.join().map_err(|_| anyhow!("a thread that watches panicked"))?;
            Ok(Pauses { longest: all.longest.max(one.longest), most: all.most.max(one.most) })
        })
    })
}

fn watch(begun: Instant, span: Duration) -> Pauses {
    let (mut seen, mut last) = (Pauses::default(), begun.elapsed());
    while last < span {
        let now = begun.elapsed();
        let away = now.saturating_sub(last);
        if away >= PAUSE {
            seen.longest = seen.longest.max(away);
            seen.most += away;
        }
        last = now;
    }
    seen
}

fn pace(span: Duration, work: impl Fn() -> bool + Sync) -> anyhow::Result<Pace> {
    let (done, fine) = (AtomicU64::new(0), AtomicBool::new(true));
    let (begun, before) = (Instant::now(), cpu_of("self"));
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while begun.elapsed() < span {
                    fine.fetch_and(work(), Ordering::Relaxed);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let took = begun.elapsed();
    ensure!(fine.into_inner(), "an operation failed");
    let done = done.into_inner() as f64;
    let used = cpu_of("self").zip(before).map(|(after, before)| after.saturating_sub(before));
    let used = used.filter(|used| !used.is_zero()).unwrap_or(took * cores() as u32);
    Ok(Pace { wall: done / took.as_secs_f64(), micros: used.as_secs_f64() * 1e6 / done })
}
