//! Chance that follows from a seed, the same everywhere.

use drawbridge_fair_record::Seed;
use sha2::{Digest, Sha256};

/// What the hashed bytes begin with, so that no other hash of this project is a draw.
const DOMAIN: &[u8] = b"drawbridge.fair.probe.draw/v1";

/// A stream of numbers: SHA-256 over a tag, the seed, what is drawn for, and a counter.
#[derive(Clone, Debug)]
pub struct Draw {
    start: Sha256,
    counter: u64,
}

impl Draw {
    /// The stream of a seed for a purpose; other purposes have other streams.
    pub fn new(seed: &Seed, purpose: &str) -> Self {
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX);
        let start = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(seed.0)
            .chain_update(length.to_be_bytes())
            .chain_update(purpose);
        Self { start, counter: 0 }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let hash = self.start.clone().chain_update(self.counter.to_be_bytes()).finalize();
        self.counter += 1;
        hash.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
    }

    /// A coin.
    pub fn coin(&mut self) -> bool {
        self.bits() & 1 == 1
    }

    /// A number below `limit`, each as likely; 0 if the limit is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 {
            return 0;
        }
        // What lies above the last multiple is drawn again, or small numbers would come more often.
        let last = u64::MAX - u64::MAX % limit;
        loop {
            let bits = self.bits();
            if bits < last {
                return bits % limit;
            }
        }
    }

    /// An order of `count` things, each as likely (Fisher and Yates).
    pub fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            let limit = u64::try_from(at + 1).unwrap_or(u64::MAX);
            order.swap(at, usize::try_from(self.below(limit)).unwrap_or(at));
        }
        order
    }

    /// A serial of ten small letters and digits that looks like any other.
    pub fn serial(&mut self) -> String {
        const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        let bits = self.bits();
        (0..10).map(|at| char::from(SIGNS[(bits >> (5 * at) & 31) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(purpose: &str) -> Draw {
        Draw::new(&Seed([7; 32]), purpose)
    }

    #[test]
    fn a_seed_and_a_purpose_fix_the_stream() {
        let take = |mut draw: Draw| (0..4).map(|_| draw.bits()).collect::<Vec<u64>>();
        assert_eq!(take(draw("a")), take(draw("a")));
        assert_ne!(take(draw("a")), take(draw("b")));
        assert_ne!(take(draw("a")), take(Draw::new(&Seed([8; 32]), "a")));
    }

    /// 6,000 throws: each face 1,000 times, with a standard deviation of 29.
    #[test]
    fn every_number_is_as_likely() {
        let mut draw = draw("dice");
        let mut faces = [0_i32; 6];
        for _ in 0..6_000 {
            faces[usize::try_from(draw.below(6)).unwrap()] += 1;
        }
        assert!(faces.iter().all(|count| (count - 1_000).abs() < 150), "{faces:?}");
        let heads = (0..6_000).filter(|_| draw.coin()).count();
        assert!((2_800..3_200).contains(&heads), "{heads}");
        assert_eq!(draw.below(0), 0);
    }

    #[test]
    fn an_order_holds_everything_once() {
        let order = draw("order").order(50);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<usize>>());
        assert_ne!(order, sorted);
        assert_eq!(draw("serial").serial().len(), 10);
    }
}
