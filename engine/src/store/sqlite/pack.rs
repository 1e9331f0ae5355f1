//! States, notices and messages, packed: the fewer pages ten million payments fill, the more of
//! them stay in memory.
//!
//! LZ4 with a dictionary of words that such texts hold. The dictionary is a hint and nothing more:
//! what does not stand in it is packed less well. One that ever packed a row is never changed; a
//! better one gets a number of its own.

use lz4_flex::block::{compress_with_dict, decompress_with_dict};

use super::super::check;
use super::super::error::StoreError;
use super::super::leaves::{self, Draft, Rests};
use super::super::types::Write;

/// The first byte of what is kept as it is.
const PLAIN: u8 = 0;

/// The first byte of what is packed with [`DICTIONARY`]; four bytes with its length follow.
const PACKED: u8 = 1;

const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");

/// Shorter texts are not worth it, longer ones would hold up whoever commits.
const WORTH: std::ops::Range<usize> = 64..1 << 20;

/// A write as it is kept: bodies packed, outside of the writer's thread.
pub(super) struct Packed {
    /// The write, its bodies packed.
    pub(super) write: Write,
    /// The texts of its exchanges, packed, in their order.
    pub(super) texts: Vec<Vec<u8>>,
    /// Its leaves. They are mostly hashes, and not packed.
    pub(super) leaves: Vec<Draft>,
    /// On which standard they rest.
    pub(super) rests: Rests,
}

impl Packed {
    pub(super) fn new(mut write: Write) -> Result<Self, StoreError> {
        let leaves = leaves::drafts(std::mem::take(&mut write.leaves))?;
        let rests = Rests::of(&leaves)?;
        if let Some(payment) = &mut write.payment {
            payment.row.state = pack(&payment.row.state);
        }
        for notice in &mut write.notices {
            notice.body = pack(&notice.body);
        }
        let texts = write.exchanges.iter().map(|exchange| pack(exchange.text.as_bytes()));
        let texts = texts.collect();
        Ok(Self { write, texts, leaves, rests })
    }

    /// Checks many writes, and packs them.
    pub(super) fn all(mut writes: Vec<Write>) -> Result<Vec<Self>, StoreError> {
        writes.iter_mut().try_for_each(check::prepare)?;
        writes.into_iter().map(Self::new).collect()
    }
}

pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    if WORTH.contains(&bytes.len())
        && let Ok(length) = u32::try_from(bytes.len())
    {
        let packed = compress_with_dict(bytes, DICTIONARY);
        if packed.len() + 4 < bytes.len() {
            return [&[PACKED][..], &length.to_le_bytes(), &packed].concat();
        }
    }
    [&[PLAIN], bytes].concat()
}

pub(super) fn unpack(kept: &[u8]) -> Result<Vec<u8>, StoreError> {
    let damaged = |why: &str| StoreError::Damaged(format!("a packed text {why}"));
    match kept.split_first() {
        Some((&PLAIN, bytes)) => Ok(bytes.to_vec()),
        Some((&PACKED, rest)) => {
            let (length, packed) = rest.split_first_chunk().ok_or_else(|| damaged("is cut"))?;
            let length = u32::from_le_bytes(*length) as usize;
            if !WORTH.contains(&length) {
                return Err(damaged("has a wrong length"));
            }
            let bytes = decompress_with_dict(packed, length, DICTIONARY)
                .map_err(|error| damaged(&error.to_string()))?;
            if bytes.len() == length { Ok(bytes) } else { Err(damaged("is short")) }
        }
        _ => Err(damaged("is of an unknown kind")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let json =
            r#"{"id":"2026112412000000000000000001","merchant":"m1","front":{"dialect":"x"}}"#;
        let noise: Vec<u8> =
            (0..5000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        let long = json.repeat(20_000);
        for bytes in [b"", &b"x"[..], json.as_bytes(), &noise, &vec![0; 100_000], long.as_bytes()] {
            let packed = pack(bytes);
            assert!(packed.len() <= bytes.len() + 1);
            assert_eq!(unpack(&packed).as_deref(), Ok(bytes));
        }
        assert!(pack(json.as_bytes()).len() < json.len() * 3 / 4, "the dictionary helps");
    }

    #[test]
    fn what_is_damaged_is_said_to_be_so() {
        for kept in
            [&[][..], &[2, 0], &[1, 0, 0], &[1, 255, 255, 255, 255, 0], &[1, 99, 0, 0, 0, 7]]
        {
            assert!(matches!(unpack(kept), Err(StoreError::Damaged(_))), "{kept:?}");
        }
    }
}
