//! Mixing numbers by a key, one to one.
//!
//! A Feistel network of two halves of 17 bits and eight rounds. Its round function is SipHash-2-4
//! (J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012) of the round and the
//! half, so that nobody without the key tells the result from chance. Such a network is one to one
//! whatever its round function does.

use super::BITS;

const HALF: u32 = BITS / 2;
const MASK: u64 = (1 << HALF) - 1;
const ROUNDS: u64 = 8;

/// The key by which numbers are mixed: 128 secret bits. Another key gives every number another code,
/// so a key is kept as long as its codes are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodeKey([u64; 2]);

impl CodeKey {
    /// A key of 16 bytes that nobody else knows.
    pub fn new(bytes: [u8; 16]) -> Self {
        let half = |from: usize| std::array::from_fn(|at| bytes[from + at]);
        Self([u64::from_le_bytes(half(0)), u64::from_le_bytes(half(8))])
    }

    pub(super) fn mixed(&self, serial: u64) -> u64 {
        let (mut left, mut right) = (serial >> HALF & MASK, serial & MASK);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.round(round, right));
        }
        left << HALF | right
    }

    pub(super) fn unmixed(&self, mixed: u64) -> u64 {
        let (mut left, mut right) = (mixed >> HALF & MASK, mixed & MASK);
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.round(round, left), left);
        }
        left << HALF | right
    }

    fn round(&self, round: u64, half: u64) -> u64 {
        self.hash(&(round << 32 | half).to_le_bytes()) & MASK
    }

    /// SipHash-2-4.
    fn hash(&self, bytes: &[u8]) -> u64 {
        let [low, high] = self.0;
        // "somepseudorandomlygeneratedbytes", as the paper has it.
        let mut state = [
            low ^ 0x736f_6d65_7073_6575,
            high ^ 0x646f_7261_6e64_6f6d,
            low ^ 0x6c79_6765_6e65_7261,
            high ^ 0x7465_6462_7974_6573,
        ];
        let (words, rest) = bytes.as_chunks::<8>();
        let length = u64::try_from(bytes.len() % 256).unwrap_or(0) << 56;
        let tail = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        for word in words.chain([tail | length]) {
            state[3] ^= word;
            turn(&mut state, 2);
            state[0] ^= word;
        }
        state[2] ^= 0xff;
        turn(&mut state, 4);
        state[0] ^ state[1] ^ state[2] ^ state[3]
    }
}

impl std::fmt::Debug for CodeKey {
    /// The key itself is not said.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey(…)")
    }
}

fn turn(state: &mut [u64; 4], times: usize) {
    for _ in 0..times {
        let [a, b, c, d] = *state;
        let (a, c) = (a.wrapping_add(b), c.wrapping_add(d));
        let (b, d) = (b.rotate_left(13) ^ a, d.rotate_left(16) ^ c);
        let (a, c) = (a.rotate_left(32).wrapping_add(d), c.wrapping_add(b));
        let (b, d) = (b.rotate_left(17) ^ c, d.rotate_left(21) ^ a);
        *state = [a, b, c.rotate_left(32), d];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_papers() {
        let key = CodeKey::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        let input: Vec<u8> = (0..15).collect();
        assert_eq!(key.hash(&input), 0xa129_ca61_49be_45e5);
    }
}
