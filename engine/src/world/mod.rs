//! The world that everything below is lent as arguments: the time, chance, and work that goes on
//! by itself. A simulator puts its own in their place.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use drawbridge_canon::{Account, Ctx, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in business; a sandbox may have moved it.
    fn now(&self) -> Timestamp;

    /// Now, as everybody else's clocks say it: for signatures.
    fn wall(&self) -> Timestamp {
        self.now()
    }

    /// Work that ends when so much of this clock's time has passed. Here it is the runtime's time;
    /// a simulator's clock has its own.
    fn sleep(&self, time: Duration) -> Work {
        Box::pin(tokio::time::sleep(time))
    }
}

/// The machine's clock, moved forward by as much as a sandbox asks (by nothing in real service).
#[derive(Debug, Default)]
pub struct SystemClock {
    ahead_ms: AtomicI64,
}

impl SystemClock {
    /// Moves this clock forward from the machine's.
    pub fn advance_ms(&self, ms: i64) {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.wall().plus_ms(self.ahead_ms.load(Ordering::Relaxed))
    }

    fn wall(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Rolls dice.
pub trait Dice: Send + Sync {
    /// Fills `bytes` with fresh chance.
    fn fill(&self, bytes: &mut [u8]);

    /// 32 fresh characters out of `0-9A-Za-z`: about 190 bits.
    fn nonce(&self) -> String {
        const CHARACTERS: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut out = String::with_capacity(32);
        let mut bytes = [0; 48];
        while out.len() < 32 {
            self.fill(&mut bytes);
            // 248 is the largest multiple of 62 below 256: above it some characters would be
            // likelier than others.
            let fair = bytes.iter().filter(|byte| **byte < 248);
            out.extend(fair.map(|byte| char::from(CHARACTERS[usize::from(byte % 62)])));
            out.truncate(32);
        }
        out
    }

    /// A fresh number below `bound`, which is not zero.
    fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        let wide = u128::from_le_bytes(bytes) % u128::from(bound.max(1));
        u64::try_from(wide).unwrap_or_default()
    }
}

/// The operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemDice;

impl Dice for SystemDice {
    fn fill(&self, bytes: &mut [u8]) {
        // There is nothing sensible to do without randomness: no key, nonce or number is safe.
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// A piece of work that goes on by itself.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Takes work that nobody waits for. Such work may be lost at any moment: whatever must not be
/// lost is in the store, and found again by its time.
pub trait Background: Send + Sync {
    /// Starts `work`.
    fn spawn(&self, work: Work);
}

/// Work on the runtime's threads.
#[derive(Debug, Default)]
pub struct RuntimeBackground;

impl Background for RuntimeBackground {
    fn spawn(&self, work: Work) {
        tokio::spawn(work);
    }
}

/// All of the world.
#[derive(Clone)]
pub struct World {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Rolls dice.
    pub dice: Arc<dyn Dice>,
    /// Takes work.
    pub background: Arc<dyn Background>,
}

impl World {
    /// The real one.
    pub fn real() -> (Self, Arc<SystemClock>) {
        let clock = Arc::new(SystemClock::default());
        let world = Self {
            clock: clock.clone(),
            dice: Arc::new(SystemDice),
            background: Arc::new(RuntimeBackground),
        };
        (world, clock)
    }

    /// What a codec is lent for one call.
    pub fn ctx<'a>(&self, nonce: &'a str, account: &'a Account) -> Ctx<'a> {
        Ctx { wall: self.clock.wall(), ..Ctx::new(self.clock.now(), nonce, account) }
    }

    /// A fresh payment number: the Beijing time to the millisecond (17 digits) and 11 digits of
    /// chance. It grows with time, so that an index on it grows at one end, and has the 28 digits
    /// that wallets' own numbers have.
    pub fn payment_id(&self) -> String {
        let now = self.clock.now();
        let milliseconds = now.0.rem_euclid(1000);
        let chance = self.dice.below(100_000_000_000);
        format!("{}{milliseconds:03}{chance:011}", now.format("%Y%m%d%H%M%S"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_shape_and_do_not_repeat() {
        let (world, clock) = World::real();
        let nonces: std::collections::BTreeSet<String> =
            (0..1000).map(|_| world.dice.nonce()).collect();
        assert_eq!(nonces.len(), 1000);
        assert!(
            nonces.iter().all(|n| n.len() == 32 && n.bytes().all(|b| b.is_ascii_alphanumeric()))
        );
        let first = world.payment_id();
        clock.advance_ms(1000);
        let second = world.payment_id();
        assert!(first.len() == 28 && first < second, "{first} {second}");
    }
}
