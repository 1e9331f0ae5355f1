//! Numbers that look random, never repeat, and follow from a seed.

use drawbridge_canon::Timestamp;

/// What a template may refer to.
pub(crate) struct Facts<'a> {
    /// For `{day}` and `{time}`.
    pub now: Timestamp,
    /// For `{order}`.
    pub order: &'a str,
    /// For `{prepay}`.
    pub prepay: &'a str,
    /// For `{wallet_no}`.
    pub wallet_no: &'a str,
}

/// From where the characters of a random part come.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// The n-th text of a template: no two are equal.
    Nth(u64),
    /// A hash: the same for the same thing.
    Hash(u64),
}

impl Source {
    const fn word(self) -> u64 {
        match self {
            Self::Nth(word) | Self::Hash(word) => word,
        }
    }
}

/// Characters of a random part, and how many of them fit a number of 128 bits.
struct Alphabet {
    letters: &'static [u8],
    fit: u32,
}

const DIGITS: Alphabet = Alphabet { letters: b"0123456789", fit: 38 };
const HEX: Alphabet = Alphabet { letters: b"0123456789abcdef", fit: 31 };
const TOKEN: Alphabet = Alphabet {
    letters: b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    fit: 21,
};

/// Longest random part: no platform's number is longer.
const MOST: u32 = 64;

/// Why a template cannot be used.
pub(crate) fn check(template: &str) -> Result<(), String> {
    let known = |name: &str| {
        matches!(name, "day" | "time" | "order" | "prepay" | "wallet_no") || random(name).is_some()
    };
    match pieces(template).find(|piece| matches!(piece, Piece::Hole(name) if !known(name))) {
        Some(Piece::Hole(name)) => Err(format!(
            "`{name}` is none of day, time, order, prepay, wallet_no, digits:N, hex:N, token:N, with N from 1 to {MOST}"
        )),
        _ => Ok(()),
    }
}

/// The text of a template. What is not known in it stays as written.
pub(crate) fn render(template: &str, seed: u64, source: Source, facts: &Facts<'_>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    for (index, piece) in (0_u64..).zip(pieces(template)) {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Hole("day") => text.push_str(&facts.now.format("%Y%m%d")),
            Piece::Hole("time") => text.push_str(&facts.now.format("%Y%m%d%H%M%S")),
            Piece::Hole("order") => text.push_str(facts.order),
            Piece::Hole("prepay") => text.push_str(facts.prepay),
            Piece::Hole("wallet_no") => text.push_str(facts.wallet_no),
            Piece::Hole(name) => match random(name) {
                Some((alphabet, mut count)) => {
                    let key = mix(seed, &[mix_text(0, template), index]);
                    while count > alphabet.fit {
                        let lead = Source::Hash(mix(key, &[source.word(), count.into()]));
                        let part = alphabet.fit.min(count - alphabet.fit);
                        write_random(&mut text, alphabet, part, key, lead);
                        count -= part;
                    }
                    write_random(&mut text, alphabet, count, key, source);
                }
                None => text.push_str(name),
            },
        }
    }
    text
}

/// A hash of some numbers under a seed: SplitMix64's finaliser, chained.
pub(crate) fn mix(seed: u64, words: &[u64]) -> u64 {
    words.iter().fold(finalise(seed), |state, word| finalise(state ^ finalise(*word)))
}

/// A hash of a text under a seed: FNV-1a, then finalised.
pub(crate) fn mix_text(seed: u64, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ finalise(seed);
    let hash = text
        .bytes()
        .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    finalise(hash)
}

/// A part of a template.
enum Piece<'a> {
    Text(&'a str),
    Hole(&'a str),
}

/// The parts of a template in order. A brace that is never closed is text.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'))
        {
            rest = after;
            return Some(Piece::Hole(name));
        }
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '{');
        let (text, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        (!text.is_empty()).then_some(Piece::Text(text))
    })
}

