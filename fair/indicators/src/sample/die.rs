//! Chance out of a seed.

/// SplitMix64 (Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators).
#[derive(Clone, Debug)]
pub struct Die(u64);

impl Die {
    /// A die whose throws follow from the seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, the end exclusive.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `end`, the end exclusive; 0 for an end of 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// Whether what has this chance happens.
    pub fn happens(&mut self, chance: f64) -> bool {
        self.uniform() < chance
    }

    /// Which of several, each with its share of one.
    pub fn one_of(&mut self, shares: &[f64]) -> usize {
        let mut left = self.uniform();
        let found = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        found.unwrap_or(shares.len().saturating_sub(1))
    }

    /// A wait that is memoryless, of this mean.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * libm::log1p(-self.uniform())
    }

    /// About normal, of mean 0 and variance 1: twelve throws less six.
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}
