//! Chance from a seed (SplitMix64, Steele, Lea and Flood 2014).

/// A stream of numbers that follows from its seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Dice {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not nought.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).unwrap_or_default()
    }

    /// A number of a span, both ends in it.
    pub fn between(&mut self, from: usize, to: usize) -> usize {
        from + self.below(to - from + 1)
    }

    /// Whether one of `of` comes up.
    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    /// One of these.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Letters and digits.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        self.text(length, ALPHANUMERIC)
    }

    /// Letters and digits of at least two sorts, as nearly every code that is drawn of them.
    pub fn code(&mut self, length: usize) -> String {
        loop {
            let code = self.alphanumeric(length);
            let sorts: [fn(&u8) -> bool; 3] =
                [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
            if sorts.iter().filter(|sort| code.bytes().any(|byte| sort(&byte))).count() > 1 {
                return code;
            }
        }
    }

    /// Digits, the first not a nought.
    pub fn digits(&mut self, length: usize) -> String {
        format!("{}{}", self.text(1, b"123456789"), self.text(length - 1, b"0123456789"))
    }

    /// Small hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.text(length, b"0123456789abcdef")
    }

    fn text(&mut self, length: usize, of: &[u8]) -> String {
        (0..length).map(|_| char::from(of[self.below(of.len())])).collect()
    }
}