/// The alphabet and the count of a random part, if it is one.
fn random(name: &str) -> Option<(&'static Alphabet, u32)> {
    let (kind, count) = name.split_once(':')?;
    let count: u32 = count.parse().ok()?;
    let alphabet = match kind {
        "digits" => &DIGITS,
        "hex" => &HEX,
        "token" => &TOKEN,
        _ => return None,
    };
    (1..=MOST).contains(&count).then_some((alphabet, count))
}

/// Writes `count` characters, as many as fit. For [`Source::Nth`] it is the n-th value of a sequence
/// `n × a + b (mod m)` with `a` coprime to `m`, which visits every value once before any twice.
fn write_random(text: &mut String, alphabet: &Alphabet, count: u32, key: u64, source: Source) {
    let base = u128::try_from(alphabet.letters.len()).unwrap_or(2);
    let size = base.pow(count);
    let offset = wide(key, 1) % size;
    let mut value = match source {
        Source::Nth(n) => (u128::from(n) * u128::from(step(key, base)) + offset) % size,
        Source::Hash(hash) => wide(mix(key, &[hash]), 2) % size,
    };
    let mut letters = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let index = usize::try_from(value % base).unwrap_or(0);
        letters.push(char::from(alphabet.letters[index]));
        value /= base;
    }
    text.extend(letters.into_iter().rev());
}

/// A multiplier below 2^62 that shares no factor with the base (2, 5 and 31 are all there are).
fn step(key: u64, base: u128) -> u64 {
    let mut step = (mix(key, &[3]) >> 3) | 1;
    while gcd(u128::from(step), base) != 1 {
        step += 2;
    }
    step
}

const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn wide(key: u64, salt: u64) -> u128 {
    (u128::from(mix(key, &[salt, 1])) << 64) | u128::from(mix(key, &[salt, 2]))
}

const fn finalise(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FACTS: Facts<'_> =
        Facts { now: Timestamp(1_732_449_600_000), order: "A1", prepay: "p9", wallet_no: "w7" };

    #[test]
    fn a_template_is_filled_where_it_has_holes() {
        let cases = [
            ("plain", "plain"),
            ("{day}|{time}", "20241124|20241124200000"),
            ("x={order}&p={prepay}&w={wallet_no}", "x=A1&p=p9&w=w7"),
            ("{open", "{open"),
            ("a{{day}", "a{day"),
            ("", ""),
        ];
        for (template, expected) in cases {
            assert_eq!(render(template, 1, Source::Nth(0), &FACTS), expected, "{template}");
        }
    }

    #[test]
    fn no_number_comes_twice_before_all_have_come() {
        for (template, size) in [("{digits:3}", 1000), ("{hex:2}", 256), ("{token:2}", 62 * 62)] {
            for seed in 0..20 {
                let seen: BTreeSet<String> =
                    (0..size).map(|n| render(template, seed, Source::Nth(n), &FACTS)).collect();
                assert_eq!(seen.len() as u64, size, "{template} with seed {seed}");
            }
        }
    }

    #[test]
    fn a_part_longer_than_a_number_is_filled_and_unique_too() {
        let check = |template: &str, length: usize| {
            let text = |n| render(template, 5, Source::Nth(n), &FACTS);
            let seen: BTreeSet<String> = (0..500).map(text).collect();
            assert_eq!(seen.len(), 500, "{template}");
            assert!(seen.iter().all(|text| text.len() == length), "{seen:?}");
        };
        check("{token:22}", 22);
        check("{digits:39}", 39);
        check("{hex:64}", 64);
    }

    #[test]
    fn a_hash_is_the_same_for_the_same_thing_and_seed() {
        let text = |seed, hash| render("{token:21}", seed, Source::Hash(hash), &FACTS);
        assert_eq!(text(1, 2), text(1, 2));
        assert_ne!(text(1, 2), text(1, 3));
        assert_ne!(text(1, 2), text(2, 2));
    }
}
