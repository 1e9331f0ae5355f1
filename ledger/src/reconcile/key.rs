//! What makes two rows the same: movement, order number and refund number, as 128 bits.
//!
//! The hash is SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast
//! short-input PRF", 2012; the 128-bit variant is in the authors' reference code) under a fixed
//! key, because a stored key must mean the same tomorrow.
//!
//! Rows are joined only if all 128 bits are equal. For n rows the probability that any two
//! different ones are is about n² / 2¹²⁹: for two million rows 6 × 10⁻²⁷, which is less than the
//! probability that memory flips a bit meanwhile.

use std::fmt;

use drawbridge_canon::pay::{BillRow, RowKind};
use serde::{Deserialize, Serialize};

use super::rows::OurRow;

/// The identity of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key(pub u128);

impl Key {
    /// The key of one of our rows.
    pub fn of_ours(row: &OurRow) -> Self {
        Self::of(row.kind, &row.order, row.refund.as_deref())
    }

    /// The key of a bill's row.
    pub fn of_theirs(row: &BillRow) -> Self {
        Self::of(row.kind, &row.order, row.refund.as_deref())
    }

    /// The key of a movement. On a refund without a number of its own, the order's number stands
    /// for it; on a payment a refund number says nothing.
    ///
    /// The order's number is part of a refund's key, because some platforms number refunds within
    /// an order only.
    pub fn of(kind: RowKind, order: &str, refund: Option<&str>) -> Self {
        let (tag, number) = match kind {
            RowKind::Payment => (0_u64, ""),
            RowKind::Refund => (1, refund.filter(|number| !number.is_empty()).unwrap_or(order)),
            RowKind::Revoked => (2, ""),
            RowKind::Other => (3, refund.unwrap_or("")),
        };
        let mut hash = Sip::new();
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hash.write(&((order.len() as u64) | (tag << 56)).to_le_bytes());
        hash.write(order.as_bytes());
        hash.write(number.as_bytes());
        Self(hash.finish())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for Key {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

/// SipHash-2-4-128, fed in pieces.
struct Sip {
    v: [u64; 4],
    pending: u64,
    length: u64,
}

/// The fixed key: bytes 0 to 15, the one of the reference vectors.
const SECRET: [u64; 2] = [0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908];

impl Sip {
    const fn new() -> Self {
        let [k0, k1] = SECRET;
        let v = [
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        Self { v, pending: 0, length: 0 }
    }

    fn write(&mut self, mut bytes: &[u8]) {
        while self.length.is_multiple_of(8)
            && let Some((word, rest)) = bytes.split_first_chunk::<8>()
        {
            self.word(u64::from_le_bytes(*word));
            self.length += 8;
            bytes = rest;
        }
        for &byte in bytes {
            self.pending |= u64::from(byte) << (8 * (self.length % 8));
            self.length += 1;
            if self.length.is_multiple_of(8) {
                let word = std::mem::take(&mut self.pending);
                self.word(word);
            }
        }
    }

    fn finish(mut self) -> u128 {
        let last = self.pending | (self.length << 56);
        self.word(last);
        self.v[2] ^= 0xee;
        (0..4).for_each(|_| self.round());
        let low = self.v.iter().fold(0, |sum, word| sum ^ word);
        self.v[1] ^= 0xdd;
        (0..4).for_each(|_| self.round());
        let high = self.v.iter().fold(0, |sum, word| sum ^ word);
        (u128::from(high) << 64) | u128::from(low)
    }

    const fn word(&mut self, word: u64) {
        self.v[3] ^= word;
        self.round();
        self.round();
        self.v[0] ^= word;
    }

    const fn round(&mut self) {
        let [mut a, mut b, mut c, mut d] = self.v;
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        a = a.rotate_left(32);
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        c = c.rotate_left(32);
        self.v = [a, b, c, d];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first rows of `vectors_sip128` in the reference code (github.com/veorq/SipHash).
    #[test]
    fn the_hash_is_the_reference_one() {
        let published = [
            "a3817f04ba25a8e66df67214c7550293",
            "da87c1d86b99af44347659119b22fc45",
            "8177228da4a45dc7fca38bdef60affe4",
        ];
        for (length, expected) in published.iter().enumerate() {
            let bytes: Vec<u8> = (0..=255).take(length).collect();
            let mut hash = Sip::new();
            hash.write(&bytes);
            let expected = u128::from_str_radix(expected, 16).unwrap();
            assert_eq!(hash.finish().swap_bytes(), expected, "{length} bytes");
        }
    }

    #[test]
    fn feeding_in_pieces_is_feeding_at_once() {
        let bytes: Vec<u8> = (0..=99).collect();
        let whole = {
            let mut hash = Sip::new();
            hash.write(&bytes);
            hash.finish()
        };
        for cut in 0..bytes.len() {
            let mut hash = Sip::new();
            hash.write(&bytes[..cut]);
            hash.write(&bytes[cut..]);
            assert_eq!(hash.finish(), whole, "cut at {cut}");
        }
    }

    #[test]
    fn only_the_same_movement_has_the_same_key() {
        use RowKind::{Payment, Refund, Revoked};
        let same = [
            ((Payment, "A1", None), (Payment, "A1", Some("R1"))),
            ((Refund, "A1", None), (Refund, "A1", Some("A1"))),
            ((Refund, "A1", Some("")), (Refund, "A1", None)),
        ];
        for ((k1, o1, r1), (k2, o2, r2)) in same {
            assert_eq!(Key::of(k1, o1, r1), Key::of(k2, o2, r2));
        }
        let all = [
            Key::of(Payment, "A1", None),
            Key::of(Payment, "A2", None),
            Key::of(Revoked, "A1", None),
            Key::of(Refund, "A1", None),
            Key::of(Refund, "A1", Some("R1")),
            Key::of(Refund, "A2", Some("R1")),
            Key::of(Refund, "A1R", Some("1")),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|other| other != one), "{i}");
        }
    }
}
